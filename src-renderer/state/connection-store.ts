// Whether this window hears Sextant, since when not, and when it tries again.

import { create } from 'zustand';

export type ConnectionPhase = 'connecting' | 'open' | 'waiting' | 'refused';

interface ConnectionStore {
  readonly phase: ConnectionPhase;
  /** Wall clock (UTC ms) when the connection was lost; null while it is up or before it ever was. */
  readonly lostMs: number | null;
  /** Wall clock (UTC ms) of the next try; null while trying. */
  readonly retryAtMs: number | null;
}

export const useConnection = create<ConnectionStore>(() => ({ phase: 'connecting', lostMs: null, retryAtMs: null }));

export function setConnection(next: Partial<ConnectionStore>): void {
  useConnection.setState(next);
}
