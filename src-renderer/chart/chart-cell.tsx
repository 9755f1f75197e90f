// One timeframe of one symbol: the canvas, its legend, and what is said while there is nothing to draw.

import type { GapResource } from '#core/contract';
import type { Timeframe } from '#core/model';
import { describeCode } from '#renderer/i18n';
import {
  board,
  digitsOf,
  setLook,
  useConnection,
  useDesk,
  useInstrument,
  useLook,
  useShownOffset,
} from '#renderer/state';
import { Button, EmptyState, IconButton } from '#renderer/ui';
import { CandlestickChart, ChartSpline, Maximize2, Minimize2, TriangleAlert } from 'lucide-react';
import { useCallback, useEffect, useId, useRef, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { readChartColours } from './chart-colours.ts';
import { ChartStructure } from './chart-structure.tsx';
import { crosshairLink } from './crosshair-link.ts';
import { GapStripes } from './gap-stripes.tsx';
import { writeLegend } from './legend.ts';
import { PriceChart, type ChartLine, type ChartMark, type LineLabels } from './price-chart.ts';
import { SeriesData } from './series-data.ts';
import { StudyLegend, writeStudies } from './study-legend.tsx';
import { useSeries, type SeriesState } from './use-series.ts';
import { useStudyFeeds, type ShownStudy } from './use-studies.ts';

interface ChartCellProps {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly lines: readonly ChartLine[];
  readonly marks: readonly ChartMark[];
  /** What is missing of this series and not filled. */
  readonly gaps: readonly GapResource[];
  readonly isFocused: boolean;
  readonly isEnlarged: boolean;
  readonly onFocus: () => void;
  readonly onEnlarge: () => void;
}

function LegendValue({ name, label }: { readonly name: string; readonly label: string }) {
  return (
    <span className="legend-pair">
      <span className="legend-name">{label}</span>
      <span className="figure" data-value={name}>
        <span />
        <span className="figure-small" />
      </span>
    </span>
  );
}

const ROOMY_PX = 420;
/** Marks and labels of single trades mean nothing on bars of hours and days. */
const FINE: ReadonlySet<Timeframe> = new Set(['M1', 'M5', 'M15']);

/** Follows whether the cell is wide enough for names beside its lines. */
function useRoom(host: RefObject<HTMLElement | null>): boolean {
  const [isRoomy, setRoomy] = useState(false);
  useEffect(() => {
    if (host.current === null) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      setRoomy((entry?.contentRect.width ?? 0) >= ROOMY_PX);
    });
    observer.observe(host.current);
    return () => {
      observer.disconnect();
    };
  }, [host]);
  return isRoomy;
}

/** Creates the chart in its host, follows theme, hues and language of the window. */
function useChart(data: SeriesData) {
  const host = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<PriceChart | null>(null);
  const theme = useLook((s) => s.theme);
  const hues = useLook((s) => s.hues);
  useEffect(() => {
    if (host.current === null) return undefined;
    const made = new PriceChart(host.current, data, readChartColours(host.current));
    setChart(made);
    return () => {
      setChart(null);
      made.dispose();
    };
  }, [data]);
  useEffect(() => {
    if (chart !== null && host.current !== null) chart.setColours(readChartColours(host.current));
  }, [chart, theme, hues]);
  return { host, chart };
}

/** Keeps what is drawn beside the bars up to date: digits, clock, lines, marks, and the ask. */
function useDrawings(chart: PriceChart | null, props: ChartCellProps, digits: number, labels: LineLabels): void {
  const { symbol, lines, marks } = props;
  const offsetS = useShownOffset();
  useEffect(() => {
    chart?.setDigits(digits);
  }, [chart, digits]);
  useEffect(() => {
    chart?.setOffset(offsetS);
  }, [chart, offsetS]);
  useEffect(() => {
    chart?.setLineLabels(labels);
  }, [chart, labels]);
  useEffect(() => {
    chart?.setLines(lines);
  }, [chart, lines]);
  useEffect(() => {
    chart?.setMarks(marks);
  }, [chart, marks]);
  useEffect(() => {
    if (chart === null) return undefined;
    chart.setAsk(board.quote(symbol)?.ask ?? null);
    return board.onQuote(symbol, (quote) => {
      chart.setAsk(quote.ask);
    });
  }, [chart, symbol]);
}

/** Joins the crosshair to those of the other charts; `onMove` hears the moment under it, null off the bars. */
function useCrosshair(chart: PriceChart | null, onMove: (timeMs: number | null) => void): void {
  const id = useId();
  useEffect(() => {
    if (chart === null) return undefined;
    const offHover = chart.onHover(({ timeMs, price, isOwn }) => {
      onMove(timeMs);
      if (isOwn) crosshairLink.move(id, timeMs === null || price === null ? null : { timeMs, price });
    });
    const leave = crosshairLink.join(id, (place) => {
      chart.showCrosshair(place);
      onMove(place?.timeMs ?? null);
    });
    return () => {
      offHover();
      leave();
    };
  }, [chart, id, onMove]);
}

