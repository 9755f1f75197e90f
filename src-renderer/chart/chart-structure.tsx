// The structure of one chart: kept up to date on the canvas, and the words about the drawing under the pointer: its
// name, score, since when it was known, and how it ended.

import type { Timeframe } from '#core/model';
import { useShownOffset } from '#renderer/state';
import { formatDateTime } from '#renderer/ui';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PriceChart, StructureUnder } from './price-chart.ts';
import type { SeriesData } from './series-data.ts';
import { useStructure } from './use-structure.ts';

function Tip({ under }: { readonly under: StructureUnder }) {
  const { t } = useTranslation();
  const offsetS = useShownOffset();
  const { finding, x, y, isRight } = under;
  const { form, score, confirmedMs, endedMs, ending } = finding;
  return (
    <div className="structure-tip" data-right={isRight ? '' : undefined} role="status" style={{ left: x, top: y }}>
      <span>{t(`structure.forms.${form}`)}</span>
      <span className="figure">{t('structure.score', { score: Math.round(score * 100) })}</span>
      <span className="is-second">{t('structure.known', { time: formatDateTime(confirmedMs, offsetS, false) })}</span>
      {endedMs === null || ending === null ? null : (
        <span className="is-second">
          {t(`structure.endings.${ending}`, { time: formatDateTime(endedMs, offsetS, false) })}
        </span>
      )}
    </div>
  );
}

interface ChartStructureProps {
  readonly chart: PriceChart | null;
  readonly bars: SeriesData;
  readonly symbol: string;
  readonly timeframe: Timeframe;
}

export function ChartStructure({ chart, bars, symbol, timeframe }: ChartStructureProps) {
  const findings = useStructure(chart, bars, symbol, timeframe);
  const [under, setUnder] = useState<StructureUnder | null>(null);
  useEffect(() => chart?.onStructureHover(setUnder), [chart]);
  return (
    <div data-findings={findings.length}>
      {under === null ? null : <Tip under={under} />}
    </div>
  );
}
