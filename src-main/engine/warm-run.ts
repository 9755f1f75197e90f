// One way through the stored bars of a series for the streams that want it, in bounded turns. Bars that close
// meanwhile are held and taken at the end, in the same turn in which the streams go live: no bar twice, none lost.

import { performance } from 'node:perf_hooks';
import type { Bar } from '#core/model';
import { BarRing } from './bar-ring.ts';

/** What takes closed bars, one at a time, in ascending order. */
export interface BarStream {
  next(bar: Bar): void;
}

/** What one bar costs a stream, over its newest few thousand bars. */
export class BarCost {
  #ns = 0;
  #bars = 0;

  /** Nanoseconds per bar; null before the first. */
  get nsPerBar(): number | null {
    return this.#bars === 0 ? null : this.#ns / this.#bars;
  }

  add(ms: number, bars: number): void {
    if (this.#bars > COST_BARS) {
      this.#ns /= 2;
      this.#bars /= 2;
    }
    this.#ns += ms * 1e6;
    this.#bars += bars;
  }
}

export interface Runner {
  readonly stream: BarStream;
  readonly cost: BarCost;
  bars: number;
}

const COST_BARS = 4_096;
/** A turn of the loop is short: other work waits at most this long. */
const TURN_MS_MAX = 8;
const SLICE_BARS = 256;

export class WarmRun<R extends Runner = Runner> {
  readonly runners: readonly R[];
  readonly ring = new BarRing();
  #held: Bar[] = [];

  constructor(runners: readonly R[]) {
    this.runners = runners;
  }

  /** Holds a bar that closed while the store is read. */
  hold(bar: Bar): void {
    this.#held.push(bar);
  }

  /** Takes a page of stored bars, newer than those before; `isStopped` ends it between two slices. */
  async takePage(bars: readonly Bar[], isStopped: () => boolean): Promise<void> {
    let begunMs = performance.now();
    for (let at = 0; at < bars.length && !isStopped(); at += SLICE_BARS) {
      const slice = bars.slice(at, at + SLICE_BARS);
      for (const runner of this.runners) takeSlice(runner, slice);
      for (const bar of slice) this.ring.push(bar);
      if (performance.now() - begunMs < TURN_MS_MAX) continue;
      await new Promise<void>((done) => { setImmediate(done); });
      begunMs = performance.now();
    }
  }

  /**
   * Takes the bars that were held and are newer than what the store gave. Gives the open of the oldest one that the
   * store gave otherwise, UTC ms; null where there is none.
   */
  finish(): number | null {
    let doubtMs: number | null = null;
    for (const bar of this.#held) {
      if (bar.time > this.ring.newestMs) {
        for (const runner of this.runners) takeSlice(runner, [bar]);
        this.ring.push(bar);
      } else if (!this.ring.has(bar)) {
        doubtMs = Math.min(doubtMs ?? bar.time, bar.time);
      }
    }
    this.#held = [];
    return doubtMs;
  }
}

/** Gives bars to a stream and counts what they cost. */
export function takeSlice(runner: Runner, bars: readonly Bar[]): void {
  const begunMs = performance.now();
  for (const bar of bars) runner.stream.next(bar);
  runner.cost.add(performance.now() - begunMs, bars.length);
  runner.bars += bars.length;
}
