// Bars made from ticks beside the broker's own of the same time, for the chosen symbol and the focused timeframe.

import type { BarDifferences } from '#core/contract';
import type { Timeframe } from '#core/model';
import { loadDifferences, type RequestFailure } from '#renderer/engine';
import { describeCode } from '#renderer/i18n';
import { board, digitsOf, useConnection, useInstrument, useLook, useShownOffset } from '#renderer/state';
import { DataTable, EmptyState, formatDateTime, formatFixed, formatPrice, type Column } from '#renderer/ui';
import type { TFunction } from 'i18next';
import { CircleCheck, TriangleAlert } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { figureColumn, quietColumn } from '../columns.tsx';

const ROWS_MAX = 500;
const LOOK_MS = 5_000;

type Difference = BarDifferences['items'][number];

const NONE: BarDifferences = { compared: 0, differentPrices: 0, differentVolumes: 0, items: [] };

function useDifferences(symbol: string | null, timeframe: Timeframe) {
  const isOpen = useConnection((s) => s.phase === 'open');
  const [found, setFound] = useState<BarDifferences>(NONE);
  const [failure, setFailure] = useState<RequestFailure | null>(null);
  useEffect(() => {
    setFound(NONE);
    if (symbol === null || !isOpen) return undefined;
    let isRunning = true;
    const load = async (): Promise<void> => {
      const outcome = await loadDifferences({ symbol, timeframe }, ROWS_MAX);
      if (!isRunning) return;
      if (outcome.ok) setFound(outcome.value);
      setFailure(outcome.ok ? null : outcome.failure);
    };
    void load();
    const timer = window.setInterval(() => {
      void load();
    }, LOOK_MS);
    return () => {
      isRunning = false;
      window.clearInterval(timer);
    };
  }, [symbol, timeframe, isOpen]);
  return { found, failure };
}

function makeColumns(t: TFunction, offsetS: number, digits: number): readonly Column<Difference>[] {
  const prices = (bar: Difference['own']): string =>
    [bar.open, bar.high, bar.low, bar.close].map((price) => formatPrice(price, digits)).join(' ');
  return [
    quietColumn('time', t('gaps.time'), ({ own }) => formatDateTime(own.time, offsetS, false), { width: '136px' }),
    figureColumn('own', `${t('gaps.own')}: ${t('gaps.values')}`, ({ own }) => prices(own)),
    figureColumn('broker', `${t('gaps.broker')}: ${t('gaps.values')}`, ({ broker }) => prices(broker)),
    figureColumn('ownVolume', `${t('gaps.own')}: ${t('gaps.volume')}`, ({ own }) => formatFixed(own.tickVolume, 0)),
    figureColumn('brokerVolume', `${t('gaps.broker')}: ${t('gaps.volume')}`, ({ broker }) =>
      formatFixed(broker.tickVolume, 0),
    ),
  ];
}

export function BarsComparedView() {
  const { t } = useTranslation();
  const offsetS = useShownOffset();
  const symbol = useLook((s) => s.symbol);
  const timeframe = useLook((s) => s.focusedTimeframe) ?? 'M1';
  const digits = digitsOf(useInstrument(symbol ?? ''), symbol === null ? undefined : board.quote(symbol)?.bid);
  const { found, failure } = useDifferences(symbol, timeframe);
  const columns = useMemo(() => makeColumns(t, offsetS, digits), [t, offsetS, digits]);
  const empty =
    failure === null ? (
      <EmptyState icon={<CircleCheck size={20} />} title={t('gaps.sameTitle')} text={t('gaps.sameText')} />
    ) : (
      <EmptyState
        tone="danger"
        icon={<TriangleAlert size={20} />}
        title={t('gaps.compareFailedTitle')}
        text={describeCode(failure.code, failure.text).text}
      />
    );
  return (
    <div className="data-view">
      <div className="data-line">
        <span className="figure is-second" data-figure="compared">
          {t('gaps.compared', {
            symbol: symbol ?? '–',
            timeframe,
            compared: formatFixed(found.compared, 0),
            prices: formatFixed(found.differentPrices, 0),
            volumes: formatFixed(found.differentVolumes, 0),
          })}
        </span>
      </div>
      <DataTable
        label={t('gaps.compare')}
        columns={columns}
        rows={found.items}
        rowKey={({ own }) => String(own.time)}
        moreLabel={(count) => t('app.more', { count })}
        empty={empty}
      />
    </div>
  );
}
