// The money of the account bar: one labelled figure each, drawn again only when its own value changes.

import { useAccount, useConnection, useHostNow } from '#renderer/state';
import { Meter, formatAge, formatFixed, formatMoneyWith, formatPercent, UNKNOWN } from '#renderer/ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { MoneyText } from '../money-text.tsx';

interface FigureProps {
  readonly name: string;
  readonly label: string;
  readonly tip: string;
  readonly isStale?: boolean;
  readonly children: ReactNode;
}

export function Figure({ name, label, tip, isStale = false, children }: FigureProps) {
  return (
    <div className="bar-figure" data-tip={tip} data-figure={name}>
      <span className="bar-label">{label}</span>
      <span className={`bar-value figure${isStale ? ' is-stale' : ''}`}>{children}</span>
    </div>
  );
}

function useReport() {
  const account = useAccount();
  const isOpen = useConnection((s) => s.phase === 'open');
  const now = useHostNow();
  const ageMs = account === null ? null : Math.max(0, now - account.lastSeenMs);
  return { account, ageMs, isStale: account?.linkUp !== true || !isOpen };
}

export function MoneyFigures() {
  const { t } = useTranslation();
  const { account, ageMs, isStale } = useReport();
  const age = formatAge(ageMs);
  const currency = account?.currency ?? '';
  const level = account?.marginLevel ?? null;
  const stopOut = account?.stopOutLevel ?? null;
  const stopOutText =
    stopOut === null
      ? UNKNOWN
      : account?.stopOutMode === 'money'
        ? formatMoneyWith(stopOut, currency)
        : formatPercent(stopOut);
  return (
    <>
      <Figure name="balance" label={t('bar.balance')} tip={t('bar.balanceTip', { age })} isStale={isStale}>
        <MoneyText value={account?.balance} currency={currency} />
      </Figure>
      <Figure name="equity" label={t('bar.equity')} tip={t('bar.equityTip', { age })} isStale={isStale}>
        <strong>
          <MoneyText value={account?.equity} currency={currency} />
        </strong>
      </Figure>
      <Figure
        name="margin"
        label={t('bar.marginLevel')}
        tip={t('bar.marginTip', { free: formatMoneyWith(account?.marginFree, currency), stopOut: stopOutText })}
        isStale={isStale}
      >
        {level === null ? UNKNOWN : `${formatFixed(level, 0)}\u202f%`}
      </Figure>
      <DayFigure isStale={isStale} />
    </>
  );
}

function DayFigure({ isStale }: { readonly isStale: boolean }) {
  const { t } = useTranslation();
  const account = useAccount();
  const currency = account?.currency ?? '';
  const start = account?.dayStartEquity ?? null;
  const equity = account?.equity ?? null;
  const result = start === null || equity === null ? null : equity - start;
  const limit = account?.dayLossMax ?? 0;
  const loss = Math.max(0, account?.dayLoss ?? 0);
  const used = limit > 0 ? loss / limit : 0;
  const tip = t('bar.dayTip', {
    start: formatMoneyWith(start, currency),
    limit: formatMoneyWith(limit, currency),
    room: formatMoneyWith(Math.max(0, limit - loss), currency),
  });
  return (
    <Figure name="day" label={t('bar.dayResult')} tip={tip} isStale={isStale}>
      <span className="bar-day">
        <MoneyText value={result} isResult />
        <Meter used={used} tone={used > 0.8 ? 'down' : used > 0.5 ? 'warning' : 'accent'} label={t('bar.dayMeter')} />
      </span>
    </Figure>
  );
}

export function LinkFigure() {
  const { t } = useTranslation();
  const account = useAccount();
  const isOpen = useConnection((s) => s.phase === 'open');
  const now = useHostNow(500);
  if (account === null) return null;
  const ageMs = Math.max(0, now - account.lastSeenMs);
  const isLate = ageMs > 5_000;
  const downMs = account.linkUp ? null : now - (account.disconnectedMs ?? account.lastSeenMs);
  const state = !isOpen || downMs !== null ? 'down' : isLate ? 'late' : 'up';
  return (
    <Figure name="link" label={t('bar.link')} tip={t('bar.linkTip')}>
      <span className="bar-link" data-state={state}>
        {downMs === null ? formatAge(ageMs) : t('bar.linkDown', { age: formatAge(downMs) })}
      </span>
    </Figure>
  );
}
