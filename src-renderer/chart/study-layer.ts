// Studies on one candle chart: lines and bands over the candles, panes of their own below them, candlestick patterns as
// arrows at their bars. Draws only at times that have a bar, so that a study never moves the time axis.

import type { IndicatorResource } from '#core/contract';
import {
  createSeriesMarkers,
  HistogramSeries,
  LineSeries,
  LineStyle,
  LineType,
  type IChartApi,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  type SeriesMarker,
  type Time,
  type UTCTimestamp,
} from 'lightweight-charts';
import type { ChartColours } from './chart-colours.ts';
import type { SeriesData } from './series-data.ts';
import type { StudyData, StudyPoint } from './study-data.ts';
import { decimalsOf, hueOfOutput } from './study-look.ts';

export interface DrawnStudy {
  readonly id: string;
  readonly indicator: IndicatorResource;
  readonly hue: number;
  readonly isHidden: boolean;
  readonly data: StudyData;
}

export interface LayerParts {
  readonly chart: IChartApi;
  readonly candles: ISeriesApi<'Candlestick'>;
  readonly bars: SeriesData;
  readonly axisTime: (utcMs: number) => UTCTimestamp;
}

type OutputSeries = ISeriesApi<'Line'> | ISeriesApi<'Histogram'>;

interface Drawn {
  study: DrawnStudy;
  /** A series for each output that is drawn as one; null for the others. */
  readonly series: readonly (OutputSeries | null)[];
  readonly markers: ISeriesMarkersPluginApi<Time> | null;
  /** What the newest mark was drawn from: most ticks change none. */
  markKey: string;
}

/** The candles take as much of the chart as this many panes of studies. */
const CANDLES_STRETCH = 3;

export class StudyLayer {
  readonly #parts: LayerParts;
  readonly #drawn = new Map<string, Drawn>();
  #colours: ChartColours;
  #digits = 5;

  constructor(parts: LayerParts, colours: ChartColours) {
    this.#parts = parts;
    this.#colours = colours;
  }

