// The fourteen data types: how much came of each, how much of it was refused, and where it is delivered.

import type { DataTypeResource } from '#core/contract';
import { loadDataTypes } from '#renderer/engine';
import { useShownOffset } from '#renderer/state';
import { DataTable, formatDateTime, formatFixed, type Column } from '#renderer/ui';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { clippedColumn, figureColumn, quietColumn } from '../columns.tsx';
import { LoadFailed } from './load-failed.tsx';
import { useList } from './use-list.ts';

const EVERY_MS = 2_000;

const WORDS = {
  calendar: 'data.typeCalendar',
  news: 'data.typeNews',
  central_bank: 'data.typeCentralBank',
  flow: 'data.typeFlow',
  tick: 'data.typeTick',
  account: 'data.typeAccount',
  signal: 'data.typeSignal',
  position: 'data.typePosition',
  sentiment: 'data.typeSentiment',
  pattern: 'data.typePattern',
  performance: 'data.typePerformance',
  correlation: 'data.typeCorrelation',
  bar: 'data.typeBar',
  execution: 'data.typeExecution',
  link: 'data.typeLink',
  unknown: 'data.typeUnknown',
} as const;

function isKnown(name: string): name is keyof typeof WORDS {
  return Object.hasOwn(WORDS, name);
}

function makeColumns(t: TFunction, offsetS: number): readonly Column<DataTypeResource>[] {
  const name = (row: DataTypeResource): string => (isKnown(row.dataType) ? t(WORDS[row.dataType]) : row.dataType);
  return [
    quietColumn('number', '#', (row) => (row.number === null ? '' : String(row.number)), { width: '32px' }),
    { key: 'type', head: t('data.type'), cell: (row) => name(row) },
    figureColumn('received', t('data.received'), (row) => formatFixed(row.received, 0)),
    figureColumn('accepted', t('data.accepted'), (row) => formatFixed(row.accepted, 0)),
    {
      key: 'dead',
      head: t('data.dead'),
      align: 'right',
      cell: (row) => <span className={row.dead > 0 ? 'figure is-warning' : 'figure'}>{formatFixed(row.dead, 0)}</span>,
    },
    figureColumn('rows', t('data.rows'), (row) => formatFixed(row.rows, 0)),
    quietColumn('last', t('data.last'), (row) => formatDateTime(row.lastMs, offsetS), { width: '136px' }),
    clippedColumn('stores', t('data.stores'), (row) => row.stores.join(', '), { width: '24%' }),
  ];
}

export function DataTypesView() {
  const { t } = useTranslation();
  const offsetS = useShownOffset();
  const { rows, failure, reload } = useList(loadDataTypes, 0, EVERY_MS);
  const columns = useMemo(() => makeColumns(t, offsetS), [t, offsetS]);
  if (failure !== null) return <LoadFailed title={t('data.typesFailed')} failure={failure} onRetry={reload} />;
  return (
    <DataTable
      label={t('data.types')}
      columns={columns}
      rows={rows ?? []}
      rowKey={(row) => row.dataType}
      moreLabel={(count) => t('app.more', { count })}
      empty={<span className="is-second">{t('data.loading')}</span>}
    />
  );
}
