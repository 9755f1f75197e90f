// The gaps of one symbol, asked for now and then while the window is connected.

import type { GapResource } from '#core/contract';
import { loadGaps } from '#renderer/engine';
import { useConnection } from '#renderer/state';
import { useEffect, useState } from 'react';

const LOOK_MS = 5_000;
const GAPS_MAX = 1_000;
const NONE: readonly GapResource[] = [];

/** Newest first, of every timeframe. Empty without a symbol or a connection. */
export function useGaps(symbol: string | null): readonly GapResource[] {
  const isOpen = useConnection((s) => s.phase === 'open');
  const [gaps, setGaps] = useState<readonly GapResource[]>(NONE);
  useEffect(() => {
    setGaps(NONE);
    if (symbol === null || !isOpen) return undefined;
    let isRunning = true;
    const load = async (): Promise<void> => {
      const outcome = await loadGaps(symbol, GAPS_MAX);
      if (isRunning && outcome.ok) setGaps(outcome.value);
    };
    void load();
    const timer = window.setInterval(() => {
      void load();
    }, LOOK_MS);
    return () => {
      isRunning = false;
      window.clearInterval(timer);
    };
  }, [symbol, isOpen]);
  return gaps;
}
