// Bill Williams' studies (Trading Chaos, 1995): the alligator's three smoothed medians that are drawn to the right, the
// distances between them (gator), and fractals, each shown from the bar that confirms it. O(1) a bar on average.

import type { Bar } from '#core/model';
import { Rma } from './ema.ts';
import { BarIndicator } from './indicator.ts';
import { Delay } from './rolling-window.ts';
import type { StateTape } from './state-tape.ts';

/** Wilder's average of the medians as it was some bars ago. */
class Line {
  readonly #average: Rma;
  readonly #delay: Delay;

  constructor(period: number, shift: number) {
    this.#average = new Rma(period);
    this.#delay = new Delay(shift);
  }

  take(cells: Float64Array, at: number): void {
    this.#average.take(cells, at);
    this.#delay.put(this.#average.out[0] as number);
    this.#delay.advance();
  }

  get value(): number {
    return this.#delay.value;
  }

  travel(tape: StateTape): void {
    this.#average.travel(tape);
    this.#delay.travel(tape);
  }
}

/** Period and shift of jaw, teeth and lips. */
export type AlligatorParams = readonly [
  jaw: number, jawShift: number, teeth: number, teethShift: number, lips: number, lipsShift: number,
];

/**
 * Outputs jaw, teeth, lips as they stand under this bar (made `shift` bars ago, so that nothing of the future is in
 * them); as a gator upper and lower, the distances jaw to teeth and, below zero, teeth to lips. Each begins when it is
 * known.
 */
export class Alligator extends BarIndicator {
  readonly #jaw: Line;
  readonly #teeth: Line;
  readonly #lips: Line;
  readonly #isGator: boolean;

  constructor([jaw, jawShift, teeth, teethShift, lips, lipsShift]: AlligatorParams, gator = false) {
    super(gator ? 2 : 3);
    this.#jaw = new Line(jaw, jawShift);
    this.#teeth = new Line(teeth, teethShift);
    this.#lips = new Line(lips, lipsShift);
    this.#isGator = gator;
  }

  next({ high, low }: Bar): void {
    const { scratch: cells, out } = this;
    cells[0] = (high + low) / 2;
    this.#jaw.take(cells, 0);
    this.#teeth.take(cells, 0);
    this.#lips.take(cells, 0);
    const jaw = this.#jaw.value;
    const teeth = this.#teeth.value;
    const lips = this.#lips.value;
    if (this.#isGator) {
      out[0] = Math.abs(jaw - teeth);
      out[1] = -Math.abs(teeth - lips);
      return;
    }
    out[0] = jaw;
    out[1] = teeth;
    out[2] = lips;
  }

  protected override visit(tape: StateTape): void {
    this.#jaw.travel(tape);
    this.#teeth.travel(tape);
    this.#lips.travel(tape);
  }
}

/** Does the middle number lie beyond all others on the side of `sign`? */
function isOutermost(cells: Float64Array, sign: 1 | -1): boolean {
  const span = cells.length >> 1;
  for (let i = 0; i < cells.length; i += 1) {
    if (i !== span && ((cells[i] as number) - (cells[span] as number)) * sign >= 0) return false;
  }
  return true;
}

/**
 * Outputs fractalhigh and fractallow: the newest high above, and low below, those of `span` bars on either side. A
 * fractal is known `span` bars after its bar and stands until the next one, so it is never taken back. O(span).
 */
export class Fractals extends BarIndicator {
  /** The last 2 * span + 1, oldest first. */
  readonly #highs: Float64Array;
  readonly #lows: Float64Array;
  #count = 0;

  constructor(span: number) {
    super(2);
    this.#highs = new Float64Array(2 * span + 1);
    this.#lows = new Float64Array(2 * span + 1);
  }

  next({ high, low }: Bar): void {
    const highs = this.#highs;
    const lows = this.#lows;
    const newest = highs.length - 1;
    highs.copyWithin(0, 1);
    lows.copyWithin(0, 1);
    highs[newest] = high;
    lows[newest] = low;
    if (this.#count <= newest) this.#count += 1;
    if (this.#count <= newest) return;
    const { out } = this;
    if (isOutermost(highs, 1)) out[0] = highs[newest >> 1] as number;
    if (isOutermost(lows, -1)) out[1] = lows[newest >> 1] as number;
  }

  protected override visit(tape: StateTape): void {
    tape.array(this.#highs);
    tape.array(this.#lows);
    this.#count = tape.number(this.#count);
  }
}
