// Where bars are missing: a stripe over the place, with a hint that says from when to when and what is done about it.
// The time axis has no room for what is not there, so a stripe stands between the bars around the gap.

import type { GapResource } from '#core/contract';
import { useShownOffset } from '#renderer/state';
import { formatDateTime } from '#renderer/ui';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PriceChart } from './price-chart.ts';

interface GapStripesProps {
  readonly chart: PriceChart | null;
  readonly gaps: readonly GapResource[];
}

/** Counts the moves of the chart's time axis: places on it are looked up anew then. */
function useMoves(chart: PriceChart | null, isNeeded: boolean): void {
  const [, setMoves] = useState(0);
  useEffect(() => {
    if (chart === null || !isNeeded) return undefined;
    return chart.onMove(() => {
      setMoves((n) => n + 1);
    });
  }, [chart, isNeeded]);
}

export function GapStripes({ chart, gaps }: GapStripesProps) {
  const { t } = useTranslation();
  const offsetS = useShownOffset();
  useMoves(chart, gaps.length > 0);
  if (chart === null) return null;
  return (
    <>
      {gaps.map((gap) => {
        const place = chart.placeOf(gap.from, gap.to);
        if (place === null) return null;
        const words = t('gaps.stripe', {
          state: t(`gaps.states.${gap.state}`),
          from: formatDateTime(gap.from, offsetS, false),
          to: formatDateTime(gap.to, offsetS, false),
        });
        return (
          <div
            key={`${String(gap.from)} ${gap.state}`}
            className="gap-stripe"
            role="img"
            aria-label={words}
            data-tip={words}
            data-state={gap.state}
            style={{ left: place.left, width: place.width }}
          />
        );
      })}
    </>
  );
}
