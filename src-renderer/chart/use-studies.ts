// Joins one chart to its indicators: a feed for each, what it holds, and how far it is.

import type { IndicatorResource } from '#core/contract';
import type { Timeframe } from '#core/model';
import { loadStudy } from '#renderer/engine';
import { keyOfStudy, refOfStudy, studiesOf, useStudies, type ChartStudy } from '#renderer/state';
import { useEffect, useMemo, useRef, useState, type Dispatch, type RefObject, type SetStateAction } from 'react';
import type { PriceChart } from './price-chart.ts';
import type { SeriesData } from './series-data.ts';
import { StudyData } from './study-data.ts';
import { FIRST_STATE, StudyFeed, type StudyState } from './study-feed.ts';

/** An indicator of the chart as it is shown. */
export interface ShownStudy {
  readonly study: ChartStudy;
  readonly indicator: IndicatorResource;
  readonly data: StudyData;
  readonly state: StudyState;
}

interface Running {
  readonly key: string;
  readonly symbol: string;
  readonly stop: () => void;
}

interface Held {
  readonly data: StudyData;
  readonly state: StudyState;
}

/** Indicators of this chart that the engine knows, in the order in which they were added. */
function useChartStudies(timeframe: Timeframe) {
  const studies = useStudies((s) => s.studies);
  const indicators = useStudies((s) => s.indicators);
  return useMemo(
    () =>
      studiesOf(studies, timeframe).flatMap((study) => {
        const indicator = indicators?.get(study.name);
        return indicator === undefined ? [] : [{ study, indicator }];
      }),
    [studies, indicators, timeframe],
  );
}

/** What a feed of one study is started with. */
interface FeedStart {
  readonly chart: PriceChart;
  readonly bars: SeriesData;
  readonly study: ChartStudy;
  readonly symbol: string;
  /** True where an older line stands until the new one is there. */
  readonly isKept: boolean;
  readonly setHeld: Dispatch<SetStateAction<ReadonlyMap<string, Held>>>;
  readonly onChange: () => void;
}

function startFeed({ chart, bars, study, symbol, isKept, setHeld, onChange }: FeedStart): Running {
  const { id } = study;
  const ref = refOfStudy(study, symbol);
  const data = new StudyData();
  let isThere = !isKept;
  const put = (state: StudyState): void => {
    setHeld((before) => {
      const old = before.get(id);
      const next = isThere || old === undefined ? data : old.data;
      if (old?.data === next && isSame(old.state, state)) return before;
      return new Map(before).set(id, { data: next, state });
    });
  };
  put(FIRST_STATE);
  const feed = new StudyFeed({
    ref,
    bars,
    data,
    load: loadStudy,
    onHistory: () => {
      isThere = true;
      chart.studies.redrawStudy(id);
      onChange();
    },
    onLive: (point) => {
      chart.studies.draw(id, point);
      onChange();
    },
    onState: put,
  });
  const stopFeed = feed.start();
  const offRedraw = chart.onRedraw(() => {
    feed.followBars();
  });
  return {
    key: keyOfStudy(ref),
    symbol,
    stop: () => {
      offRedraw();
      stopFeed();
    },
  };
}

/** Keeps a feed running for each study that is wanted; gives what each holds. */
function useFeeds(
  chart: PriceChart | null,
  bars: SeriesData,
  symbol: string,
  studies: readonly ChartStudy[],
  changed: RefObject<() => void>,
): ReadonlyMap<string, Held> {
  const [held, setHeld] = useState<ReadonlyMap<string, Held>>(new Map());
  const running = useRef(new Map<string, Running>());
  useEffect(() => {
    const feeds = running.current;
    return () => {
      for (const { stop } of feeds.values()) stop();
      feeds.clear();
    };
  }, [chart, bars]);
  useEffect(() => {
    if (chart === null) return;
    const feeds = running.current;
    const keys = new Map(studies.map((study) => [study.id, keyOfStudy(refOfStudy(study, symbol))]));
    const kept = new Set<string>();
    for (const [id, feed] of feeds) {
      if (keys.get(id) === feed.key) continue;
      // With other parameters the old line stands until the new one is there; another symbol's never does.
      if (feed.symbol === symbol) kept.add(id);
      feed.stop();
      feeds.delete(id);
    }
    for (const study of studies) {
      if (feeds.has(study.id)) continue;
      const onChange = (): void => {
        changed.current();
      };
      feeds.set(study.id, startFeed({ chart, bars, study, symbol, isKept: kept.has(study.id), setHeld, onChange }));
    }
  }, [chart, bars, symbol, studies, changed]);
  return held;
}

/** Follows the chart's indicators; `onChange` hears of every change of a value. */
export function useStudyFeeds(
  chart: PriceChart | null,
  bars: SeriesData,
  symbol: string,
  timeframe: Timeframe,
  onChange: () => void,
): readonly ShownStudy[] {
  const wanted = useChartStudies(timeframe);
  const changed = useRef(onChange);
  useEffect(() => {
    changed.current = onChange;
  }, [onChange]);
  const studies = useMemo(() => wanted.map(({ study }) => study), [wanted]);
  const held = useFeeds(chart, bars, symbol, studies, changed);
  const shown = useMemo(
    () =>
      wanted.flatMap(({ study, indicator }) => {
        const one = held.get(study.id);
        return one === undefined ? [] : [{ study, indicator, ...one }];
      }),
    [wanted, held],
  );
  useEffect(() => {
    chart?.studies.set(
      shown.map(({ study, indicator, data }) => ({
        id: study.id, indicator, hue: study.hue, isHidden: study.isHidden, data,
      })),
    );
    changed.current();
  }, [chart, shown]);
  return shown;
}

function isSame(a: StudyState, b: StudyState): boolean {
  return a.phase === b.phase && a.missing === b.missing && a.failure?.code === b.failure?.code
    && a.failure?.text === b.failure?.text;
}
