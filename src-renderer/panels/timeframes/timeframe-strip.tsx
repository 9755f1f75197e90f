// One line over the six charts: the number, a cell for each timeframe (a click puts its chart in focus), and what is
// to be said in a sentence, which opens the whole panel.

import type { TimeframesResource } from '#core/contract';
import { setLook, useAccountNow, useLook, useShownOffset } from '#renderer/state';
import { formatAge, formatClock, formatFixed, formatPercent, UNKNOWN } from '#renderer/ui';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { formatReading, LeanText } from './lean-text.tsx';
import { useTimeframes } from './use-timeframes.ts';

type Cell = TimeframesResource['cells'][number];

export function structureWord(t: TFunction, structure: number | null): string {
  if (structure === null) return UNKNOWN;
  if (structure === 0) return t('timeframes.mixed');
  return structure > 0 ? t('timeframes.rising') : t('timeframes.falling');
}

function cellTip(t: TFunction, cell: Cell, why: string | undefined, offsetS: number): string {
  if (cell.notReady !== null) return why ?? '';
  return t('timeframes.cellTip', {
    trend: formatReading(cell.trend),
    momentum: formatReading(cell.momentum),
    volatility: formatPercent(cell.volatilityRank === null ? null : cell.volatilityRank * 100),
    structure: structureWord(t, cell.structure),
    time: formatClock(cell.asOfMs, offsetS).slice(0, 5),
  });
}

function StripCell({ cell, why }: { readonly cell: Cell; readonly why: string | undefined }) {
  const { t } = useTranslation();
  const offsetS = useShownOffset();
  const isFocused = useLook((s) => s.focusedTimeframe === cell.timeframe);
  const tip = cellTip(t, cell, why, offsetS);
  return (
    <button
      type="button"
      className="strip-cell"
      data-timeframe={cell.timeframe}
      data-ready={cell.notReady === null ? '' : undefined}
      aria-pressed={isFocused}
      aria-label={`${cell.timeframe}: ${tip}`}
      data-tip={tip}
      onClick={() => {
        setLook({ focusedTimeframe: isFocused ? null : cell.timeframe });
      }}
    >
      <span className="strip-name">{cell.timeframe}</span>
      <LeanText value={cell.trend} />
    </button>
  );
}

/** When the newest bar closed, by the account's clock. */
function Freshness({ asOfMs }: { readonly asOfMs: number | null }) {
  const { t } = useTranslation();
  const now = useAccountNow();
  if (asOfMs === null) return null;
  const age = formatAge(Math.max(0, now - asOfMs));
  return (
    <span className="strip-age figure is-second" data-tip={t('timeframes.age', { age })}>
      {age}
    </span>
  );
}

export function TimeframeStrip({ symbol }: { readonly symbol: string }) {
  const { t } = useTranslation();
  const { value, words } = useTimeframes(symbol);
  const missing = words === null ? [] : [...words.notReady];
  const whyOf = (cell: Cell): string | undefined => missing.find((text) => text.startsWith(`${cell.timeframe}:`));
  const share = value?.agreement ?? null;
  const agreement = formatPercent(share === null ? null : share * 100);
  return (
    <div className="timeframe-strip" role="group" aria-label={t('timeframes.strip', { symbol })}>
      <span className="strip-score figure" data-figure="score" data-tip={t('timeframes.scoreTip', { agreement })}>
        {formatFixed(value?.score ?? null, 0, 'always')}
      </span>
      {value?.cells.map((cell) => <StripCell key={cell.timeframe} cell={cell} why={whyOf(cell)} />)}
      <button
        type="button"
        className="strip-sentence"
        data-tip={words?.sentence}
        aria-label={`${words?.sentence ?? ''} ${t('timeframes.open')}`}
        onClick={() => {
          setLook({ askedPanel: 'timeframes' });
        }}
      >
        {words?.sentence ?? ''}
      </button>
      <Freshness asOfMs={value?.asOfMs ?? null} />
    </div>
  );
}
