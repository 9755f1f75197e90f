// One candle chart on the canvas: bars in, pixels out. Knows nothing of stores or React; times come in as UTC ms and
// are drawn at `offsetS` seconds from UTC.

import {
  CandlestickSeries,
  ColorType,
  CrosshairMode,
  LineStyle,
  createChart,
  type CandlestickData,
  type IChartApi,
  type IPriceLine,
  type ISeriesApi,
  type Logical,
  type LogicalRange,
  type MouseEventParams,
  type UTCTimestamp,
} from 'lightweight-charts';
import type { StructureFinding } from '#core/model';
import type { ChartColours } from './chart-colours.ts';
import { MarksPrimitive, type Mark } from './marks-primitive.ts';
import { StructurePrimitive } from './structure-primitive.ts';
import type { Change, ChartBar, SeriesData } from './series-data.ts';
import { StudyLayer } from './study-layer.ts';

export interface ChartLine {
  readonly id: string;
  readonly price: number;
  readonly role: 'entry' | 'stop' | 'target';
  readonly title: string;
  /** True for the card that waits: its prices are named where there is little room, too. */
  readonly isForemost: boolean;
}

export interface ChartMark {
  readonly kind: Mark['kind'];
  readonly timeMs: number;
  readonly price: number;
  readonly tone: 'up' | 'down' | 'accent' | 'second';
  readonly to: { readonly timeMs: number; readonly price: number } | null;
}

/** What a line says of itself: nothing, its price on the axis, or its name as well. */
export type LineLabels = 'none' | 'price' | 'name';

export interface HoverPlace {
  /** UTC ms of the bar under the crosshair; null off the bars. */
  readonly timeMs: number | null;
  readonly price: number | null;
  /** True where the pointer is on this chart, false where another chart told it. */
  readonly isOwn: boolean;
}

/** A finding under the pointer, and where that is on the chart, px. */
export interface StructureUnder {
  readonly finding: StructureFinding;
  readonly x: number;
  readonly y: number;
  /** True on the right half of the chart. */
  readonly isRight: boolean;
}

const RIGHT_BARS = 4;
const BAR_SPACING = 5;
const BAR_SPACING_MAX = 10;
const OLDER_MARGIN_BARS = 20;
const GAP_PX = 4;

export class PriceChart {
  readonly #chart: IChartApi;
  readonly #series: ISeriesApi<'Candlestick'>;
  readonly #marksLayer = new MarksPrimitive();
  /** Indicators, over the candles and in panes below them. */
  readonly studies: StudyLayer;
  /** Findings of structure, on the candles. */
  readonly structure: StructurePrimitive;
  readonly #data: SeriesData;
  readonly #redrawListeners = new Set<() => void>();
  readonly #lines = new Map<string, IPriceLine>();
  #colours: ChartColours;
  #ask: IPriceLine | null = null;
  #offsetS = 0;
  #isGone = false;
  #marks: readonly ChartMark[] = [];
  #wanted: readonly ChartLine[] = [];
  #labels: LineLabels = 'price';

  constructor(host: HTMLElement, data: SeriesData, colours: ChartColours) {
    this.#data = data;
    this.#colours = colours;
    this.#chart = createChart(host, { autoSize: true, ...chartOptions(colours) });
    this.#series = this.#chart.addSeries(CandlestickSeries, candleOptions(colours));
    this.structure = new StructurePrimitive(data, colours);
    this.#series.attachPrimitive(this.structure);
    this.#series.attachPrimitive(this.#marksLayer);
    this.studies = new StudyLayer({
      chart: this.#chart, candles: this.#series, bars: data, axisTime: (utcMs) => this.#axisTime(utcMs),
    }, colours);
  }

  dispose(): void {
    this.#isGone = true;
    this.#chart.remove();
  }

