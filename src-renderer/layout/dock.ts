// The docking area as the rest of the window speaks to it: open a panel, put everything back.

import { TIMEFRAMES, type Timeframe } from '#core/model';
import type { DockviewApi, SerializedDockview } from 'dockview-react';
import { DEFAULT_SIZES, PANELS, chartPanelId, isPanelName, timeframeOfPanel, type PanelName } from './panel-list.ts';
import { forgetLayout, readSavedLayout, saveLayout } from './saved-layout.ts';

const SAVE_AFTER_MS = 300;
let api: DockviewApi | null = null;

function buildDefault(dock: DockviewApi): void {
  dock.clear();
  dock.addPanel({ id: 'charts', component: 'panel' });
  dock.addPanel({
    id: 'signals',
    component: 'panel',
    initialWidth: DEFAULT_SIZES.signalsWidth,
    minimumWidth: 304,
    position: { referencePanel: 'charts', direction: 'right' },
  });
  const tables: readonly PanelName[] = ['positions', 'orders', 'history', 'whyNot', 'data'];
  dock.addPanel({
    id: 'positions',
    component: 'panel',
    initialHeight: DEFAULT_SIZES.tablesHeight,
    minimumHeight: 96,
    position: { referencePanel: 'charts', direction: 'below' },
  });
  for (const id of tables.slice(1)) {
    dock.addPanel({
      id,
      component: 'panel',
      inactive: true,
      position: { referencePanel: 'positions', direction: 'within' },
    });
  }
  dock.addPanel({
    id: 'watch',
    component: 'panel',
    initialWidth: DEFAULT_SIZES.watchWidth,
    minimumWidth: 216,
    position: { referencePanel: 'charts', direction: 'left' },
  });
  applyDefaultSizes(dock);
  dock.getPanel('charts')?.api.setActive();
}

function applyDefaultSizes(dock: DockviewApi): void {
  dock.getPanel('signals')?.api.setSize({ width: DEFAULT_SIZES.signalsWidth });
  dock.getPanel('watch')?.api.setSize({ width: DEFAULT_SIZES.watchWidth });
  dock.getPanel('positions')?.api.setSize({ height: DEFAULT_SIZES.tablesHeight });
}

/** True where every panel of a saved layout is one of ours. */
function isOurs(layout: unknown): layout is SerializedDockview {
  if (typeof layout !== 'object' || layout === null || !('panels' in layout) || !('grid' in layout)) return false;
  const { panels } = layout;
  return (
    typeof panels === 'object' &&
    panels !== null &&
    Object.keys(panels).length > 0 &&
    Object.keys(panels).every((id) => isPanelName(id) || timeframeOfPanel(id) !== null)
  );
}

/** Takes the docking area over: the saved workspace, or the default one; saves every change after a moment. */
export function startDock(dock: DockviewApi): void {
  api = dock;
  const saved = readSavedLayout();
  let isRestored = false;
  if (isOurs(saved)) {
    try {
      dock.fromJSON(saved);
      isRestored = dock.panels.length > 0;
    } catch {
      forgetLayout();
    }
  }
  if (!isRestored) buildDefault(dock);
  let timer: number | null = null;
  dock.onDidLayoutChange(() => {
    if (timer !== null) window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      timer = null;
      if (api === dock) saveLayout(dock.toJSON());
    }, SAVE_AFTER_MS);
  });
}

export function resetLayout(): void {
  if (api === null) return;
  forgetLayout();
  buildDefault(api);
}

/** Brings a panel to the front, opening it where it was closed. */
export function openPanel(id: PanelName): void {
  if (api === null) return;
  const open = api.getPanel(id);
  if (open !== undefined) {
    open.api.setActive();
    return;
  }
  const neighbour = PANELS.find((name) => name !== id && api?.getPanel(name) !== undefined);
  api.addPanel({
    id,
    component: 'panel',
    ...(neighbour === undefined ? {} : { position: { referencePanel: neighbour, direction: 'within' as const } }),
  });
}

/** Opens one timeframe in a floating panel of its own. */
export function openChartPanel(timeframe: Timeframe): void {
  if (api === null) return;
  const id = chartPanelId(timeframe);
  const open = api.getPanel(id);
  if (open !== undefined) {
    open.api.setActive();
    return;
  }
  const shift = TIMEFRAMES.indexOf(timeframe) * 24;
  api.addPanel({ id, component: 'panel', floating: { x: 280 + shift, y: 80 + shift, width: 560, height: 360 } });
}
