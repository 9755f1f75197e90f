// A moving average by TA-Lib's number of its kind, for the studies that take one as a parameter.

import { assert } from '#core/base';
import { Kama } from './adaptive-averages.ts';
import { Dema, T3, Tema, Zlema } from './chained-averages.ts';
import { Ema, Rma } from './ema.ts';
import { Mama } from './hilbert.ts';
import { SeriesIndicator } from './indicator.ts';
import { Sma } from './sma.ts';
import type { StateTape } from './state-tape.ts';
import { Hma, Trima, Wma } from './wma.ts';

/**
 * TA-Lib's numbers: 0 SMA, 1 EMA, 2 WMA, 3 DEMA, 4 TEMA, 5 TRIMA, 6 KAMA, 7 MAMA, 8 T3, 9 HMA, 10 none, 12 ZLEMA,
 * 13 Wilder's. 11 is the study's own default type; who reads a request puts that in its place.
 */
export const MA_TYPE_MAX = 13;
export const MA_TYPE_DEFAULT = 11;

/** The number itself: an average of one. */
class Same extends SeriesIndicator {
  take(cells: Float64Array, at: number): void {
    const x = cells[at] as number;
    this.out[0] = x;
  }

  protected override visit(_tape: StateTape): void {
    // it has no state beyond its output
  }
}

/** A moving average of `period` numbers; MAMA takes no period. Throws for a type that does not exist. */
export function makeAverage(period: number, type: number): SeriesIndicator {
  if (period <= 1 && type !== 7) return new Same();
  switch (type) {
    case 0: return new Sma(period);
    case 1: return new Ema(period);
    case 2: return new Wma(period);
    case 3: return new Dema(period);
    case 4: return new Tema(period);
    case 5: return new Trima(period);
    case 6: return new Kama(period);
    case 7: return new Mama(0.5, 0.05);
    case 8: return new T3(period, 0.7);
    case 9: return new Hma(period);
    case 10: return new Same();
    case 12: return new Zlema(period);
    case 13: return new Rma(period);
    default: break;
  }
  assert(false, `there is no moving average of type ${type}`);
}

/** Numbers before the first value of an average of this type. */
export function averageWarmup(period: number, type: number): number {
  if (period <= 1 && type !== 7) return 0;
  switch (type) {
    case 3: return 2 * (period - 1);
    case 4: return 3 * (period - 1);
    case 6: return period;
    case 7: return 32;
    case 8: return 6 * (period - 1);
    case 9: return period - 1 + Math.max(1, Math.floor(Math.sqrt(period))) - 1;
    case 10: return 0;
    case 12: return period - 1 + Math.floor((period - 1) / 2);
    default: return period - 1;
  }
}
