// Heads of panels and groups: title with a count that matters, what belongs to the panel in front, and its menu.

import { AxisClockToggle, ChartsHeader, StructureMenu } from '#renderer/panels';
import { closedTrades, heldBackSignals, pendingSignals, useDesk } from '#renderer/state';
import { Menu, type MenuItem } from '#renderer/ui';
import type { IDockviewHeaderActionsProps, IDockviewPanelHeaderProps } from 'dockview-react';
import { Ellipsis } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { popOut, resetLayout } from './dock.ts';
import { isPanelName, timeframeOfPanel, type PanelName } from './panel-list.ts';

const TITLE_WORD = {
  watch: 'panel.watch',
  charts: 'panel.charts',
  signals: 'panel.signals',
  positions: 'panel.positions',
  orders: 'panel.orders',
  history: 'panel.history',
  whyNot: 'panel.whyNot',
  data: 'panel.data',
  timeframes: 'panel.timeframes',
  similar: 'panel.similar',
} as const;

/** Panels that follow the chosen symbol carry the colour of its group. */
const LINKED: ReadonlySet<string> = new Set(['watch', 'charts', 'timeframes', 'similar']);

function useCount(id: string): number {
  const desk = useDesk((s) => {
    if (id === 'signals' || id === 'whyNot') return s.desk.signals;
    if (id === 'positions') return s.desk.positions;
    if (id === 'history') return s.desk.trades;
    return id === 'data' ? s.desk.deadLetters : null;
  });
  return useMemo(() => {
    const { signals, positions, trades, deadLetters } = useDesk.getState().desk;
    if (desk === null) return 0;
    if (id === 'signals') return pendingSignals(signals).length;
    if (id === 'positions') return positions.size;
    if (id === 'history') return closedTrades(trades).length;
    return id === 'whyNot' ? heldBackSignals(signals).length : deadLetters;
  }, [desk, id]);
}

export function PanelTab({ api }: IDockviewPanelHeaderProps) {
  const { t } = useTranslation();
  const count = useCount(api.id);
  const timeframe = timeframeOfPanel(api.id);
  const title = isPanelName(api.id) ? t(TITLE_WORD[api.id]) : t('panel.chart', { timeframe: timeframe ?? '' });
  useEffect(() => {
    api.setTitle(title);
  }, [api, title]);
  return (
    <span className="tab" data-tab={api.id}>
      {LINKED.has(api.id) || timeframe !== null ? <span className="group-mark" aria-hidden="true" /> : null}
      {title}
      {count > 0 ? <span className={`count figure${api.id === 'signals' ? ' count-hot' : ''}`}>{count}</span> : null}
    </span>
  );
}

export function GroupLead({ activePanel }: IDockviewHeaderActionsProps) {
  const id = activePanel?.id ?? '';
  return id === 'charts' || timeframeOfPanel(id) !== null ? <ChartsHeader /> : null;
}

function canPopOut(): boolean {
  return location.protocol.startsWith('http') && !('sextant' in window);
}

export function GroupActions(props: IDockviewHeaderActionsProps) {
  const { api, containerApi, activePanel, group } = props;
  const { t } = useTranslation();
  const [, redraw] = useState(0);
  useEffect(() => {
    const offs = [
      api.onDidLocationChange(() => {
        redraw((n) => n + 1);
      }),
      containerApi.onDidMaximizedGroupChange(() => {
        redraw((n) => n + 1);
      }),
    ];
    return () => {
      for (const off of offs) off.dispose();
    };
  }, [api, containerApi]);
  if (activePanel === undefined) return null;
  const isGrid = api.location.type === 'grid';
  const isEnlarged = api.isMaximized();
  const items: MenuItem[] = [];
  if (isGrid) {
    items.push({
      key: 'enlarge',
      label: isEnlarged ? t('panel.shrink') : t('panel.enlarge'),
      run: () => {
        if (isEnlarged) api.exitMaximized();
        else api.maximize();
      },
    });
    items.push({
      key: 'float',
      label: t('panel.float'),
      run: () => {
        containerApi.addFloatingGroup(activePanel, { x: 120, y: 96, width: 640, height: 400 });
      },
    });
    if (canPopOut())
      items.push({
        key: 'popout',
        label: t('panel.popout'),
        run: () => {
          void popOut(activePanel);
        },
      });
  } else {
    items.push({
      key: 'dock',
      label: t('panel.dock'),
      run: () => {
        group.api.moveTo({ position: 'right' });
      },
    });
  }
  items.push({
    key: 'close',
    label: t('panel.close'),
    run: () => {
      activePanel.api.close();
    },
  });
  items.push({ key: 'reset', label: t('panel.resetLayout'), run: resetLayout });
  return (
    <div className="group-actions">
      {activePanel.id === 'charts' ? <StructureMenu /> : null}
      {activePanel.id === 'charts' ? <AxisClockToggle /> : null}
      <Menu label={t('panel.menu')} icon={<Ellipsis size={14} />} items={items} />
    </div>
  );
}

export type { PanelName };
