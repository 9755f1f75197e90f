// What the trader's desk holds right now, merged from the deltas of the window stream. Pure: one desk in, one delta
// in, the next desk out; parts that did not change keep their identity, so that only their readers draw again.

import type {
  AccountResource,
  OrderResource,
  PositionResource,
  SafetyResource,
  SignalResource,
  TradeResource,
  WindowDelta,
} from '#core/contract';
import type { WhyNot } from '#core/model';

export interface Desk {
  /** False until the first full answer. */
  readonly isLoaded: boolean;
  /** Host clock at the last answer, UTC ms. */
  readonly serverMs: number;
  /** Account clock at the last answer, UTC ms. */
  readonly nowMs: number;
  readonly account: AccountResource | null;
  readonly safety: SafetyResource | null;
  readonly fault: WhyNot | null;
  readonly deadLetters: number;
  /** Counts the times the set of symbols changed. */
  readonly symbolsRev: number;
  readonly signals: ReadonlyMap<string, SignalResource>;
  readonly orders: ReadonlyMap<string, OrderResource>;
  readonly positions: ReadonlyMap<string, PositionResource>;
  /** By position id. */
  readonly trades: ReadonlyMap<string, TradeResource>;
}

/** Most kept of each list: a window open for a week stays level. */
export const KEPT_MAX = 2_000;

export const EMPTY_DESK: Desk = {
  isLoaded: false,
  serverMs: 0,
  nowMs: 0,
  account: null,
  safety: null,
  fault: null,
  deadLetters: 0,
  symbolsRev: 0,
  signals: new Map(),
  orders: new Map(),
  positions: new Map(),
  trades: new Map(),
};

function mergeRows<T>(
  held: ReadonlyMap<string, T>,
  changed: readonly T[],
  keyOf: (row: T) => string,
  timeOf: (row: T) => number,
  isFull: boolean,
): ReadonlyMap<string, T> {
  if (!isFull && changed.length === 0) return held;
  const next = isFull ? new Map<string, T>() : new Map(held);
  for (const row of changed) next.set(keyOf(row), row);
  if (next.size <= KEPT_MAX) return next;
  const newest = [...next].sort((a, b) => timeOf(b[1]) - timeOf(a[1])).slice(0, KEPT_MAX);
  return new Map(newest);
}

function without<T>(held: ReadonlyMap<string, T>, gone: readonly string[]): ReadonlyMap<string, T> {
  if (!gone.some((id) => held.has(id))) return held;
  const next = new Map(held);
  for (const id of gone) next.delete(id);
  return next;
}

/** The desk after `delta`. */
export function mergeDelta(desk: Desk, delta: WindowDelta): Desk {
  return {
    isLoaded: desk.isLoaded || delta.full,
    serverMs: delta.serverMs,
    nowMs: delta.nowMs,
    account: delta.account === undefined ? (delta.full ? null : desk.account) : delta.account,
    safety: delta.safety ?? (delta.full ? null : desk.safety),
    fault: delta.fault === undefined ? (delta.full ? null : desk.fault) : delta.fault,
    deadLetters: delta.deadLetters ?? (delta.full ? 0 : desk.deadLetters),
    symbolsRev: desk.symbolsRev + (delta.full || delta.symbolsChanged === true ? 1 : 0),
    signals: mergeRows(
      desk.signals,
      delta.signals,
      (row) => row.id,
      (row) => row.createdMs,
      delta.full,
    ),
    orders: without(
      mergeRows(
        desk.orders,
        delta.orders,
        (row) => row.id,
        (row) => row.createdMs,
        delta.full,
      ),
      delta.ordersGone,
    ),
    positions: without(
      mergeRows(
        desk.positions,
        delta.positions,
        (row) => row.id,
        (row) => row.openMs,
        delta.full,
      ),
      delta.positionsGone,
    ),
    trades: mergeRows(
      desk.trades,
      delta.trades,
      (row) => row.positionId,
      (row) => row.openMs,
      delta.full,
    ),
  };
}
