// A small market for the simulation: random walks in regimes, ticks that share a millisecond, spreads that widen. It
// goes on whether a terminal runs or not, and can be stopped for the end of a run.
//
// Invariant: the ticks of a seed are the same whoever asks for them, and whenever.

import { Random } from '#core/base';
import { INSTRUMENTS, roundTo } from '#core/broker-model';
import { barOpenMs, type Instrument, type TickCursor, type Timeframe } from '#core/model';
import type { BarRow, MarketSource, TickRow, TickVisitor } from '#core/terminal';

const HISTORY_MS = 20 * 60_000;
const OPENING: Readonly<Record<string, number>> = { EURUSD: 1.1, GBPUSD: 1.3, USDJPY: 150 };

interface Walk {
  readonly instrument: Instrument;
  readonly rows: TickRow[];
  readonly bars: BarRow[];
  nextMs: number;
  points: number;
  drift: number;
}

interface MarketPlan {
  readonly seed: number;
  readonly symbols: readonly string[];
  readonly clock: 'wall' | 'data';
  /** Market seconds a second of the world; 1 on the wall's clock. */
  readonly speed: number;
  readonly startMs: number;
  readonly offsetS: number;
}

export class SimulatedMarket implements MarketSource {
  readonly clock: 'wall' | 'data';
  readonly offsetS: number;
  readonly instruments: readonly Instrument[];
  readonly hasBars = true;
  readonly pace = 'clock';
  readonly isEnded = false;
  readonly #plan: MarketPlan;
  readonly #random: Random;
  readonly #walks: readonly Walk[];
  /** Every tick of every symbol, in the order of time. */
  readonly #tape: { readonly walk: Walk; readonly row: TickRow }[] = [];
  readonly #worldMs: () => number;
  #nowMs: number;
  #drained = 0;
  #isStopped = false;

  constructor(plan: MarketPlan, worldMs: () => number) {
    this.#plan = plan;
    this.#worldMs = worldMs;
    this.clock = plan.clock;
    this.offsetS = plan.offsetS;
    this.#random = new Random(plan.seed);
    this.instruments = INSTRUMENTS.filter((one) => plan.symbols.includes(one.symbol));
    this.#walks = this.instruments.map((instrument) => ({
      instrument, rows: [], bars: [], nextMs: plan.startMs - HISTORY_MS,
      points: Math.round((OPENING[instrument.symbol] ?? 1) / instrument.point), drift: 0,
    }));
    this.#nowMs = plan.startMs;
    this.#make();
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** No tick comes after this. */
  stop(): void {
    this.#isStopped = true;
  }

  /** All ticks of a symbol so far, oldest first. */
  rows(symbol: string): readonly TickRow[] {
    return this.#walk(symbol)?.rows ?? [];
  }

  /** Time is the world's; the terminal's clock has no say in it. */
  advance(): void {
    if (this.#isStopped) return;
    const { startMs, speed } = this.#plan;
    this.#nowMs = Math.max(this.#nowMs, Math.floor(startMs + (this.#worldMs() - startMs) * speed));
    this.#make();
  }

  /** The market never begins anew, so it never lies behind a server. */
  readonly catchUp = (): void => undefined;

  /** Every tick is kept: the run is short, and they are looked at to its end. */
  readonly release = (): void => undefined;

  takeTicks(symbol: string, cursor: TickCursor | null, fromBrokerMs: number, limit: number): readonly TickRow[] {
    return this.ticksAfter(symbol, cursor, fromBrokerMs, limit);
  }

  ticksAfter(symbol: string, cursor: TickCursor | null, fromBrokerMs: number, limit: number): readonly TickRow[] {
    const rows = this.rows(symbol);
    const start = cursor === null ? firstAt(rows, fromBrokerMs) : firstAt(rows, cursor[0]) + cursor[1];
    return rows.slice(start, start + limit);
  }

  barsAfter(
    symbol: string, timeframe: Timeframe, afterS: number | null, fromBrokerMs: number, limit: number,
  ): readonly BarRow[] {
    if (timeframe !== 'M1') return [];
    const bars = this.#walk(symbol)?.bars ?? [];
    // the last one is not closed yet
    if (afterS !== null && (bars[bars.length - 2]?.t ?? 0) <= afterS) return [];
    const isDue = (bar: BarRow): boolean => (afterS === null ? bar.t * 1000 >= fromBrokerMs : bar.t > afterS);
    return bars.slice(0, -1).filter(isDue).slice(0, limit);
  }

  formingBar(): BarRow | null {
    return null;
  }

  drain(visit: TickVisitor): void {
    for (; this.#drained < this.#tape.length; this.#drained += 1) {
      const { walk, row } = this.#tape[this.#drained] as { walk: Walk; row: TickRow };
      visit(walk.instrument.symbol, row.msc - this.offsetS * 1000, row.bid, row.ask);
    }
  }

  #walk(symbol: string): Walk | undefined {
    return this.#walks.find((walk) => walk.instrument.symbol === symbol);
  }

  #make(): void {
    for (;;) {
      let next: Walk | null = null;
      for (const walk of this.#walks) if (next === null || walk.nextMs < next.nextMs) next = walk;
      if (next === null || next.nextMs > this.#nowMs) return;
      this.#tick(next);
    }
  }

  #tick(walk: Walk): void {
    const random = this.#random;
    const { instrument } = walk;
    if (random.nextChance(0.05)) walk.drift = random.nextInt(-6, 6);
    walk.points += random.nextInt(-12, 12) + walk.drift;
    const spread = random.nextChance(0.02) ? random.nextInt(20, 60) : random.nextInt(3, 12);
    const price = (points: number): number => roundTo(points * instrument.point, instrument.digits);
    const row: TickRow = {
      msc: walk.nextMs + this.offsetS * 1000, bid: price(walk.points), ask: price(walk.points + spread),
    };
    walk.rows.push(row);
    this.#tape.push({ walk, row });
    this.#addToBar(walk, row, spread);
    // several ticks of one millisecond are what a cursor without a count would lose or double
    walk.nextMs += random.nextChance(0.2) ? 0 : random.nextInt(1, 4_000);
  }

  #addToBar(walk: Walk, row: TickRow, spread: number): void {
    const t = barOpenMs(row.msc, 'M1', 0) / 1000;
    const last = walk.bars[walk.bars.length - 1];
    if (last?.t !== t) {
      walk.bars.push({ t, open: row.bid, high: row.bid, low: row.bid, close: row.bid, tickVolume: 1, spread });
      return;
    }
    walk.bars[walk.bars.length - 1] = {
      t, open: last.open, high: Math.max(last.high, row.bid), low: Math.min(last.low, row.bid), close: row.bid,
      tickVolume: last.tickVolume + 1, spread,
    };
  }
}

function firstAt(rows: readonly TickRow[], msc: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle] as TickRow).msc < msc) low = middle + 1;
    else high = middle;
  }
  return low;
}
