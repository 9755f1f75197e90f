// "The 20 most similar past situations and what came next": the question's three choices, the distribution of what
// came next beside that of all past windows, and the situations themselves.

import type { SimilarResource } from '#core/contract';
import { TIMEFRAMES, type Timeframe } from '#core/model';
import { loadSimilar } from '#renderer/engine';
import { useLook, useShownOffset } from '#renderer/state';
import { Button, DataTable, EmptyState, formatDateTime, formatFixed, formatPercent, type Column } from '#renderer/ui';
import type { TFunction } from 'i18next';
import { History } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { figureColumn, quietColumn } from '../columns.tsx';
import { LoadFailed } from '../data/load-failed.tsx';
import { useAnswer } from '../use-answer.ts';
import { Spark } from './spark.tsx';

const LOOK_MS = 15_000;
const COUNT = 20;
const WINDOWS = [16, 32, 64, 128] as const;
const HORIZONS = [6, 12, 24, 48] as const;

type Situation = SimilarResource['situations'][number];

interface ChoiceProps<T extends string | number> {
  readonly label: string;
  readonly values: readonly T[];
  readonly chosen: T;
  readonly onChoose: (value: T) => void;
}

function Choice<T extends string | number>({ label, values, chosen, onChoose }: ChoiceProps<T>) {
  return (
    <div className="similar-choice" role="group" aria-label={label}>
      <span className="is-second">{label}</span>
      {values.map((value) => (
        <Button
          key={value}
          kind={value === chosen ? 'plain' : 'quiet'}
          aria-pressed={value === chosen}
          onClick={() => {
            onChoose(value);
          }}
        >
          {String(value)}
        </Button>
      ))}
    </div>
  );
}

const atr = (value: number): string => formatFixed(value, 2, 'always');
const share = (value: number): string => formatPercent(value * 100);

function Distribution({ value }: { readonly value: SimilarResource }) {
  const { t } = useTranslation();
  const offsetS = useShownOffset();
  const { neighbours, everything } = value;
  return (
    <div className="similar-told">
      {neighbours === null ? null : (
        <>
          <strong data-figure="share-up">
            {t('similar.share', { up: neighbours.up, count: neighbours.count, share: share(neighbours.shareUp) })}
          </strong>
          <span>
            {t('similar.interval', { low: share(neighbours.shareUpLow), high: share(neighbours.shareUpHigh) })}
          </span>
          <span>
            {t('similar.typical', {
              median: atr(neighbours.median),
              p25: atr(neighbours.p25),
              p75: atr(neighbours.p75),
            })}
          </span>
        </>
      )}
      {everything === null ? null : (
        <span className="is-second">
          {t('similar.base', {
            count: formatFixed(everything.count, 0),
            share: share(everything.shareUp),
            mean: atr(everything.mean),
          })}
        </span>
      )}
      <span className="is-second">
        {t('similar.searched', {
          bars: formatFixed(value.bars, 0),
          time: formatDateTime(value.knownMs, offsetS, false),
        })}
      </span>
    </div>
  );
}

function makeColumns(t: TFunction, offsetS: number): readonly Column<Situation>[] {
  return [
    quietColumn('when', t('similar.when'), (one) => formatDateTime(one.endMs, offsetS, false), { width: '136px' }),
    figureColumn('similarity', t('similar.similarity'), (one) => formatFixed(one.correlation, 3), {
      width: '88px',
      tip: () => t('similar.similarityTip'),
    }),
    {
      key: 'shape',
      head: t('similar.shape'),
      cell: (one) => <Spark shape={one.shape} after={one.after} />,
    },
    {
      key: 'outcome',
      head: t('similar.outcome'),
      align: 'right',
      width: '104px',
      tip: () => t('similar.outcomeTip'),
      cell: ({ outcome }) => (
        <span className={`figure ${outcome < 0 ? 'is-down' : 'is-up'}`}>{atr(outcome)}</span>
      ),
    },
  ];
}

function Found({ value }: { readonly value: SimilarResource }) {
  const { t } = useTranslation();
  const offsetS = useShownOffset();
  const columns = useMemo(() => makeColumns(t, offsetS), [t, offsetS]);
  return (
    <>
      <Distribution value={value} />
      <DataTable
        label={t('similar.label')}
        columns={columns}
        rows={value.situations}
        rowKey={(one) => String(one.endMs)}
        moreLabel={(count) => t('app.more', { count })}
        empty={<Nothing />}
      />
    </>
  );
}

function Nothing() {
  const { t } = useTranslation();
  return <EmptyState icon={<History size={20} />} title={t('similar.emptyTitle')} text={t('similar.emptyText')} />;
}

interface SearchProps {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly windowBars: number;
  readonly horizon: number;
}

function Search({ symbol, timeframe, windowBars, horizon }: SearchProps) {
  const { t } = useTranslation();
  const { value, failure, reload } = useAnswer(
    useCallback(
      () => loadSimilar({ symbol, timeframe }, windowBars, horizon, COUNT),
      [symbol, timeframe, windowBars, horizon],
    ),
    LOOK_MS,
  );
  if (failure?.code === 'PATTERNS_TOO_FEW_BARS') return <Nothing />;
  if (failure !== null) return <LoadFailed title={t('similar.failedTitle')} failure={failure} onRetry={reload} />;
  return value === null ? <EmptyState title={t('similar.loading')} /> : <Found value={value} />;
}

export function SimilarPanel() {
  const { t } = useTranslation();
  const symbol = useLook((s) => s.symbol);
  const [timeframe, setTimeframe] = useState<Timeframe>('M5');
  const [windowBars, setWindowBars] = useState<number>(32);
  const [horizon, setHorizon] = useState<number>(12);
  if (symbol === null) {
    return (
      <EmptyState icon={<History size={20} />} title={t('similar.noSymbolTitle')} text={t('similar.noSymbolText')} />
    );
  }
  return (
    <div className="similar-panel">
      <div className="similar-choices">
        <Choice label={t('similar.timeframe')} values={TIMEFRAMES} chosen={timeframe} onChoose={setTimeframe} />
        <Choice label={t('similar.window')} values={WINDOWS} chosen={windowBars} onChoose={setWindowBars} />
        <Choice label={t('similar.horizon')} values={HORIZONS} chosen={horizon} onChoose={setHorizon} />
      </div>
      <Search symbol={symbol} timeframe={timeframe} windowBars={windowBars} horizon={horizon} />
    </div>
  );
}
