// Closed trades, newest first, each with what it brought after costs.

import type { TradeResource } from '#core/contract';
import { chooseSymbol, closedTrades, digitsOf, netOf, useCurrency, useDesk, useShownOffset } from '#renderer/state';
import { DataTable, EmptyState, PriceText, formatAge, formatDateTime, formatFixed, formatLots, formatMoney, type Column } from '#renderer/ui';
import { History } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { MoneyText } from '../money-text.tsx';
import { SideText } from '../side-text.tsx';

const REASON_WORD: Readonly<Record<string, 'history.reasonStop' | 'history.reasonTarget' | 'history.reasonStopOut' | 'history.reasonHand' | 'history.reasonProgram'>> = {
  sl: 'history.reasonStop', tp: 'history.reasonTarget', so: 'history.reasonStopOut',
  client: 'history.reasonHand', mobile: 'history.reasonHand', web: 'history.reasonHand', expert: 'history.reasonProgram',
};

const ORIGIN_WORD = { signal: 'history.originSignal', manual: 'history.originManual', external: 'history.originExternal' } as const;

export function HistoryPanel() {
  const { t } = useTranslation();
  const trades = useDesk((s) => s.desk.trades);
  const symbols = useDesk((s) => s.symbols);
  const offsetS = useShownOffset();
  const currency = useCurrency();
  const rows = useMemo(() => closedTrades(trades), [trades]);
  const columns = useMemo((): readonly Column<TradeResource>[] => {
    const digits = (row: TradeResource): number => digitsOf(symbols.get(row.symbol)?.instrument, row.openPrice);
    const reason = (row: TradeResource): string => {
      const word = row.closeReason === null ? undefined : REASON_WORD[row.closeReason];
      return word === undefined ? row.closeReason ?? '' : t(word);
    };
    return [
      { key: 'closed', head: t('history.closed'), cell: (r) => <span className="figure is-second">{formatDateTime(r.closeMs, offsetS)}</span> },
      { key: 'held', head: t('history.held'), align: 'right', cell: (r) => <span className="figure is-second">{formatAge(r.closeMs === null ? null : r.closeMs - r.openMs)}</span> },
      { key: 'symbol', head: t('history.symbol'), cell: (r) => r.symbol },
      { key: 'side', head: t('history.side'), cell: (r) => <SideText side={r.side} /> },
      { key: 'volume', head: t('history.volume'), align: 'right', cell: (r) => <span className="figure">{formatLots(r.volume)}</span> },
      { key: 'entry', head: t('history.openPrice'), align: 'right', cell: (r) => <PriceText value={r.openPrice} digits={digits(r)} /> },
      { key: 'exit', head: t('history.closePrice'), align: 'right', cell: (r) => <PriceText value={r.closePrice} digits={digits(r)} /> },
      {
        key: 'costs', head: t('history.costs'), align: 'right',
        cell: (r) => <MoneyText value={r.commission + r.swap + r.fee} />,
        tip: (r) => t('history.costsTip', { commission: formatMoney(r.commission), swap: formatMoney(r.swap), fee: formatMoney(r.fee) }),
      },
      { key: 'net', head: currency === '' ? t('history.result') : `${t('history.result')}, ${currency}`, align: 'right', cell: (r) => <MoneyText value={netOf(r)} isResult /> },
      { key: 'r', head: t('history.r'), align: 'right', cell: (r) => <span className="figure">{formatFixed(r.rMultiple, 2, 'always')}</span>, tip: () => t('history.rTip') },
      { key: 'reason', head: t('history.reason'), cell: reason },
      { key: 'origin', head: t('history.origin'), cell: (r) => <span className="is-second">{t(ORIGIN_WORD[r.origin])}</span> },
    ];
  }, [t, symbols, offsetS, currency]);
  return (
    <DataTable
      label={t('panel.history')}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.positionId}
      moreLabel={(count) => t('app.more', { count })}
      onRow={(row) => { chooseSymbol(row.symbol); }}
      empty={<EmptyState icon={<History size={20} />} title={t('history.emptyTitle')} text={t('history.emptyText')} />}
    />
  );
}
