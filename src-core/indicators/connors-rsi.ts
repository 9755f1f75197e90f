// Larry Connors' RSI (2012): the mean of a short RSI, of the RSI of the length of the run of rises or falls, and of
// how many of the last changes the newest one exceeds. O(rankperiod) a number.

import { GainLoss } from './rsi.ts';
import { SeriesIndicator } from './indicator.ts';
import { RollingWindow } from './rolling-window.ts';
import type { StateTape } from './state-tape.ts';

export class ConnorsRsi extends SeriesIndicator {
  readonly #rsi: GainLoss;
  readonly #runRsi: GainLoss;
  readonly #changes: RollingWindow;
  #before = Number.NaN;
  #run = 0;

  constructor(period: number, runPeriod: number, rankPeriod: number) {
    super();
    this.#rsi = new GainLoss(period, 'strength');
    this.#runRsi = new GainLoss(runPeriod, 'strength');
    this.#changes = new RollingWindow(rankPeriod);
  }

  take(cells: Float64Array, at: number): void {
    const x = cells[at] as number;
    const before = this.#before;
    this.#before = x;
    this.#rsi.take(cells, at);
    if (Number.isNaN(before)) return;
    if (x > before) this.#run = this.#run > 0 ? this.#run + 1 : 1;
    else if (x < before) this.#run = this.#run < 0 ? this.#run - 1 : -1;
    else this.#run = 0;
    this.scratch[1] = this.#run;
    this.#runRsi.take(this.scratch, 1);
    const changes = this.#changes;
    const change = before === 0 ? 0 : (x - before) / before;
    if (changes.isFull && this.#rsi.isReady && this.#runRsi.isReady) {
      let below = 0;
      for (let age = 0; age < changes.size; age += 1) if (changes.at(age) < change) below += 1;
      const rank = (100 * below) / changes.size;
      this.out[0] = ((this.#rsi.out[0] as number) + (this.#runRsi.out[0] as number) + rank) / 3;
    }
    changes.put(change);
    changes.advance();
  }

  protected override visit(tape: StateTape): void {
    this.#rsi.travel(tape);
    this.#runRsi.travel(tape);
    this.#changes.travel(tape);
    this.#before = tape.number(this.#before);
    this.#run = tape.number(this.#run);
  }
}
