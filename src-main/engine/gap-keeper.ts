// Looks for what is missing of the stored series of the account that trades, and has the terminal asked for it. All
// rules are in src-core/gaps; here are the clock, the store and the questions' way out.
//
// It looks behind the cursors only: what comes after them the terminal streams by itself. One symbol is looked at in
// one go; the next look at it comes when its history was told, or after a few minutes.

import {
  commonAbsence, filledSince, findGaps, findTickGaps, planAsks, stateOfGaps, TradingHours,
  type Gap, type KnownGap, type SeriesKind, type Span,
} from '#core/gaps';
import type { HistoryAskStatus } from '#core/intake';
import type { Engine } from '#core/kernel';
import { TIMEFRAME_MS, TIMEFRAMES, type HistoryAsk, type Instrument } from '#core/model';
import type { Clock } from '#core/ports';
import type { BarTimes, MarketStore } from '#main/stores';

/** How questions reach a terminal: the gateway's side of it. */
export interface HistoryDoor {
  askHistory(account: string, ask: HistoryAsk, priority: number): boolean;
  historyStatus(account: string): readonly HistoryAskStatus[];
}

export interface SeriesGaps {
  readonly symbol: string;
  readonly kind: SeriesKind;
  /** Oldest first. */
  readonly gaps: readonly KnownGap[];
}

export interface GapFilter {
  readonly symbol: string | null;
  readonly kind: SeriesKind | null;
}

const DAY_MS = 86_400_000;
/** How far back each chart wants its bars. */
const HORIZON_MS: Readonly<Record<SeriesKind, number>> = {
  tick: 3 * DAY_MS, M1: 7 * DAY_MS, M5: 21 * DAY_MS, M15: 60 * DAY_MS, H1: 365 * DAY_MS, H4: 2 * 365 * DAY_MS,
  D1: 10 * 365 * DAY_MS,
};
const KINDS: readonly SeriesKind[] = [...[...TIMEFRAMES].reverse(), 'tick'];
const LOOK_AGAIN_MS = 300_000;
const REFUSED_MS = 1_800_000;
const FILLED_MAX = 50;
/** A bar's own message may be on its way so long. */
const LATE_MS = 90_000;

interface Series {
  gaps: readonly Gap[];
  filled: readonly KnownGap[];
  /** A question about it was refused for good: not asked again before. */
  restUntilMs: number;
}

export interface GapKeeperParts {
  readonly engine: Engine;
  readonly store: Pick<MarketStore, 'barTimes' | 'settle'>;
  readonly clock: Clock;
  readonly door: HistoryDoor;
}

/** Where a workstation hears of gaps: without a terminal's door there are none to tell. */
export type GapDesk = Pick<GapKeeper, 'gaps' | 'fill'>;

export class GapKeeper {
  readonly #parts: GapKeeperParts;
  /** By feed, symbol and kind. */
  readonly #series = new Map<string, Series>();
  /** When each symbol is looked at again, by feed and symbol. */
  readonly #dueMs = new Map<string, number>();
  readonly #stop: () => void;
  #work: Promise<unknown> = Promise.resolve();
  #isWorking = false;

