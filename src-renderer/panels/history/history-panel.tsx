// Closed trades, newest first, each with what it brought after costs.

import type { TradeResource } from '#core/contract';
import { chooseSymbol, closedTrades, digitsOf, netOf, useCurrency, useDesk, useShownOffset } from '#renderer/state';
import {
  DataTable,
  EmptyState,
  formatAge,
  formatDateTime,
  formatFixed,
  formatLots,
  formatMoney,
  type Column,
} from '#renderer/ui';
import type { TFunction } from 'i18next';
import { History } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { figureColumn, ORIGIN_WORD, priceColumn, quietColumn, resultColumn, sideColumn } from '../columns.tsx';

const REASON_WORD: Readonly<
  Record<
    string,
    | 'history.reasonStop'
    | 'history.reasonTarget'
    | 'history.reasonStopOut'
    | 'history.reasonHand'
    | 'history.reasonProgram'
  >
> = {
  sl: 'history.reasonStop',
  tp: 'history.reasonTarget',
  so: 'history.reasonStopOut',
  client: 'history.reasonHand',
  mobile: 'history.reasonHand',
  web: 'history.reasonHand',
  expert: 'history.reasonProgram',
};

type Trades = readonly Column<TradeResource>[];

function makeColumns(
  t: TFunction,
  digits: (row: TradeResource) => number,
  offsetS: number,
  currency: string,
): Trades {
  const reason = (row: TradeResource): string => {
    const word = row.closeReason === null ? undefined : REASON_WORD[row.closeReason];
    return word === undefined ? (row.closeReason ?? '') : t(word);
  };
  const held = (row: TradeResource): string => formatAge(row.closeMs === null ? null : row.closeMs - row.openMs);
  const costs = (row: TradeResource): string =>
    t('history.costsTip', {
      commission: formatMoney(row.commission),
      swap: formatMoney(row.swap),
      fee: formatMoney(row.fee),
    });
  return [
    quietColumn('closed', t('history.closed'), (r) => formatDateTime(r.closeMs, offsetS)),
    quietColumn('held', t('history.held'), held, { align: 'right' }),
    { key: 'symbol', head: t('history.symbol'), cell: (r) => r.symbol },
    sideColumn(t('history.side')),
    figureColumn('volume', t('history.volume'), (r) => formatLots(r.volume)),
    priceColumn('entry', t('history.openPrice'), (r) => r.openPrice, digits),
    priceColumn('exit', t('history.closePrice'), (r) => r.closePrice, digits),
    figureColumn('costs', t('history.costs'), (r) => formatMoney(r.commission + r.swap + r.fee), { tip: costs }),
    resultColumn('net', t('history.result'), currency, netOf),
    figureColumn('r', t('history.r'), (r) => formatFixed(r.rMultiple, 2, 'always'), { tip: () => t('history.rTip') }),
    { key: 'reason', head: t('history.reason'), cell: reason },
    quietColumn('origin', t('history.origin'), (r) => t(ORIGIN_WORD[r.origin])),
  ];
}

export function HistoryPanel() {
  const { t } = useTranslation();
  const trades = useDesk((s) => s.desk.trades);
  const symbols = useDesk((s) => s.symbols);
  const offsetS = useShownOffset();
  const currency = useCurrency();
  const rows = useMemo(() => closedTrades(trades), [trades]);
  const columns = useMemo(() => {
    const digits = (row: TradeResource): number => digitsOf(symbols.get(row.symbol)?.instrument, row.openPrice);
    return makeColumns(t, digits, offsetS, currency);
  }, [t, symbols, offsetS, currency]);
  return (
    <DataTable
      label={t('panel.history')}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.positionId}
      moreLabel={(count) => t('app.more', { count })}
      onRow={(row) => {
        chooseSymbol(row.symbol);
      }}
      empty={
        <EmptyState icon={<History size={20} />} title={t('history.emptyTitle')} text={t('history.emptyText')} />
      }
    />
  );
}
