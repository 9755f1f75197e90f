// The desk as React reads it, with the moment (monotonic) it was received.

import type { StatusResource, SymbolResource, WindowDelta } from '#core/contract';
import { create } from 'zustand';
import { EMPTY_DESK, mergeDelta, type Desk } from './desk.ts';
import { MarketBoard } from './market-board.ts';
import { studyBoard } from './study-board.ts';

interface DeskStore {
  readonly desk: Desk;
  /** performance.now() of the last answer. */
  readonly receivedAt: number;
  readonly symbols: ReadonlyMap<string, SymbolResource>;
  readonly status: StatusResource | null;
}

export const useDesk = create<DeskStore>(() => ({
  desk: EMPTY_DESK,
  receivedAt: 0,
  symbols: new Map(),
  status: null,
}));

export const board = new MarketBoard();

/** Takes in one answer of the stream: cold parts into the store, hot ones to their readers. */
export function applyDelta(delta: WindowDelta, atMs: number): void {
  useDesk.setState((held) => ({ desk: mergeDelta(held.desk, delta), receivedAt: atMs }));
  board.merge(delta);
  studyBoard.merge(delta.studies);
}

export function putSymbols(rows: readonly SymbolResource[]): void {
  useDesk.setState({ symbols: new Map(rows.map((row) => [row.symbol, row])) });
}

export function putStatus(status: StatusResource): void {
  useDesk.setState({ status });
}
