// Back-pressure beyond the window of unconfirmed bytes: while the disk is behind, the terminal is asked by `flow.ctl`
// to rest what is lossy by nature and to send ticks in larger batches, and told again when the disk has caught up.
// Nothing is lost by it: ticks wait in the terminal's own history.

export interface FlowOrder {
  readonly pause: readonly string[];
  /** Least time between a symbol's tick batches, ms. */
  readonly tickMinMs: number;
}

interface Level {
  /** Frames that wait for the disk, from here on. */
  readonly from: number;
  readonly order: FlowOrder;
}

const LEVELS: readonly [Level, Level, Level] = [
  { from: 0, order: { pause: [], tickMinMs: 0 } },
  { from: 256, order: { pause: ['book', 'flow'], tickMinMs: 100 } },
  { from: 2_048, order: { pause: ['book', 'flow'], tickMinMs: 500 } },
];
/** The pressure is over when fewer than this wait, and have done so for `CALM_MS`. */
const CALM_FRAMES = 32;
const CALM_MS = 1_000;

export class FlowControl {
  #level = 0;
  #calmSinceMs = Infinity;

  /** What is in force at the terminal. */
  get order(): FlowOrder {
    return (LEVELS[this.#level] as Level).order;
  }

  /** What the terminal is to be told now that `waiting` frames wait for the disk; null when nothing changes. */
  next(waiting: number, nowMs: number): FlowOrder | null {
    if (waiting < CALM_FRAMES) this.#calmSinceMs = Math.min(this.#calmSinceMs, nowMs);
    else this.#calmSinceMs = Infinity;
    let level = this.#level;
    while (level + 1 < LEVELS.length && waiting >= (LEVELS[level + 1] as Level).from) level += 1;
    if (nowMs - this.#calmSinceMs >= CALM_MS) level = 0;
    if (level === this.#level) return null;
    this.#level = level;
    return this.order;
  }

  /** When calm has lasted long enough to lift what is in force; Infinity when nothing is. */
  get nextMs(): number {
    return this.#level === 0 ? Infinity : this.#calmSinceMs + CALM_MS;
  }
}
