// A made-up Windows machine on any disk: data folders with what a terminal writes into them, portable installations,
// and a MetaEditor that writes the log it is told to.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { EditorCall, EditorEnd, SetupMachine } from './machine.ts';

/** As the terminal writes text: UTF-16LE with a byte order mark. */
export function wide(text: string): Buffer {
  return Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
}

export function put(path: string, bytes: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}

export class MadeUpMachine implements SetupMachine {
  readonly platform = 'windows';
  readonly listSeparator = ';';
  readonly root: string;
  readonly env: Record<string, string | undefined>;
  readonly drives: string[] = [];
  readonly calls: EditorCall[] = [];
  /** What MetaEditor does when it is started. */
  editor: (call: EditorCall) => EditorEnd = () => ({ kind: 'ended' });

  constructor(root: string) {
    this.root = root;
    this.env = { APPDATA: join(root, 'Roaming'), ProgramFiles: join(root, 'Program Files') };
    mkdirSync(join(root, 'Roaming', 'MetaQuotes', 'Terminal', 'Common'), { recursive: true });
    mkdirSync(join(root, 'Program Files'), { recursive: true });
  }

  /** An installed terminal: its program in Program Files, its data below %APPDATA%. Returns the data folder. */
  install(name: string, digit: string, more: { readonly company?: string; readonly hasEditor?: boolean } = {}): string {
    const program = join(this.root, 'Program Files', name);
    put(join(program, 'terminal64.exe'), 'MZ');
    if (more.hasEditor !== false) put(join(program, 'metaeditor64.exe'), 'MZ');
    mkdirSync(join(program, 'MQL5', 'Experts'), { recursive: true });
    const data = join(this.root, 'Roaming', 'MetaQuotes', 'Terminal', digit.repeat(32));
    mkdirSync(join(data, 'MQL5', 'Experts'), { recursive: true });
    put(join(data, 'origin.txt'), wide(program));
    put(join(data, 'config', 'common.ini'), wide('[Common]\r\nLogin=51234567\r\nServer=Broker-Demo\r\n'));
    const company = more.company ?? 'Broker Ltd.';
    put(join(data, 'logs', '20261124.log'), wide('CS\t0\tTerminal\tMetaTrader 5 x64 build 4600 started for Old\r\n'));
    put(join(data, 'logs', '20261125.log'), wide(
      `CS\t0\t08:00:00.000\tTerminal\tMetaTrader 5 x64 build 4620 started for ${company}\r\nCS\t0\tNetwork\tok\r\n`,
    ));
    return data;
  }

  portable(folder: string): string {
    put(join(folder, 'terminal64.exe'), 'MZ');
    put(join(folder, 'MetaEditor64.exe'), 'MZ');
    mkdirSync(join(folder, 'MQL5'), { recursive: true });
    return folder;
  }

  async runEditor(call: EditorCall): Promise<EditorEnd> {
    this.calls.push(call);
    return this.editor(call);
  }
}

/** Files of an Expert Advisor in `folder`. */
export function putEa(folder: string, version: string, more: Readonly<Record<string, string>> = {}): string {
  put(join(folder, 'Sextant.mq5'), `#property strict\n#property version   "${version}"\n#include "wire.mqh"\n`);
  put(join(folder, 'wire.mqh'), '// wire\n');
  for (const [name, text] of Object.entries(more)) put(join(folder, name), text);
  return folder;
}

export function read(...path: readonly string[]): string | null {
  const full = join(...path);
  return existsSync(full) ? readFileSync(full, 'utf8') : null;
}
