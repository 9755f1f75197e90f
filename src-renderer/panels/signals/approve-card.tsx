// The approve card: everything a trader needs for one yes or no, the money at risk first among it.

import type { SignalResource } from '#core/contract';
import { digitsOf, estimateChanged, setLook, useConnection, useInstrument } from '#renderer/state';
import { Button, Menu } from '#renderer/ui';
import { ChevronDown } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { approveCard, rejectCard, toggleModify, useCards } from './card-actions.ts';
import {
  CardFacts,
  CardFields,
  CardHead,
  CardLevels,
  CardOdds,
  CardRisk,
  CardRoom,
  CardSource,
  CardVotes,
} from './card-parts.tsx';
import { useCardBlock } from './use-card-block.ts';

const REASONS = ['reasonAgainst', 'reasonNews', 'reasonLevels', 'reasonSize', 'reasonClash'] as const;

function RejectMenu({ signal }: { readonly signal: SignalResource }) {
  const { t } = useTranslation();
  const items = REASONS.map((name) => ({
    key: name,
    label: t(`signals.${name}`),
    run: () => {
      void rejectCard(signal, t(`signals.${name}`, { lng: 'en' }));
    },
  }));
  return (
    <Menu
      label={t('signals.rejectBecause')}
      icon={<ChevronDown size={14} />}
      items={items}
      opens="up"
      className="reject-menu"
    />
  );
}

function CardButtons({
  signal,
  block,
  isBadChange,
}: {
  readonly signal: SignalResource;
  readonly block: string | null;
  readonly isBadChange: boolean;
}) {
  const { t } = useTranslation();
  const isBusy = useCards((s) => s.busy.has(signal.id));
  const isEditing = useCards((s) => s.editing?.id === signal.id);
  const isOpen = useConnection((s) => s.phase === 'open');
  const reason = block ?? (isBadChange ? t('signals.offBadNumbers') : null);
  const approveWords = isBusy
    ? t('signals.sending')
    : isEditing
      ? t('signals.approveModified')
      : t('signals.approve');
  return (
    <>
      <div className="card-buttons">
        <Button
          kind="primary"
          keyHint="A"
          disabled={isBusy || reason !== null}
          onClick={() => {
            void approveCard(signal);
          }}
        >
          {approveWords}
        </Button>
        <Button
          keyHint="M"
          disabled={isBusy || !isOpen || signal.card === null}
          aria-pressed={isEditing}
          onClick={() => {
            toggleModify(signal);
          }}
        >
          {isEditing ? t('signals.modifyStop') : t('signals.modify')}
        </Button>
        <span className="reject-group">
          <Button
            keyHint="R"
            disabled={isBusy || !isOpen}
            onClick={() => {
              void rejectCard(signal, null);
            }}
          >
            {t('signals.reject')}
          </Button>
          <RejectMenu signal={signal} />
        </span>
      </div>
      <p className="card-off" role="status">
        {reason}
      </p>
    </>
  );
}

export function ApproveCard({ signal, isFocused }: { readonly signal: SignalResource; readonly isFocused: boolean }) {
  const { t } = useTranslation();
  const instrument = useInstrument(signal.symbol);
  const digits = digitsOf(instrument, signal.entry);
  const editing = useCards((s) => (s.editing?.id === signal.id ? s.editing : null));
  const block = useCardBlock(signal);
  const change = editing?.change ?? null;
  const estimate = change === null ? null : estimateChanged(signal, change);
  const isBadChange = editing !== null && estimate === null;
  const isChanged =
    change !== null &&
    (change.volume !== signal.card?.volume || change.stop !== signal.stop || change.target !== signal.target);
  return (
    <article
      className="card"
      data-focused={isFocused ? '' : undefined}
      data-side={signal.side}
      data-signal={signal.id}
      aria-label={`${signal.side === 'buy' ? t('signals.buy') : t('signals.sell')} ${signal.symbol}`}
      onPointerDown={() => {
        setLook({ focusedSignalId: signal.id });
      }}
    >
      <CardHead signal={signal} volume={change?.volume ?? signal.card?.volume ?? null} />
      <CardLevels signal={signal} digits={digits} />
      {editing === null ? null : (
        <CardFields signal={signal} digits={digits} volumeStep={instrument?.volumeStep ?? 0.01} />
      )}
      {signal.card === null ? null : (
        <>
          <CardRisk card={signal.card} about={isChanged ? (estimate?.moneyAtRisk ?? null) : null} />
          <CardFacts card={signal.card} />
          <CardRoom card={signal.card} />
        </>
      )}
      <CardOdds signal={signal} />
      <CardVotes signal={signal} />
      <CardSource signal={signal} />
      <CardButtons signal={signal} block={block} isBadChange={isBadChange} />
    </article>
  );
}