  setColours(colours: ChartColours): void {
    this.#colours = colours;
    for (const drawn of this.#drawn.values()) this.#style(drawn);
    this.redraw();
  }

  setDigits(digits: number): void {
    this.#digits = digits;
    for (const drawn of this.#drawn.values()) this.#style(drawn);
  }

  /** Shows these studies and no others. */
  set(studies: readonly DrawnStudy[]): void {
    const wanted = new Map(studies.map((study) => [study.id, study]));
    for (const [id, drawn] of this.#drawn) {
      const study = wanted.get(id);
      if (study?.indicator === drawn.study.indicator) continue;
      this.#drawn.delete(id);
      this.#take(drawn);
    }
    for (const study of studies) {
      const held = this.#drawn.get(study.id);
      const drawn = held ?? this.#add(study);
      const before = held?.study;
      drawn.study = study;
      if (before?.data === study.data && before.hue === study.hue && before.isHidden === study.isHidden) continue;
      this.#style(drawn);
      this.#redraw(drawn);
    }
    if (this.#parts.chart.panes().length > 1) this.#parts.chart.panes()[0]?.setStretchFactor(CANDLES_STRETCH);
  }

  /** Draws all values anew: the bars changed, or the clock of the axis. */
  redraw(): void {
    for (const drawn of this.#drawn.values()) this.#redraw(drawn);
  }

  redrawStudy(id: string): void {
    const drawn = this.#drawn.get(id);
    if (drawn !== undefined) this.#redraw(drawn);
  }

  /** Draws one live value. */
  draw(id: string, point: StudyPoint): void {
    const drawn = this.#drawn.get(id);
    const bar = this.#parts.bars.barAt(point.time);
    if (drawn === undefined || bar?.time !== point.time) return;
    if (drawn.markers !== null && markKey(drawn.study, point) !== drawn.markKey) this.#drawMarks(drawn);
    const isPast = point.time < (this.#parts.bars.last?.time ?? 0);
    drawn.series.forEach((series, k) => {
      const value = point.values[k] ?? null;
      if (series === null || value === null) return;
      const row = { time: this.#parts.axisTime(point.time), value, ...this.#barColour(drawn.study, k, point) };
      series.update(row, isPast);
    });
  }

  /** Where each study's own pane begins, px from the chart's top; studies over the candles have none. */
  paneTops(): ReadonlyMap<string, number> {
    const tops = new Map<string, number>();
    const host = this.#parts.chart.chartElement().getBoundingClientRect();
    for (const [id, { series, study }] of this.#drawn) {
      const pane = study.indicator.pane === 'own' ? series.find((one) => one !== null)?.getPane() : undefined;
      const element = pane?.getHTMLElement() ?? null;
      if (element !== null) tops.set(id, element.getBoundingClientRect().top - host.top);
    }
    return tops;
  }

  /** Elements whose sizes tell where the panes begin. */
  paneElements(): readonly HTMLElement[] {
    return this.#parts.chart.panes().flatMap((pane) => pane.getHTMLElement() ?? []);
  }

  #add(study: DrawnStudy): Drawn {
    const { chart, candles } = this.#parts;
    const { drawings, pane } = study.indicator;
    let index = pane === 'price' ? 0 : chart.panes().length;
    const series = drawings.map((drawing): OutputSeries | null => {
      if (drawing === 'none' || drawing === 'mark') return null;
      const made = drawing === 'histogram'
        ? chart.addSeries(HistogramSeries, {}, index)
        : chart.addSeries(LineSeries, {}, index);
      if (pane === 'own') index = made.getPane().paneIndex();
      return made;
    });
    const markers = drawings.includes('mark') ? createSeriesMarkers<Time>(candles, []) : null;
    const drawn: Drawn = { study, series, markers, markKey: '' };
    const [first] = series.filter((one) => one !== null);
    if (pane === 'own' && first !== undefined) {
      first.priceScale().applyOptions({ scaleMargins: { top: 0.24, bottom: 0.08 } });
      for (const level of study.indicator.levels) {
        first.createPriceLine({
          price: level, lineWidth: 1, lineStyle: LineStyle.Dotted, color: this.#colours.faint,
          axisLabelVisible: false, title: '',
        });
      }
    }
    this.#drawn.set(study.id, drawn);
    return drawn;
  }

  #take(drawn: Drawn): void {
    for (const series of drawn.series) if (series !== null) this.#parts.chart.removeSeries(series);
    drawn.markers?.detach();
  }

  #style({ study, series }: Drawn): void {
    const { indicator, isHidden } = study;
    const decimals = decimalsOf(indicator, this.#digits);
    const priceFormat = indicator.group === 'volume' && indicator.unit.startsWith('volume')
      ? { type: 'volume' as const }
      : { type: 'price' as const, precision: decimals, minMove: 10 ** -decimals };
    const isOwn = indicator.pane === 'own';
    series.forEach((one, k) => {
      if (one === null) return;
      const drawing = indicator.drawings[k];
      const color = this.#colours.studies[hueOfOutput(indicator, study.hue, k)] ?? this.#colours.accent;
      one.applyOptions({
        color, visible: !isHidden, priceLineVisible: false, lastValueVisible: isOwn && k === 0, priceFormat,
        // Levels far away would press the candles flat.
        ...(indicator.group === 'levels' ? { autoscaleInfoProvider: () => null } : {}),
      });
      if (drawing === 'histogram') return;
      (one as ISeriesApi<'Line'>).applyOptions({
        lineWidth: 1,
        lineType: drawing === 'step' ? LineType.WithSteps : LineType.Simple,
        lineVisible: drawing !== 'dots',
        pointMarkersVisible: drawing === 'dots',
        pointMarkersRadius: 1.5,
        crosshairMarkerVisible: false,
      });
    });
  }

  #redraw(drawn: Drawn): void {
    if (drawn.markers !== null) this.#drawMarks(drawn);
    const { bars, axisTime } = this.#parts;
    drawn.series.forEach((series, k) => {
      if (series === null) return;
      series.setData(this.#matched(drawn.study.data, (point) => {
        const value = point?.values[k] ?? null;
        if (point === null || value === null) return null;
        return { value, ...this.#barColour(drawn.study, k, point) };
      }, bars, axisTime));
    });
  }

  /** A row for each bar, with the study's value where it has one. */
  #matched<T extends object>(
    data: StudyData, toRow: (point: StudyPoint | null) => T | null, bars: SeriesData,
    axisTime: LayerParts['axisTime'],
  ): ({ time: UTCTimestamp } | ({ time: UTCTimestamp } & T))[] {
    const { points } = data;
    let at = 0;
    return bars.bars.map(({ time }) => {
      while (at < points.length && (points[at]?.time ?? 0) < time) at += 1;
      const point = points[at];
      return { time: axisTime(time), ...toRow(point?.time === time ? point : null) };
    });
  }

  /** A histogram's bar says by colour on which side of zero it is. */
  #barColour({ indicator }: DrawnStudy, k: number, point: StudyPoint): { color?: string } {
    if (indicator.drawings[k] !== 'histogram') return {};
    return { color: (point.values[k] ?? 0) < 0 ? this.#colours.down : this.#colours.up };
  }

  #drawMarks(drawn: Drawn): void {
    const { study, markers } = drawn;
    const { bars, axisTime } = this.#parts;
    const newest = study.data.last;
    drawn.markKey = newest === null ? '' : markKey(study, newest);
    const marks = study.isHidden ? [] : study.data.points.flatMap(({ time, values }): SeriesMarker<Time>[] => {
      const value = values[0] ?? 0;
      if (value === 0 || bars.barAt(time)?.time !== time) return [];
      const isUp = value > 0;
      return [{
        time: axisTime(time), position: isUp ? 'belowBar' : 'aboveBar', shape: isUp ? 'arrowUp' : 'arrowDown',
        color: isUp ? this.#colours.up : this.#colours.down, size: 0.6,
      }];
    });
    markers?.setMarkers(marks);
  }
}

function markKey({ data }: DrawnStudy, { time, values }: StudyPoint): string {
  return `${String(data.points.length)} ${String(time)} ${String(values[0])}`;
}
