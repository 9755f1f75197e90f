// One series of closed bars and the streams that are kept warm on it. A stream is made when it is first asked for,
// taken through the stored bars, and then given each bar as it closes.
//
// Invariants: a stream that is shown was given exactly the bars that the store gives, each once and in order; a bar
// that comes late and differs from the one that was given makes the streams anew, and until then the old ones stand;
// streams of another feed never stand.

import { performance } from 'node:perf_hooks';
import type { Bar, Timeframe } from '#core/model';
import { BarRing, RING_BARS } from './bar-ring.ts';
import { BarCost, takeSlice, WarmRun, type BarStream, type Runner } from './warm-run.ts';
import type { WorkstationApi } from './workstation-api.ts';

/** Whose bars. `account` is `login@server`, `import`, or null for the active account with imports behind it. */
export interface StreamSeries {
  readonly account: string | null;
  readonly symbol: string;
  readonly timeframe: Timeframe;
}

/**
 * What happened to a stream: `warmed` = it was made (anew) and has taken all stored bars; `closed` = it took one more
 * bar; `dropped` = the one there was is of a feed that is not read any more; `failed` = the stored bars cannot be read.
 */
export type StreamNews = 'warmed' | 'closed' | 'dropped' | 'failed';

export type BarSourceDoor = Pick<WorkstationApi, 'view' | 'bars' | 'onEvents' | 'onBarClosed'>;

export interface StreamUser {
  readonly by: string;
  readonly onNews: (news: StreamNews) => void;
}

export interface StreamEntry {
  readonly key: string;
  readonly make: () => BarStream;
  readonly users: Set<StreamUser>;
  readonly cost: BarCost;
  /** What is shown: the stream and how many bars it took; null while it is warmed for the first time. */
  live: Runner | null;
}

interface Draft extends Runner {
  readonly entry: StreamEntry;
}

const PAGE_BARS = 2_000;
const DAY_MS = 86_400_000;
/** How far back streams of short bars begin, days before the newest bar; longer ones at the first stored bar. */
const HORIZON_DAYS: Partial<Record<Timeframe, number>> = { M1: 400, M5: 1_500, M15: 4_000 };
/** Beginnings stand on whole months of this length, so that they do not move with each bar. */
const MONTH_DAYS = 28;
/** Streams are made anew never more than a twentieth of the time. */
const REST_SHARE = 20;

export class WarmSeries {
  readonly series: StreamSeries;
  readonly entries = new Map<string, StreamEntry>();
  /** Why the stored bars could not be read, in words; null when they could. */
  failure: string | null = null;
  readonly #source: BarSourceDoor;
  readonly #restMs: number;
  #ring = new BarRing();
  #run: WarmRun<Draft> | null = null;
  #feed: string;
  #isWholeWanted = false;
  #doubtMs: number | null = null;
  #restUntilMs = 0;
  #restTimer: NodeJS.Timeout | null = null;
  #isWorking = false;
  #isStopped = false;

  constructor(series: StreamSeries, source: BarSourceDoor, restMs: number) {
    this.series = series;
    this.#source = source;
    this.#restMs = restMs;
    this.#feed = this.#feedNow();
  }

  /** The stream of this key, made when nobody asked for it yet. */
  enter(key: string, make: () => BarStream): StreamEntry {
    const held = this.entries.get(key);
    if (held !== undefined) {
      if (held.live === null) this.#work();
      return held;
    }
    const entry: StreamEntry = { key, make, users: new Set(), cost: new BarCost(), live: null };
    this.entries.set(key, entry);
    this.#work();
    return entry;
  }

