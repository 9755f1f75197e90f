// The six timeframes whole: the number and its sentence, a row for each timeframe, conflicts by name, what emerges, and
// how neighbouring timeframes go together.

import type { TimeframesResource } from '#core/contract';
import type { TimeframeWords } from '#core/model';
import { useLook, useShownOffset } from '#renderer/state';
import { DataTable, EmptyState, formatDateTime, formatFixed, formatPercent, type Column } from '#renderer/ui';
import type { TFunction } from 'i18next';
import { Layers } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { figureColumn, quietColumn } from '../columns.tsx';
import { LoadFailed } from '../data/load-failed.tsx';
import { LeanText } from './lean-text.tsx';
import { structureWord } from './timeframe-strip.tsx';
import { useTimeframes } from './use-timeframes.ts';

type Cell = TimeframesResource['cells'][number];

function volatilityText({ volatilityPct, volatilityRank }: Cell): string {
  const rank = formatPercent(volatilityRank === null ? null : volatilityRank * 100);
  return `${formatFixed(volatilityPct, 3)} · ${rank}`;
}

function makeColumns(t: TFunction, offsetS: number): readonly Column<Cell>[] {
  const tip = (text: string) => ({ tip: () => text });
  const level = tip(t('timeframes.levelTip'));
  return [
    quietColumn('timeframe', t('timeframes.timeframe'), (cell) => cell.timeframe),
    { key: 'trend', head: t('timeframes.trend'), align: 'right', cell: (cell) => <LeanText value={cell.trend} /> },
    {
      key: 'momentum',
      head: t('timeframes.momentum'),
      align: 'right',
      cell: (cell) => <LeanText value={cell.momentum} />,
    },
    figureColumn('volatility', t('timeframes.volatility'), volatilityText, tip(t('timeframes.volatilityTip'))),
    quietColumn('structure', t('timeframes.structure'), (cell) => structureWord(t, cell.structure), { width: '144px' }),
    figureColumn('above', t('timeframes.above'), (cell) => formatFixed(cell.levelAbove, 1), level),
    figureColumn('below', t('timeframes.below'), (cell) => formatFixed(cell.levelBelow, 1), level),
    figureColumn('weight', t('timeframes.weight'), (cell) => formatPercent(cell.weight * 100)),
    quietColumn('asOf', t('timeframes.asOf'), (cell) => formatDateTime(cell.asOfMs, offsetS, false), {
      width: '128px',
    }),
  ];
}

interface ToldProps {
  readonly title: string;
  readonly none: string;
  readonly lines: readonly string[];
}

function Told({ title, none, lines }: ToldProps) {
  return (
    <section className="told">
      <h3>{title}</h3>
      {lines.length === 0 ? <p className="is-second">{none}</p> : null}
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  );
}

function Correlations({ value }: { readonly value: TimeframesResource }) {
  const { t } = useTranslation();
  return (
    <section className="told">
      <h3>{t('timeframes.correlation')}</h3>
      <dl className="told-pairs">
        {value.correlations.map(({ fast, slow, correlation, ofWalk }) => (
          <div key={fast} data-tip={t('timeframes.correlationTip', { walk: formatFixed(ofWalk, 2) })}>
            <dt>{`${fast} · ${slow}`}</dt>
            <dd className="figure">{formatFixed(correlation, 2)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Together({ value, words }: { readonly value: TimeframesResource; readonly words: TimeframeWords }) {
  const { t } = useTranslation();
  const offsetS = useShownOffset();
  const columns = useMemo(() => makeColumns(t, offsetS), [t, offsetS]);
  return (
    <div className="timeframes-panel">
      <p className="timeframes-head">
        <span className="timeframes-score figure" data-figure="score">
          {formatFixed(value.score, 0, 'always')}
        </span>
        <span className="timeframes-sentence">{words.sentence}</span>
      </p>
      {words.notReady.length === 0 ? null : (
        <p className="timeframes-missing is-warning">{words.notReady.join(' · ')}</p>
      )}
      <div className="timeframes-body">
        <DataTable
          label={t('timeframes.label')}
          columns={columns}
          rows={value.cells}
          rowKey={(cell) => cell.timeframe}
          moreLabel={(count) => t('app.more', { count })}
          empty={null}
        />
        <div className="told-row">
          <Told title={t('timeframes.conflicts')} none={t('timeframes.noConflicts')} lines={words.conflicts} />
          <Told title={t('timeframes.emerging')} none={t('timeframes.noEmerging')} lines={words.emergences} />
          <Correlations value={value} />
        </div>
      </div>
    </div>
  );
}

function OfSymbol({ symbol }: { readonly symbol: string }) {
  const { t } = useTranslation();
  const { value, words, failure, reload } = useTimeframes(symbol);
  if (failure !== null) return <LoadFailed title={t('timeframes.failedTitle')} failure={failure} onRetry={reload} />;
  if (value === null || words === null) return <EmptyState title={t('app.loading')} />;
  return <Together value={value} words={words} />;
}

export function TimeframesPanel() {
  const { t } = useTranslation();
  const symbol = useLook((s) => s.symbol);
  if (symbol !== null) return <OfSymbol symbol={symbol} />;
  return (
    <EmptyState icon={<Layers size={20} />} title={t('timeframes.emptyTitle')} text={t('timeframes.emptyText')} />
  );
}
