// Locks an account again that was unlocked for this run.

import { lockAccount } from '#renderer/engine';
import { Button } from '#renderer/ui';
import { useTranslation } from 'react-i18next';
import { tellOutcome } from '../tell-outcome.ts';

export function LockButton() {
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
