// A synthetic market whose terminal streamed its minutes before it had loaded them all: two holes in the bars it sends.
// Its history fills one of them once it is loaded; the other the broker does not have.

import type { Timeframe } from '#core/model';
import type { BarRow } from './market-source.ts';
import { SyntheticSource, type SyntheticClock } from './synthetic-source.ts';
import type { SyntheticMarket } from './synthetic-market.ts';

const MINUTE_MS = 60_000;
/** Minutes before the market's begin, [from, to). */
type Hole = readonly [number, number];

const LATE: Hole = [150, 120];
const NEVER: Hole = [50, 25];
/** So many questions about bars are answered with "still loading" at first. */
const LOADING_ANSWERS = 1;

export class HoledSource extends SyntheticSource {
  readonly #startS: number;
  #loading = LOADING_ANSWERS;

  constructor(market: SyntheticMarket, clock: SyntheticClock & { readonly startMs: number }) {
    super(market, clock);
    this.#startS = Math.floor(clock.startMs / MINUTE_MS) * 60 + clock.offsetS;
  }

  override barsAfter(
    symbol: string, timeframe: Timeframe, afterS: number | null, fromBrokerMs: number, limit: number,
  ): readonly BarRow[] {
    return this.#barsOutside([LATE, NEVER], symbol, timeframe, afterS, fromBrokerMs, limit);
  }

  pastBarsAfter(
    symbol: string, timeframe: Timeframe, afterS: number | null, fromBrokerMs: number, limit: number,
  ): readonly BarRow[] {
    return this.#barsOutside([NEVER], symbol, timeframe, afterS, fromBrokerMs, limit);
  }

  /** As many as were asked for, where there are so many: fewer would mean that these are the last. */
  #barsOutside(
    holes: readonly Hole[], symbol: string, timeframe: Timeframe, afterS: number | null, fromBrokerMs: number,
    limit: number,
  ): readonly BarRow[] {
    const kept: BarRow[] = [];
    let after = afterS;
    while (kept.length < limit) {
      const bars = super.barsAfter(symbol, timeframe, after, fromBrokerMs, limit);
      kept.push(...bars.filter(({ t }) => timeframe !== 'M1' || !holes.some((hole) => this.#isIn(t, hole))));
      if (bars.length < limit) break;
      after = bars[bars.length - 1]?.t ?? null;
    }
    return kept.slice(0, limit);
  }

  isLoading(): boolean {
    this.#loading -= 1;
    return this.#loading >= 0;
  }

  #isIn(t: number, [from, to]: Hole): boolean {
    return t >= this.#startS - from * 60 && t < this.#startS - to * 60;
  }
}
