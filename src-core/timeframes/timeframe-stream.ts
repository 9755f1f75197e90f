// One timeframe followed by its closed bars: readings, swings, the patterns it formed last, and its newest closes. The
// host keeps one for each of the six timeframes warm while somebody looks.

import { log } from '#core/base';
import { makeIndicator, readRequest, Swings, TimeframeReading, type Indicator } from '#core/indicators';
import { TIMEFRAME_MS, type Bar, type FormationKind, type Timeframe } from '#core/model';

/** Closes kept: enough to see whether a slower timeframe is behind, and for the correlation with the next one. */
const KEPT_BARS = 128;
const KEPT_FORMATIONS = 24;
/** Pairs of returns of one correlation. */
const PAIRS = 60;

/** A pattern that was there when its bar had closed. */
export interface Formation {
  readonly kind: FormationKind;
  readonly side: 'up' | 'down';
  /** UTC ms at which the bar had closed. */
  readonly knownMs: number;
}

function study(name: string): Indicator {
  const request = readRequest(name);
  if (!request.ok) throw new Error(request.error.text);
  return makeIndicator(request.value);
}

export class TimeframeStream {
  readonly timeframe: Timeframe;
  readonly reading = new TimeframeReading();
  readonly swings = new Swings();
  readonly #engulfing = study('CDLENGULFING');
  readonly #morning = study('CDLMORNINGSTAR');
  readonly #evening = study('CDLEVENINGSTAR');
  readonly #times = new Float64Array(KEPT_BARS);
  readonly #closes = new Float64Array(KEPT_BARS);
  #formations: readonly Formation[] = [];
  #bars = 0;

  constructor(timeframe: Timeframe) {
    this.timeframe = timeframe;
  }

  /** Closed bars taken. */
  get bars(): number {
    return this.#bars;
  }

  /** UTC ms at which the newest bar had closed; null before the first. */
  get asOfMs(): number | null {
    return this.#bars === 0 ? null : this.#times[this.#slot(0)] as number + TIMEFRAME_MS[this.timeframe];
  }

  /** The newest close, NaN before the first. */
  get close(): number {
    return this.#bars === 0 ? Number.NaN : this.#closes[this.#slot(0)] as number;
  }

  /** Patterns formed last, oldest first. */
  get formations(): readonly Formation[] {
    return this.#formations;
  }

  /** Takes the next closed bar. */
  next(bar: Bar): void {
    const before = this.close;
    const swingHigh = this.swings.out[0] as number;
    const swingLow = this.swings.out[1] as number;
    this.#times[this.#bars % KEPT_BARS] = bar.time;
    this.#closes[this.#bars % KEPT_BARS] = bar.close;
    this.#bars += 1;
    this.reading.next(bar);
    this.swings.next(bar);
    this.#engulfing.next(bar);
    this.#morning.next(bar);
    this.#evening.next(bar);
    if (bar.close > swingHigh && before <= swingHigh) this.#form('break', 1);
    if (bar.close < swingLow && before >= swingLow) this.#form('break', -1);
    this.#form('engulfing', this.#engulfing.out[0] as number);
    this.#form('star', this.#morning.out[0] as number);
    this.#form('star', this.#evening.out[0] as number);
  }

  /** Bars that opened at or after a moment, as far as the newest closes reach. */
  barsSince(timeMs: number): number {
    let count = 0;
    while (count < Math.min(this.#bars, KEPT_BARS) && (this.#times[this.#slot(count)] as number) >= timeMs) count += 1;
    return count;
  }

  /**
   * Pearson's correlation of the return over one bar with the return over `ratio` bars that ends at the same close,
   * over the newest 60 closes; null before they are there or where nothing moved.
   */
  correlationWith(ratio: number): number | null {
    if (this.#bars < PAIRS + ratio) return null;
    let [sumX, sumY, sumXX, sumYY, sumXY] = [0, 0, 0, 0, 0];
    for (let age = 0; age < PAIRS; age += 1) {
      const now = this.#closes[this.#slot(age)] as number;
      const x = log(now / (this.#closes[this.#slot(age + 1)] as number));
      const y = log(now / (this.#closes[this.#slot(age + ratio)] as number));
      sumX += x;
      sumY += y;
      sumXX += x * x;
      sumYY += y * y;
      sumXY += x * y;
    }
    const spread = (PAIRS * sumXX - sumX * sumX) * (PAIRS * sumYY - sumY * sumY);
    return spread > 0 ? Math.max(-1, Math.min(1, (PAIRS * sumXY - sumX * sumY) / Math.sqrt(spread))) : null;
  }

  /** Remembers a pattern by the sign of its output; nothing where it is 0 or not ready. */
  #form(kind: FormationKind, sign: number): void {
    if (!(sign > 0 || sign < 0)) return;
    const formed: Formation = { kind, side: sign > 0 ? 'up' : 'down', knownMs: this.asOfMs as number };
    this.#formations = [...this.#formations.slice(1 - KEPT_FORMATIONS), formed];
  }

  #slot(age: number): number {
    return (this.#bars - 1 - age) % KEPT_BARS;
  }
}
