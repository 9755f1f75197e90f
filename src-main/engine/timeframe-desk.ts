// Who asks what the six timeframes of a symbol say together has their streams kept warm, and for a minute after: a
// window asks every few seconds, a script once.

import { TIMEFRAMES, type Timeframe, type TimeframeSynthesis } from '#core/model';
import { synthesise, TimeframeStream } from '#core/timeframes';
import type { StreamAsk, StreamDesk } from './stream-desk.ts';

const LEASE_MS = 60_000;
const KEY = 'timeframe reading';

interface Held {
  readonly asks: ReadonlyMap<Timeframe, StreamAsk<TimeframeStream>>;
  /** Called with every piece of news of its streams. */
  readonly waiting: Set<() => void>;
  readonly lease: NodeJS.Timeout;
}

export class TimeframeDesk {
  readonly #streams: StreamDesk;
  readonly #leaseMs: number;
  readonly #held = new Map<string, Held>();

  constructor(streams: StreamDesk, leaseMs = LEASE_MS) {
    this.#streams = streams;
    this.#leaseMs = leaseMs;
  }

  /**
   * What the active account's bars of a symbol say, imports behind them. Waits until its streams have taken the stored
   * bars; a series whose bars cannot be read counts as one without bars.
   */
  async read(symbol: string): Promise<TimeframeSynthesis> {
    const held = this.#hold(symbol);
    const isSettled = (): boolean => (
      [...held.asks.values()].every(({ stream, failure }) => stream !== null || failure !== null)
    );
    while (!isSettled()) await new Promise<void>((done) => { held.waiting.add(done); });
    const streams = Object.fromEntries([...held.asks].flatMap(([timeframe, { stream }]) => (
      stream === null ? [] : [[timeframe, stream]]
    )));
    return synthesise(symbol, streams);
  }

  #hold(symbol: string): Held {
    const before = this.#held.get(symbol);
    if (before !== undefined) {
      before.lease.refresh();
      return before;
    }
    const waiting = new Set<() => void>();
    const tell = (): void => {
      const told = [...waiting];
      waiting.clear();
      for (const done of told) done();
    };
    const asks = new Map(TIMEFRAMES.map((timeframe) => [timeframe, this.#streams.ask({
      series: { account: null, symbol, timeframe }, key: KEY, by: 'timeframes',
      make: () => new TimeframeStream(timeframe),
    }, tell)]));
    const lease = setTimeout(() => {
      // Who waits for a long warm-up still asks.
      if (waiting.size > 0) {
        lease.refresh();
        return;
      }
      this.#held.delete(symbol);
      for (const ask of asks.values()) ask.release();
    }, this.#leaseMs);
    lease.unref();
    const held = { asks, waiting, lease };
    this.#held.set(symbol, held);
    return held;
  }
}
