// The whole window: account bar, what is wrong if anything, the workspace, and what lies over it.

import { Workspace } from '#renderer/layout';
import {
  AccountBar,
  ConfirmAccountDialog,
  ConnectDialog,
  DiscrepancyDialog,
  KillFlattenDialog,
  KillResetDialog,
  ReplayDialog,
  StudyDialog,
  UnlockDialog,
} from '#renderer/panels';
import { board, chooseSymbol, pendingSignals, useAccount, useDesk, useLook, type Overlay } from '#renderer/state';
import { TipLayer } from '#renderer/ui';
import { useEffect, type ReactNode } from 'react';
import { ConnectionStrip } from './connection-strip.tsx';
import { KeysDialog } from './keys-dialog.tsx';
import { Palette } from './palette.tsx';
import { SafetyStrip } from './safety-strip.tsx';
import { Toasts } from './toasts.tsx';

const OVERLAYS: Readonly<Record<Overlay, () => ReactNode>> = {
  palette: () => <Palette key="palette" isSymbolsOnly={false} />,
  symbols: () => <Palette key="symbols" isSymbolsOnly />,
  keys: () => <KeysDialog />,
  connect: () => <ConnectDialog />,
  confirm: () => <ConfirmAccountDialog />,
  unlock: () => <UnlockDialog />,
  'kill-reset': () => <KillResetDialog />,
  'kill-flatten': () => <KillFlattenDialog />,
  discrepancy: () => <DiscrepancyDialog />,
  replay: () => <ReplayDialog />,
  studies: () => <StudyDialog />,
};

/** The first symbol with a price, until the trader chooses one. */
function useFirstSymbol(): void {
  useEffect(() => {
    const choose = (): void => {
      if (useLook.getState().symbol !== null) return;
      const first = board.symbols.find((symbol) => symbol.startsWith('EURUSD')) ?? board.symbols[0];
      if (first !== undefined) chooseSymbol(first);
    };
    choose();
    return board.onSymbols(choose);
  }, []);
}

/** The number of waiting cards in the window's title, for a trader who looks elsewhere. */
function useTitle(): void {
  const waiting = useDesk((s) => pendingSignals(s.desk.signals).length);
  useEffect(() => {
    document.title = waiting === 0 ? 'Sextant' : `(${String(waiting)}) Sextant`;
  }, [waiting]);
}

export function App() {
  useFirstSymbol();
  useTitle();
  const overlay = useLook((s) => s.overlay);
  const tradeMode = useAccount()?.tradeMode;
  return (
    <div className="window" data-trade-mode={tradeMode}>
      <AccountBar />
      <div className="strips">
        <ConnectionStrip />
        <SafetyStrip />
      </div>
      <main className="desk">
        <Workspace />
      </main>
      <Toasts />
      {overlay === null ? null : OVERLAYS[overlay]()}
      <TipLayer />
    </div>
  );
}
