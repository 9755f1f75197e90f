// Who asks for the structure of a series has its stream kept warm, and for two minutes after: a chart asks with every
// bar and at least each minute, a script once.

import { findingsAsOf, type StructureFinding, type StructureKind, type Timeframe } from '#core/model';
import { StructureStream } from '#core/patterns';
import type { StreamAsk, StreamDesk } from './stream-desk.ts';

const LEASE_MS = 120_000;
const KEY = 'structure';

export interface StructureQuery {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly kinds: readonly StructureKind[];
  /** Findings confirmed at this moment or later, UTC ms. */
  readonly fromMs: number | null;
  /** As it was known at this moment, UTC ms; null for now. */
  readonly toMs: number | null;
  /** Leaves out what had ended. */
  readonly isStanding: boolean;
  /** The newest so many. */
  readonly limit: number;
}

export interface StructureReading {
  /** Close of the newest bar that it knows, UTC ms; null without bars. */
  readonly asOfMs: number | null;
  /** By the moment of confirmation, oldest first. */
  readonly findings: readonly StructureFinding[];
}

interface Held {
  readonly ask: StreamAsk<StructureStream>;
  readonly waiting: Set<() => void>;
  readonly lease: NodeJS.Timeout;
}

export class StructureDesk {
  readonly #streams: StreamDesk;
  readonly #leaseMs: number;
  readonly #held = new Map<string, Held>();

  constructor(streams: StreamDesk, leaseMs = LEASE_MS) {
    this.#streams = streams;
    this.#leaseMs = leaseMs;
  }

  /**
   * What the active account's bars of a series have formed, imports behind them. Waits until the stream has taken the
   * stored bars; a series whose bars cannot be read is one without bars.
   */
  async read(query: StructureQuery): Promise<StructureReading> {
    const held = this.#hold(query);
    while (held.ask.stream === null && held.ask.failure === null) {
      await new Promise<void>((done) => { held.waiting.add(done); });
    }
    const { stream } = held.ask;
    if (stream === null) return { asOfMs: null, findings: [] };
    const { kinds, fromMs, toMs, isStanding, limit } = query;
    const { asOfMs } = stream;
    const knownMs = asOfMs === null || toMs === null ? asOfMs : Math.min(asOfMs, toMs);
    const findings = findingsAsOf(stream.findings(), knownMs ?? 0).filter((finding) => (
      kinds.includes(finding.kind) && finding.confirmedMs >= (fromMs ?? -Infinity)
      && !(isStanding && finding.endedMs !== null)
    ));
    return { asOfMs: knownMs, findings: findings.slice(-limit) };
  }

  #hold({ symbol, timeframe }: StructureQuery): Held {
    const name = JSON.stringify([symbol, timeframe]);
    const before = this.#held.get(name);
    if (before !== undefined) {
      before.lease.refresh();
      return before;
    }
    const waiting = new Set<() => void>();
    const ask = this.#streams.ask({
      series: { account: null, symbol, timeframe }, key: KEY, by: 'structure',
      make: () => new StructureStream(timeframe),
    }, () => {
      const told = [...waiting];
      waiting.clear();
      for (const done of told) done();
    });
    const lease = setTimeout(() => {
      // Who waits for a long warm-up still asks.
      if (waiting.size > 0) {
        lease.refresh();
        return;
      }
      this.#held.delete(name);
      ask.release();
    }, this.#leaseMs);
    lease.unref();
    const held = { ask, waiting, lease };
    this.#held.set(name, held);
    return held;
  }
}
