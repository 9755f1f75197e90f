// Asks the terminal for deals that nobody told: of a position that is gone without one, or when lots and money differ.
// A terminal that still loads leaves its newest deals out of a snapshot, and a newer deal told meanwhile would have the
// next link begin after them; the history is believed only whole, so it ends the doubt either way.

import type { Engine } from '#core/kernel';
import type { JournalEvent } from '#core/model';
import type { HistoryDoor } from './gap-keeper.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Before what belongs to a chart. */
const PRIORITY = 1_000;

export interface DealSeekerParts {
  readonly engine: Engine;
  readonly door: Pick<HistoryDoor, 'askHistory'>;
}

export class DealSeeker {
  readonly #parts: DealSeekerParts;
  /** Positions asked about since the program started. */
  readonly #asked = new Set<string>();
  /** A difference was told and is not over. */
  #isDoubted = false;
  readonly close: () => void;

  constructor(parts: DealSeekerParts) {
    this.#parts = parts;
    this.close = parts.engine.onEvents((events) => { this.#look(events); });
  }

  #look(events: readonly JournalEvent[]): void {
    const { account, trades } = this.#parts.engine.kernel.view;
    if (account === null) return;
    const wasDoubted = this.#isDoubted;
    for (const { body } of events) {
      if (body.kind === 'TradingLocked' && body.code === 'RISK_DISCREPANCY') this.#isDoubted = true;
      if (body.kind === 'TradingUnlocked' && body.code === 'RISK_DISCREPANCY') this.#isDoubted = false;
    }
    const isNew = this.#isDoubted && !wasDoubted;
    const isCompared = events[0]?.body.kind === 'SnapshotEnded';
    if (!isNew && !isCompared) return;
    const lost = [...trades.values()].filter(({ closeReason, positionId }) => (
      closeReason === 'orphan' && !this.#asked.has(positionId)
    ));
    for (const { positionId } of lost) this.#asked.add(positionId);
    const open = isNew ? [...trades.values()].filter(({ closeMs }) => closeMs === null) : [];
    if (isNew || lost.length > 0) this.#ask(account.key, [...lost, ...open].map(({ openMs }) => openMs));
  }

  /** From an hour before the oldest of `openedMs`, a day back at the least, to the end of what there is. */
  #ask(account: string, openedMs: readonly number[]): void {
    const { nowMs } = this.#parts.engine.kernel.view;
    const fromMs = Math.max(0, Math.min(nowMs - DAY_MS, ...openedMs) - HOUR_MS);
    const ask = { kind: 'deals', symbol: null, timeframe: null, fromMs, toMs: nowMs + DAY_MS } as const;
    this.#parts.door.askHistory(account, ask, PRIORITY);
  }
}
