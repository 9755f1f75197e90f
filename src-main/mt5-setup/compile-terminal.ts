// Compiles the installed Expert Advisor with the terminal's own MetaEditor. Its exit code says nothing reliable, and a
// MetaEditor that is open already may take the work over and let the new process end at once: what counts is the log's
// result line, for which the rest of the time is waited, and Sextant.ex5.

import { randomBytes } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ok, type Result } from '#core/base';
import { readCompileLog, type CompileLog } from './compile-log.ts';
import { EA_MAIN, EA_PROGRAM } from './ea-package.ts';
import { eaFolder } from './install-files.ts';
import type { SetupMachine } from './machine.ts';
import { setupFailure } from './setup-failures.ts';
import type { CompileReport } from './setup-types.ts';
import { findEditor, type TerminalPlace } from './terminal-search.ts';
import { readText } from './terminal-text.ts';

export interface CompileTimes {
  /** The whole of it, ms. */
  readonly totalMsMax: number;
  /** Between two looks at the log, ms. */
  readonly lookMs: number;
}

export const COMPILE_TIMES: CompileTimes = { totalMsMax: 60_000, lookMs: 200 };

/** Fails with SETUP_NOT_INSTALLED, SETUP_EDITOR_MISSING or SETUP_EDITOR_FAILED. Errors in the sources are a report. */
export async function compileTerminal(
  place: TerminalPlace, machine: SetupMachine, times: CompileTimes,
): Promise<Result<Omit<CompileReport, 'terminal'>>> {
  const folder = eaFolder(place.dataDir);
  const source = join(folder, EA_MAIN);
  if ((await stat(source).catch(() => null)) === null) return setupFailure('SETUP_NOT_INSTALLED', source);
  const editor = await findEditor(place);
  if (editor === null) return setupFailure('SETUP_EDITOR_MISSING', place.installDir ?? place.dataDir);
  const log = join(folder, `compile-${randomBytes(4).toString('hex')}.log`);
  const startedMs = performance.now();
  try {
    const end = await machine.runEditor({
      editor, source, include: join(place.dataDir, 'MQL5'), log, isPortable: place.isPortable,
      waitMsMax: times.totalMsMax,
    });
    if (end.kind === 'not-started') return setupFailure('SETUP_EDITOR_FAILED', `${editor}: ${end.reason}`);
    const read = await waitForLog(log, times, startedMs);
    if (read === null) {
      const what = end.kind === 'overdue' ? 'it did not finish' : 'it wrote no result';
      return setupFailure('SETUP_EDITOR_FAILED', `${editor}: ${what} within ${times.totalMsMax / 1000} s.`);
    }
    const isThere = (await stat(join(folder, EA_PROGRAM)).catch(() => null)) !== null;
    if (read.errors === 0 && !isThere) {
      return setupFailure('SETUP_EDITOR_FAILED', `${editor} reports no error, but there is no ${EA_PROGRAM}.`);
    }
    return ok({ ...read, isCompiled: read.errors === 0, elapsedMs: Math.round(performance.now() - startedMs) });
  } finally {
    await rm(log, { force: true }).catch(() => undefined);
  }
}

async function waitForLog(log: string, times: CompileTimes, startedMs: number): Promise<CompileLog | null> {
  for (;;) {
    const text = await readText(log);
    const read = text === null ? null : readCompileLog(text);
    if (read !== null || performance.now() - startedMs >= times.totalMsMax) return read;
    await new Promise((done) => { setTimeout(done, times.lookMs); });
  }
}
