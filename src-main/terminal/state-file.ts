// The simulated terminal's memory on disk: what the EA keeps in files and what the broker knows, in one JSON file that
// is replaced whole, so that a kill leaves the old one or the new one.

import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fail, ok, type Result } from '#core/base';
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

/** Reads a state file; null where there is none yet: a fresh start. Fails with SIMULATE_STATE_BAD. */
export function readState(path: string): Result<SimulatedState | null> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ok(null);
    return fail('SIMULATE_STATE_BAD', `${path} cannot be read (${reasonOf(error)}).`);
  }
  try {
    const parsed: unknown = JSON.parse(text);
    if (isState(parsed)) return ok(parsed);
  } catch (error) {
    return fail('SIMULATE_STATE_BAD', `${path} is not JSON (${reasonOf(error)}).`);
  }
  return fail('SIMULATE_STATE_BAD', `${path} was not written by this program.`);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
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
