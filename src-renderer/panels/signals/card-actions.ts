// What the three keys and buttons of a card do. One request at a time for each card: a second click while the first
// is under way does nothing.

import { approveChangedSignal, approveSignal, rejectSignal, type CardChange } from '#renderer/engine';
import type { SignalResource } from '#core/contract';
import i18next from 'i18next';
import { create } from 'zustand';
import { tellOutcome } from '../tell-outcome.ts';

interface CardStore {
  /** Cards whose answer is under way. */
  readonly busy: ReadonlySet<string>;
  /** The card whose values are being changed, and to what; null values do not parse. */
  readonly editing: { readonly id: string; readonly change: CardChange | null } | null;
}

export const useCards = create<CardStore>(() => ({ busy: new Set(), editing: null }));

const SETTLE_MS = 700;
let lastAnswer: { readonly id: string; readonly atMs: number } | null = null;

/**
 * True for a moment after another card was answered: the second press of a key must not answer the card that took
 * its place.
 */
export function isJustAnswered(id: string): boolean {
  return lastAnswer !== null && lastAnswer.id !== id && performance.now() - lastAnswer.atMs < SETTLE_MS;
}

async function answer(id: string, work: () => Promise<boolean>): Promise<void> {
  if (useCards.getState().busy.has(id)) return;
  useCards.setState((held) => ({ busy: new Set(held.busy).add(id) }));
  const isDone = await work();
  lastAnswer = { id, atMs: performance.now() };
  useCards.setState((held) => {
    const busy = new Set(held.busy);
    busy.delete(id);
    return { busy, editing: isDone && held.editing?.id === id ? null : held.editing };
  });
}

/** Approves the card, with the changed values where it is being changed. */
export function approveCard(signal: SignalResource): Promise<void> {
  const editing = useCards.getState().editing;
  const change = editing?.id === signal.id ? editing.change : undefined;
  if (change === null) return Promise.resolve();
  const done = i18next.t('toast.approved', { symbol: signal.symbol });
  return answer(signal.id, async () =>
    tellOutcome(
      change === undefined ? await approveSignal(signal.id) : await approveChangedSignal(signal.id, change),
      done,
    ),
  );
}

export function rejectCard(signal: SignalResource, reason: string | null): Promise<void> {
  return answer(signal.id, async () =>
    tellOutcome(await rejectSignal(signal.id, reason), i18next.t('toast.rejected', { symbol: signal.symbol })),
  );
}

/** Opens the card's values for change, or leaves them as they were. */
export function toggleModify(signal: SignalResource): void {
  useCards.setState((held) => {
    if (held.editing?.id === signal.id) return { editing: null };
    const volume = signal.card?.volume ?? 0;
    return { editing: { id: signal.id, change: { volume, stop: signal.stop, target: signal.target } } };
  });
}

export function setChange(id: string, change: CardChange | null): void {
  useCards.setState({ editing: { id, change } });
}
