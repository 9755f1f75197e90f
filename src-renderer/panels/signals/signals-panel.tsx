// The inbox: cards that wait, the focused one in full; below them what became of the earlier ones.

import type { SignalResource } from '#core/contract';
import { describeCode } from '#renderer/i18n';
import {
  decidedSignals,
  digitsOf,
  focusedSignal,
  pendingSignals,
  setLook,
  useAccount,
  useAccountNow,
  useCurrency,
  useDesk,
  useInstrument,
  useLook,
  useShownOffset,
} from '#renderer/state';
import {
  Badge,
  EmptyState,
  formatClock,
  formatCountdown,
  formatMoneyWith,
  formatPrice,
  type BadgeTone,
} from '#renderer/ui';
import { Inbox } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { SideText } from '../side-text.tsx';
import { ApproveCard } from './approve-card.tsx';

const EARLIER_MAX = 40;

const STATE_TONE: Readonly<Record<SignalResource['state'], BadgeTone>> = {
  pending: 'accent',
  approved: 'accent',
  rejected: 'neutral',
  expired: 'neutral',
  superseded: 'neutral',
  suppressed: 'warning',
};

function ShortCard({ signal }: { readonly signal: SignalResource }) {
  const { t } = useTranslation();
  const currency = useCurrency();
  const now = useAccountNow();
  const side = signal.side === 'buy' ? t('signals.buy') : t('signals.sell');
  const left = formatCountdown(signal.expiresMs - now);
  return (
    <button
      type="button"
      className="short-card"
      data-signal={signal.id}
      aria-label={`${side} ${signal.symbol}, ${t('signals.left', { time: left })}`}
      onClick={() => {
        setLook({ focusedSignalId: signal.id, symbol: signal.symbol });
      }}
    >
      <SideText side={signal.side} />
      <span className="short-symbol">{signal.symbol}</span>
      <span className="figure is-second">{formatMoneyWith(signal.card?.moneyAtRisk, currency)}</span>
      <span className="figure">{left}</span>
    </button>
  );
}

function EarlierRow({ signal }: { readonly signal: SignalResource }) {
  const { t } = useTranslation();
  const offsetS = useShownOffset();
  const instrument = useInstrument(signal.symbol);
  const why = signal.whyNot === null ? null : describeCode(signal.whyNot.code, signal.whyNot.text).text;
  const by = signal.decidedBy === null ? null : t('signals.decidedBy', { by: signal.decidedBy });
  return (
    <li
      className="earlier-row"
      data-tip={why ?? signal.rejectReason ?? by ?? undefined}
      data-signal={signal.id}
      data-state={signal.state}
    >
      <span className="figure is-second">
        {formatClock(signal.decidedMs ?? signal.createdMs, offsetS).slice(0, 5)}
      </span>
      <SideText side={signal.side} />
      <span>{signal.symbol}</span>
      <span className="figure is-second">{formatPrice(signal.entry, digitsOf(instrument, signal.entry))}</span>
      <Badge tone={STATE_TONE[signal.state]}>{t(`signals.${signal.state}`)}</Badge>
    </li>
  );
}

export function SignalsPanel() {
  const { t } = useTranslation();
  const signals = useDesk((s) => s.desk.signals);
  const chosenId = useLook((s) => s.focusedSignalId);
  const isLinked = useAccount()?.linkUp === true;
  const pending = useMemo(() => pendingSignals(signals), [signals]);
  const earlier = useMemo(() => decidedSignals(signals).slice(0, EARLIER_MAX), [signals]);
  const focused = focusedSignal(signals, chosenId);
  return (
    <div className="inbox">
      {focused === null ? (
        <div className="inbox-empty">
          <EmptyState
            icon={<Inbox size={20} />}
            title={t('signals.emptyTitle')}
            text={isLinked ? t('signals.emptyText') : t('signals.emptyOff')}
          />
        </div>
      ) : (
        <ApproveCard key={focused.id} signal={focused} isFocused />
      )}
      {pending.length > 1 ? (
        <section aria-label={t('signals.waiting')}>
          <h3 className="inbox-title">
            {t('signals.waiting')}
            <span className="count figure">{pending.length - 1}</span>
          </h3>
          {pending
            .filter((signal) => signal.id !== focused?.id)
            .map((signal) => (
              <ShortCard key={signal.id} signal={signal} />
            ))}
        </section>
      ) : null}
      {earlier.length > 0 ? (
        <section aria-label={t('signals.earlier')} className="earlier">
          <h3 className="inbox-title">{t('signals.earlier')}</h3>
          <ul>
            {earlier.map((signal) => (
              <EarlierRow key={signal.id} signal={signal} />
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  );
}