  constructor(parts: GapKeeperParts) {
    this.#parts = parts;
    this.#stop = parts.engine.onEvents((events) => {
      const body = events[0]?.body;
      if (body?.kind === 'SnapshotEnded') this.#dueMs.clear();
      if (body?.kind !== 'HistoryEnded' || body.symbol === null) return;
      const feed = serverOf(body.account);
      this.#dueMs.delete(keyOf(feed, body.symbol));
      const kind = body.of === 'ticks' ? 'tick' : body.timeframe;
      if (body.outcome === 'refused' && kind !== null) {
        this.#seriesOf(feed, body.symbol, kind).restUntilMs = parts.clock.nowMs() + REFUSED_MS;
      }
    });
  }

  /** Looks at the next symbol whose turn it is, if any. Called again and again; never rejects. */
  tick(): void {
    if (this.#isWorking) return;
    const symbol = this.#nextSymbol();
    if (symbol === null) return;
    this.#isWorking = true;
    this.#work = this.#look(symbol, null).catch(() => undefined).finally(() => { this.#isWorking = false; });
  }

  /** All gaps known of the trading account's symbols, each with how far it is. */
  async gaps(filter: GapFilter): Promise<readonly SeriesGaps[]> {
    const account = this.#parts.engine.kernel.view.account;
    if (account === null) return [];
    const feed = account.identity.server;
    if (filter.symbol !== null && account.snapshotReady) await this.#look(filter.symbol, null);
    const asks = this.#parts.door.historyStatus(account.key);
    const out: SeriesGaps[] = [];
    for (const [key, { gaps, filled }] of [...this.#series]) {
      const [of, symbol, kind] = JSON.parse(key) as [string, string, SeriesKind];
      if (of !== feed || (filter.symbol !== null && symbol !== filter.symbol)) continue;
      if (filter.kind !== null && kind !== filter.kind) continue;
      const own = asks.filter((ask) => ask.symbol === symbol && kindOf(ask) === kind);
      const rest = this.#absent(feed, kind);
      const open = gaps.filter(({ fromMs, toMs }) => !rest.some((span) => span.fromMs <= fromMs && span.toMs >= toMs));
      const all = [...stateOfGaps(open, own), ...filled].sort((a, b) => a.fromMs - b.fromMs);
      if (all.length > 0) out.push({ symbol, kind, gaps: all });
    }
    return out;
  }

  /** Asks now for what is missing, before anything else; gives how many questions that made. */
  async fill(filter: GapFilter): Promise<number> {
    let count = 0;
    for (const symbol of this.#symbols()) {
      if (filter.symbol !== null && symbol !== filter.symbol) continue;
      count += await this.#look(symbol, filter.kind, true);
    }
    return count;
  }

  /** Ends it; what it is at is finished first. */
  async close(): Promise<void> {
    this.#stop();
    await this.#work;
  }

  /** Symbols that the terminal streams and whose sessions are known. */
  #symbols(): readonly string[] {
    const { kernel } = this.#parts.engine;
    const { account, instruments } = kernel.view;
    if (account?.linkUp !== true || !account.snapshotReady) return [];
    const { bar } = kernel.links.cursors(account.key);
    const streamed = new Set(Object.keys(bar).map((series) => series.slice(0, series.lastIndexOf(':'))));
    return [...instruments.keys()].filter((symbol) => streamed.has(symbol));
  }

  #nextSymbol(): string | null {
    const feed = this.#parts.engine.kernel.view.account?.identity.server ?? '';
    const nowMs = this.#parts.clock.nowMs();
    return this.#symbols().find((symbol) => (this.#dueMs.get(keyOf(feed, symbol)) ?? 0) <= nowMs) ?? null;
  }

  /** Looks at a symbol's series and asks for what they lack; gives the number of new questions. */
  async #look(symbol: string, only: SeriesKind | null, isUrgent = false): Promise<number> {
    const { engine, clock } = this.#parts;
    const { account, instruments } = engine.kernel.view;
    const instrument = instruments.get(symbol);
    if (account === null || instrument === undefined) return 0;
    const feed = account.identity.server;
    this.#dueMs.set(keyOf(feed, symbol), clock.nowMs() + LOOK_AGAIN_MS);
    await this.#parts.store.settle();
    let count = 0;
    let minutes: BarTimes | null = null;
    for (const kind of KINDS) {
      const span = this.#spanOf(account.key, symbol, kind);
      if (span === null) continue;
      const timeframe = kind === 'tick' ? 'M1' : kind;
      const stored: BarTimes = kind === 'tick' && minutes !== null
        ? minutes : await this.#parts.store.barTimes({ symbol, timeframe, ...span }, feed);
      if (kind === 'M1') minutes = stored;
      const gaps = this.#gapsOf(feed, instrument, kind, span, stored);
      this.#note(feed, symbol, kind, gaps, stored, span);
      if (only === null || only === kind) count += this.#ask(account.key, symbol, kind, isUrgent);
    }
    return count;
  }

  /** What is looked at: from the horizon to the newest bar the stream has told. Null where there is no stream. */
  #spanOf(account: string, symbol: string, kind: SeriesKind): Span | null {
    const { kernel } = this.#parts.engine;
    const timeframe = kind === 'tick' ? 'M1' : kind;
    const cursor = kernel.links.barCursor(account, symbol, timeframe);
    if (cursor === null) return null;
    const toMs = Math.min(
      kernel.view.nowMs - LATE_MS, (cursor.brokerS - cursor.offsetS) * 1000 + TIMEFRAME_MS[timeframe],
    );
    return { fromMs: kernel.view.nowMs - HORIZON_MS[kind], toMs };
  }

  #gapsOf(feed: string, instrument: Instrument, kind: SeriesKind, span: Span, stored: BarTimes): readonly Gap[] {
    const { kernel } = this.#parts.engine;
    const { symbol } = instrument;
    const told = kernel.told.spans(feed, symbol, kind);
    if (kind === 'tick') {
      const pick = (isPicked: (i: number) => boolean): readonly number[] => stored.times.filter((_, i) => isPicked(i));
      return findTickGaps({
        brokerMinutes: pick((i) => stored.isBroker[i] === true),
        tickMinutes: pick((i) => stored.isTick[i] === true || stored.isPartial[i] === true), told,
      }).filter(({ fromMs }) => fromMs >= span.fromMs);
    }
    const account = kernel.view.account?.key ?? '';
    const hours = new TradingHours(instrument.sessions, kernel.links.offsetSteps(account));
    return findGaps({
      hours, timeframe: kind, ...span, stored: { times: stored.times, isBroker: stored.isBroker }, told,
      // A day that nobody has is not looked for in shorter bars.
      holidays: kind === 'D1' ? [] : this.#absent(feed, 'D1'),
    });
  }

  /** What no symbol of the server has in this series, after all were asked: holidays. */
  #absent(feed: string, kind: SeriesKind): readonly Span[] {
    return commonAbsence(this.#symbols().map((symbol) => (
      (this.#series.get(keyOf(feed, symbol, kind))?.gaps ?? []).filter(({ isToldEmpty }) => isToldEmpty)
    )));
  }

  #note(feed: string, symbol: string, kind: SeriesKind, gaps: readonly Gap[], stored: BarTimes, span: Span): void {
    const series = this.#seriesOf(feed, symbol, kind);
    const isThere = kind === 'tick' ? stored.isTick : null;
    const times = isThere === null ? stored.times : stored.times.filter((_, i) => isThere[i] === true);
    const before = series.gaps.filter(({ fromMs }) => fromMs >= span.fromMs);
    series.filled = [...series.filled, ...filledSince(before, gaps, times)].slice(-FILLED_MAX);
    series.gaps = gaps;
  }

  #ask(account: string, symbol: string, kind: SeriesKind, isUrgent: boolean): number {
    const { clock, door } = this.#parts;
    const series = this.#seriesOf(serverOf(account), symbol, kind);
    if (isUrgent) series.restUntilMs = 0;
    if (series.restUntilMs > clock.nowMs()) return 0;
    const under = door.historyStatus(account).filter((ask) => ask.symbol === symbol && kindOf(ask) === kind);
    return planAsks(symbol, kind, series.gaps, isUrgent)
      .filter(({ ask }) => !under.some((one) => one.fromMs < ask.toMs && one.toMs > ask.fromMs))
      .filter(({ ask, priority }) => door.askHistory(account, ask, priority)).length;
  }

  #seriesOf(feed: string, symbol: string, kind: SeriesKind): Series {
    const key = keyOf(feed, symbol, kind);
    let series = this.#series.get(key);
    if (series === undefined) {
      series = { gaps: [], filled: [], restUntilMs: 0 };
      this.#series.set(key, series);
    }
    return series;
  }
}

function kindOf({ kind, timeframe }: HistoryAsk): SeriesKind | null {
  return kind === 'ticks' ? 'tick' : kind === 'bars' ? timeframe : null;
}

function serverOf(account: string): string {
  return account.slice(account.indexOf('@') + 1);
}

function keyOf(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}
