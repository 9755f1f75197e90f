// The panels there are, and where each stands by default.

import { isTimeframe, type Timeframe } from '#core/model';

export const PANELS = [
  'watch', 'charts', 'signals', 'positions', 'orders', 'history', 'whyNot', 'data', 'timeframes', 'similar',
] as const;
export type PanelName = (typeof PANELS)[number];

/** Sizes of the default workspace, px: width of market watch and signals, height of the tables. */
export const DEFAULT_SIZES = { watch: 240, signals: 336, positions: 220 } as const;

const CHART_PREFIX = 'chart-';

export function isPanelName(id: string): id is PanelName {
  return (PANELS as readonly string[]).includes(id);
}

/** Id of the panel that shows one timeframe alone. */
export function chartPanelId(timeframe: Timeframe): string {
  return `${CHART_PREFIX}${timeframe}`;
}

/** The timeframe of such a panel; null for every other id. */
export function timeframeOfPanel(id: string): Timeframe | null {
  const name = id.startsWith(CHART_PREFIX) ? id.slice(CHART_PREFIX.length) : '';
  return isTimeframe(name) ? name : null;
}
