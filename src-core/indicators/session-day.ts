// Which day a bar belongs to where days begin at an hour of UTC, as a broker's clock with its daylight saving has it.

import { BrokerClock, type DaylightRule } from '#core/model';

const DAY_MS = 86_400_000;

/** Whose daylight saving moves the beginning of the day an hour earlier in summer, by parameter value. */
export const DAYLIGHT_RULES: readonly DaylightRule[] = ['none', 'eu', 'us'];

export class SessionDay {
  readonly #clock: BrokerClock;

  /** `startHour` is the hour of UTC in winter, 0 to 23; `daylight` an index of DAYLIGHT_RULES. */
  constructor(startHour: number, daylight: number) {
    this.#clock = new BrokerClock({
      standardOffsetS: -startHour * 3600, daylight: DAYLIGHT_RULES[daylight] ?? 'none',
    });
  }

  /** Number of the day that holds a moment (UTC ms). */
  dayOf(timeMs: number): number {
    return Math.floor((timeMs + this.#clock.offsetS(timeMs) * 1000) / DAY_MS);
  }
}
