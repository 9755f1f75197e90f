// Findings of structure on the candles: bands behind them, lines and anchors over them. Lines are straight over bars,
// so they are placed by the number of a bar and not by its time. What stands is drawn in full and goes on to the right;
// what ended is faint and stops there.

import type {
  IChartApiBase, IPrimitivePaneRenderer, IPrimitivePaneView, ISeriesApi, ISeriesPrimitive, Logical,
  PrimitiveHoveredItem, SeriesAttachedParameter,
} from 'lightweight-charts';
import type { StructureFinding } from '#core/model';
import type { ChartColours } from './chart-colours.ts';
import type { SeriesData } from './series-data.ts';

type DrawTarget = Parameters<IPrimitivePaneRenderer['draw']>[0];

/** A finding with the short name that is written beside it. */
export interface DrawnFinding {
  readonly finding: StructureFinding;
  readonly label: string;
}

interface Segment {
  readonly from: readonly [x: number, y: number];
  readonly to: readonly [x: number, y: number];
  readonly isDashed: boolean;
  /** Written at its right end, '' for nothing. */
  readonly label: string;
}

interface Band {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface Shape {
  readonly id: string;
  readonly colour: string;
  readonly isStanding: boolean;
  readonly segments: readonly Segment[];
  readonly dots: readonly (readonly [x: number, y: number])[];
  readonly band: Band | null;
  readonly label: { readonly text: string; readonly x: number; readonly y: number; readonly isBelow: boolean } | null;
}

const DOT_PX = 2.5;
const NEAR_PX = 6;
const LEVEL_PX = 24;
/** Kinds whose past is of no use to look at: their prices hold only while they stand. */
const STANDING_ONLY: ReadonlySet<StructureFinding['kind']> = new Set(['zone', 'trend-line', 'fibonacci']);

/** Kinds whose anchors are joined by lines. */
const JOINED: ReadonlySet<StructureFinding['kind']> = new Set(['double', 'triple', 'head-shoulders', 'fibonacci']);

function joined(dots: readonly (readonly [x: number, y: number])[], isDashed: boolean): readonly Segment[] {
  return dots.flatMap((to, i): Segment[] => {
    const from = dots[i - 1];
    return from === undefined ? [] : [{ from, to, isDashed, label: '' }];
  });
}

function distanceTo({ from, to }: Segment, x: number, y: number): number {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = dx * dx + dy * dy;
  const part = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - from[0]) * dx + (y - from[1]) * dy) / length));
  return Math.hypot(from[0] + part * dx - x, from[1] + part * dy - y);
}

export class StructurePrimitive implements ISeriesPrimitive {
  readonly #bars: SeriesData;
  #drawn: readonly DrawnFinding[] = [];
  #colours: ChartColours;
  #chart: IChartApiBase | null = null;
  #series: ISeriesApi<'Candlestick'> | null = null;
  #requestUpdate: (() => void) | null = null;
  #shapes: readonly Shape[] = [];

  constructor(bars: SeriesData, colours: ChartColours) {
    this.#bars = bars;
    this.#colours = colours;
  }

  attached(param: SeriesAttachedParameter): void {
    this.#chart = param.chart;
    this.#series = param.series as ISeriesApi<'Candlestick'>;
    this.#requestUpdate = param.requestUpdate;
  }

  detached(): void {
    this.#chart = null;
    this.#series = null;
    this.#requestUpdate = null;
  }

