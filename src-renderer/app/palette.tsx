// The command palette: every action by name, and the symbols. Opened by Ctrl K, or by / for symbols alone.

import { TIMEFRAMES } from '#core/model';
import { PANELS, openChartPanel, openPanel, resetLayout } from '#renderer/layout';
import { approveCard, rejectCard, toggleModify } from '#renderer/panels';
import {
  board,
  chooseSymbol,
  focusTimeframe,
  focusedSignal,
  setLook,
  toggleTheme,
  useDesk,
  useLook,
} from '#renderer/state';
import { Command } from 'cmdk';
import { useLayoutEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

const PANEL_WORD = {
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

function close(): void {
  setLook({ overlay: null });
}

/** A handler that calls `action` with `value`. */
function run<T>(action: (value: T) => void, value: T): () => void {
  return () => {
    action(value);
  };
}

interface ItemProps {
  readonly onRun: () => void;
  readonly keys?: string;
  readonly words?: readonly string[];
  readonly children: ReactNode;
}

function Item({ onRun, keys, words, children }: ItemProps) {
  return (
    <Command.Item
      className="palette-item"
      {...(words === undefined ? {} : { keywords: [...words] })}
      onSelect={() => {
        close();
        onRun();
      }}
    >
      <span className="palette-words">{children}</span>
      {keys === undefined ? null : <kbd className="key">{keys}</kbd>}
    </Command.Item>
  );
}

function SymbolItems() {
  const symbols = useDesk((s) => s.symbols);
  const names = [...new Set([...symbols.keys(), ...board.symbols])].sort();
  return names.map((symbol) => {
    const description = symbols.get(symbol)?.instrument?.description ?? '';
    return (
      <Item
        key={symbol}
        words={[description]}
        onRun={() => {
          chooseSymbol(symbol);
        }}
      >
        {symbol}
        <span className="is-second palette-description">{description}</span>
      </Item>
    );
  });
}

function CardItems() {
  const { t } = useTranslation();
  const signal = focusedSignal(useDesk.getState().desk.signals, useLook.getState().focusedSignalId);
  if (signal === null) return null;
  return (
    <Command.Group heading={`${t('palette.groupSignal')}: ${signal.symbol}`} className="palette-group">
      <Item
        keys="A"
        onRun={() => {
          void approveCard(signal);
        }}
      >
        {t('signals.approve')}
      </Item>
      <Item
        keys="M"
        onRun={() => {
          toggleModify(signal);
        }}
      >
        {t('signals.modify')}
      </Item>
      <Item
        keys="R"
        onRun={() => {
          void rejectCard(signal, null);
        }}
      >
        {t('signals.reject')}
      </Item>
    </Command.Group>
  );
}

function ChartItems() {
  const { t } = useTranslation();
  return (
    <Command.Group heading={t('palette.groupCharts')} className="palette-group">
      {TIMEFRAMES.map((timeframe, i) => (
        <Item key={timeframe} keys={String(i + 1)} onRun={run(focusTimeframe, timeframe)}>
          {t('palette.focus', { timeframe })}
        </Item>
      ))}
      {TIMEFRAMES.map((timeframe) => (
        <Item key={`own-${timeframe}`} onRun={run(openChartPanel, timeframe)}>
          {t('palette.openChart', { timeframe })}
        </Item>
      ))}
      <Item keys="I" onRun={run(setLook, { overlay: 'studies' })}>
        {t('study.add')}
      </Item>
      <Item onRun={run(setLook, { axisClock: 'broker' })}>{t('palette.brokerTime')}</Item>
      <Item onRun={run(setLook, { axisClock: 'utc' })}>{t('palette.utcTime')}</Item>
    </Command.Group>
  );
}

function PanelItems() {
  const { t } = useTranslation();
  return (
    <Command.Group heading={t('palette.groupPanels')} className="palette-group">
      {PANELS.map((id) => (
        <Item key={id} onRun={run(openPanel, id)}>
          {t('palette.openPanel', { panel: t(PANEL_WORD[id]) })}
        </Item>
      ))}
      <Item onRun={resetLayout}>{t('panel.resetLayout')}</Item>
    </Command.Group>
  );
}

function LookItems() {
  const { t } = useTranslation();
  return (
    <Command.Group heading={t('palette.groupLook')} className="palette-group">
      <Item keys="T" onRun={toggleTheme}>
        {t('bar.theme')}
      </Item>
      <Item onRun={run(setLook, { hues: 'green-red' })}>{t('palette.greenRed')}</Item>
      <Item onRun={run(setLook, { hues: 'blue-orange' })}>{t('palette.blueOrange')}</Item>
      <Item onRun={run(setLook, { language: 'en' })}>{t('palette.english')}</Item>
      <Item onRun={run(setLook, { language: 'id' })}>{t('palette.indonesian')}</Item>
    </Command.Group>
  );
}

function SafetyItems() {
  const { t } = useTranslation();
  return (
    <Command.Group heading={t('palette.groupSafety')} className="palette-group">
      <Item onRun={run(setLook, { overlay: 'connect' })}>{t('connect.title')}</Item>
      <Item onRun={run(setLook, { overlay: 'kill-flatten' })}>{t('kill.flatten')}</Item>
      <Item keys="?" onRun={run(setLook, { overlay: 'keys' })}>
        {t('palette.keys')}
      </Item>
    </Command.Group>
  );
}

function ActionItems() {
  return (
    <>
      <ChartItems />
      <PanelItems />
      <LookItems />
      <SafetyItems />
    </>
  );
}

export function Palette({ isSymbolsOnly }: { readonly isSymbolsOnly: boolean }) {
  const { t } = useTranslation();
  const element = useRef<HTMLDialogElement>(null);
  // Before the next key arrives: a fast typist loses no letter.
  useLayoutEffect(() => {
    const dialog = element.current;
    if (dialog !== null && !dialog.open) dialog.showModal();
    dialog?.querySelector('input')?.focus();
    return () => {
      dialog?.close();
    };
  }, []);
  return (
    <dialog
      ref={element}
      className="dialog palette"
      aria-label={t('palette.title')}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onPointerDown={(event) => {
        if (event.target === element.current) close();
      }}
    >
      <Command className="palette-box" label={t('palette.title')} loop>
        <Command.Input
          className="palette-input"
          placeholder={isSymbolsOnly ? t('palette.symbolPlaceholder') : t('palette.placeholder')}
        />
        <Command.List className="palette-list">
          <Command.Empty className="palette-none">{t('palette.none')}</Command.Empty>
          {isSymbolsOnly ? null : <CardItems />}
          <Command.Group heading={t('palette.groupSymbols')} className="palette-group">
            <SymbolItems />
          </Command.Group>
          {isSymbolsOnly ? null : <ActionItems />}
        </Command.List>
      </Command>
    </dialog>
  );
}
