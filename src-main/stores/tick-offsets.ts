// The broker's distance from UTC along each tick series, as steps in time: where its days begin depends on it.

import type Database from 'better-sqlite3';

interface Step {
  readonly fromMs: number;
  readonly offsetS: number;
}

export class TickOffsets {
  readonly #db: Database.Database;
  readonly #steps = new Map<number, readonly Step[]>();

  constructor(db: Database.Database) {
    this.#db = db;
  }

  /** Seconds at `timeMs` (UTC ms); before the first tick what held there, 0 for an empty series. */
  at(series: number, timeMs: number): number {
    return offsetAt(this.#stepsOf(series), timeMs);
  }

  /**
   * Ticks of fromMs … toMs came under this offset; `isPast`: what follows them keeps the offset it had. Within a
   * transaction.
   */
  note(series: number, fromMs: number, toMs: number, offsetS: number, isPast: boolean): void {
    const steps = this.#stepsOf(series);
    const isInside = steps.some((step) => step.fromMs > fromMs && step.fromMs <= toMs);
    if (steps.length > 0 && !isInside && offsetAt(steps, fromMs) === offsetS) return;
    const put = this.#db.prepare('INSERT OR REPLACE INTO tick_offsets VALUES (?, ?, ?)');
    const after = steps.length > 0 ? offsetAt(steps, toMs + 1) : offsetS;
    this.#db.prepare('DELETE FROM tick_offsets WHERE series = ? AND from_ms >= ? AND from_ms <= ?')
      .run(series, fromMs, toMs + 1);
    if (isPast && after !== offsetS) put.run(series, toMs + 1, after);
    put.run(series, fromMs, offsetS);
    this.#steps.delete(series);
  }

  /** A transaction was taken back: what is on disk counts. */
  forget(): void {
    this.#steps.clear();
  }

  #stepsOf(series: number): readonly Step[] {
    let steps = this.#steps.get(series);
    if (steps === undefined) {
      steps = this.#db.prepare(`SELECT from_ms AS fromMs, offset_s AS offsetS FROM tick_offsets WHERE series = ?
        ORDER BY from_ms`).all(series) as Step[];
      this.#steps.set(series, steps);
    }
    return steps;
  }
}

function offsetAt(steps: readonly Step[], timeMs: number): number {
  let found = steps[0]?.offsetS ?? 0;
  for (const step of steps) {
    if (step.fromMs > timeMs) break;
    found = step.offsetS;
  }
  return found;
}
