// What is missing of the stored series: counts, a list with the state of each gap, and the button that asks for it now.

import type { GapResource } from '#core/contract';
import { fillGaps, loadGaps, type RequestFailure } from '#renderer/engine';
import { describeCode } from '#renderer/i18n';
import { useConnection, useShownOffset } from '#renderer/state';
import { Button, DataTable, EmptyState, formatDateTime, formatFixed, type Column } from '#renderer/ui';
import type { TFunction } from 'i18next';
import { CircleCheck, TriangleAlert } from 'lucide-react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { figureColumn, quietColumn } from '../columns.tsx';
import { tellOutcome } from '../tell-outcome.ts';

const GAPS_MAX = 1_000;
const LOOK_MS = 2_000;

function useAllGaps() {
  const isOpen = useConnection((s) => s.phase === 'open');
  const [rows, setRows] = useState<readonly GapResource[]>([]);
  const [failure, setFailure] = useState<RequestFailure | null>(null);
  const load = useCallback(async () => {
    const outcome = await loadGaps(null, GAPS_MAX);
    if (outcome.ok) setRows(outcome.value);
    setFailure(outcome.ok ? null : outcome.failure);
  }, []);
  useEffect(() => {
    if (!isOpen) return undefined;
    void load();
    const timer = window.setInterval(() => {
      void load();
    }, LOOK_MS);
    return () => {
      window.clearInterval(timer);
    };
  }, [isOpen, load]);
  return { rows, failure, load };
}

function makeColumns(t: TFunction, offsetS: number): readonly Column<GapResource>[] {
  return [
    quietColumn('symbol', t('gaps.symbol'), (gap) => gap.symbol, { width: '104px' }),
    quietColumn('series', t('gaps.series'), (gap) => (gap.timeframe === 'tick' ? t('gaps.ticks') : gap.timeframe), {
      width: '72px',
    }),
    quietColumn('from', t('gaps.from'), (gap) => formatDateTime(gap.from, offsetS, false), { width: '136px' }),
    quietColumn('to', t('gaps.to'), (gap) => formatDateTime(gap.to, offsetS, false), { width: '136px' }),
    figureColumn('bars', t('gaps.bars'), (gap) => formatFixed(gap.bars, 0), { width: '88px' }),
    {
      key: 'state',
      head: t('gaps.state'),
      cell: (gap) => (
        <span className={gap.state === 'found' ? 'is-warning' : 'is-second'}>{t(`gaps.states.${gap.state}`)}</span>
      ),
    },
  ];
}

function countOf(rows: readonly GapResource[], isCounted: (state: GapResource['state']) => boolean): number {
  return rows.filter(({ state }) => isCounted(state)).length;
}

function Summary({ rows, onFill }: { readonly rows: readonly GapResource[]; readonly onFill: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="data-line">
      <span className="figure is-second" data-figure="gaps">
        {t('gaps.summary', {
          open: countOf(rows, (state) => state !== 'empty' && state !== 'filled'),
          empty: countOf(rows, (state) => state === 'empty'),
          filled: countOf(rows, (state) => state === 'filled'),
        })}
      </span>
      <Button onClick={onFill}>{t('gaps.fill')}</Button>
    </div>
  );
}

export function GapsView() {
  const { t } = useTranslation();
  const offsetS = useShownOffset();
  const { rows, failure, load } = useAllGaps();
  const columns = useMemo(() => makeColumns(t, offsetS), [t, offsetS]);
  const fill = async (): Promise<void> => {
    const outcome = await fillGaps();
    const count = outcome.ok ? outcome.value : 0;
    tellOutcome(outcome, count === 0 ? t('gaps.nothing') : t('gaps.filling', { count }));
    await load();
  };
  const empty =
    failure === null ? (
      <EmptyState icon={<CircleCheck size={20} />} title={t('gaps.emptyTitle')} text={t('gaps.emptyText')} />
    ) : (
      <EmptyState
        tone="danger"
        icon={<TriangleAlert size={20} />}
        title={t('gaps.failedTitle')}
        text={describeCode(failure.code, failure.text).text}
      />
    );
  return (
    <div className="data-view">
      <Summary
        rows={rows}
        onFill={() => {
          void fill();
        }}
      />
      <DataTable
        label={t('gaps.label')}
        columns={columns}
        rows={rows}
        rowKey={(gap) => `${gap.symbol} ${gap.timeframe} ${String(gap.from)} ${gap.state}`}
        moreLabel={(count) => t('app.more', { count })}
        empty={empty}
      />
    </div>
  );
}
