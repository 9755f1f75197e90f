// What a terminal sent and could not be taken: the list, by code and by sender, and one letter whole.

import { loadDeadLetters, type DeadLetterRow } from '#renderer/engine';
import { describeCode } from '#renderer/i18n';
import { useDesk, useShownOffset } from '#renderer/state';
import { DataTable, EmptyState, formatDateTime, IconButton, type Column } from '#renderer/ui';
import type { TFunction } from 'i18next';
import { MailCheck, Search, X } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clippedColumn, quietColumn } from '../columns.tsx';
import { LoadFailed } from './load-failed.tsx';
import { useList } from './use-list.ts';

const LETTERS_MAX = 500;

function makeColumns(t: TFunction, offsetS: number, open: (id: string) => void): readonly Column<DeadLetterRow>[] {
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
    clippedColumn('source', t('data.source'), (d) => d.source, { width: '176px' }),
    {
      key: 'raw',
      head: t('data.raw'),
      cell: (d) => (
        <button
          type="button"
          className="letter-open clip"
          aria-label={t('data.openLetter', { id: d.id })}
          onClick={() => {
            open(d.id);
          }}
        >
          {d.raw.slice(0, 200)}
        </button>
      ),
    },
  ];
}

/** One letter whole: what came, why it was refused, and what to do. */
function Letter({ letter, onClose }: { readonly letter: DeadLetterRow; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { text, remedy } = describeCode(letter.code, letter.reason);
  return (
    <section className="letter" aria-label={t('data.letter', { id: letter.id })}>
      <header>
        <span className="figure is-warning">{letter.code}</span>
        <span className="copyable">{text}</span>
        <IconButton label={t('data.closeLetter')} icon={<X size={14} />} onClick={onClose} />
      </header>
      {remedy === null ? null : <p className="is-second">{remedy}</p>}
      <pre className="copyable" tabIndex={0}>
        {letter.raw}
      </pre>
    </section>
  );
}

interface FilterProps {
  readonly label: string;
  readonly values: readonly string[];
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
}

function Filter({ label, values, value, onChange }: FilterProps) {
  const { t } = useTranslation();
  return (
    <label className="data-filter">
      <span className="is-second">{label}</span>
      <select
        value={value ?? ''}
        onChange={(event) => {
          onChange(event.target.value === '' ? null : event.target.value);
        }}
      >
        <option value="">{t('data.all')}</option>
        {values.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
    </label>
  );
}

/** Values that were seen so far: one that is chosen stays to be chosen. */
function useSeen(found: readonly string[]): readonly string[] {
  const [seen, setSeen] = useState<readonly string[]>([]);
  const fresh = [...new Set(found)].filter((value) => !seen.includes(value));
  if (fresh.length === 0) return seen;
  const all = [...seen, ...fresh].sort();
  setSeen(all);
  return all;
}

export function DeadLettersView() {
  const { t } = useTranslation();
  const offsetS = useShownOffset();
  const count = useDesk((s) => s.desk.deadLetters);
  const [code, setCode] = useState<string | null>(null);
  const [source, setSource] = useState<string | null>(null);
  const [openId, setOpenId] = useState<string | null>(null);
  const load = useCallback(() => loadDeadLetters(LETTERS_MAX, { code, source }), [code, source]);
  const { rows, failure, reload } = useList(load, count);
  const codes = useSeen((rows ?? []).map((row) => row.code));
  const sources = useSeen((rows ?? []).map((row) => row.source));
  const columns = useMemo(() => makeColumns(t, offsetS, setOpenId), [t, offsetS]);
  const letter = rows?.find(({ id }) => id === openId) ?? null;
  if (failure !== null) return <LoadFailed title={t('data.failedTitle')} failure={failure} onRetry={reload} />;
  const isFiltered = code !== null || source !== null;
  const empty = isFiltered ? (
    <EmptyState icon={<Search size={20} />} title={t('data.noneTitle')} text={t('data.noneText')} />
  ) : (
    <EmptyState icon={<MailCheck size={20} />} title={t('data.emptyTitle')} text={t('data.emptyText')} />
  );
  return (
    <div className="letters">
      {codes.length === 0 ? null : (
        <div className="data-filters">
          <Filter label={t('data.code')} values={codes} value={code} onChange={setCode} />
          <Filter label={t('data.source')} values={sources} value={source} onChange={setSource} />
        </div>
      )}
      <div className="letters-list">
        <DataTable
          label={t('data.quarantined')}
          columns={columns}
          rows={rows ?? []}
          rowKey={(row) => row.id}
          isChosen={(row) => row.id === openId}
          moreLabel={(hidden) => t('app.more', { count: hidden })}
          empty={empty}
        />
      </div>
      {letter === null ? null : (
        <Letter
          letter={letter}
          onClose={() => {
            setOpenId(null);
          }}
        />
      )}
    </div>
  );
}
