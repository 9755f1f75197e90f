// The docking area as the rest of the window speaks to it: open a panel, put everything back.

import { TIMEFRAMES, type Timeframe } from '#core/model';
import { resetStudies, setStructureKinds } from '#renderer/state';
import type { DockviewApi, DockviewGroupPanelApi, IDockviewPanel, SerializedDockview } from 'dockview-react';
import { DEFAULT_SIZES, PANELS, chartPanelId, isPanelName, timeframeOfPanel, type PanelName } from './panel-list.ts';
import { forgetLayout, readSavedLayout, saveLayout } from './saved-layout.ts';

const SAVE_AFTER_MS = 300;
/** Panels that keep a size in pixels, and which one. */
const SIDES = { signals: 'width', positions: 'height', watch: 'width' } as const;
type SideName = keyof typeof SIDES;
/** Sizes by panel, px; 0 or absent where it is not docked. */
type Sides = Readonly<Record<string, number>>;
/** Outermost first: an inner one shares what the outer leaves. */
const SIDE_NAMES = ['signals', 'positions', 'watch'] as const satisfies readonly SideName[];
const SIDE_SHARE_MAX = 0.35;
/** Tables and what needs their width: they share the room below the charts. */
const DEFAULT_TABLES: readonly PanelName[] = ['positions', 'orders', 'history', 'whyNot', 'data'];
const TABLES: readonly PanelName[] = [...DEFAULT_TABLES, 'timeframes', 'similar'];
let api: DockviewApi | null = null;
let welcomePopout: ((opened: Window) => void) | null = null;

/** Hears of every window that a panel was torn off to. */
export function onPopout(listener: (opened: Window) => void): void {
  welcomePopout = listener;
}

/** Tears a panel off to a window of its own, where the browser lets it. */
export async function popOut(panel: IDockviewPanel): Promise<void> {
  const opened: Window[] = [];
  const isOpen = await api?.addPopoutGroup(panel, {
    onDidOpen: (event) => {
      opened.push(event.window);
    },
  });
  // Only now does it hold its own page: what was put on it before is gone.
  if (isOpen === true) for (const torn of opened) welcomePopout?.(torn);
}

function buildDefault(dock: DockviewApi): void {
  dock.clear();
  dock.addPanel({ id: 'charts', component: 'panel' });
  dock.addPanel({
    id: 'signals',
    component: 'panel',
    initialWidth: DEFAULT_SIZES.signals,
    minimumWidth: 304,
    position: { referencePanel: 'charts', direction: 'right' },
  });
  dock.addPanel({
    id: 'positions',
    component: 'panel',
    initialHeight: DEFAULT_SIZES.positions,
    minimumHeight: 96,
    position: { referencePanel: 'charts', direction: 'below' },
  });
  for (const id of DEFAULT_TABLES.slice(1)) {
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
    initialWidth: DEFAULT_SIZES.watch,
    minimumWidth: 216,
    position: { referencePanel: 'charts', direction: 'left' },
  });
  applyDefaultSizes(dock);
  dock.getPanel('charts')?.api.setActive();
}

function applyDefaultSizes(dock: DockviewApi): void {
  for (const id of SIDE_NAMES) setSide(dock, id, DEFAULT_SIZES[id]);
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
  if (isOurs(saved.layout)) {
    try {
      dock.fromJSON(saved.layout);
      setSides(dock, saved.sides);
      isRestored = dock.panels.length > 0;
    } catch {
      forgetLayout();
    }
  }
  if (!isRestored) buildDefault(dock);
  saveChanges(dock);
}

/** Saves after every change, a moment later; at once where the page goes away before that. */
function saveChanges(dock: DockviewApi): void {
  let timer: number | null = null;
  const save = (): void => {
    if (timer === null) return;
    window.clearTimeout(timer);
    timer = null;
    if (api === dock) saveLayout(dock.toJSON(), readSides(dock));
  };
  dock.onDidLayoutChange(() => {
    if (timer !== null) window.clearTimeout(timer);
    timer = window.setTimeout(save, SAVE_AFTER_MS);
  });
  window.addEventListener('pagehide', save);
}

function dockedGroup(dock: DockviewApi, id: string): DockviewGroupPanelApi | null {
  const group = dock.getPanel(id)?.group;
  return group?.api.location.type === 'grid' && !dock.hasMaximizedGroup() ? group.api : null;
}

/** Gives a side its size; a second time where the gaps between panels took some of it. */
function setSide(dock: DockviewApi, id: SideName, size: number): void {
  const group = dockedGroup(dock, id);
  const side = SIDES[id];
  if (group === null) return;
  group.setSize({ [side]: size });
  const missing = size - group[side];
  if (missing !== 0) group.setSize({ [side]: size + missing });
}

function readSides(dock: DockviewApi): Sides {
  return Object.fromEntries(SIDE_NAMES.map((id) => [id, dockedGroup(dock, id)?.[SIDES[id]] ?? 0]));
}

/** Gives the sides their sizes back; one that is no side any more (it takes a good part of the whole) is left alone. */
function setSides(dock: DockviewApi, sides: Sides): void {
  for (const id of SIDE_NAMES) {
    const size = sides[id] ?? 0;
    if (size > 0 && size <= dock[SIDES[id]] * SIDE_SHARE_MAX) setSide(dock, id, size);
  }
}

/**
 * The docking area would stretch all panels alike when the window grows. Here the sides keep their width and the
 * tables their height, and the charts take what is gained or lost. `width` and `height` are the room there is, px.
 */
export function fitDock(dock: DockviewApi, width: number, height: number): void {
  if (width === dock.width && height === dock.height) return;
  const held = readSides(dock);
  const isFirst = dock.width === 0 || dock.height === 0;
  dock.layout(width, height);
  if (isFirst) return;
  setSides(dock, held);
}

export function resetLayout(): void {
  if (api === null) return;
  forgetLayout();
  resetStudies();
  setStructureKinds([]);
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
  const isThere = (name: PanelName): boolean => name !== id && api?.getPanel(name) !== undefined;
  const neighbour = (TABLES.includes(id) ? TABLES.find(isThere) : undefined) ?? PANELS.find(isThere);
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
