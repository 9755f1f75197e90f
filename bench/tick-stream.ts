// A seeded market that never ends: batches of ticks for four symbols in turn, each going on where its last one ended.

import { Random } from '#core/base';
import type { TickColumns, TickCursor } from '#core/model';

export const SYMBOLS = ['EURUSD', 'GBPUSD', 'USDJPY', 'XAUUSD'] as const;

export interface TickBatch {
  readonly symbol: string;
  readonly ticks: TickColumns;
  readonly prev: TickCursor | null;
  readonly next: TickCursor;
}

/** Broker time minus UTC, seconds. */
export const OFFSET_S = 7_200;

/** A Monday, 00:00 of the broker's day. */
const START_BROKER_MS = Date.UTC(2024, 0, 15);
const FLAGS = [2, 4, 6] as const;

interface Walk {
  readonly symbol: string;
  brokerMs: number;
  points: number;
  prev: TickCursor | null;
}

export class TickStream {
  readonly #random: Random;
  readonly #walks: readonly Walk[] = SYMBOLS.map((symbol, index) => (
    { symbol, brokerMs: START_BROKER_MS, points: 110_000 + index * 20_000, prev: null }
  ));
  #turn = 0;

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  /** The next batch: half a second from tick to tick on average, bids that walk by whole points. */
  next(rows: number): TickBatch {
    const walk = this.#walks[this.#turn % this.#walks.length] as Walk;
    this.#turn += 1;
    const random = this.#random;
    const ticks = {
      brokerMs: [] as number[], bid: [] as number[], ask: [] as number[], last: [] as number[],
      volume: [] as number[], flags: [] as number[],
    };
    for (let row = 0; row < rows; row += 1) {
      walk.brokerMs += random.nextInt(1, 1_000);
      walk.points += random.nextInt(-4, 4);
      ticks.brokerMs.push(walk.brokerMs);
      ticks.bid.push(walk.points / 100_000);
      ticks.ask.push((walk.points + random.nextInt(8, 14)) / 100_000);
      ticks.last.push(0);
      ticks.volume.push(0);
      ticks.flags.push(FLAGS[random.nextInt(0, 2)] ?? 6);
    }
    const { symbol, prev } = walk;
    const next: TickCursor = [walk.brokerMs, 1];
    walk.prev = next;
    return { symbol, ticks, prev, next };
  }
}
