// The docking area: panels dock, split, float and tear off; sizes and places last.

import { setLook, useLook } from '#renderer/state';
import { DockviewReact, type DockviewApi, type DockviewReadyEvent, type IDockviewPanelProps } from 'dockview-react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { fitDock, openPanel, startDock } from './dock.ts';
import { PanelBody } from './panel-body.tsx';
import { GroupActions, GroupLead, PanelTab } from './panel-head.tsx';

const COMPONENTS = { panel: ({ api }: IDockviewPanelProps) => <PanelBody id={api.id} /> };
const THEME = {
  name: 'sextant',
  className: 'dock-theme',
  gap: 8,
  dndOverlayMounting: 'absolute' as const,
  dndPanelOverlay: 'group' as const,
};

export function Workspace() {
  const room = useRef<HTMLDivElement>(null);
  const [dock, setDock] = useState<DockviewApi | null>(null);
  const askedPanel = useLook((s) => s.askedPanel);
  useEffect(() => {
    if (dock === null || askedPanel === null) return;
    openPanel(askedPanel);
    setLook({ askedPanel: null });
  }, [dock, askedPanel]);
  useLayoutEffect(() => {
    if (room.current === null || dock === null) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) fitDock(dock, Math.round(entry.contentRect.width), Math.round(entry.contentRect.height));
    });
    observer.observe(room.current);
    return () => {
      observer.disconnect();
    };
  }, [dock]);
  return (
    <div className="workspace" ref={room}>
      <DockviewReact
        theme={THEME}
        components={COMPONENTS}
        defaultTabComponent={PanelTab}
        leftHeaderActionsComponent={GroupLead}
        rightHeaderActionsComponent={GroupActions}
        disableAutoResizing
        popoutUrl="./popout.html"
        onReady={({ api }: DockviewReadyEvent) => {
          if (room.current !== null) fitDock(api, room.current.clientWidth, room.current.clientHeight);
          startDock(api);
          setDock(api);
        }}
      />
    </div>
  );
}
