// The strip under the account bar: says what is not connected, since when, and what to do. Absent while all is well.

import { retryNow } from '#renderer/engine';
import { useAccount, useConnection, useDesk, useShownOffset } from '#renderer/state';
import { Button, formatAge, formatClock } from '#renderer/ui';
import { Unplug } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

function useWallNow(isOn: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!isOn) return undefined;
    setNow(Date.now());
    const timer = window.setInterval(() => {
      setNow(Date.now());
    }, 500);
    return () => {
      window.clearInterval(timer);
    };
  }, [isOn]);
  return now;
}

function localClock(ms: number): string {
  return formatClock(ms, -new Date(ms).getTimezoneOffset() * 60);
}

export function ConnectionStrip() {
  const { t } = useTranslation();
  const { phase, lostMs, retryAtMs } = useConnection();
  const account = useAccount();
  const isLoaded = useDesk((s) => s.desk.isLoaded);
  const offsetS = useShownOffset();
  const now = useWallNow(phase !== 'open');
  if (phase === 'refused') {
    return (
      <div className="strip strip-down" role="alert">
        <Unplug size={14} aria-hidden="true" />
        <strong>{t('connection.refused')}</strong>
        <span>{t('connection.refusedText')}</span>
        <Button
          className="button-row"
          onClick={() => {
            retryNow();
          }}
        >
          {t('connection.retry')}
        </Button>
      </div>
    );
  }
  if (phase === 'waiting' && lostMs !== null) {
    const wait = retryAtMs === null ? null : formatAge(Math.max(0, Math.ceil((retryAtMs - now) / 1000) * 1000));
    return (
      <div className="strip strip-down" role="alert">
        <Unplug size={14} aria-hidden="true" />
        <strong>
          {isLoaded
            ? t('connection.lostSince', {
                time: localClock(lostMs),
                age: formatAge(Math.floor((now - lostMs) / 1000) * 1000),
              })
            : t('connection.lost')}
        </strong>
        <span>{wait === null ? t('connection.tryingText') : t('connection.lostText', { wait })}</span>
        <span className="is-second strip-help">{t('connection.help')}</span>
        <Button
          className="button-row"
          onClick={() => {
            retryNow();
          }}
        >
          {t('connection.retry')}
        </Button>
      </div>
    );
  }
  if (phase === 'open' && account !== null && !account.linkUp) {
    return (
      <div className="strip strip-warning" role="alert">
        <Unplug size={14} aria-hidden="true" />
        <strong>
          {t('connection.linkDown', { time: formatClock(account.disconnectedMs ?? account.lastSeenMs, offsetS) })}
        </strong>
        <span>{t('connection.linkDownText')}</span>
      </div>
    );
  }
  return null;
}
