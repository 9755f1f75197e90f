// The guided way to one's own terminal: four steps, the address, and the token that pairs it.

import { loadConnectionInfo, type Outcome } from '#renderer/engine';
import { pushToast, setLook, useAccount } from '#renderer/state';
import { Button, Dialog, IconButton } from '#renderer/ui';
import { Check, Copy, Eye, EyeOff } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { writeClipboard } from './clipboard.ts';

interface Info {
  readonly ws: string;
  readonly pairingToken: string;
}

function CopyField({
  label,
  value,
  isHidden = false,
}: {
  readonly label: string;
  readonly value: string;
  readonly isHidden?: boolean;
}) {
  const { t } = useTranslation();
  const [isShown, setShown] = useState(!isHidden);
  const [isCopied, setCopied] = useState(false);
  const text = useRef<HTMLElement>(null);
  const copy = async (): Promise<void> => {
    flushSync(() => {
      setShown(true);
    });
    if (!(await writeClipboard(value, text.current))) {
      pushToast('neutral', t('connect.selected'));
      return;
    }
    setShown(!isHidden);
    setCopied(true);
    window.setTimeout(() => {
      setCopied(false);
    }, 2_000);
  };
  return (
    <div className="copy-field">
      <span className="copy-label">{label}</span>
      <code className="copy-value copyable" ref={text}>
        {isShown ? value : '•'.repeat(24)}
      </code>
      {isHidden ? (
        <IconButton
          label={isShown ? t('connect.hide') : t('connect.show')}
          icon={isShown ? <EyeOff size={14} /> : <Eye size={14} />}
          onClick={() => {
            setShown(!isShown);
          }}
        />
      ) : null}
      <IconButton
        label={isCopied ? t('app.copied') : `${t('app.copy')}: ${label}`}
        icon={isCopied ? <Check size={14} /> : <Copy size={14} />}
        onClick={() => {
          void copy();
        }}
      />
    </div>
  );
}

export function ConnectDialog() {
  const { t } = useTranslation();
  const account = useAccount();
  const [info, setInfo] = useState<Outcome<Info> | null>(null);
  useEffect(() => {
    let isCurrent = true;
    void loadConnectionInfo().then((outcome) => {
      if (isCurrent) setInfo(outcome);
    });
    return () => {
      isCurrent = false;
    };
  }, []);
  const close = (): void => {
    setLook({ overlay: null });
  };
  return (
    <Dialog
      title={t('connect.title')}
      closeLabel={t('app.close')}
      onClose={close}
      width="wide"
      footer={
        <Button kind="primary" onClick={close}>
          {t('app.close')}
        </Button>
      }
    >
      <p className="is-second">{t('connect.lead')}</p>
      <ol className="steps">
        <li>{t('connect.step1')}</li>
        <li>{t('connect.step2')}</li>
        <li>
          {t('connect.step3')}
          {info === null ? null : info.ok ? (
            <>
              <CopyField label={t('connect.address')} value={info.value.ws} />
              <CopyField label={t('connect.token')} value={info.value.pairingToken} isHidden />
              <p className="is-second">{t('connect.secret')}</p>
            </>
          ) : (
            <p className="is-warning" role="alert">
              {t('connect.failed')}
            </p>
          )}
        </li>
        <li>{t('connect.step4')}</li>
      </ol>
      <p className="connect-state" data-linked={account?.linkUp === true ? '' : undefined} role="status">
        {account?.linkUp === true ? t('connect.linked', { account: account.key }) : t('connect.waiting')}
      </p>
    </Dialog>
  );
}
