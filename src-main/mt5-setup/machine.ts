// The machine that terminals are looked for on, as far as the set-up knows it: handed in, so that a made-up one on any
// system does in a test.

import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';
import { runEditor } from './editor-process.ts';

/** What MetaEditor is started with. */
export interface EditorCall {
  readonly editor: string;
  readonly source: string;
  /** The terminal's MQL5 folder. */
  readonly include: string;
  readonly log: string;
  readonly isPortable: boolean;
  readonly waitMsMax: number;
}

/** How the process ended. Its exit code says nothing reliable; the log does. */
export type EditorEnd =
  | { readonly kind: 'ended' | 'overdue' }
  | { readonly kind: 'not-started'; readonly reason: string };

export interface SetupMachine {
  readonly platform: 'windows' | 'other';
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Roots of the drives that are there: `C:\`. */
  readonly drives: readonly string[];
  /** Between folders in SEXTANT_MT5_ROOTS. */
  readonly listSeparator: string;
  runEditor(call: EditorCall): Promise<EditorEnd>;
}

/** This machine. */
export function thisMachine(): SetupMachine {
  const isWindows = process.platform === 'win32';
  return {
    platform: isWindows ? 'windows' : 'other', env: process.env,
    drives: isWindows ? findDrives() : [], listSeparator: delimiter, runEditor,
  };
}

function findDrives(): readonly string[] {
  return Array.from('CDEFGHIJKLMNOPQRSTUVWXYZ', (letter) => `${letter}:\\`)
    .filter((root) => existsSync(root));
}
