// The state of the data: what is stored, what was dropped, and one of three lists: dead letters with their reasons,
// gaps of the series, bars made from ticks beside the broker's own.

import { loadDeadLetters, loadStatus, type DeadLetterRow, type RequestFailure } from '#renderer/engine';
import { describeCode } from '#renderer/i18n';
import { putStatus, useConnection, useDesk, useShownOffset } from '#renderer/state';
import { Button, DataTable, EmptyState, formatDateTime, formatFixed, type Column } from '#renderer/ui';
import type { TFunction } from 'i18next';
import { MailCheck, TriangleAlert } from 'lucide-react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clippedColumn, quietColumn } from '../columns.tsx';
import { BarsComparedView } from './bars-compared-view.tsx';
import { GapsView } from './gaps-view.tsx';

const LETTERS_MAX = 500;
const STATUS_MS = 2_000;

function useLetters() {
  const count = useDesk((s) => s.desk.deadLetters);
  const isOpen = useConnection((s) => s.phase === 'open');
  const [rows, setRows] = useState<readonly DeadLetterRow[]>([]);
  const [failure, setFailure] = useState<RequestFailure | null>(null);
  const load = useCallback(async () => {
    const outcome = await loadDeadLetters(LETTERS_MAX);
    if (outcome.ok) setRows(outcome.value);
    setFailure(outcome.ok ? null : outcome.failure);
  }, []);
  useEffect(() => {
    if (isOpen) void load();
  }, [count, isOpen, load]);
  return { rows, failure, load };
}

function HealthLine() {
  const { t } = useTranslation();
  const status = useDesk((s) => s.status);
  useEffect(() => {
    const timer = window.setInterval(() => {
      void loadStatus().then((outcome) => {
        if (outcome.ok) putStatus(outcome.value);
      });
    }, STATUS_MS);
    return () => {
      window.clearInterval(timer);
    };
  }, []);
  if (status === null) return null;
  const { zero, crossed, late } = status.quoteFaults;
  const facts = [
    { label: t('data.committed'), value: formatFixed(status.committedSeq, 0), tip: undefined },
    { label: t('data.decisions'), value: formatFixed(status.decisions, 0), tip: undefined },
    { label: t('data.quarantined'), value: formatFixed(status.quarantined, 0), tip: undefined },
    {
      label: t('data.faults'),
      value: formatFixed(zero + crossed + late, 0),
      tip: t('data.faultsTip', { zero, crossed, late }),
    },
    { label: t('data.version'), value: status.version, tip: status.engineHash },
    { label: t('data.folder'), value: status.dataDir, tip: status.dataDir },
  ];
  return (
    <dl className="health-line">
      {facts.map((fact) => (
        <div key={fact.label} data-tip={fact.tip}>
          <dt>{fact.label}</dt>
          <dd className="figure copyable">{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}

function makeColumns(t: TFunction, offsetS: number): readonly Column<DeadLetterRow>[] {
  return [
    quietColumn('time', t('data.time'), (d) => formatDateTime(d.time, offsetS), { width: '136px' }),
    {
      key: 'code',
      head: t('data.code'),
      width: '152px',
      cell: (d) => <span className="figure is-warning">{d.code}</span>,
      tip: (d) => describeCode(d.code, '').remedy ?? undefined,
    },
    clippedColumn('reason', t('data.reason'), (d) => describeCode(d.code, d.reason).text, { width: '28%' }),
    clippedColumn('source', t('data.source'), (d) => d.source, { width: '144px' }),
    clippedColumn('raw', t('data.raw'), (d) => d.raw, { tip: (d) => d.raw.slice(0, 300) }),
  ];
}

function LettersView() {
  const { t } = useTranslation();
  const offsetS = useShownOffset();
  const { rows, failure, load } = useLetters();
  const columns = useMemo(() => makeColumns(t, offsetS), [t, offsetS]);
  const empty =
    failure === null ? (
      <EmptyState icon={<MailCheck size={20} />} title={t('data.emptyTitle')} text={t('data.emptyText')} />
    ) : (
      <EmptyState
        tone="danger"
        icon={<TriangleAlert size={20} />}
        title={t('data.failedTitle')}
        text={describeCode(failure.code, failure.text).text}
        action={
          <Button
            onClick={() => {
              void load();
            }}
          >
            {t('app.retry')}
          </Button>
        }
      />
    );
  return (
    <DataTable
      label={t('data.quarantined')}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      moreLabel={(count) => t('app.more', { count })}
      empty={empty}
    />
  );
}

const VIEWS = [
  { name: 'letters', View: LettersView },
  { name: 'label', View: GapsView },
  { name: 'compare', View: BarsComparedView },
] as const;

export function DataPanel() {
  const { t } = useTranslation();
  const [shown, setShown] = useState<(typeof VIEWS)[number]['name']>('letters');
  const chosen = VIEWS.find(({ name }) => name === shown) ?? VIEWS[0];
  return (
    <div className="data-panel">
      <HealthLine />
      <div className="data-views" role="group" aria-label={t('gaps.views')}>
        {VIEWS.map(({ name }) => (
          <Button
            key={name}
            kind={name === shown ? 'plain' : 'quiet'}
            aria-pressed={name === shown}
            onClick={() => {
              setShown(name);
            }}
          >
            {t(`gaps.${name}`)}
          </Button>
        ))}
      </div>
      <chosen.View />
    </div>
  );
}
