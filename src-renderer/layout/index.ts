export { onPopout, openChartPanel, openPanel, resetLayout } from './dock.ts';
export { PANELS, type PanelName } from './panel-list.ts';
export { Workspace } from './workspace.tsx';
