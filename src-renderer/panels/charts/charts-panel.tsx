// Six linked charts of the chosen symbol, three by two; one of them may fill the panel.

import type { GapResource } from '#core/contract';
import { TIMEFRAMES, type Timeframe } from '#core/model';
import { ChartCell } from '#renderer/chart';
import { focusedSignal, setLook, useDesk, useLook } from '#renderer/state';
import { Button, EmptyState } from '#renderer/ui';
import { CandlestickChart } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { TimeframeStrip } from '../timeframes/timeframe-strip.tsx';
import { linesOf, marksOf } from './chart-marks.ts';
import { useGaps } from './use-gaps.ts';

/** On bars of hours and days the marks of single trades would cover each other. */
const MARKED: ReadonlySet<Timeframe> = new Set(['M1', 'M5', 'M15']);

function useAccountDrawings(symbol: string, timeframe: Timeframe) {
  const { t } = useTranslation();
  const signals = useDesk((s) => s.desk.signals);
  const positions = useDesk((s) => s.desk.positions);
  const trades = useDesk((s) => s.desk.trades);
  const focusedId = useLook((s) => s.focusedSignalId);
  const card = focusedSignal(signals, focusedId);
  const lineKey = [...positions.values()]
    .map((p) => `${p.id}:${String(p.priceOpen)}:${String(p.sl)}:${String(p.tp)}`)
    .join();
  const lines = useMemo(
    () =>
      linesOf(symbol, card, positions.values(), {
        entry: t('chart.entry'),
        stop: t('chart.stop'),
        target: t('chart.target'),
      }),
    // A position is marked to market with every tick; its lines only change with its prices.
    [symbol, card, lineKey, t],
  );
  const isFine = MARKED.has(timeframe);
  const marks = useMemo(
    () => (isFine ? marksOf(symbol, trades.values(), signals.values()) : []),
    [isFine, symbol, trades, signals],
  );
  return { lines, marks };
}

/** Gaps of one timeframe that are still gaps. */
function openGaps(gaps: readonly GapResource[], timeframe: Timeframe): readonly GapResource[] {
  return gaps.filter((gap) => gap.timeframe === timeframe && gap.state !== 'filled');
}

interface CellProps {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly gaps: readonly GapResource[];
}

function Cell({ symbol, timeframe, gaps }: CellProps) {
  const { lines, marks } = useAccountDrawings(symbol, timeframe);
  const own = useMemo(() => openGaps(gaps, timeframe), [gaps, timeframe]);
  const isFocused = useLook((s) => s.focusedTimeframe === timeframe);
  const isEnlarged = useLook((s) => s.enlargedTimeframe === timeframe);
  return (
    <ChartCell
      symbol={symbol}
      timeframe={timeframe}
      lines={lines}
      marks={marks}
      gaps={own}
      isFocused={isFocused && !isEnlarged}
      isEnlarged={isEnlarged}
      onFocus={() => {
        setLook({ focusedTimeframe: timeframe });
      }}
      onEnlarge={() => {
        setLook({ focusedTimeframe: timeframe, enlargedTimeframe: isEnlarged ? null : timeframe });
      }}
    />
  );
}

function NoSymbol() {
  const { t } = useTranslation();
  const hasMarket = useDesk((s) => s.symbols.size > 0);
  if (!hasMarket) {
    return (
      <EmptyState
        icon={<CandlestickChart size={20} />}
        title={t('chart.noMarketTitle')}
        text={t('chart.noMarketText')}
        action={
          <Button
            kind="primary"
            onClick={() => {
              setLook({ overlay: 'connect' });
            }}
          >
            {t('chart.connect')}
          </Button>
        }
      />
    );
  }
  return (
    <EmptyState
      icon={<CandlestickChart size={20} />}
      title={t('chart.noSymbolTitle')}
      text={t('chart.noSymbolText')}
    />
  );
}

export function ChartsPanel() {
  const symbol = useLook((s) => s.symbol);
  const enlarged = useLook((s) => s.enlargedTimeframe);
  const gaps = useGaps(symbol);
  if (symbol === null) return <NoSymbol />;
  return (
    <div className="charts-body">
      <TimeframeStrip symbol={symbol} />
      <div className="chart-grid" data-enlarged={enlarged ?? undefined}>
        {TIMEFRAMES.filter((timeframe) => enlarged === null || enlarged === timeframe).map((timeframe) => (
          <Cell key={timeframe} symbol={symbol} timeframe={timeframe} gaps={gaps} />
        ))}
      </div>
    </div>
  );
}

/** One timeframe in a panel of its own. */
export function SingleChartPanel({ timeframe }: { readonly timeframe: Timeframe }) {
  const symbol = useLook((s) => s.symbol);
  const { lines, marks } = useAccountDrawings(symbol ?? '', timeframe);
  const gaps = useGaps(symbol);
  const own = useMemo(() => openGaps(gaps, timeframe), [gaps, timeframe]);
  if (symbol === null) return <NoSymbol />;
  return (
    <div className="chart-grid" data-enlarged="">
      <ChartCell
        symbol={symbol}
        timeframe={timeframe}
        lines={lines}
        marks={marks}
        gaps={own}
        isFocused={false}
        isEnlarged={false}
        onFocus={() => undefined}
        onEnlarge={() => undefined}
      />
    </div>
  );
}
