// The list of rejected rows: a CSV of all of them where asked for, the first twenty on stderr always.

import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { fail, ok, type Result } from '#core/base';
import { note } from './output.ts';

const SHOWN_MAX = 20;

export interface RejectList {
  add(path: string, line: number, code: string, text: string): void;
  /** Waits until the list is written. */
  end(): Promise<Result<null>>;
}

/** `path` null keeps no file. `hide` takes a progress bar away before a line is printed. */
export function makeRejectList(path: string | null, hide: () => void): RejectList {
  const file: WriteStream | null = path === null ? null : createWriteStream(path);
  const closed = file === null ? Promise.resolve() : finished(file);
  // Whoever waits for the end is told; until then nobody may be waiting.
  closed.catch(() => undefined);
  file?.write('line,code,text\n');
  let count = 0;
  return {
    add: (source, line, code, text) => {
      count += 1;
      file?.write(`${String(line)},${code},"${text.replaceAll('"', '""')}"\n`);
      if (count > SHOWN_MAX) return;
      hide();
      note(`${source}:${String(line)}: ${code}: ${text}`);
    },
    end: async () => {
      if (count > SHOWN_MAX) note(
        `… and ${String(count - SHOWN_MAX)} rejected rows more${path === null ? ' (--rejects OUT.csv lists all)' : ''}.`
      );
      if (file === null) return ok(null);
      file.end();
      try {
        await closed;
        return ok(null);
      } catch (error) {
        const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
        return fail('EXPORT_FILE_UNWRITABLE', `${path ?? ''} cannot be written (${reason}).`);
      }
    },
  };
}
