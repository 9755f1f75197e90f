// What stands in the charts' header: the symbol they are linked to, its price, spread, money per pip, and the clock
// of the axes.

import { board, digitsOf, setLook, useAccount, useCurrency, useInstrument, useLook } from '#renderer/state';
import { formatMoneyWith, formatPips, formatZone, hasTenthPip, pipPoints, splitPrice, UNKNOWN } from '#renderer/ui';
import { ChartSpline, ChevronDown } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

function HotPrice({ symbol, digits }: { readonly symbol: string; readonly digits: number }) {
  const host = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const write = (): void => {
      const quote = board.quote(symbol);
      const [bid, bidSmall] = splitPrice(quote?.bid, digits);
      const [ask, askSmall] = splitPrice(quote?.ask, digits);
      const spread = quote === null ? UNKNOWN : formatPips(quote.ask - quote.bid, digits);
      const parts = [bid, bidSmall, ask, askSmall, spread];
      host.current?.querySelectorAll<HTMLElement>('[data-hot]').forEach((element, i) => {
        element.textContent = parts[i] ?? '';
      });
    };
    write();
    return board.onQuote(symbol, write);
  }, [symbol, digits]);
  const { t } = useTranslation();
  return (
    <span className="charts-price" ref={host}>
      <span className="figure">
        <span data-hot="" />
        <span className="figure-small" data-hot="" />
      </span>
      <span className="is-second">/</span>
      <span className="figure">
        <span data-hot="" />
        <span className="figure-small" data-hot="" />
      </span>
      <span className="charts-fact">
        <span className="is-second">{t('chart.spread')}</span> <span className="figure" data-hot="" />
      </span>
    </span>
  );
}

export function ChartsHeader() {
  const { t } = useTranslation();
  const symbol = useLook((s) => s.symbol);
  const instrument = useInstrument(symbol);
  const currency = useCurrency();
  if (symbol === null) return null;
  const digits = digitsOf(instrument, board.quote(symbol)?.bid);
  const perPip =
    instrument === null || instrument.tickSize <= 0
      ? null
      : (instrument.tickValue / instrument.tickSize) * instrument.point * pipPoints(digits);
  const money = formatMoneyWith(perPip, currency);
  return (
    <div className="charts-header">
      <button
        type="button"
        className="charts-symbol"
        aria-label={`${symbol}, ${t('keys.symbol')}`}
        data-tip={t('keys.symbol')}
        onClick={() => {
          setLook({ overlay: 'symbols' });
        }}
      >
        {symbol}
        <ChevronDown size={12} aria-hidden="true" />
      </button>
      <button
        type="button"
        className="charts-symbol charts-add"
        aria-label={t('study.add')}
        data-tip={`${t('study.add')} (I)`}
        onClick={() => {
          setLook({ overlay: 'studies' });
        }}
      >
        <ChartSpline size={14} aria-hidden="true" />
      </button>
      <HotPrice symbol={symbol} digits={digits} />
      {perPip === null ? null : (
        <span className="charts-fact is-second figure">
          {hasTenthPip(digits) ? t('chart.perPip', { money }) : t('chart.perPoint', { money })}
        </span>
      )}
    </div>
  );
}

export function AxisClockToggle() {
  const { t } = useTranslation();
  const clock = useLook((s) => s.axisClock);
  const account = useAccount();
  const zone = formatZone(account?.offsetS ?? 0);
  return (
    <button
      type="button"
      className="button button-quiet axis-clock"
      data-tip={t('chart.timeTip')}
      onClick={() => {
        setLook({ axisClock: clock === 'broker' ? 'utc' : 'broker' });
      }}
    >
      {clock === 'broker' ? `${t('chart.brokerTime')} ${zone}` : t('chart.utcTime')}
    </button>
  );
}
