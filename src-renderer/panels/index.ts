export { AccountBar } from './account/account-bar.tsx';
export { KILL_HOLD_MS, stopTrading, useKillKey } from './account/kill-switch.tsx';
export {
  ConfirmAccountDialog,
  DiscrepancyDialog,
  KillFlattenDialog,
  KillResetDialog,
  ReplayDialog,
} from './account/safety-dialogs.tsx';
export { UnlockDialog } from './account/unlock-dialog.tsx';
export { AxisClockToggle, ChartsHeader } from './charts/charts-header.tsx';
export { ChartsPanel, SingleChartPanel } from './charts/charts-panel.tsx';
export { StructureMenu } from './charts/structure-menu.tsx';
export { StudyDialog } from './charts/study-dialog.tsx';
export { ConnectDialog } from './connect/connect-dialog.tsx';
export { DataPanel } from './data/data-panel.tsx';
export { HistoryPanel } from './history/history-panel.tsx';
export { OrdersPanel } from './orders/orders-panel.tsx';
export { PositionsPanel } from './positions/positions-panel.tsx';
export { approveCard, isJustAnswered, rejectCard, toggleModify } from './signals/card-actions.ts';
export { SimilarPanel } from './similar/similar-panel.tsx';
export { SignalsPanel } from './signals/signals-panel.tsx';
export { currentBlock } from './signals/use-card-block.ts';
export { TimeframesPanel } from './timeframes/timeframes-panel.tsx';
export { WatchPanel } from './watch/watch-panel.tsx';
export { WhyNotPanel } from './why-not/why-not-panel.tsx';
