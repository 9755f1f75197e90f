// The indicators that are computed now: on which series, for whom, how far they are and what they cost.

import type { ActiveStudyResource } from '#core/contract';
import { loadActiveStudies } from '#renderer/engine';
import { DataTable, EmptyState, UNKNOWN, formatFixed, type Column } from '#renderer/ui';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { figureColumn, quietColumn } from '../columns.tsx';
import { LoadFailed } from './load-failed.tsx';
import { useList } from './use-list.ts';

const EVERY_MS = 1_000;
const ASKER_WORD = { chart: 'study.askerChart', api: 'study.askerApi' } as const;

function stateWords(t: TFunction, { state, missing }: ActiveStudyResource): string {
  return state === 'short' ? t('study.missing', { count: missing }) : t(`study.${state}`);
}

/** Nanoseconds as they are read: 420 ns, 1.3 µs. */
function formatCost(ns: number | null): string {
  if (ns === null) return UNKNOWN;
  return ns < 1_000 ? `${formatFixed(ns, 0)}\u202fns` : `${formatFixed(ns / 1_000, 1)}\u202fµs`;
}

function makeColumns(t: TFunction): readonly Column<ActiveStudyResource>[] {
  const asker = (name: string): string => (name in ASKER_WORD ? t(ASKER_WORD[name as keyof typeof ASKER_WORD]) : name);
  return [
    { key: 'study', head: t('study.study'), cell: (row) => <span className="figure">{row.calc}</span> },
    { key: 'series', head: t('study.series'), cell: (row) => `${row.symbol} ${row.timeframe}` },
    quietColumn('askers', t('study.askers'), (row) => row.askers.map(asker).join(', ')),
    {
      key: 'state',
      head: t('study.state'),
      cell: (row) => <span className={row.state === 'failed' ? 'is-danger' : undefined}>{stateWords(t, row)}</span>,
    },
    figureColumn('bars', t('study.bars'), (row) => formatFixed(row.bars, 0)),
    figureColumn('cost', t('study.cost'), (row) => formatCost(row.nsPerBar)),
  ];
}

export function ActiveStudiesView() {
  const { t } = useTranslation();
  const { rows, failure, reload } = useList(loadActiveStudies, 0, EVERY_MS);
  const columns = useMemo(() => makeColumns(t), [t]);
  if (failure !== null) return <LoadFailed title={t('study.activeFailed')} failure={failure} onRetry={reload} />;
  if (rows?.length === 0) return <EmptyState title={t('study.activeNoneTitle')} text={t('study.activeNoneText')} />;
  return (
    <DataTable
      label={t('study.active')}
      columns={columns}
      rows={rows ?? []}
      rowKey={(row) => `${row.account ?? ''} ${row.symbol} ${row.timeframe} ${row.calc}`}
      moreLabel={(count) => t('app.more', { count })}
      empty={<span className="is-second">{t('data.loading')}</span>}
    />
  );
}
