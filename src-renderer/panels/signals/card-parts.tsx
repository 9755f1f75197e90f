// The rows of an approve card, each with one thing to say.

import type { CardResource, SignalResource } from '#core/contract';
import { board, setLook, useAccountNow, useCurrency, useDesk, useShownOffset } from '#renderer/state';
import {
  Meter,
  NumberField,
  PriceText,
  Ring,
  formatAge,
  formatClock,
  formatCountdown,
  formatFixed,
  formatLots,
  formatMoney,
  formatPercent,
  formatPips,
  hasTenthPip,
  UNKNOWN,
} from '#renderer/ui';
import { useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { SideText } from '../side-text.tsx';
import { setChange } from './card-actions.ts';

export function CardHead({ signal, volume }: { readonly signal: SignalResource; readonly volume: number | null }) {
  const { t } = useTranslation();
  const now = useAccountNow(250);
  const leftMs = Math.max(0, signal.expiresMs - now);
  const share = leftMs / Math.max(1, signal.expiresMs - signal.createdMs);
  const text = formatCountdown(leftMs);
  return (
    <header className="card-head">
      <div className="card-title">
        <SideText side={signal.side} />
        <button
          type="button"
          className="card-symbol"
          data-tip={t('signals.chartSignal')}
          onClick={() => {
            setLook({ symbol: signal.symbol });
          }}
        >
          {signal.symbol}
        </button>
        {volume === null ? null : (
          <span className="card-volume figure">{t('signals.lots', { volume: formatLots(volume) })}</span>
        )}
      </div>
      <Ring
        share={share}
        tone={share < 0.1 ? 'down' : share < 0.25 ? 'warning' : 'accent'}
        label={t('signals.left', { time: text })}
      >
        {text}
      </Ring>
    </header>
  );
}

export function CardLevels({ signal, digits }: { readonly signal: SignalResource; readonly digits: number }) {
  const { t } = useTranslation();
  useAccountNow(250);
  const quote = board.quote(signal.symbol);
  const price = quote === null ? null : signal.side === 'buy' ? quote.ask : quote.bid;
  const drift = price === null ? null : price - signal.entry;
  const ratio =
    signal.card?.rewardRatio ?? Math.abs(signal.target - signal.entry) / Math.abs(signal.entry - signal.stop);
  return (
    <dl className="card-levels">
      <div>
        <dt>{t('signals.entry')}</dt>
        <dd>
          <PriceText value={signal.entry} digits={digits} />
        </dd>
        <dd className="is-second figure" data-tip={t('signals.driftTip')}>
          {t('signals.drift', { pips: formatPips(drift, digits, 'always') })}
        </dd>
      </div>
      <div>
        <dt>{t('signals.stop')}</dt>
        <dd>
          <PriceText value={signal.stop} digits={digits} className="is-down" />
        </dd>
        <dd className="is-second figure">
          {t(hasTenthPip(digits) ? 'signals.pips' : 'signals.points', {
            pips: formatPips(signal.stop - signal.entry, digits, 'always'),
          })}
        </dd>
      </div>
      <div>
        <dt>{t('signals.target')}</dt>
        <dd>
          <PriceText value={signal.target} digits={digits} className="is-up" />
        </dd>
        <dd className="is-second figure">
          {formatPips(signal.target - signal.entry, digits, 'always')} · {formatFixed(ratio, 1)} R
        </dd>
      </div>
    </dl>
  );
}

interface RiskProps {
  readonly card: CardResource;
  /** Estimate for changed values; null where nothing was changed. */
  readonly about: number | null;
}

export function CardRisk({ card, about }: RiskProps) {
  const { t } = useTranslation();
  const currency = useCurrency();
  const money = about ?? card.moneyAtRisk;
  const percent = card.equity > 0 ? (money / card.equity) * 100 : card.riskPct;
  return (
    <div className="card-risk" data-tip={about === null ? t('signals.atRiskTip') : t('signals.aboutTip')}>
      <span className="card-label">{t('signals.atRisk')}</span>
      <span className="card-money figure">
        {about === null ? formatMoney(money) : t('signals.about', { money: formatMoney(money) })}
        <span className="unit">{currency}</span>
      </span>
      <span className="card-percent figure">
        {t('signals.ofEquity', { percent: formatPercent(about === null ? card.riskPct : percent) })}
      </span>
    </div>
  );
}

function Fact({
  label,
  tip,
  children,
}: {
  readonly label: string;
  readonly tip: string;
  readonly children: ReactNode;
}) {
  return (
    <div data-tip={tip}>
      <dt>{label}</dt>
      <dd className="figure">{children}</dd>
    </div>
  );
}

export function CardFacts({ card }: { readonly card: CardResource }) {
  const { t } = useTranslation();
  return (
    <dl className="card-facts">
      <Fact label={t('signals.marginAfter')} tip={t('signals.marginAfterTip')}>
        {card.marginFreeAfter === null ? UNKNOWN : formatFixed(card.marginFreeAfter, 0)}
      </Fact>
      <Fact label={t('signals.spreadOfStop')} tip={t('signals.spreadOfStopTip')}>
        {formatPercent(card.spreadOfStopPct)}
      </Fact>
      <Fact label={t('signals.swapNight')} tip={t('signals.swapNightTip')}>
        {formatMoney(card.swapPerNight, 'always')}
      </Fact>
      <Fact label={t('signals.weekend')} tip={t('signals.weekendTip')}>
        {UNKNOWN}
      </Fact>
    </dl>
  );
}

export function CardRoom({ card }: { readonly card: CardResource }) {
  const { t } = useTranslation();
  const currency = useCurrency();
  const limit = useDesk((s) => s.desk.account?.dayLossMax ?? 0);
  const share = (room: number): number => (limit > 0 ? 1 - room / limit : 1);
  const after = share(card.dailyLossRoomAfter);
  return (
    <div className="card-room" data-tip={t('signals.roomTip')}>
      <span className="card-label">{t('signals.room')}</span>
      <span className="figure card-room-text">
        {formatMoney(card.dailyLossRoomBefore)} → {formatMoney(card.dailyLossRoomAfter)}
        <span className="unit">{currency}</span>
      </span>
      <Meter
        used={share(card.dailyLossRoomBefore)}
        after={after}
        tone={after > 0.8 ? 'down' : after > 0.5 ? 'warning' : 'accent'}
        label={t('signals.roomTip')}
      />
    </div>
  );
}

export function CardOdds({ signal }: { readonly signal: SignalResource }) {
  const { t } = useTranslation();
  return (
    <div className="card-line">
      <span className="card-label">{t('signals.odds')}</span>
      {signal.probability === null ? (
        <span className="is-second">{t('signals.noOdds')}</span>
      ) : (
        <span className="figure">{t('signals.oddsOf', { percent: formatPercent(signal.probability * 100) })}</span>
      )}
    </div>
  );
}

export function CardVotes({ signal }: { readonly signal: SignalResource }) {
  const { t } = useTranslation();
  if (signal.votes.length === 0) return null;
  return (
    <ul className="card-votes" aria-label={t('signals.votes')}>
      {signal.votes.map((vote) => (
        <li key={vote.voice} data-tip={vote.text}>
          <span className="vote-voice">{vote.voice}</span>
          <span className={`vote-bar ${vote.score < 0 ? 'vote-against' : 'vote-for'}`} aria-hidden="true">
            <span style={{ width: `${String(Math.min(1, Math.abs(vote.score)) * 50)}%` }} />
          </span>
          <span className="figure vote-score">{formatFixed(vote.score, 2, 'always')}</span>
        </li>
      ))}
    </ul>
  );
}

export function CardSource({ signal }: { readonly signal: SignalResource }) {
  const { t } = useTranslation();
  const now = useAccountNow();
  const offsetS = useShownOffset();
  const quote = board.quote(signal.symbol);
  const source = t('signals.sourceText', {
    strategy: signal.strategy,
    timeframe: signal.timeframe,
    time: formatClock(signal.barTime, offsetS).slice(0, 5),
  });
  return (
    <p className="card-source figure" data-tip={signal.reasons.length === 0 ? undefined : signal.reasons.join(' ')}>
      <span>{source}</span>
      <span>{t('signals.quoteAge', { age: formatAge(quote === null ? null : now - quote.timeMs) })}</span>
    </p>
  );
}

export function CardFields({
  signal,
  digits,
  volumeStep,
}: {
  readonly signal: SignalResource;
  readonly digits: number;
  readonly volumeStep: number;
}) {
  const { t } = useTranslation();
  const start = { volume: signal.card?.volume ?? volumeStep, stop: signal.stop, target: signal.target };
  const typed = useRef<{ volume: number | null; stop: number | null; target: number | null }>(start);
  const put = (part: Partial<typeof typed.current>): void => {
    typed.current = { ...typed.current, ...part };
    const { volume, stop, target } = typed.current;
    setChange(signal.id, volume === null || stop === null || target === null ? null : { volume, stop, target });
  };
  const decimals = Math.max(2, Math.round(-Math.log10(volumeStep)));
  return (
    <div className="card-fields">
      <NumberField
        label={t('signals.volume')}
        value={start.volume}
        decimals={decimals}
        step={volumeStep}
        onChange={(volume) => {
          put({ volume });
        }}
      />
      <NumberField
        label={t('signals.stop')}
        value={start.stop}
        decimals={digits}
        step={10 ** -digits}
        onChange={(stop) => {
          put({ stop });
        }}
      />
      <NumberField
        label={t('signals.target')}
        value={start.target}
        decimals={digits}
        step={10 ** -digits}
        onChange={(target) => {
          put({ target });
        }}
      />
    </div>
  );
}
