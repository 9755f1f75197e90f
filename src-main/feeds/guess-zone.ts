// What clock the server keeps that wrote a file, from when the file's weeks begin. Nothing is stored.

import { fail, ok, type Result } from '#core/base';
import { WeekOpens, type ZoneGuess } from '#core/market';
import { formatBrokerZone, type Bar } from '#core/model';
import type { TickRow } from '#main/stores';
import { importBars, importTicks, type ImportRequest, type ImportTarget } from './import-file.ts';
import type { Zone } from './zone.ts';

/** Reads times as they stand, and notes whether any was without a zone of its own. */
class BareZone implements Zone {
  readonly name = 'bare';
  readonly twice = 0;
  isUsed = false;

  toUtc(localMs: number): number {
    this.isUsed = true;
    return localMs;
  }
}

/**
 * Looks through whole files in their order. Fails with what made a file unreadable, and with IMPORT_ZONE_UNCONFIRMED
 * (saying why) where the files cannot tell.
 */
export async function guessZone(requests: readonly Omit<ImportRequest, 'zone'>[]): Promise<Result<ZoneGuess>> {
  const opens = new WeekOpens();
  const zone = new BareZone();
  for (const request of requests) {
    const { timeframe } = request;
    if (timeframe === 'D1') return unknown('daily bars do not show when a week begins');
    const asked = { ...request, zone };
    const { error } = timeframe === 'tick' ? await importTicks({ ...asked, timeframe }, stampsTo<TickRow>(opens), {})
      : await importBars({ ...asked, timeframe }, stampsTo<Bar>(opens), {});
    if (error !== null) return { ok: false, error };
  }
  if (!zone.isUsed) return unknown('the times of the file have their own zone: import it without --tz');
  const guess = opens.guess();
  return guess === null ? unknown('no weekend lies in the file') : ok(guess);
}

function unknown(why: string): Result<never> {
  return fail('IMPORT_ZONE_UNCONFIRMED', `The clock of the broker's server is not known: ${why}.`);
}

function stampsTo<T extends { readonly time: number }>(opens: WeekOpens): ImportTarget<T> {
  return {
    stored: () => () => Promise.resolve({ items: [], next: null }),
    put: (rows) => {
      for (const row of rows) opens.next(row.time);
      return Promise.resolve(ok(null));
    },
  };
}

/** A guess in one sentence. */
export function describeGuess(guess: ZoneGuess): string {
  const { zone, agreeing, weeks, fromLocalMs, alternatives } = guess;
  const since = new Date(fromLocalMs).toISOString().slice(0, 10);
  const also = alternatives.map((one) => `${formatBrokerZone(one.zone)} (${String(one.agreeing)})`).join(', ');
  return `The weeks begin as with a server on ${formatBrokerZone(zone)}: ${String(agreeing)} of ${String(weeks)} since `
    + `${since}${also === '' ? '' : `; not told apart from ${also}`}.`;
}
