// The strips that say what keeps orders from leaving until the trader has looked, in words, each with its next step.

import type { WhyNot } from '#core/model';
import { describeCode } from '#renderer/i18n';
import { setLook, stopsToTell, useAccount, useDesk, type Overlay } from '#renderer/state';
import { HardDrive, Lock, Radio, Scale } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Strip } from './strip.tsx';

function ask(overlay: Overlay): () => void {
  return () => {
    setLook({ overlay });
  };
}

/** The guard, a lock on new entries, or MT5 itself; the button is there where the trader can end it here. */
function Stop({ why, isConfirmed }: { readonly why: WhyNot; readonly isConfirmed: boolean }) {
  const { t } = useTranslation();
  const said = describeCode(why.code, why.text);
  const isAsked = why.code === 'RISK_ACCOUNT_UNCONFIRMED' || (why.code === 'RISK_ACCOUNT_READ_ONLY' && !isConfirmed);
  const action =
    isAsked
      ? { label: t('bar.confirm'), kind: 'primary' as const, run: ask('confirm') }
      : why.code === 'RISK_ACCOUNT_LOCKED'
        ? { label: t('bar.unlock'), kind: 'danger' as const, run: ask('unlock') }
        : undefined;
  return (
    <Strip
      tone="warning"
      icon={<Lock size={14} aria-hidden="true" />}
      title={said.text}
      help={said.remedy}
      {...(action === undefined ? {} : { action })}
    />
  );
}

/** Other terminals' sessions: read, never sent to. */
function Feeds() {
  const { t } = useTranslation();
  const account = useAccount();
  const live = account?.feeds.filter(({ linkUp }) => linkUp) ?? [];
  if (account?.confirmed !== true || live.length === 0) return null;
  const names = live.map(({ login, server }) => `${login} · ${server}`).join(', ');
  return (
    <Strip
      tone="quiet"
      icon={<Radio size={14} aria-hidden="true" />}
      title={t('bar.feed', { names })}
      help={t('bar.feedText')}
      action={{ label: t('bar.tradeFeed'), run: ask('confirm') }}
    />
  );
}

function Fault() {
  const fault = useDesk((s) => s.desk.fault);
  if (fault === null) return null;
  const said = describeCode(fault.code, fault.text);
  return (
    <Strip tone="down" icon={<HardDrive size={14} aria-hidden="true" />} title={said.text} help={said.remedy} />
  );
}

export function SafetyStrip() {
  const { t } = useTranslation();
  const account = useAccount();
  const safety = useDesk((s) => s.desk.safety);
  const replay = safety?.replayDifference ?? null;
  const discrepancy = safety?.discrepancy ?? null;
  const scale = <Scale size={14} aria-hidden="true" />;
  return (
    <>
      <Fault />
      {replay === null ? null : (
        <Strip
          tone="down"
          icon={scale}
          title={t('replay.title')}
          words={replay}
          help={t('replay.stopped')}
          action={{ label: t('replay.accept'), run: ask('replay') }}
        />
      )}
      {discrepancy === null ? null : (
        <Strip
          tone="down"
          icon={scale}
          title={t('discrepancy.title')}
          words={discrepancy}
          help={t('discrepancy.stopped')}
          action={{ label: t('discrepancy.accept'), run: ask('discrepancy') }}
        />
      )}
      {stopsToTell(account, safety).map((why) => (
        <Stop key={why.code} why={why} isConfirmed={account?.confirmed === true} />
      ))}
      <Feeds />
    </>
  );
}