function Legend({
  host,
  timeframe,
}: {
  readonly host: RefObject<HTMLDivElement | null>;
  readonly timeframe: Timeframe;
}) {
  const { t } = useTranslation();
  return (
    <div className="legend" ref={host} aria-hidden="true">
      <span className="legend-frame">{timeframe}</span>
      <LegendValue name="open" label={t('chart.open')} />
      <LegendValue name="high" label={t('chart.high')} />
      <span className="legend-break" />
      <LegendValue name="low" label={t('chart.low')} />
      <LegendValue name="close" label={t('chart.close')} />
      <span className="figure legend-change" data-value="change" />
    </div>
  );
}

/** What is said instead of bars: nothing came yet, there are none, or they could not be had. */
function Cover({ state }: { readonly state: SeriesState }) {
  const { t } = useTranslation();
  if (state.phase === 'failed') {
    const words = state.failure === null ? null : describeCode(state.failure.code, state.failure.text).text;
    return (
      <div className="chart-cover">
        <EmptyState
          tone="danger"
          icon={<TriangleAlert size={20} />}
          title={t('chart.failedTitle')}
          text={words ?? undefined}
          action={<Button onClick={state.reload}>{t('app.retry')}</Button>}
        />
      </div>
    );
  }
  if (!state.isEmpty) return null;
  if (state.phase === 'loading') {
    return (
      <div className="chart-cover chart-loading" aria-busy="true">
        {t('app.loading')}
      </div>
    );
  }
  return (
    <div className="chart-cover">
      <EmptyState icon={<CandlestickChart size={20} />} title={t('chart.emptyTitle')} text={t('chart.emptyText')} />
    </div>
  );
}

export function ChartCell(props: ChartCellProps) {
  const { symbol, timeframe, isFocused, isEnlarged, onFocus, onEnlarge } = props;
  const { t } = useTranslation();
  const [data] = useState(() => new SeriesData());
  const { host, chart } = useChart(data);
  const legend = useRef<HTMLDivElement>(null);
  const studyLegend = useRef<HTMLDivElement>(null);
  const shown = useRef<readonly ShownStudy[]>([]);
  const hoveredMs = useRef<number | null>(null);
  const digits = digitsOf(useInstrument(symbol), board.quote(symbol)?.bid);
  const isLinked = useDesk((s) => s.desk.account?.linkUp === true);
  const isOpen = useConnection((s) => s.phase === 'open');
  const isRoomy = useRoom(host);

  const writeNow = useCallback(() => {
    if (legend.current === null) return;
    const bar = hoveredMs.current === null ? data.last : data.barAt(hoveredMs.current);
    writeLegend(legend.current, bar, digits);
    if (studyLegend.current === null) return;
    writeStudies(studyLegend.current, shown.current, hoveredMs.current === null ? null : (bar?.time ?? null), digits);
  }, [data, digits]);
  const onMove = useCallback(
    (timeMs: number | null) => {
      hoveredMs.current = timeMs;
      writeNow();
    },
    [writeNow],
  );
  const state = useSeries(chart, data, { symbol, timeframe }, writeNow);
  const studies = useStudyFeeds(chart, data, symbol, timeframe, writeNow);
  useEffect(() => {
    shown.current = studies;
    writeNow();
  }, [studies, writeNow]);
  useDrawings(chart, props, digits, FINE.has(timeframe) || isEnlarged ? (isRoomy ? 'name' : 'price') : 'none');
  useCrosshair(chart, onMove);
  useEffect(writeNow, [writeNow]);

  return (
    <section
      className="chart-cell"
      aria-label={t('chart.label', { symbol, timeframe })}
      data-focused={isFocused ? '' : undefined}
      data-stale={isLinked && isOpen ? undefined : ''}
      data-timeframe={timeframe}
      data-phase={state.phase}
      onPointerDown={onFocus}
    >
      <div className="chart-canvas" ref={host} onDoubleClick={onEnlarge} />
      <GapStripes chart={chart} gaps={props.gaps} />
      <ChartStructure chart={chart} bars={data} symbol={symbol} timeframe={timeframe} />
      <Legend host={legend} timeframe={timeframe} />
      <StudyLegend host={studyLegend} chart={chart} shown={studies} />
      <div className="chart-tools">
        <IconButton
          label={t('study.add')}
          icon={<ChartSpline size={12} />}
          onClick={() => {
            setLook({ focusedTimeframe: timeframe, overlay: 'studies' });
          }}
        />
        <IconButton
          label={isEnlarged ? t('chart.shrink') : t('chart.enlarge', { timeframe })}
          icon={isEnlarged ? <Minimize2 size={12} /> : <Maximize2 size={12} />}
          onClick={onEnlarge}
        />
      </div>
      <Cover state={state} />
    </section>
  );
}