  stop(): void {
    this.#isStopped = true;
    if (this.#restTimer !== null) clearTimeout(this.#restTimer);
  }

  /** A bar was put into the store. */
  takeBar(feed: string, bar: Bar): void {
    this.checkFeed();
    if (feed !== this.#feed) {
      if (feed === 'import' && this.series.account === null) this.#doubt(bar.time);
      return;
    }
    this.#run?.hold(bar);
    if (bar.time > this.#ring.newestMs) this.#give(bar);
    else if (!this.#ring.has(bar)) this.#doubt(bar.time);
    if (this.failure !== null) this.#work();
  }

  /** The stored past changed in a way that no bar tells. */
  renew(): void {
    this.#isWholeWanted = true;
    this.#work();
  }

  /** Has another account become the active one? Its bars are other bars. */
  checkFeed(): void {
    const feed = this.#feedNow();
    if (feed === this.#feed) return;
    this.#feed = feed;
    this.#restUntilMs = 0;
    this.#ring = new BarRing();
    this.#run = null;
    for (const entry of this.entries.values()) {
      if (entry.live === null) continue;
      entry.live = null;
      tell(entry, 'dropped');
    }
    this.renew();
  }

  /** The bar that forms after those that were given; null where none does. */
  forming(): Bar | null {
    const { account, symbol, timeframe } = this.series;
    const { view } = this.#source;
    if (account !== null && account !== view.account?.key) return null;
    const bar = view.formingBar(symbol, timeframe);
    return bar !== null && bar.time > this.#ring.newestMs ? bar : null;
  }

  #feedNow(): string {
    const { account } = this.series;
    if (account !== null) return account.slice(account.lastIndexOf('@') + 1);
    return this.#source.view.account?.identity.server ?? 'import';
  }

  #give(bar: Bar): void {
    const live = [...this.entries.values()].filter((entry) => entry.live !== null);
    if (live.length === 0) return;
    this.#ring.push(bar);
    for (const entry of live) takeSlice(entry.live as Runner, [bar]);
    for (const entry of live) tell(entry, 'closed');
  }

  #doubt(timeMs: number): void {
    this.#doubtMs = Math.min(this.#doubtMs ?? timeMs, timeMs);
    this.#work();
  }

  /** One piece of work after another until nothing is wanted. */
  #work(): void {
    if (this.#isWorking || this.#isStopped) return;
    this.#isWorking = true;
    void this.#workOn();
  }

  // What is wanted while this ends must find it ended: the flag falls in the turn of the last look.
  async #workOn(): Promise<void> {
    try {
      // Those who ask in one turn go through the store together.
      await Promise.resolve();
      for (let work = this.#nextWork(); work !== null; work = this.#nextWork()) await work();
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
      this.#isWholeWanted = true;
      for (const entry of this.entries.values()) tell(entry, 'failed');
    } finally {
      this.#run = null;
      this.#isWorking = false;
    }
  }

  /** What is to be done now; null where nothing is. */
  #nextWork(): (() => Promise<void>) | null {
    if (this.#isStopped) return null;
    const cold = [...this.entries.values()].filter((entry) => entry.live === null);
    const isWhole = this.#isWholeWanted && this.#isRested();
    if (isWhole || cold.length > 0) return () => this.#warm(isWhole ? [...this.entries.values()] : cold);
    const doubtMs = this.#doubtMs;
    return doubtMs === null || this.#isWholeWanted ? null : () => this.#check(doubtMs);
  }

  #isRested(): boolean {
    const waitMs = this.#restUntilMs - performance.now();
    if (waitMs <= 0) return true;
    this.#restTimer ??= setTimeout(() => {
      this.#restTimer = null;
      this.#work();
    }, waitMs).unref();
    return false;
  }

  async #warm(entries: readonly StreamEntry[]): Promise<void> {
    const begunMs = performance.now();
    const isWhole = entries.length === this.entries.size;
    if (isWhole) {
      this.#isWholeWanted = false;
      this.#doubtMs = null;
    }
    const run = new WarmRun(entries.map((entry): Draft => (
      { entry, stream: entry.make(), cost: entry.cost, bars: 0 }
    )));
    this.#run = run;
    const isStopped = (): boolean => this.#isStopped || this.#run !== run;
    let fromMs = await this.#beginning();
    for (;;) {
      const page = await this.#read(fromMs, PAGE_BARS);
      await run.takePage(page, isStopped);
      if (isStopped()) return;
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE_BARS) break;
      fromMs = last.time + 1;
    }
    this.#goLive(run, isWhole);
    const endMs = performance.now();
    if (isWhole) this.#restUntilMs = endMs + Math.max(this.#restMs, REST_SHARE * (endMs - begunMs));
  }

  /** Nothing may be awaited here: a bar that closes now is either held already or comes when all is live. */
  #goLive(run: WarmRun<Draft>, isWhole: boolean): void {
    const doubtMs = run.finish();
    this.#run = null;
    const isOthersLive = [...this.entries.values()].some((entry) => entry.live !== null);
    // What the new ones read is the store of today: where the others were given something else, they are old.
    if (!isWhole && isOthersLive && !run.ring.agrees(this.#ring)) this.#isWholeWanted = true;
    this.#ring = run.ring;
    if (doubtMs !== null) this.#doubtMs = Math.min(this.#doubtMs ?? doubtMs, doubtMs);
    const shown = run.runners.filter(({ entry }) => this.entries.get(entry.key) === entry);
    for (const draft of shown) draft.entry.live = draft;
    for (const { entry } of shown) tell(entry, 'warmed');
  }

  /** Asks the store whether the bars from `fromMs` on are still those that were given. */
  async #check(fromMs: number): Promise<void> {
    this.#doubtMs = null;
    const ring = this.#ring;
    if (fromMs < ring.oldestMs) {
      this.#isWholeWanted = true;
      return;
    }
    const upToMs = ring.newestMs;
    const bars = await this.#read(fromMs, RING_BARS * 2);
    if (ring === this.#ring && !ring.isWhole(bars, fromMs, upToMs)) this.#isWholeWanted = true;
  }

  /** Where streams of this series begin, UTC ms; null at the first stored bar. */
  async #beginning(): Promise<number | null> {
    const days = HORIZON_DAYS[this.series.timeframe];
    if (days === undefined) return null;
    const { items } = await this.#source.bars({ ...this.series, fromMs: null, toMs: null, limit: 1, newest: true });
    const newestMs = items[0]?.time;
    if (newestMs === undefined) return null;
    const monthMs = MONTH_DAYS * DAY_MS;
    return Math.floor((newestMs - days * DAY_MS) / monthMs) * monthMs;
  }

  async #read(fromMs: number | null, limit: number): Promise<readonly Bar[]> {
    const { items } = await this.#source.bars({ ...this.series, fromMs, toMs: null, limit });
    this.failure = null;
    return items;
  }
}

function tell(entry: StreamEntry, news: StreamNews): void {
  for (const user of [...entry.users]) user.onNews(news);
}
