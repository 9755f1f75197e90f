// A value to be carried over to another program: shown, or hidden where it is a secret, with a button that copies it.

import { pushToast } from '#renderer/state';
import { IconButton } from '#renderer/ui';
import { Check, Copy, Eye, EyeOff } from 'lucide-react';
import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { writeClipboard } from './clipboard.ts';

interface CopyFieldProps {
  readonly label: string;
  readonly value: string;
  readonly isHidden?: boolean;
}

const COPIED_MS = 2_000;

export function CopyField({ label, value, isHidden = false }: CopyFieldProps) {
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
    }, COPIED_MS);
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
