// Joins one chart to its data: history by request, live bars from the board, older history when the trader scrolls
// back. Restarts for another symbol, and after every reconnect.

import type { Series } from '#core/contract';
import { watchSeries, type RequestFailure } from '#renderer/engine';
import { useConnection } from '#renderer/state';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { PriceChart } from './price-chart.ts';
import type { SeriesData } from './series-data.ts';
import { SeriesFeed } from './series-feed.ts';

export type SeriesPhase = 'loading' | 'ready' | 'failed';

export interface SeriesState {
  readonly phase: SeriesPhase;
  readonly failure: RequestFailure | null;
  readonly isEmpty: boolean;
  readonly reload: () => void;
}

/** Follows `series` into `data` and `chart`; `onChange` hears of every change of the bars. */
export function useSeries(
  chart: PriceChart | null,
  data: SeriesData,
  series: Series,
  onChange: () => void,
): SeriesState {
  const { symbol, timeframe } = series;
  const [phase, setPhase] = useState<SeriesPhase>('loading');
  const [failure, setFailure] = useState<RequestFailure | null>(null);
  const [isEmpty, setEmpty] = useState(true);
  const [round, setRound] = useState(0);
  const isOpen = useConnection((s) => s.phase === 'open');
  const changed = useRef(onChange);
  useEffect(() => {
    changed.current = onChange;
  }, [onChange]);

  useEffect(() => {
    data.clear();
    chart?.redraw();
    setPhase('loading');
    setEmpty(true);
    return watchSeries({ symbol, timeframe });
  }, [chart, data, symbol, timeframe]);

  useEffect(() => {
    if (chart === null || !isOpen) return undefined;
    const feed = new SeriesFeed(chart, data, { symbol, timeframe }, (failed) => {
      if (failed === undefined) {
        setEmpty(data.last === null);
      } else {
        setFailure(failed);
        setPhase(failed === null ? 'ready' : 'failed');
        setEmpty(data.last === null);
      }
      changed.current();
    });
    return feed.start();
  }, [chart, data, symbol, timeframe, isOpen, round]);

  const reload = useCallback(() => {
    setRound((n) => n + 1);
  }, []);
  return { phase, failure, isEmpty, reload };
}
