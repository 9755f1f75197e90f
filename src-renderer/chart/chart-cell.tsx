// One timeframe of one symbol: the canvas, its legend, and what is said while there is nothing to draw.

import type { Timeframe } from '#core/model';
import { describeCode } from '#renderer/i18n';
import { board, digitsOf, useConnection, useDesk, useInstrument, useLook, useShownOffset } from '#renderer/state';
import { Button, EmptyState, IconButton } from '#renderer/ui';
import { CandlestickChart, Maximize2, Minimize2, TriangleAlert } from 'lucide-react';
import { useCallback, useEffect, useId, useRef, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { readChartColours } from './chart-colours.ts';
import { crosshairLink } from './crosshair-link.ts';
import { writeLegend } from './legend.ts';
import { PriceChart, type ChartLine, type ChartMark } from './price-chart.ts';
import { SeriesData } from './series-data.ts';
import { useSeries } from './use-series.ts';

interface ChartCellProps {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly lines: readonly ChartLine[];
  readonly marks: readonly ChartMark[];
  readonly isFocused: boolean;
  readonly isEnlarged: boolean;
  readonly onFocus: () => void;
  readonly onEnlarge: () => void;
}

function LegendValue({ name, label }: { readonly name: string; readonly label: string }) {
  return (
    <span className="legend-pair">
      <span className="legend-name">{label}</span>
      <span className="figure" data-value={name}><span /><span className="figure-small" /></span>
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
    const observer = new ResizeObserver(([entry]) => { setRoomy((entry?.contentRect.width ?? 0) >= ROOMY_PX); });
    observer.observe(host.current);
    return () => { observer.disconnect(); };
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
    return () => { setChart(null); made.dispose(); };
  }, [data]);
  useEffect(() => {
    if (chart !== null && host.current !== null) chart.setColours(readChartColours(host.current));
  }, [chart, theme, hues]);
  return { host, chart };
}

export function ChartCell(props: ChartCellProps) {
  const { symbol, timeframe, lines, marks, isFocused, isEnlarged, onFocus, onEnlarge } = props;
  const { t } = useTranslation();
  const id = useId();
  const [data] = useState(() => new SeriesData());
  const { host, chart } = useChart(data);
  const legend = useRef<HTMLDivElement>(null);
  const hoveredMs = useRef<number | null>(null);
  const instrument = useInstrument(symbol);
  const digits = digitsOf(instrument, board.quote(symbol)?.bid);
  const offsetS = useShownOffset();
  const isLinked = useDesk((s) => s.desk.account?.linkUp === true);
  const isOpen = useConnection((s) => s.phase === 'open');

  const writeNow = useCallback(() => {
    if (legend.current === null) return;
    const bar = hoveredMs.current === null ? data.last : data.barAt(hoveredMs.current);
    writeLegend(legend.current, bar, digits);
  }, [data, digits]);
  const { phase, failure, isEmpty, reload } = useSeries(chart, data, { symbol, timeframe }, writeNow);

  useEffect(() => { chart?.setDigits(digits); writeNow(); }, [chart, digits, writeNow]);
  useEffect(() => { chart?.setOffset(offsetS); }, [chart, offsetS]);
  const isRoomy = useRoom(host);
  useEffect(() => { chart?.setLineLabels(FINE.has(timeframe) || isEnlarged ? (isRoomy ? 'name' : 'price') : 'none'); }, [chart, isRoomy, isEnlarged, timeframe]);
  useEffect(() => { chart?.setLines(lines); }, [chart, lines]);
  useEffect(() => { chart?.setMarks(marks); }, [chart, marks]);
  useEffect(() => {
    if (chart === null) return undefined;
    const show = (ask: number): void => { chart.setAsk(ask, ''); };
    const now = board.quote(symbol);
    if (now === null) chart.setAsk(null, '');
    else show(now.ask);
    return board.onQuote(symbol, (quote) => { show(quote.ask); });
  }, [chart, symbol]);
  useEffect(() => {
    if (chart === null) return undefined;
    chart.onHover((place) => {
      hoveredMs.current = place.timeMs;
      writeNow();
      if (!place.isOwn) return;
      crosshairLink.move(id, place.timeMs === null || place.price === null ? null : { timeMs: place.timeMs, price: place.price });
    });
    return crosshairLink.join(id, (place) => {
      chart.showCrosshair(place);
      hoveredMs.current = place?.timeMs ?? null;
      writeNow();
    });
  }, [chart, id, writeNow]);

  const words = failure === null ? null : describeCode(failure.code, failure.text);
  return (
    <section
      className="chart-cell"
      aria-label={t('chart.label', { symbol, timeframe })}
      data-focused={isFocused ? '' : undefined}
      data-stale={isLinked && isOpen ? undefined : ''}
      data-timeframe={timeframe}
      data-phase={phase}
      onPointerDown={onFocus}
    >
      <div className="chart-canvas" ref={host} onDoubleClick={onEnlarge} />
      <div className="legend" ref={legend} aria-hidden="true">
        <span className="legend-frame">{timeframe}</span>
        <LegendValue name="open" label={t('chart.open')} />
        <LegendValue name="high" label={t('chart.high')} />
        <span className="legend-break" />
        <LegendValue name="low" label={t('chart.low')} />
        <LegendValue name="close" label={t('chart.close')} />
        <span className="figure legend-change" data-value="change" />
      </div>
      <div className="chart-tools">
        <IconButton
          label={isEnlarged ? t('chart.shrink') : t('chart.enlarge', { timeframe })}
          icon={isEnlarged ? <Minimize2 size={12} /> : <Maximize2 size={12} />}
          onClick={onEnlarge}
        />
      </div>
      {phase === 'failed' && words !== null ? (
        <div className="chart-cover">
          <EmptyState
            tone="danger"
            icon={<TriangleAlert size={20} />}
            title={t('chart.failedTitle')}
            text={words.text}
            action={<Button onClick={reload}>{t('app.retry')}</Button>}
          />
        </div>
      ) : null}
      {phase === 'ready' && isEmpty ? (
        <div className="chart-cover">
          <EmptyState icon={<CandlestickChart size={20} />} title={t('chart.emptyTitle')} text={t('chart.emptyText')} />
        </div>
      ) : null}
      {phase === 'loading' && isEmpty ? <div className="chart-cover chart-loading" aria-busy="true">{t('app.loading')}</div> : null}
    </section>
  );
}
