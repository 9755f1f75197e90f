// A made-up Windows disk for the guide "Connect MT5": data folders and a portable terminal as the real ones lie there,
// with a MetaEditor that is a script (fake-metaeditor.mjs) and does what the test tells it to.

import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const EDITOR = fileURLToPath(new URL('fake-metaeditor.mjs', import.meta.url));

export type EditorMood = 'good' | 'errors' | 'silent';

function put(path: string, bytes: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}

function wide(text: string): Buffer {
  return Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
}

export class MadeUpWindows {
  readonly root: string;
  /** Of "Northwind Markets", installed as usual. */
  readonly data: string;
  readonly program: string;
  /** Of "Portable MT5": its data lie beside its program. */
  readonly portable: string;

  constructor(root: string) {
    this.root = root;
    this.program = join(root, 'Program Files', 'Northwind MT5');
    this.data = join(root, 'Roaming', 'MetaQuotes', 'Terminal', 'D0E8209F77C8CF37AD8BF550E51FF075');
    this.portable = join(root, 'Tools', 'Portable MT5');
    put(join(this.program, 'terminal64.exe'), 'MZ');
    mkdirSync(join(this.data, 'MQL5', 'Experts'), { recursive: true });
    put(join(this.data, 'origin.txt'), wide(this.program));
    put(join(this.data, 'config', 'common.ini'), wide('[Common]\r\nLogin=71234567\r\nServer=Northwind-Demo\r\n'));
    put(join(this.data, 'logs', '20261125.log'), wide(
      'OH\t0\t08:00:00.112\tTerminal\tMetaTrader 5 x64 build 5430 started for Northwind Markets Ltd.\r\n',
    ));
    put(join(this.portable, 'terminal64.exe'), 'MZ');
    mkdirSync(join(this.portable, 'MQL5'), { recursive: true });
    this.setEditor('good');
  }

  /** For SEXTANT_MT5_ROOTS. */
  get roots(): string {
    return [dirname(this.data), dirname(this.portable)].join(delimiter);
  }

  /** Gives the installed terminal a MetaEditor of that mood. */
  setEditor(mood: EditorMood): void {
    const path = join(this.program, 'metaeditor64.exe');
    put(path, `#!/bin/sh\nexec "${process.execPath}" "${EDITOR}" ${mood} "$@"\n`);
    chmodSync(path, 0o755);
  }

  inEa(name: string): string {
    return join(this.data, 'MQL5', 'Experts', 'Sextant', name);
  }

  putInEa(name: string, text: string): void {
    put(this.inEa(name), text);
  }

  hasInEa(name: string): boolean {
    return existsSync(this.inEa(name));
  }

  filesInEa(): readonly string[] {
    return readdirSync(this.inEa(''));
  }

  pairing(): unknown {
    return JSON.parse(readFileSync(join(this.data, 'MQL5', 'Files', 'Sextant', 'pairing.json'), 'utf8'));
  }
}
