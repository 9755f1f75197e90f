// One number made of each bar: mean prices, balance of power, and Heikin-Ashi candles. O(1).

import type { Bar } from '#core/model';
import { BarIndicator } from './indicator.ts';
import type { StateTape } from './state-tape.ts';

export type PriceKind = 'average' | 'median' | 'typical' | 'weighted';

export class Price extends BarIndicator {
  readonly #kind: PriceKind;

  constructor(kind: PriceKind) {
    super();
    this.#kind = kind;
  }

  next({ open, high, low, close }: Bar): void {
    const { out } = this;
    switch (this.#kind) {
      case 'average': out[0] = (high + low + close + open) / 4; break;
      case 'median': out[0] = (high + low) / 2; break;
      case 'typical': out[0] = (high + low + close) / 3; break;
      case 'weighted': out[0] = (high + low + close * 2) / 4; break;
    }
  }

  protected override visit(_tape: StateTape): void {
    // a bar's price knows nothing of the bars before
  }
}

/** (close - open) / (high - low), -1 … 1; 0 where the bar has no range (Igor Livshin 2001). */
export class BalanceOfPower extends BarIndicator {
  next({ open, high, low, close }: Bar): void {
    const range = high - low;
    const value = range < 1e-14 ? 0 : (close - open) / range;
    this.out[0] = value;
  }

  protected override visit(_tape: StateTape): void {
    // a bar's balance knows nothing of the bars before
  }
}

/** haopen, hahigh, halow, haclose; the first candle opens at the middle of its own body. */
export class HeikinAshi extends BarIndicator {
  #open = Number.NaN;
  #close = 0;

  constructor() {
    super(4);
  }

  next({ open, high, low, close }: Bar): void {
    const from = Number.isNaN(this.#open) ? (open + close) / 2 : (this.#open + this.#close) / 2;
    const to = (open + high + low + close) / 4;
    this.#open = from;
    this.#close = to;
    const { out } = this;
    out[0] = from;
    out[1] = Math.max(high, from, to);
    out[2] = Math.min(low, from, to);
    out[3] = to;
  }

  protected override visit(tape: StateTape): void {
    this.#open = tape.number(this.#open);
    this.#close = tape.number(this.#close);
  }
}
