// The clock of the broker's server, as the trader confirmed it for a data folder: read, guessed, asked, confirmed.

import { createInterface } from 'node:readline/promises';
import { fail, ok, type Result } from '#core/base';
import { formatBrokerZone, readBrokerZone, type BrokerZone } from '#core/model';
import type { OpenEngine } from '#main/engine';
import type { ImportRequest, Zone } from '#main/feeds';
import { defaultDataDir } from './data-dir.ts';
import { note } from './output.ts';

/** The zone of a `--tz`, where `broker` is what was confirmed for the data folder (the user's own without one). */
export async function readZone(text: string, dataDir = defaultDataDir()): Promise<Result<Zone>> {
  const { makeZone } = await import('#main/feeds');
  return makeZone(text, text.trim().toLowerCase() === 'broker' ? await confirmedZone(dataDir) : null);
}

/** What was confirmed for a data folder, also while something runs on it; null before. */
export async function confirmedZone(dataDir: string): Promise<BrokerZone | null> {
  const { findNewest } = await import('#main/journal');
  const body = findNewest(dataDir, 'BrokerZoneConfirmed')?.body;
  return body?.kind === 'BrokerZoneConfirmed' ? body.zone : null;
}

/** Is somebody there who can answer? */
function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/**
 * Settles the zone of the files' times before they are imported. `confirm` is `--confirm-zone`: a zone, or true for the
 * one that the files show. Without it, and with nothing confirmed, what the files show is told and asked on a terminal.
 */
export async function settleZone(
  open: OpenEngine, requests: readonly Omit<ImportRequest, 'zone'>[], confirm: string | true | null,
): Promise<Result<BrokerZone>> {
  const known = open.engine.kernel.view.brokerZone;
  if (confirm === null && known !== null) return ok(known);
  if (typeof confirm === 'string') {
    const zone = readBrokerZone(confirm);
    if (zone !== null) return confirmZone(open, zone);
    return fail('HOST_USAGE', `"${confirm}" is not a server's zone: give +02:00/us, +02:00/eu or a fixed +03:00.`);
  }
  const { describeGuess, guessZone } = await import('#main/feeds');
  const guess = await guessZone(requests);
  if (!guess.ok) return guess;
  const told = describeGuess(guess.value);
  const { zone, alternatives } = guess.value;
  const isWanted = confirm === true ? alternatives.length === 0 : canAsk() && await ask(told, zone);
  if (isWanted) {
    note(told);
    return confirmZone(open, zone);
  }
  const names = [zone, ...alternatives.map((one) => one.zone)].map(formatBrokerZone).join(' or ');
  const next = alternatives.length === 0 ? 'Confirm it once with --confirm-zone.'
    : `Name the right one: --confirm-zone ${names}.`;
  return fail('IMPORT_ZONE_UNCONFIRMED', `${told} Nothing was imported. ${next}`);
}

async function ask(told: string, zone: BrokerZone): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await lines.question(`${told}\nKeep ${formatBrokerZone(zone)} for this data folder? [y/N] `);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}

async function confirmZone({ engine, journal }: OpenEngine, zone: BrokerZone): Promise<Result<BrokerZone>> {
  const before = engine.kernel.view.brokerZone;
  const name = formatBrokerZone(zone);
  if (before !== null && formatBrokerZone(before) === name) return ok(zone);
  engine.accept({ kind: 'BrokerZoneConfirmed', zone, by: 'cli' });
  const settled = await journal.settled();
  if (!settled.ok) return settled;
  const was = before === null ? '' : ` It was ${formatBrokerZone(before)}; what was stored before stays as it is.`;
  note(`The server's clock is kept as ${name}.${was}`);
  return ok(zone);
}
