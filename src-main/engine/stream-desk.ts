// The one desk where per-bar streams are asked for: studies of charts, findings of structure, readings of timeframes,
// features. Whoever asks first for a key has the stream made; who asks later shares it; with the last one it goes.
// Nothing is computed that nobody asked for, and without askers nothing is listened to.

import { seriesKey, type Bar, type JournalEvent } from '#core/model';
import type { BarStream } from './warm-run.ts';
import { WarmSeries, type BarSourceDoor, type StreamNews, type StreamSeries } from './warm-series.ts';

export interface StreamRequest<S extends BarStream> {
  readonly series: StreamSeries;
  /** Names the stream with its parameters, `study SMA:20`: the same key always means the same class. */
  readonly key: string;
  /** Who asks, to be shown: `chart`, `strategy`, `rest`. */
  readonly by: string;
  /** A fresh stream that has taken no bar yet; called again when the stored past has changed. */
  readonly make: () => S;
}

/** A stream as one asker holds it. */
export interface StreamAsk<S extends BarStream> {
  /**
   * The stream with all closed bars taken; null while it is warmed for the first time. Do not hold on to it: it is
   * another one after `warmed`. Read it, and peek with `forming`; only the desk gives it bars.
   */
  readonly stream: S | null;
  /** Bars it has taken. */
  readonly bars: number;
  /** Why the stored bars cannot be read now, in words; null when they can. */
  readonly failure: string | null;
  /** The bar that forms now and that the stream has not taken; null where there is none. */
  forming(): Bar | null;
  /** Lets go. What is let go twice is let go. */
  release(): void;
}

/** One stream that is kept now. */
export interface ActiveStream {
  readonly series: StreamSeries;
  readonly key: string;
  /** Who asked, sorted, each once. */
  readonly askers: readonly string[];
  readonly isWarm: boolean;
  readonly bars: number;
  /** Measured over the newest few thousand bars; null before the first. */
  readonly nsPerBar: number | null;
}

const REST_MS = 1_000;

export class StreamDesk {
  readonly #source: BarSourceDoor;
  readonly #restMs: number;
  readonly #series = new Map<string, WarmSeries>();
  #stopListening: (() => void)[] = [];

  /** `restMs`: streams whose past changes time and again are made anew at most so often. */
  constructor(source: BarSourceDoor, restMs = REST_MS) {
    this.#source = source;
    this.#restMs = restMs;
  }

  /** `onNews` is called in the turn in which the stream changed; it must not throw. */
  ask<S extends BarStream>(
    { series, key, by, make }: StreamRequest<S>, onNews: (news: StreamNews) => void = () => undefined,
  ): StreamAsk<S> {
    const warm = this.#seriesOf(series);
    const entry = warm.enter(key, make);
    const user = { by, onNews };
    entry.users.add(user);
    return {
      get stream() { return (entry.live?.stream ?? null) as S | null; },
      get bars() { return entry.live?.bars ?? 0; },
      get failure() { return warm.failure; },
      forming: () => warm.forming(),
      release: () => {
        entry.users.delete(user);
        if (entry.users.size === 0 && warm.entries.get(key) === entry) this.#drop(warm, key);
      },
    };
  }

  /** All streams that are kept now, by series. */
  active(): readonly ActiveStream[] {
    return [...this.#series.values()].flatMap((warm) => [...warm.entries.values()].map((entry) => ({
      series: warm.series,
      key: entry.key,
      askers: [...new Set([...entry.users].map(({ by }) => by))].sort(),
      isWarm: entry.live !== null,
      bars: entry.live?.bars ?? 0,
      nsPerBar: entry.cost.nsPerBar,
    })));
  }

  #seriesOf(series: StreamSeries): WarmSeries {
    const { account, symbol, timeframe } = series;
    const name = JSON.stringify([account, symbol, timeframe]);
    let warm = this.#series.get(name);
    if (warm === undefined) {
      if (this.#series.size === 0) this.#listen();
      warm = new WarmSeries({ account, symbol, timeframe }, this.#source, this.#restMs);
      this.#series.set(name, warm);
    }
    return warm;
  }

  #drop(warm: WarmSeries, key: string): void {
    warm.entries.delete(key);
    if (warm.entries.size > 0) return;
    warm.stop();
    for (const [name, held] of this.#series) if (held === warm) this.#series.delete(name);
    if (this.#series.size > 0) return;
    for (const stop of this.#stopListening) stop();
    this.#stopListening = [];
  }

  #listen(): void {
    this.#stopListening = [
      this.#source.onBarClosed((feed, symbol, timeframe, bar) => {
        const key = seriesKey(symbol, timeframe);
        for (const warm of this.#series.values()) {
          if (seriesKey(warm.series.symbol, warm.series.timeframe) === key) warm.takeBar(feed, bar);
        }
      }),
      this.#source.onEvents((events) => { for (const event of events) this.#hear(event); }),
    ];
  }

  #hear({ body }: JournalEvent): void {
    switch (body.kind) {
      case 'TicksImported':
        this.#renew(body.symbol);
        return;
      case 'HistoryEnded':
        // Ticks of the past make bars anew in every timeframe; bars of the past were told one by one.
        if (body.of === 'ticks' && body.symbol !== null && body.rows > 0) this.#renew(body.symbol);
        return;
      case 'TerminalConnected':
      case 'AccountConfirmed':
      case 'AccountUnlocked':
        for (const warm of [...this.#series.values()]) warm.checkFeed();
        return;
      default:
    }
  }

  #renew(symbol: string): void {
    for (const warm of [...this.#series.values()]) if (warm.series.symbol === symbol) warm.renew();
  }
}
