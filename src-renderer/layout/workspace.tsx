// The docking area: panels dock, split, float and tear off; sizes and places last.

import { DockviewReact, type DockviewReadyEvent, type IDockviewPanelProps } from 'dockview-react';
import { startDock } from './dock.ts';
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
  return (
    <DockviewReact
      className="workspace"
      theme={THEME}
      components={COMPONENTS}
      defaultTabComponent={PanelTab}
      leftHeaderActionsComponent={GroupLead}
      rightHeaderActionsComponent={GroupActions}
      onReady={(event: DockviewReadyEvent) => {
        startDock(event.api);
      }}
    />
  );
}
