// The tokens as the canvas needs them: plain rgb() text read from the page, so that a theme is told in one place only.

import { STUDY_HUES } from '#renderer/state';

export interface ChartColours {
  readonly panel: string;
  readonly text: string;
  readonly second: string;
  readonly faint: string;
  readonly line: string;
  readonly grid: string;
  readonly crosshair: string;
  readonly raised: string;
  readonly accent: string;
  readonly up: string;
  readonly down: string;
  readonly warning: string;
  /** Of the studies, by hue. */
  readonly studies: readonly string[];
  readonly font: string;
}

export function readChartColours(host: HTMLElement): ChartColours {
  const probe = document.createElement('span');
  host.append(probe);
  const read = (name: string): string => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const colours: ChartColours = {
    panel: read('--panel'),
    text: read('--text'),
    second: read('--second'),
    faint: read('--faint'),
    line: read('--line'),
    grid: read('--chart-grid'),
    crosshair: read('--chart-crosshair'),
    raised: read('--raised'),
    accent: read('--accent'),
    up: read('--up'),
    down: read('--down'),
    warning: read('--warning'),
    studies: Array.from({ length: STUDY_HUES }, (_, hue) => read(`--study-${String(hue)}`)),
    font: getComputedStyle(host).fontFamily,
  };
  probe.remove();
  return colours;
}