  set(drawn: readonly DrawnFinding[]): void {
    this.#drawn = drawn.filter(({ finding }) => (
      finding.endedMs === null || (!STANDING_ONLY.has(finding.kind) && finding.ending !== 'replaced')
      || finding.kind === 'swing'
    ));
    this.#requestUpdate?.();
  }

  setColours(colours: ChartColours): void {
    this.#colours = colours;
    this.#requestUpdate?.();
  }

  find(id: string): StructureFinding | null {
    return this.#drawn.find(({ finding }) => finding.id === id)?.finding ?? null;
  }

  updateAllViews(): void {
    this.#shapes = this.#drawn.flatMap((drawn) => this.#shapeOf(drawn) ?? []);
  }

  paneViews(): readonly IPrimitivePaneView[] {
    const view = (zOrder: 'bottom' | 'top', draw: (context: CanvasRenderingContext2D) => void): IPrimitivePaneView => ({
      zOrder: () => zOrder,
      renderer: () => ({
        draw: (target: DrawTarget) => {
          target.useMediaCoordinateSpace(({ context }) => {
            context.save();
            draw(context);
            context.restore();
          });
        },
      }),
    });
    return [
      view('bottom', (context) => { this.#drawBands(context); }),
      view('top', (context) => { this.#draw(context); }),
    ];
  }

  hitTest(x: number, y: number): PrimitiveHoveredItem | null {
    let best: { id: string; distance: number } | null = null;
    for (const { id, segments, dots, band } of this.#shapes) {
      const isInside = band !== null && x >= band.left && x <= band.right && y >= band.top && y <= band.bottom;
      const distance = Math.min(
        isInside ? NEAR_PX - 1 : Infinity, ...segments.map((segment) => distanceTo(segment, x, y)),
        ...dots.map((dot) => Math.hypot(dot[0] - x, dot[1] - y) - DOT_PX),
      );
      if (distance < NEAR_PX && distance < (best?.distance ?? Infinity)) best = { id, distance };
    }
    if (best === null) return null;
    return { externalId: best.id, distance: best.distance, zOrder: 'top', cursorStyle: 'default' };
  }

  #x(index: number): number | null {
    return this.#chart?.timeScale().logicalToCoordinate(index as Logical) ?? null;
  }

  /** The number of the bar that opened then; null where it is not on the chart. */
  #indexOf(timeMs: number): number | null {
    const index = this.#bars.indexAt(timeMs);
    return index < 0 ? null : index;
  }

  #place(index: number | null, price: number): readonly [x: number, y: number] | null {
    const x = index === null ? null : this.#x(index);
    const y = this.#series?.priceToCoordinate(price) ?? null;
    return x === null || y === null ? null : [x, y];
  }

  #shapeOf({ finding, label }: DrawnFinding): Shape | null {
    const { points, lines, levels, direction, endedMs, kind } = finding;
    const dots = points.map(({ timeMs, price }) => this.#place(this.#indexOf(timeMs), price));
    if (dots.some((dot) => dot === null)) return null;
    const placed = dots.filter((dot) => dot !== null);
    // The end is the close of a bar: the last bar that opened before it.
    const end = endedMs === null ? this.#bars.bars.length - 1 : this.#indexOf(endedMs - 1) ?? 0;
    const right = this.#x(end);
    if (right === null) return null;
    const isStanding = endedMs === null;
    const segments = lines.flatMap((line) => this.#lineSegment(line, end) ?? []);
    const first = placed[0];
    const last = placed.at(-1)?.[0];
    if (isStanding && last !== undefined) segments.push(...this.#levelSegments(levels, last, right));
    if (JOINED.has(kind)) segments.push(...joined(placed, kind === 'fibonacci'));
    const { up, down, accent } = this.#colours;
    return {
      id: finding.id, colour: direction === 'up' ? up : direction === 'down' ? down : accent, isStanding, segments,
      dots: placed, band: first === undefined ? null : this.#bandOf(finding, first[0], right),
      label: isStanding ? labelAt(finding, label, placed, right) : null,
    };
  }

  /** Targets and ratios, from the last anchor on. */
  #levelSegments(levels: StructureFinding['levels'], left: number, right: number): readonly Segment[] {
    return levels.flatMap(({ role, price, ratio }): Segment[] => {
      const y = this.#series?.priceToCoordinate(price) ?? null;
      if (y === null || role === 'zone-low' || role === 'zone-high') return [];
      const label = ratio === null ? '' : (ratio * 100).toFixed(1);
      return [{ from: [left, y], to: [Math.max(right, left + LEVEL_PX), y], isDashed: true, label }];
    });
  }

  #lineSegment(line: StructureFinding['lines'][number], end: number): Segment | null {
    const from = this.#indexOf(line.fromMs);
    const to = this.#indexOf(line.toMs);
    if (from === null || to === null || to <= from) return null;
    const last = line.isOpen ? Math.max(to, end) : to;
    const price = line.fromPrice + ((line.toPrice - line.fromPrice) * (last - from)) / (to - from);
    const [begin, finish] = [this.#place(from, line.fromPrice), this.#place(last, price)];
    if (begin === null || finish === null) return null;
    return { from: begin, to: finish, isDashed: line.role === 'neckline', label: '' };
  }

  #bandOf({ levels }: StructureFinding, left: number, right: number): Shape['band'] {
    const y = (role: 'zone-low' | 'zone-high'): number | null => {
      const level = levels.find((one) => one.role === role);
      return level === undefined ? null : this.#series?.priceToCoordinate(level.price) ?? null;
    };
    const [top, bottom] = [y('zone-high'), y('zone-low')];
    if (top === null || bottom === null) return null;
    // Two equal prices are still to be seen.
    const middle = (top + bottom) / 2;
    const half = Math.max(2, (bottom - top) / 2);
    return { left, right: Math.max(right, left + 8), top: middle - half, bottom: middle + half };
  }

  #drawBands(context: CanvasRenderingContext2D): void {
    for (const { band, colour } of this.#shapes) {
      if (band === null) continue;
      context.globalAlpha = 0.22;
      context.fillStyle = colour;
      context.fillRect(band.left, band.top, band.right - band.left, band.bottom - band.top);
    }
  }

  #draw(context: CanvasRenderingContext2D): void {
    const { panel, second, font } = this.#colours;
    context.font = `10px ${font}`;
    context.textBaseline = 'middle';
    const write = (text: string, x: number, y: number, colour: string): void => {
      context.lineWidth = 3;
      context.strokeStyle = panel;
      context.strokeText(text, x, y);
      context.fillStyle = colour;
      context.fillText(text, x, y);
    };
    for (const { colour, isStanding, segments, dots, label } of this.#shapes) {
      context.globalAlpha = isStanding ? 1 : 0.45;
      for (const segment of segments) {
        context.strokeStyle = colour;
        context.lineWidth = 1;
        context.setLineDash(segment.isDashed ? [3, 3] : []);
        context.beginPath();
        context.moveTo(segment.from[0], segment.from[1]);
        context.lineTo(segment.to[0], segment.to[1]);
        context.stroke();
        context.setLineDash([]);
        if (segment.label !== '') write(segment.label, segment.from[0] + 2, segment.from[1], second);
      }
      context.fillStyle = colour;
      for (const [x, y] of dots) {
        context.beginPath();
        context.arc(x, y, DOT_PX, 0, 2 * Math.PI);
        context.fill();
      }
      if (label !== null) write(label.text, label.x, label.y + (label.isBelow ? 10 : -10), colour);
    }
  }
}

/** Beside the last anchor, on the side away from the bars. A swing is told by its dot alone. */
function labelAt(
  { kind, form, direction }: StructureFinding, text: string, dots: readonly (readonly [x: number, y: number])[],
  right: number,
): Shape['label'] {
  const first = dots[0];
  if (kind === 'swing' || kind === 'fibonacci' || first === undefined) return null;
  const isBelow = form === 'support' || direction === 'up';
  const outer = isBelow ? Math.max(...dots.map((dot) => dot[1])) : Math.min(...dots.map((dot) => dot[1]));
  return { text, x: Math.min(first[0], right), y: outer, isBelow };
}
