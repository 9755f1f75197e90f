// How much the heap grows with each bar that a study takes, and with each forming bar that it shows: a program of its
// own, since collecting garbage inside the test's process takes too long. Run with --expose-gc. Prints one JSON row a
// study: bytes a bar, the least of several rounds, after the engine has compiled what is hot.

import { exp, Random } from '#core/base';
import { INDICATORS, TimeframeReading } from '#core/indicators';
import type { Bar } from '#core/model';

interface Study {
  next(bar: Bar): void;
  peek(bar: Bar): unknown;
}

export interface HeapRow {
  readonly name: string;
  readonly next: number;
  readonly peek: number;
  /** The middle one of the rounds measured warm, 0 without one: a collection in one round does not move it. */
  readonly nextUsual: number;
  readonly peekUsual: number;
}

const BARS = 5000;
const ROUNDS = 30;
/** Rounds before a study may be done with: both kinds of call are compiled by then, and known to each other. */
const WARM_ROUNDS = 3;
/** Below one byte a bar nothing is allocated for a bar: the smallest object has sixteen. */
const NOTHING = 0.8;

/** A study that makes an object of each bar and keeps the last ones, so that the measure is seen to find one. */
class Planted implements Study {
  readonly #kept: object[] = Array.from({ length: 8 }, () => ({}));
  #count = 0;

  next(bar: Bar): void {
    this.#count += 1;
    this.#kept[this.#count % 8] = { close: bar.close };
  }

  peek(bar: Bar): unknown {
    this.next(bar);
    return this.#kept[0];
  }
}

/** A study that boxes one number a bar: an array that once held something else holds numbers by reference. */
class PlantedBox implements Study {
  readonly #kept: unknown[] = ['no number', 1, 2, 3];
  #count = 0;

  next(bar: Bar): void {
    this.#count += 1;
    this.#kept[this.#count % 4] = bar.close + 0.5;
  }

  peek(bar: Bar): unknown {
    this.next(bar);
    return this.#kept[0];
  }
}

function makeBars(): readonly Bar[] {
  const random = new Random(11);
  let close = 1.1;
  return Array.from({ length: 4000 }, (_, i) => {
    const open = close;
    close = open * exp((random.nextUnit() - 0.5) * 0.002);
    return {
      time: 1_700_000_040_000 + i * 60_000, open, high: Math.max(open, close) + random.nextUnit() * 0.0006,
      low: Math.min(open, close) - random.nextUnit() * 0.0006, close,
      tickVolume: 10 + Math.floor(random.nextUnit() * 500), realVolume: 0, spread: null, askOpen: null, askHigh: null,
      askLow: null, askClose: null, source: 'import', partial: false,
    };
  });
}

const bars = makeBars();

function takeAll(study: Study): void {
  for (let i = 0, k = 0; i < BARS; i += 1) {
    study.next(bars[k] as Bar);
    k = k + 1 === bars.length ? 0 : k + 1;
  }
}

function showAll(study: Study): void {
  for (let i = 0, k = 0; i < BARS; i += 1) {
    study.peek(bars[k] as Bar);
    k = k + 1 === bars.length ? 0 : k + 1;
  }
}

/** Bytes a bar; infinite where the collector came in between. */
function measure(feed: (study: Study) => void, study: Study): number {
  globalThis.gc?.({ type: 'minor' });
  const before = process.memoryUsage().heapUsed;
  feed(study);
  const grown = process.memoryUsage().heapUsed - before;
  return grown < 0 ? Infinity : grown / BARS;
}

function middleOf(rounds: readonly number[]): number {
  return [...rounds].sort((a, b) => a - b)[rounds.length >> 1] ?? 0;
}

function main(): void {
  const subjects = [
    { name: 'planted object', study: new Planted() }, { name: 'planted box', study: new PlantedBox() },
    { name: 'timeframe reading', study: new TimeframeReading() },
    ...[...INDICATORS.values()].map(({ name, params, make }) => (
      { name, study: make(params.map((param) => param.default)) }
    )),
  ].map((subject) => ({ ...subject, next: Infinity, peek: Infinity, nexts: [] as number[], peeks: [] as number[] }));
  for (let round = 0; round < ROUNDS; round += 1) {
    const isWarm = round >= WARM_ROUNDS;
    for (const subject of subjects) {
      if (!isWarm || subject.next >= NOTHING) {
        const grown = measure(takeAll, subject.study);
        subject.next = Math.min(subject.next, grown);
        if (isWarm && grown < Infinity) subject.nexts.push(grown);
      }
      if (!isWarm || subject.peek >= NOTHING) {
        const grown = measure(showAll, subject.study);
        subject.peek = Math.min(subject.peek, grown);
        if (isWarm && grown < Infinity) subject.peeks.push(grown);
      }
    }
  }
  for (const { name, next, peek, nexts, peeks } of subjects) {
    const row: HeapRow = { name, next, peek, nextUsual: middleOf(nexts), peekUsual: middleOf(peeks) };
    process.stdout.write(`${JSON.stringify(row)}\n`);
  }
}

main();
