// The questions asked before trading may start again, stop for good, or go on with what the broker says.

import { acceptBrokerState, acceptRecordedState, confirmAccount, resetKillSwitch } from '#renderer/engine';
import { accountToConfirm, setLook, useAccount, useDesk } from '#renderer/state';
import { Button, Dialog } from '#renderer/ui';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { tellOutcome } from '../tell-outcome.ts';
import { stopTrading } from './kill-switch.tsx';

function close(): void {
  setLook({ overlay: null });
}

interface AskProps {
  readonly title: string;
  readonly yes: string;
  readonly kind: 'primary' | 'danger';
  readonly onYes: () => Promise<unknown>;
  readonly children: ReactNode;
}

function Ask({ title, yes, kind, onYes, children }: AskProps) {
  const { t } = useTranslation();
  const [isBusy, setBusy] = useState(false);
  const go = async (): Promise<void> => {
    setBusy(true);
    await onYes();
    close();
  };
  return (
    <Dialog
      title={title}
      closeLabel={t('app.close')}
      onClose={close}
      footer={
        <>
          <Button onClick={close}>{t('app.cancel')}</Button>
          <Button
            kind={kind}
            disabled={isBusy}
            onClick={() => {
              void go();
            }}
          >
            {yes}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}

export function KillResetDialog() {
  const { t } = useTranslation();
  return (
    <Ask
      title={t('kill.resetTitle')}
      yes={t('kill.reset')}
      kind="primary"
      onYes={async () => tellOutcome(await resetKillSwitch(), t('toast.reset'))}
    >
      <p>{t('kill.resetText')}</p>
    </Ask>
  );
}

export function KillFlattenDialog() {
  const { t } = useTranslation();
  return (
    <Ask title={t('kill.flattenTitle')} yes={t('kill.flattenYes')} kind="danger" onYes={() => stopTrading(true)}>
      <p>{t('kill.flattenText')}</p>
    </Ask>
  );
}

export function ConfirmAccountDialog() {
  const { t } = useTranslation();
  const account = useAccount();
  const asked = account === null ? null : accountToConfirm(account);
  if (asked === null) return null;
  const { login, server, tradeMode, currency } = asked;
  return (
    <Ask
      title={t('confirm.title')}
      yes={t('confirm.yes')}
      kind="primary"
      onYes={async () => tellOutcome(await confirmAccount(login, server), t('toast.confirmed'))}
    >
      <p>{t('confirm.text')}</p>
      <dl className="pairs">
        <dt>{t('confirm.login')}</dt>
        <dd className="figure copyable">{login}</dd>
        <dt>{t('confirm.server')}</dt>
        <dd className="copyable">{server}</dd>
        <dt>{t('confirm.kind')}</dt>
        <dd>{`${t(`app.${tradeMode}`)}, ${currency}`}</dd>
      </dl>
    </Ask>
  );
}

export function DiscrepancyDialog() {
  const { t } = useTranslation();
  const discrepancy = useDesk((s) => s.desk.safety?.discrepancy ?? null);
  return (
    <Ask
      title={t('discrepancy.title')}
      yes={t('discrepancy.accept')}
      kind="primary"
      onYes={async () => tellOutcome(await acceptBrokerState(), t('toast.acceptedState'))}
    >
      <p>{t('discrepancy.text')}</p>
      {discrepancy === null ? null : <p className="quote copyable">{discrepancy}</p>}
    </Ask>
  );
}

export function ReplayDialog() {
  const { t } = useTranslation();
  const difference = useDesk((s) => s.desk.safety?.replayDifference ?? null);
  return (
    <Ask
      title={t('replay.title')}
      yes={t('replay.accept')}
      kind="primary"
      onYes={async () => tellOutcome(await acceptRecordedState(), t('toast.acceptedRecord'))}
    >
      <p>{t('replay.text')}</p>
      {difference === null ? null : <p className="quote copyable">{difference}</p>}
    </Ask>
  );
}