  setColours(colours: ChartColours): void {
    this.#colours = colours;
    this.#chart.applyOptions(chartOptions(colours));
    this.#series.applyOptions(candleOptions(colours));
    this.#ask?.applyOptions({ color: colours.second });
    this.setLines(this.#wanted);
    this.#drawMarks();
    this.studies.setColours(colours);
    this.structure.setColours(colours);
  }

  setDigits(digits: number): void {
    this.#series.applyOptions({ priceFormat: { type: 'price', precision: digits, minMove: 10 ** -digits } });
    this.studies.setDigits(digits);
  }

  setOffset(offsetS: number): void {
    if (offsetS === this.#offsetS) return;
    this.#offsetS = offsetS;
    this.redraw();
  }

  /** Draws all bars anew. */
  redraw(): void {
    this.#series.setData(this.#data.bars.map((bar) => this.#candle(bar)));
    this.#drawMarks();
    this.studies.redraw();
    for (const listener of this.#redrawListeners) listener();
  }

  /** Called when all bars were drawn anew: others came, or older ones. Returns what stops it. */
  onRedraw(listener: () => void): () => void {
    this.#redrawListeners.add(listener);
    return () => {
      this.#redrawListeners.delete(listener);
    };
  }

  /** Shows the newest bars with a little room on the right; few bars are drawn wider, up to a limit. */
  showNewest(): void {
    const scale = this.#chart.timeScale();
    const wanted = scale.width() / (this.#data.bars.length + RIGHT_BARS);
    const barSpacing = Math.min(BAR_SPACING_MAX, Math.max(BAR_SPACING, wanted));
    scale.applyOptions({ rightOffset: RIGHT_BARS, barSpacing });
    scale.scrollToPosition(RIGHT_BARS, false);
  }

  /** Draws what one live bar changed. */
  draw(bar: ChartBar, change: Change): void {
    if (change === 'changed-past') this.redraw();
    else this.#series.update(this.#candle(bar));
  }

  setAsk(price: number | null): void {
    if (price === null) {
      if (this.#ask !== null) this.#series.removePriceLine(this.#ask);
      this.#ask = null;
      return;
    }
    this.#ask ??= this.#series.createPriceLine({
      price,
      color: this.#colours.second,
      lineWidth: 1,
      lineStyle: LineStyle.Dotted,
      axisLabelVisible: false,
      title: '',
    });
    this.#ask.applyOptions({ price });
  }

  setLineLabels(labels: LineLabels): void {
    this.#labels = labels;
    this.setLines(this.#wanted);
  }

  setLines(lines: readonly ChartLine[]): void {
    this.#wanted = lines;
    const isCrowded = lines.some((line) => line.isForemost);
    const wanted = new Set(lines.map((line) => line.id));
    for (const [id, line] of this.#lines) {
      if (wanted.has(id)) continue;
      this.#series.removePriceLine(line);
      this.#lines.delete(id);
    }
    for (const line of lines) {
      const options = { price: line.price, ...this.#lineLook(line, isCrowded) };
      const held = this.#lines.get(line.id);
      if (held === undefined) this.#lines.set(line.id, this.#series.createPriceLine(options));
      else held.applyOptions(options);
    }
  }

  setMarks(marks: readonly ChartMark[]): void {
    this.#marks = marks;
    this.#drawMarks();
  }

  /** Called as the crosshair moves, by pointer or by `showCrosshair`. Returns what stops it. */
  onHover(listener: (place: HoverPlace) => void): () => void {
    const onMove = (param: MouseEventParams): void => {
      const isOwn = param.sourceEvent !== undefined;
      const axisTime = typeof param.time === 'number' ? param.time : null;
      const timeMs = axisTime === null ? null : this.#utcMs(axisTime);
      listener({ timeMs, price: this.#priceUnder(param, timeMs), isOwn });
    };
    this.#chart.subscribeCrosshairMove(onMove);
    return () => {
      if (!this.#isGone) this.#chart.unsubscribeCrosshairMove(onMove);
    };
  }

  /** Called with the finding under the pointer. Returns what stops it. */
  onStructureHover(listener: (under: StructureUnder | null) => void): () => void {
    const onMove = ({ hoveredInfo, point, sourceEvent }: MouseEventParams): void => {
      // A tick under a pointer that rests, and another chart's crosshair, come without an event: nothing moved here.
      if (sourceEvent === undefined && point !== undefined) return;
      const id = hoveredInfo?.objectId;
      const finding = typeof id === 'string' ? this.structure.find(id) : null;
      if (finding === null || point === undefined) listener(null);
      else listener({ finding, x: point.x, y: point.y, isRight: point.x > this.#chart.timeScale().width() / 2 });
    };
    this.#chart.subscribeCrosshairMove(onMove);
    return () => {
      if (!this.#isGone) this.#chart.unsubscribeCrosshairMove(onMove);
    };
  }

  /** Called when bars stand elsewhere than before: scrolled, zoomed, resized, loaded. Returns what stops it. */
  onMove(listener: () => void): () => void {
    const scale = this.#chart.timeScale();
    scale.subscribeVisibleLogicalRangeChange(listener);
    scale.subscribeSizeChange(listener);
    return () => {
      if (this.#isGone) return;
      scale.unsubscribeVisibleLogicalRangeChange(listener);
      scale.unsubscribeSizeChange(listener);
    };
  }

  /**
   * Where the bars of [fromMs, toMs) would stand, px from the chart's left edge: between the bars around them, at least
   * a few pixels wide. Null out of sight, and where no bar lies before or behind.
   */
  placeOf(fromMs: number, toMs: number): { readonly left: number; readonly width: number } | null {
    if (this.#isGone) return null;
    const before = this.#data.indexAt(fromMs - 1);
    const behind = this.#data.indexAt(toMs - 1) + 1;
    const scale = this.#chart.timeScale();
    const width = scale.width();
    const left = before < 0 ? null : scale.logicalToCoordinate(before as Logical);
    const right = behind >= this.#data.bars.length ? null : scale.logicalToCoordinate(behind as Logical);
    if (left === null || right === null || right < 0 || left > width) return null;
    const middle = (left + right) / 2;
    const half = Math.max(GAP_PX / 2, (right - left) / 2);
    const begin = Math.max(0, middle - half);
    return { left: begin, width: Math.min(width, middle + half) - begin };
  }

  /** Called when the oldest bars come near the left edge. Returns what stops it. */
  onNeedOlder(listener: () => void): () => void {
    const onRange = (range: LogicalRange | null): void => {
      if (range !== null && range.from < OLDER_MARGIN_BARS) listener();
    };
    this.#chart.timeScale().subscribeVisibleLogicalRangeChange(onRange);
    return () => {
      if (!this.#isGone) this.#chart.timeScale().unsubscribeVisibleLogicalRangeChange(onRange);
    };
  }

  /** Shows the crosshair where another chart has it; null takes it away. */
  showCrosshair(place: { readonly timeMs: number; readonly price: number } | null): void {
    const bar = place === null ? null : this.#data.barAt(place.timeMs);
    if (place === null || bar === null) this.#chart.clearCrosshairPosition();
    else this.#chart.setCrosshairPosition(place.price, this.#axisTime(bar.time), this.#series);
  }

  /** The price at the pointer; over a study's own pane the close of the bar. */
  #priceUnder(param: MouseEventParams, timeMs: number | null): number | null {
    if (param.point === undefined) return null;
    if ((param.paneIndex ?? 0) === 0) return this.#series.coordinateToPrice(param.point.y);
    return timeMs === null ? null : (this.#data.barAt(timeMs)?.close ?? null);
  }

  #axisTime(utcMs: number): UTCTimestamp {
    return (Math.floor(utcMs / 1000) + this.#offsetS) as UTCTimestamp;
  }

  #utcMs(axisTime: number): number {
    return (axisTime - this.#offsetS) * 1000;
  }

  #candle(bar: ChartBar): CandlestickData<UTCTimestamp> {
    return { time: this.#axisTime(bar.time), open: bar.open, high: bar.high, low: bar.low, close: bar.close };
  }

  #lineLook(line: ChartLine, isCrowded: boolean) {
    const colours = this.#colours;
    // Prices of positions give way to those of the card that waits: stacked labels would hide the price itself.
    const isNamed = this.#labels !== 'none' && (line.isForemost || !isCrowded);
    const color = line.role === 'entry' ? colours.accent : line.role === 'stop' ? colours.down : colours.up;
    return {
      color,
      lineWidth: 1 as const,
      lineStyle: line.role === 'entry' ? LineStyle.Solid : LineStyle.Dashed,
      axisLabelVisible: isNamed,
      axisLabelColor: colours.raised,
      axisLabelTextColor: color,
      title: isNamed && this.#labels === 'name' ? line.title : '',
    };
  }

  #drawMarks(): void {
    const place = (timeMs: number, price: number): { axisTime: number; price: number } | null => {
      const bar = this.#data.barAt(timeMs);
      return bar === null ? null : { axisTime: this.#axisTime(bar.time), price };
    };
    const marks = this.#marks.flatMap((mark): Mark[] => {
      const at = place(mark.timeMs, mark.price);
      if (at === null) return [];
      const to = mark.to === null ? null : place(mark.to.timeMs, mark.to.price);
      return [{ kind: mark.kind, ...at, colour: this.#colours[mark.tone], to }];
    });
    this.#marksLayer.set(marks, this.#colours.panel);
  }
}

function chartOptions(c: ChartColours) {
  const label = { color: c.crosshair, width: 1 as const, style: LineStyle.Dotted, labelBackgroundColor: c.line };
  return {
    layout: {
      background: { type: ColorType.Solid, color: c.panel },
      textColor: c.second,
      fontFamily: c.font,
      fontSize: 11,
      attributionLogo: false,
      panes: { separatorColor: c.line, separatorHoverColor: c.grid },
    },
    grid: { vertLines: { color: c.grid }, horzLines: { color: c.grid } },
    crosshair: { mode: CrosshairMode.Normal, vertLine: label, horzLine: label },
    rightPriceScale: {
      borderColor: c.line,
      scaleMargins: { top: 0.2, bottom: 0.08 },
      minimumWidth: 56,
      entireTextOnly: true,
    },
    timeScale: {
      borderColor: c.line,
      timeVisible: true,
      secondsVisible: false,
      rightOffset: RIGHT_BARS,
      barSpacing: BAR_SPACING,
      minBarSpacing: 1,
    },
    localization: { locale: 'en-GB', dateFormat: 'dd MMM' },
    handleScale: { axisDoubleClickReset: true },
  };
}

function candleOptions(c: ChartColours) {
  return {
    upColor: c.up,
    downColor: c.down,
    borderUpColor: c.up,
    borderDownColor: c.down,
    wickUpColor: c.up,
    wickDownColor: c.down,
    priceLineWidth: 1 as const,
    priceLineStyle: LineStyle.Dotted,
  };
}
