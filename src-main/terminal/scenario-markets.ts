// How the markets of single scenarios leave their course, and the moments at which they begin.

import { INSTRUMENTS } from '#core/broker-model';
import type { Instrument } from '#core/model';
import type { SyntheticListing } from '#core/terminal';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** A Tuesday, 2026-05-12T07:00:00Z: where a synthetic market begins that has no moment of its own. */
export const START_MS = Date.UTC(2026, 4, 12, 7);

/** 2026-05-15T20:50:00Z, ten minutes before a broker at UTC+3 closes for the weekend. */
export const GAP_START_MS = Date.UTC(2026, 4, 15, 20, 50);
/** Broker time. */
const GAP_FROM_MS = Date.UTC(2026, 4, 18);
const GAP_POINTS: Readonly<Record<string, number>> = { EURUSD: -800, GBPUSD: -900, USDJPY: 900, XAUUSD: -4500 };

/** A strong dollar on Monday: the market opens this far from its course, and stays there. */
export function weekendGap(symbol: string, minuteMs: number): number {
  return minuteMs >= GAP_FROM_MS ? GAP_POINTS[symbol] ?? 0 : 0;
}

/** From Friday 2026-10-30 on: daylight saving ends in New York on Sunday, 06:00 UTC, and the broker follows. */
export const DST_CHANGE = {
  startMs: Date.UTC(2026, 9, 30, 20, 50), atMs: Date.UTC(2026, 10, 1, 6), offsetS: 7200,
} as const;

/** Points a minute from the start on, for an hour. */
const FALL_POINTS: Readonly<Record<string, number>> = { EURUSD: -60, GBPUSD: -80 };
const FALL_MINUTES = 60;
const FALL_FROM_MS = START_MS + 10_800_000;

/** Euro and pound fall for an hour, a little every minute. */
export function fallingMarket(symbol: string, minuteMs: number): number {
  const minutes = Math.max(0, Math.min(FALL_MINUTES, (minuteMs - FALL_FROM_MS) / MINUTE_MS));
  return (FALL_POINTS[symbol] ?? 0) * minutes;
}

const ALWAYS: Instrument['sessions'] = Array.from({ length: 7 }, () => [[0, DAY_MS / 1000]]);

/** The days by which a market of Tuesdays to Thursdays is moved so that one of them is the day of `hostMs`. */
function shiftToOpen(hostMs: number): number {
  const day = Math.floor(hostMs / DAY_MS);
  const sinceTuesday = (((day + 4 - 2) % 7) + 7) % 7;
  return sinceTuesday * DAY_MS;
}

/**
 * What a broker lists: its names (all four symbols under their own where there are none), its way of filling, and the
 * market moved to today where it is to be open at `openAtMs`, UTC ms.
 */
export function makeListing(
  names: Readonly<Record<string, string>> | null, adapt: (one: Instrument) => Instrument, openAtMs: number | null,
): SyntheticListing {
  const all = names ?? Object.fromEntries(INSTRUMENTS.map(({ symbol }) => [symbol, symbol]));
  const instruments = Object.entries(all).flatMap(([symbol, known]) => {
    const found = INSTRUMENTS.find((one) => one.symbol === known);
    if (found === undefined) return [];
    const one = adapt({ ...found, symbol });
    return [openAtMs === null ? one : { ...one, sessions: ALWAYS }];
  });
  return {
    instruments, names: new Map(Object.entries(all)), shiftMs: openAtMs === null ? 0 : shiftToOpen(openAtMs),
  };
}
