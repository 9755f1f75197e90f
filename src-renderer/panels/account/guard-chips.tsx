// What the account guard and MT5 itself say: confirm, unlock, lock again, sessions that are only read, trading switched
// off in the terminal.

import type { AccountResource } from '#core/contract';
import { lockAccount } from '#renderer/engine';
import { describeCode } from '#renderer/i18n';
import { setLook } from '#renderer/state';
import { Badge, Button } from '#renderer/ui';
import { useTranslation } from 'react-i18next';
import { tellOutcome } from '../tell-outcome.ts';

/** Other terminals' sessions: read, never sent to. */
function Feeds({ account }: { readonly account: AccountResource }) {
  const { t } = useTranslation();
  const live = account.feeds.filter(({ linkUp }) => linkUp);
  if (live.length === 0) return null;
  const names = live.map(({ login, server }) => `${login} · ${server}`).join(', ');
  return (
    <>
      <Badge tip={t('bar.feedTip', { names })}>{t('bar.feed', { names })}</Badge>
      <Button
        className="button-row"
        onClick={() => {
          setLook({ overlay: 'confirm' });
        }}
      >
        {t('bar.tradeFeed')}
      </Button>
    </>
  );
}

function LockButton() {
  const { t } = useTranslation();
  const lock = async (): Promise<void> => {
    tellOutcome(await lockAccount(), t('toast.lockedAccount'));
  };
  return (
    <Button
      className="button-row"
      onClick={() => {
        void lock();
      }}
    >
      {t('bar.lockAgain')}
    </Button>
  );
}

export function GuardChips({ account }: { readonly account: AccountResource }) {
  const { t } = useTranslation();
  const { tradeOff, confirmed, unlocked, whyNot } = account;
  const off = tradeOff === null ? null : describeCode(tradeOff.code, tradeOff.text);
  return (
    <>
      {confirmed ? null : (
        <Button
          kind="primary"
          className="button-row"
          onClick={() => {
            setLook({ overlay: 'confirm' });
          }}
        >
          {t('bar.confirm')}
        </Button>
      )}
      {whyNot?.code === 'RISK_ACCOUNT_LOCKED' ? (
        <Button
          kind="danger"
          className="button-row"
          onClick={() => {
            setLook({ overlay: 'unlock' });
          }}
        >
          {t('bar.unlock')}
        </Button>
      ) : null}
      {off === null ? null : (
        <Badge tone="danger" tip={`${off.text} ${off.remedy ?? ''}`.trim()}>
          {off.text}
        </Badge>
      )}
      {unlocked ? <LockButton /> : null}
      {confirmed ? <Feeds account={account} /> : null}
    </>
  );
}
