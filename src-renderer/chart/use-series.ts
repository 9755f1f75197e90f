// Joins one chart to its data: history by request, live bars from the board, older history when the trader scrolls
// back. Restarts for another symbol, and after every reconnect.

import type { Series } from '#core/contract';
import { loadHistory, watchSeries, type RequestFailure } from '#renderer/engine';
import { board, useConnection } from '#renderer/state';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { PriceChart } from './price-chart.ts';
import type { SeriesData } from './series-data.ts';

export type SeriesPhase = 'loading' | 'ready' | 'failed';

const FIRST_BARS = 2_000;
const OLDER_BARS = 5_000;

export interface SeriesState {
  readonly phase: SeriesPhase;
  readonly failure: RequestFailure | null;
  readonly isEmpty: boolean;
  readonly reload: () => void;
}

export function useSeries(chart: PriceChart | null, data: SeriesData, series: Series, onChange: () => void): SeriesState {
  const { symbol, timeframe } = series;
  const [phase, setPhase] = useState<SeriesPhase>('loading');
  const [failure, setFailure] = useState<RequestFailure | null>(null);
  const [isEmpty, setEmpty] = useState(true);
  const [round, setRound] = useState(0);
  const isOpen = useConnection((s) => s.phase === 'open');
  const changed = useRef(onChange);
  useEffect(() => { changed.current = onChange; }, [onChange]);

  useEffect(() => {
    data.clear();
    chart?.redraw();
    setPhase('loading');
    setEmpty(true);
    return watchSeries({ symbol, timeframe });
  }, [chart, data, symbol, timeframe]);

  useEffect(() => {
    if (chart === null || !isOpen) return undefined;
    let isCurrent = true;
    let isLoading = false;
    let hasMore = false;
    const wasEmpty = data.last === null;
    const load = async (): Promise<void> => {
      if (isLoading) return;
      isLoading = true;
      const outcome = await loadHistory({ symbol, timeframe }, FIRST_BARS, null);
      isLoading = false;
      if (!isCurrent) return;
      if (!outcome.ok) {
        setFailure(outcome.failure);
        setPhase('failed');
        return;
      }
      data.setHistory(outcome.value);
      hasMore = outcome.value.more;
      const forming = board.forming({ symbol, timeframe });
      if (forming !== null) data.put(forming);
      chart.redraw();
      if (wasEmpty) chart.showNewest();
      setEmpty(data.last === null);
      setFailure(null);
      setPhase('ready');
      changed.current();
    };
    const loadOlder = async (): Promise<void> => {
      const first = data.first;
      if (isLoading || !hasMore || first === null) return;
      isLoading = true;
      const outcome = await loadHistory({ symbol, timeframe }, OLDER_BARS, first.time);
      isLoading = false;
      if (!isCurrent || !outcome.ok) return;
      hasMore = outcome.value.more;
      data.addOlder(outcome.value);
      chart.redraw();
    };
    const off = board.onSeries({ symbol, timeframe }, (event) => {
      if (event.kind === 'stale') {
        void load();
        return;
      }
      chart.draw(event.bar, data.put(event.bar));
      setEmpty(false);
      changed.current();
    });
    const offOlder = chart.onNeedOlder(() => { void loadOlder(); });
    void load();
    return () => {
      isCurrent = false;
      off();
      offOlder();
    };
  }, [chart, data, symbol, timeframe, isOpen, round]);

  const reload = useCallback(() => { setRound((n) => n + 1); }, []);
  return { phase, failure, isEmpty, reload };
}
