// Short ways to the parts of the stores that several panels read.

import type { AccountResource, InstrumentResource } from '#core/contract';
import { useDesk } from './desk-store.ts';
import { useLook } from './look-store.ts';

export function useAccount(): AccountResource | null {
  return useDesk((s) => s.desk.account);
}

export function useCurrency(): string {
  return useDesk((s) => s.desk.account?.currency ?? '');
}

export function useInstrument(symbol: string | null): InstrumentResource | null {
  return useDesk((s) => (symbol === null ? null : (s.symbols.get(symbol)?.instrument ?? null)));
}

/** Seconds to add to UTC for times on show: the broker's offset, or 0 where the trader chose UTC. */
export function useShownOffset(): number {
  const clock = useLook((s) => s.axisClock);
  const offsetS = useDesk((s) => s.desk.account?.offsetS ?? 0);
  return clock === 'broker' ? offsetS : 0;
}
