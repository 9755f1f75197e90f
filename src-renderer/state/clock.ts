// The two clocks a window shows: the host's, and the account's (which is the data's own where a session plays data).

import { useEffect, useState } from 'react';
import { useDesk } from './desk-store.ts';

interface ClockInput {
  readonly desk: {
    readonly serverMs: number;
    readonly nowMs: number;
    readonly account: { readonly clock: 'wall' | 'data' } | null;
  };
  readonly receivedAt: number;
}

/** Host clock now, UTC ms, carried on from the last answer by the monotonic clock. */
function hostNow(input: ClockInput, atMs: number): number {
  return input.desk.serverMs + Math.max(0, atMs - input.receivedAt);
}

/** Account clock now, UTC ms: data time stands still between answers, wall time goes on. */
export function accountNow(input: ClockInput, atMs: number): number {
  if (input.desk.account?.clock === 'data') return input.desk.nowMs;
  return input.desk.nowMs + Math.max(0, atMs - input.receivedAt);
}

function useBeat(read: (input: ClockInput, atMs: number) => number, periodMs: number): number {
  const [now, setNow] = useState(() => read(useDesk.getState(), performance.now()));
  useEffect(() => {
    const tick = (): void => {
      setNow(read(useDesk.getState(), performance.now()));
    };
    tick();
    const timer = window.setInterval(tick, periodMs);
    return () => {
      window.clearInterval(timer);
    };
  }, [read, periodMs]);
  return now;
}

export function useHostNow(periodMs = 1_000): number {
  return useBeat(hostNow, periodMs);
}

export function useAccountNow(periodMs = 1_000): number {
  return useBeat(accountNow, periodMs);
}
