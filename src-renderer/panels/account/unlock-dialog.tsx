// The question before real money: the word is typed, so that no slip of the hand opens the account.

import { unlockAccount } from '#renderer/engine';
import { setLook, useAccount } from '#renderer/state';
import { Button, Dialog } from '#renderer/ui';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { tellOutcome } from '../tell-outcome.ts';

/** The same in every language. */
const WORD = 'REAL';

function close(): void {
  setLook({ overlay: null });
}

export function UnlockDialog() {
  const { t } = useTranslation();
  const account = useAccount();
  const id = useId();
  const [text, setText] = useState('');
  const [isBusy, setBusy] = useState(false);
  if (account === null) return null;
  const { login, server, currency, tradeMode } = account;
  const isReady = text === WORD && !isBusy;
  const unlock = async (): Promise<void> => {
    if (!isReady) return;
    setBusy(true);
    tellOutcome(await unlockAccount(login, server, WORD), t('toast.unlockedAccount'));
    close();
  };
  return (
    <Dialog
      title={t('unlock.title')}
      closeLabel={t('app.close')}
      onClose={close}
      footer={
        <>
          <Button onClick={close}>{t('app.cancel')}</Button>
          <Button
            kind="danger"
            disabled={!isReady}
            onClick={() => {
              void unlock();
            }}
          >
            {t('unlock.yes')}
          </Button>
        </>
      }
    >
      <p>{t('unlock.text', { word: WORD })}</p>
      <dl className="pairs">
        <dt>{t('confirm.login')}</dt>
        <dd className="figure copyable">{login}</dd>
        <dt>{t('confirm.server')}</dt>
        <dd className="copyable">{server}</dd>
        <dt>{t('confirm.kind')}</dt>
        <dd>{`${t(`app.${tradeMode}`)}, ${currency}`}</dd>
      </dl>
      <div className="field">
        <label htmlFor={id}>{t('unlock.word', { word: WORD })}</label>
        <input
          id={id}
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') void unlock();
          }}
        />
      </div>
    </Dialog>
  );
}
