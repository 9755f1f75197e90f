// Joins one chart to the structure of its series: asked for while a kind is switched on, again with each new bar, and
// at least each minute, so that the engine keeps it warm.

import { STRUCTURE_KINDS, type StructureFinding, type StructureKind, type Timeframe } from '#core/model';
import { loadStructure } from '#renderer/engine';
import { useConnection, useStructureKinds } from '#renderer/state';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PriceChart } from './price-chart.ts';
import type { SeriesData } from './series-data.ts';

const LOOK_MS = 1_000;
const KEEP_MS = 60_000;

interface Asker {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly kinds: readonly StructureKind[];
  readonly bars: SeriesData;
  readonly onFindings: (findings: readonly StructureFinding[]) => void;
}

/** Asks until it is stopped; an answer that comes after is let go. */
function startAsking({ symbol, timeframe, kinds, bars, onFindings }: Asker): () => void {
  let isStopped = false;
  let isAsking = false;
  let asOfMs: number | null = null;
  let answeredAt = -Infinity;
  const look = async (): Promise<void> => {
    // The newest bar of a chart forms: what is known reaches its open.
    const openMs = bars.last?.time ?? null;
    const isOld = performance.now() - answeredAt > KEEP_MS || (openMs !== null && openMs > (asOfMs ?? -Infinity));
    if (isAsking || !isOld) return;
    isAsking = true;
    const outcome = await loadStructure({ symbol, timeframe }, kinds);
    isAsking = false;
    if (isStopped) return;
    answeredAt = performance.now();
    if (!outcome.ok) return;
    // Over closed hours no bar reaches the last one's open: what was answered for it is not asked for again.
    asOfMs = Math.max(outcome.value.asOfMs ?? -Infinity, openMs ?? -Infinity);
    onFindings(outcome.value.findings);
  };
  void look();
  const timer = window.setInterval(() => { void look(); }, LOOK_MS);
  return () => {
    isStopped = true;
    window.clearInterval(timer);
  };
}

/** What is drawn now: findings of the kinds that are switched on. */
export function useStructure(
  chart: PriceChart | null, bars: SeriesData, symbol: string, timeframe: Timeframe,
): readonly StructureFinding[] {
  const { t } = useTranslation();
  const kinds = useStructureKinds((s) => s.kinds);
  const isOpen = useConnection((s) => s.phase === 'open');
  const [findings, setFindings] = useState<readonly StructureFinding[]>([]);
  const wanted = STRUCTURE_KINDS.filter((kind) => kinds.includes(kind)).join();
  useEffect(() => {
    setFindings([]);
  }, [symbol, timeframe, wanted]);
  useEffect(() => {
    if (wanted === '' || !isOpen) return undefined;
    return startAsking({
      symbol, timeframe, kinds: wanted.split(',') as StructureKind[], bars, onFindings: setFindings,
    });
  }, [symbol, timeframe, wanted, isOpen, bars]);
  useEffect(() => {
    chart?.structure.set(findings.map((finding) => ({ finding, label: t(`structure.short.${finding.form}`) })));
  }, [chart, findings, t]);
  return findings;
}
