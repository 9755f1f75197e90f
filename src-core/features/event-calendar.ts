// The economic calendar as the features of one symbol read it. The schedule is known from the start; an actual from the
// moment of its event. How far an actual lies from its forecast is measured by the event's own earlier surprises.

import { KnownSeries } from './known-series.ts';
import { SURPRISES_MIN } from './registry.ts';

export interface CalendarEvent {
  /** UTC ms of the event. */
  readonly timeMs: number;
  /** ISO 4217, such as `USD`; '' for what concerns all of them. */
  readonly currency: string;
  readonly name: string;
  /** Of high impact. */
  readonly isHigh: boolean;
  /** Known from the event's moment on; null where it has none, or none yet. */
  readonly actual: number | null;
  /** Known from the start; null where it has none. */
  readonly forecast: number | null;
}

interface Past {
  count: number;
  sum: number;
}

export class EventCalendar {
  readonly #highMs: readonly number[];
  /** (actual - forecast) / mean size of the event's earlier ones, known at the event. */
  readonly surprises = new KnownSeries();

  /** `currencies` are the symbol's; null takes every currency's events. */
  constructor(events: readonly CalendarEvent[], currencies: readonly string[] | null) {
    const own = events
      .filter(({ currency }) => currencies === null || currency === '' || currencies.includes(currency))
      .sort((a, b) => a.timeMs - b.timeMs);
    this.#highMs = own.filter(({ isHigh }) => isHigh).map(({ timeMs }) => timeMs);
    const past = new Map<string, Past>();
    for (const { timeMs, currency, name, actual, forecast } of own) {
      if (actual === null || forecast === null) continue;
      const key = `${currency}|${name}`;
      const before = past.get(key) ?? { count: 0, sum: 0 };
      past.set(key, before);
      const surprise = actual - forecast;
      if (before.count >= SURPRISES_MIN && before.sum > 0) {
        this.surprises.put(timeMs, [surprise / (before.sum / before.count)]);
      }
      before.count += 1;
      before.sum += Math.abs(surprise);
    }
  }

  /** Minutes from `asOfMs` to the next high-impact event, 0 at its moment; NaN where the schedule has none ahead. */
  minutesToNext(asOfMs: number): number {
    const times = this.#highMs;
    let low = 0;
    let high = times.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((times[middle] as number) < asOfMs) low = middle + 1;
      else high = middle;
    }
    return low === times.length ? Number.NaN : ((times[low] as number) - asOfMs) / 60_000;
  }
}
