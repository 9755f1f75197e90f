// The values of one study on one chart, oldest first: history below, live ones on top. Pure.

import type { StudyHistory } from '#core/contract';

/** Outputs at one bar; null where the study is not ready. */
export interface StudyPoint {
  /** Open of the bar, UTC ms. */
  readonly time: number;
  readonly values: readonly (number | null)[];
}

/** A window open for weeks stays level, as the bars do. */
const POINTS_MAX = 60_000;

export class StudyData {
  #points: StudyPoint[] = [];

  get points(): readonly StudyPoint[] {
    return this.#points;
  }

  get last(): StudyPoint | null {
    return this.#points[this.#points.length - 1] ?? null;
  }

  /** Puts a fresh newest history in place; live values newer than its end stay. */
  setHistory(history: StudyHistory): void {
    const fresh = pointsOf(history);
    const end = fresh[fresh.length - 1]?.time ?? Number.NEGATIVE_INFINITY;
    this.#points = [...fresh, ...this.#points.filter((point) => point.time > end)];
  }

  /** Puts older history in front. */
  addOlder(history: StudyHistory): void {
    const begin = this.#points[0]?.time ?? Number.POSITIVE_INFINITY;
    const older = pointsOf(history).filter((point) => point.time < begin);
    this.#points = [...older, ...this.#points].slice(-POINTS_MAX);
  }

  /** Takes in one live value, forming or closed. */
  put(point: StudyPoint): void {
    const last = this.last;
    if (last === null || point.time > last.time) {
      this.#points.push(point);
      if (this.#points.length > POINTS_MAX + 1_000) this.#points.splice(0, 1_000);
      return;
    }
    const at = this.#indexAt(point.time);
    if (this.#points[at]?.time === point.time) this.#points[at] = point;
    else this.#points.splice(at + 1, 0, point);
  }

  /** The value of exactly this bar; null where there is none. */
  at(timeMs: number): StudyPoint | null {
    const point = this.#points[this.#indexAt(timeMs)];
    return point?.time === timeMs ? point : null;
  }

  #indexAt(timeMs: number): number {
    let low = 0;
    let high = this.#points.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#points[middle]?.time ?? 0) <= timeMs) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

function pointsOf({ time, values }: StudyHistory): StudyPoint[] {
  return time.map((at, i) => ({ time: at, values: values.map((column) => column[i] ?? null) }));
}
