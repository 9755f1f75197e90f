// Marks on the bars: triangles for trades, diamonds for signals, a thin line from a trade's entry to its exit. Drawn
// at the price they happened at, not above or below the bar.

import type {
  IChartApiBase,
  IPrimitivePaneRenderer,
  IPrimitivePaneView,
  ISeriesApi,
  ISeriesPrimitive,
  SeriesAttachedParameter,
  Time,
} from 'lightweight-charts';

export interface Mark {
  readonly kind: 'buy' | 'sell' | 'exit' | 'signal';
  /** Time on the chart's own axis, of a bar that exists there. */
  readonly axisTime: number;
  readonly price: number;
  readonly colour: string;
  /** Where a line goes to, for a closed trade. */
  readonly to: { readonly axisTime: number; readonly price: number } | null;
}

type DrawTarget = Parameters<IPrimitivePaneRenderer['draw']>[0];

const HALF_PX = 4;

function outline(context: CanvasRenderingContext2D, kind: Mark['kind'], x: number, y: number, half: number): void {
  context.beginPath();
  if (kind === 'buy') {
    context.moveTo(x, y);
    context.lineTo(x - half, y + half * 1.7);
    context.lineTo(x + half, y + half * 1.7);
  } else if (kind === 'sell') {
    context.moveTo(x, y);
    context.lineTo(x - half, y - half * 1.7);
    context.lineTo(x + half, y - half * 1.7);
  } else if (kind === 'exit') {
    context.moveTo(x, y);
    context.lineTo(x + half * 1.7, y - half);
    context.lineTo(x + half * 1.7, y + half);
  } else {
    context.moveTo(x, y - half * 1.2);
    context.lineTo(x + half, y);
    context.lineTo(x, y + half * 1.2);
    context.lineTo(x - half, y);
  }
  context.closePath();
}

export class MarksPrimitive implements ISeriesPrimitive {
  #marks: readonly Mark[] = [];
  #chart: IChartApiBase | null = null;
  #series: ISeriesApi<'Candlestick'> | null = null;
  #requestUpdate: (() => void) | null = null;
  #halo = 'transparent';

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

  set(marks: readonly Mark[], halo: string): void {
    this.#marks = marks;
    this.#halo = halo;
    this.#requestUpdate?.();
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return [
      {
        zOrder: () => 'top',
        renderer: () => ({
          draw: (target: DrawTarget) => {
            this.#draw(target);
          },
        }),
      },
    ];
  }

  #place(axisTime: number, price: number): readonly [x: number, y: number] | null {
    const x = this.#chart?.timeScale().timeToCoordinate(axisTime as Time) ?? null;
    const y = this.#series?.priceToCoordinate(price) ?? null;
    return x === null || y === null ? null : [x, y];
  }

  #draw(target: DrawTarget): void {
    target.useMediaCoordinateSpace(({ context }) => {
      context.save();
      for (const mark of this.#marks) {
        const from = this.#place(mark.axisTime, mark.price);
        if (from === null) continue;
        const to = mark.to === null ? null : this.#place(mark.to.axisTime, mark.to.price);
        if (to !== null) {
          context.strokeStyle = mark.colour;
          context.lineWidth = 1;
          context.setLineDash([2, 2]);
          context.beginPath();
          context.moveTo(from[0], from[1]);
          context.lineTo(to[0], to[1]);
          context.stroke();
          context.setLineDash([]);
        }
        outline(context, mark.kind, from[0], from[1], HALF_PX);
        context.lineWidth = 2;
        context.strokeStyle = this.#halo;
        context.stroke();
        context.fillStyle = mark.colour;
        context.fill();
      }
      context.restore();
    });
  }
}
