// The simulated terminal's memory on disk: what the EA keeps in files and what the broker knows, in one JSON file that
// is replaced whole, so that a kill leaves the old one or the new one.

import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { BrokerState } from '#core/broker-model';
import type { TerminalState } from '#core/terminal';

export interface SimulatedState {
  readonly format: 1;
  readonly scenario: string;
  readonly seed: number;
  /** Newest market time the broker has seen, UTC ms. */
  readonly marketMs: number;
  readonly terminal: TerminalState;
  readonly broker: BrokerState;
}

export type StateRead =
  | { readonly ok: true; readonly state: SimulatedState | null }
  | { readonly ok: false; readonly text: string };

/** Reads a state file; none yet is a fresh start. */
export function readState(path: string): StateRead {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { ok: true, state: null };
    return {
      ok: false, text: `cannot read the state file ${path}: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
  try {
    const parsed: unknown = JSON.parse(text);
    if (isState(parsed)) return { ok: true, state: parsed };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      ok: false,
      text: `the state file ${path} is not JSON (${reason}): delete it to start anew`,
    };
  }
  return { ok: false, text: `the state file ${path} was not written by this program: delete it to start anew` };
}

function isState(value: unknown): value is SimulatedState {
  return typeof value === 'object' && value !== null && 'format' in value && value.format === 1
    && 'terminal' in value && 'broker' in value && 'marketMs' in value && typeof value.marketMs === 'number';
}

/** Replaces the file; it is on the disk when this returns. */
export function writeState(path: string, state: SimulatedState): void {
  mkdirSync(dirname(path), { recursive: true });
  const beside = `${path}.new`;
  const handle = openSync(beside, 'w', 0o600);
  try {
    writeFileSync(handle, JSON.stringify(state));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(beside, path);
}
