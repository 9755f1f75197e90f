// What somebody would write to make bars of ticks: a loop that groups bids into open, high, low, close and count of six
// timeframes. No ask prices, no spread, no broker's time, no doubtful ticks, no events.

import { TIMEFRAME_MS, TIMEFRAMES, type TickColumns } from '#core/model';

export class PlainBars {
  readonly closed: number[][] = [];
  readonly #forming = TIMEFRAMES.map(() => [-1, 0, 0, 0, 0, 0]);
  readonly #lengths = TIMEFRAMES.map((timeframe) => TIMEFRAME_MS[timeframe]);

  take({ brokerMs, bid }: TickColumns): void {
    for (let i = 0; i < brokerMs.length; i += 1) {
      const time = brokerMs[i] as number;
      const price = bid[i] as number;
      for (let k = 0; k < this.#lengths.length; k += 1) {
        const length = this.#lengths[k] as number;
        const open = time - time % length;
        const bar = this.#forming[k] as number[];
        if (bar[0] === open) {
          if (price > (bar[2] as number)) bar[2] = price;
          if (price < (bar[3] as number)) bar[3] = price;
          bar[4] = price;
          bar[5] = (bar[5] as number) + 1;
        } else {
          if (bar[0] !== -1) this.closed.push(bar);
          this.#forming[k] = [open, price, price, price, price, 1];
        }
      }
    }
  }
}
