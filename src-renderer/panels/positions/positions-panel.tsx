// Open positions as the broker holds them, each with the button that closes it.

import type { PositionResource } from '#core/contract';
import { closePosition } from '#renderer/engine';
import { chooseSymbol, digitsOf, positionsInOrder, useCurrency, useDesk, useLook, useShownOffset } from '#renderer/state';
import { Button, DataTable, EmptyState, PriceText, formatDateTime, formatLots, UNKNOWN, type Column } from '#renderer/ui';
import { Layers } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MoneyText } from '../money-text.tsx';
import { SideText } from '../side-text.tsx';
import { tellOutcome } from '../tell-outcome.ts';

function CloseButton({ position }: { readonly position: PositionResource }) {
  const { t } = useTranslation();
  const [isBusy, setBusy] = useState(false);
  const side = position.side === 'buy' ? t('signals.buy') : t('signals.sell');
  const close = async (): Promise<void> => {
    setBusy(true);
    const outcome = await closePosition(position.id);
    tellOutcome(outcome, t('toast.closing', { symbol: position.symbol }));
    if (!outcome.ok) setBusy(false);
  };
  return (
    <Button
      className="button-row"
      disabled={isBusy}
      aria-label={t('positions.closeLabel', { side, volume: formatLots(position.volume), symbol: position.symbol })}
      onClick={(event) => { event.stopPropagation(); void close(); }}
    >
      {isBusy ? t('positions.closing') : t('positions.close')}
    </Button>
  );
}

export function PositionsPanel() {
  const { t } = useTranslation();
  const positions = useDesk((s) => s.desk.positions);
  const symbols = useDesk((s) => s.symbols);
  const chosen = useLook((s) => s.symbol);
  const offsetS = useShownOffset();
  const currency = useCurrency();
  const rows = useMemo(() => positionsInOrder(positions), [positions]);
  const columns = useMemo((): readonly Column<PositionResource>[] => {
    const digits = (row: PositionResource): number => digitsOf(symbols.get(row.symbol)?.instrument, row.priceOpen);
    return [
      { key: 'symbol', head: t('positions.symbol'), cell: (p) => p.symbol },
      { key: 'side', head: t('positions.side'), cell: (p) => <SideText side={p.side} /> },
      { key: 'volume', head: t('positions.volume'), align: 'right', cell: (p) => <span className="figure">{formatLots(p.volume)}</span> },
      { key: 'opened', head: t('positions.opened'), align: 'right', cell: (p) => <span className="figure is-second">{formatDateTime(p.openMs, offsetS)}</span> },
      { key: 'entry', head: t('positions.openPrice'), align: 'right', cell: (p) => <PriceText value={p.priceOpen} digits={digits(p)} /> },
      { key: 'price', head: t('positions.price'), align: 'right', cell: (p) => <PriceText value={p.price} digits={digits(p)} /> },
      {
        key: 'stop', head: t('positions.stop'), align: 'right',
        cell: (p) => (p.sl === null ? <span className="is-warning">{UNKNOWN}</span> : <PriceText value={p.sl} digits={digits(p)} />),
        tip: (p) => (p.sl === null ? t('positions.noStop') : undefined),
      },
      { key: 'target', head: t('positions.target'), align: 'right', cell: (p) => <PriceText value={p.tp} digits={digits(p)} /> },
      { key: 'swap', head: t('positions.swap'), align: 'right', cell: (p) => <MoneyText value={p.swap} /> },
      { key: 'profit', head: currency === '' ? t('positions.profit') : `${t('positions.profit')}, ${currency}`, align: 'right', cell: (p) => <MoneyText value={p.profit} isResult /> },
      { key: 'origin', head: t('positions.origin'), cell: (p) => <span className="is-second">{p.cid === null ? t('positions.foreign') : t('positions.ours')}</span> },
      { key: 'close', head: '', align: 'right', cell: (p) => <CloseButton position={p} /> },
    ];
  }, [t, symbols, offsetS, currency]);
  return (
    <DataTable
      label={t('panel.positions')}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      moreLabel={(count) => t('app.more', { count })}
      onRow={(row) => { chooseSymbol(row.symbol); }}
      isChosen={(row) => row.symbol === chosen}
      empty={<EmptyState icon={<Layers size={20} />} title={t('positions.emptyTitle')} text={t('positions.emptyText')} />}
    />
  );
}
