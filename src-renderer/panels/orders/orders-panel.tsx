// Orders, newest first, with what the broker answered.

import type { OrderResource } from '#core/contract';
import { describeCode } from '#renderer/i18n';
import { digitsOf, useDesk, useShownOffset } from '#renderer/state';
import { Badge, DataTable, EmptyState, PriceText, formatDateTime, formatLots, type BadgeTone, type Column } from '#renderer/ui';
import { ListOrdered } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { SideText } from '../side-text.tsx';

const TONE: Readonly<Record<OrderResource['state'], BadgeTone>> = {
  issued: 'accent', accepted: 'accent', working: 'accent', partial: 'accent', filled: 'neutral',
  rejected: 'danger', expired: 'warning', canceled: 'neutral', unknown: 'warning',
};

const STATE_WORD = {
  issued: 'orders.issued', accepted: 'orders.accepted', working: 'orders.working', partial: 'orders.partial', filled: 'orders.filled',
  rejected: 'orders.rejectedState', expired: 'orders.expired', canceled: 'orders.canceled', unknown: 'orders.unknown',
} as const;

const KIND_WORD = {
  market: 'orders.kindMarket', limit: 'orders.kindLimit', stop: 'orders.kindStop', stop_limit: 'orders.kindStopLimit',
} as const;

function reasonOf(order: OrderResource): string {
  return order.whyNot === null ? '' : describeCode(order.whyNot.code, order.whyNot.text).text;
}

export function OrdersPanel() {
  const { t } = useTranslation();
  const orders = useDesk((s) => s.desk.orders);
  const symbols = useDesk((s) => s.symbols);
  const offsetS = useShownOffset();
  const rows = useMemo(() => [...orders.values()].sort((a, b) => b.createdMs - a.createdMs), [orders]);
  const columns = useMemo((): readonly Column<OrderResource>[] => {
    const digits = (row: OrderResource): number => digitsOf(symbols.get(row.symbol)?.instrument, row.fillPrice ?? row.price);
    return [
      { key: 'time', head: t('orders.time'), cell: (o) => <span className="figure is-second">{formatDateTime(o.createdMs, offsetS)}</span> },
      { key: 'symbol', head: t('orders.symbol'), cell: (o) => o.symbol },
      { key: 'side', head: t('orders.side'), cell: (o) => <SideText side={o.side} /> },
      { key: 'purpose', head: t('orders.purpose'), cell: (o) => (o.purpose === 'open' ? t('orders.purposeOpen') : t('orders.purposeClose')) },
      { key: 'kind', head: t('orders.kind'), cell: (o) => <span className="is-second">{t(KIND_WORD[o.kind])}</span> },
      { key: 'volume', head: t('orders.volume'), align: 'right', cell: (o) => <span className="figure">{formatLots(o.volume)}</span> },
      { key: 'price', head: t('orders.price'), align: 'right', cell: (o) => <PriceText value={o.price} digits={digits(o)} /> },
      { key: 'fill', head: t('orders.fill'), align: 'right', cell: (o) => <PriceText value={o.fillPrice} digits={digits(o)} /> },
      { key: 'state', head: t('orders.state'), cell: (o) => <Badge tone={TONE[o.state]}>{t(STATE_WORD[o.state])}</Badge> },
      { key: 'reason', head: t('orders.reason'), width: '24%', cell: (o) => <span className="clip is-second">{reasonOf(o)}</span>, tip: (o) => reasonOf(o) || undefined },
      { key: 'id', head: t('orders.id'), cell: (o) => <span className="figure is-second copyable">{o.id}</span> },
    ];
  }, [t, symbols, offsetS]);
  return (
    <DataTable
      label={t('panel.orders')}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      moreLabel={(count) => t('app.more', { count })}
      empty={<EmptyState icon={<ListOrdered size={20} />} title={t('orders.emptyTitle')} text={t('orders.emptyText')} />}
    />
  );
}
