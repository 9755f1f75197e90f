// Orders, newest first, with what the broker answered; those that wait can be changed and cancelled.

import type { OrderResource } from '#core/contract';
import { describeCode } from '#renderer/i18n';
import { digitsOf, useDesk, useShownOffset } from '#renderer/state';
import { Badge, DataTable, EmptyState, formatDateTime, formatLots, type BadgeTone, type Column } from '#renderer/ui';
import type { TFunction } from 'i18next';
import { ListOrdered } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clippedColumn, figureColumn, priceColumn, quietColumn, sideColumn } from '../columns.tsx';
import { OrderActions, OrderEditor, isWaiting } from './order-actions.tsx';

const TONE: Readonly<Record<OrderResource['state'], BadgeTone>> = {
  issued: 'accent',
  accepted: 'accent',
  working: 'accent',
  partial: 'accent',
  filled: 'neutral',
  done: 'neutral',
  rejected: 'danger',
  expired: 'warning',
  canceled: 'neutral',
  unknown: 'warning',
};

const STATE_WORD = {
  issued: 'orders.issued',
  accepted: 'orders.accepted',
  working: 'orders.working',
  partial: 'orders.partial',
  filled: 'orders.filled',
  done: 'orders.done',
  rejected: 'orders.rejectedState',
  expired: 'orders.expired',
  canceled: 'orders.canceled',
  unknown: 'orders.unknown',
} as const;

const KIND_WORD = {
  market: 'orders.kindMarket',
  limit: 'orders.kindLimit',
  stop: 'orders.kindStop',
  stop_limit: 'orders.kindStopLimit',
} as const;

const PURPOSE_WORD = {
  open: 'orders.purposeOpen',
  close: 'orders.purposeClose',
  close_by: 'orders.purposeCloseBy',
  modify: 'orders.purposeModify',
  cancel: 'orders.purposeCancel',
  check: 'orders.purposeCheck',
} as const;

function reasonOf(order: OrderResource): string {
  return order.whyNot === null ? '' : describeCode(order.whyNot.code, order.whyNot.text).text;
}

function makeColumns(
  t: TFunction,
  digits: (row: OrderResource) => number,
  offsetS: number,
  edited: string | null,
  setEdited: (id: string | null) => void,
): readonly Column<OrderResource>[] {
  return [
    quietColumn('time', t('orders.time'), (o) => formatDateTime(o.createdMs, offsetS)),
    { key: 'symbol', head: t('orders.symbol'), cell: (o) => o.symbol },
    sideColumn(t('orders.side')),
    {
      key: 'purpose',
      head: t('orders.purpose'),
      cell: (o) => t(PURPOSE_WORD[o.purpose]),
    },
    quietColumn('kind', t('orders.kind'), (o) => t(KIND_WORD[o.kind])),
    figureColumn('volume', t('orders.volume'), (o) => formatLots(o.volume)),
    priceColumn('price', t('orders.price'), (o) => o.price, digits),
    priceColumn('fill', t('orders.fill'), (o) => o.fillPrice, digits),
    {
      key: 'state',
      head: t('orders.state'),
      cell: (o) => <Badge tone={TONE[o.state]}>{t(STATE_WORD[o.state])}</Badge>,
    },
    clippedColumn('reason', t('orders.reason'), reasonOf, { width: '24%' }),
    quietColumn('id', t('orders.id'), (o) => o.id),
    {
      key: 'actions',
      head: '',
      align: 'right',
      cell: (o) => (
        <OrderActions
          order={o}
          isEdited={o.id === edited}
          onEdit={() => {
            setEdited(o.id === edited ? null : o.id);
          }}
        />
      ),
    },
  ];
}

export function OrdersPanel() {
  const { t } = useTranslation();
  const orders = useDesk((s) => s.desk.orders);
  const symbols = useDesk((s) => s.symbols);
  const offsetS = useShownOffset();
  const rows = useMemo(() => [...orders.values()].sort((a, b) => b.createdMs - a.createdMs), [orders]);
  const [edited, setEdited] = useState<string | null>(null);
  const digits = useCallback(
    (row: OrderResource): number => digitsOf(symbols.get(row.symbol)?.instrument, row.fillPrice ?? row.price),
    [symbols],
  );
  const columns = useMemo(
    () => makeColumns(t, digits, offsetS, edited, setEdited),
    [t, digits, offsetS, edited],
  );
  return (
    <DataTable
      label={t('panel.orders')}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      moreLabel={(count) => t('app.more', { count })}
      detail={(row) =>
        row.id === edited && isWaiting(row) ? (
          <OrderEditor
            order={row}
            digits={digits(row)}
            onClose={() => {
              setEdited(null);
            }}
          />
        ) : null
      }
      empty={
        <EmptyState icon={<ListOrdered size={20} />} title={t('orders.emptyTitle')} text={t('orders.emptyText')} />
      }
    />
  );
}
