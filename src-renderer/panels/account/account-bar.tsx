// The bar on top: whose account this is, what it is worth, what stands against trading, and the kill switch.

import type { AccountResource } from '#core/contract';
import { setLook, stopsToTell, toggleTheme, useAccount, useDesk, useLook } from '#renderer/state';
import { Badge, Button, IconButton } from '#renderer/ui';
import { CircleHelp, Command, Moon, Sun } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Figure, LinkFigure, MoneyFigures } from './figures.tsx';
import { KillSwitch } from './kill-switch.tsx';
import { LockButton } from './lock-button.tsx';

function Mark() {
  return (
    <svg className="mark" viewBox="0 0 32 32" aria-hidden="true">
      <path d="M16 4 5 24a20 20 0 0 0 22 0Z" />
      <path d="M16 4v17" />
      <path d="M9.5 16.5h13" />
    </svg>
  );
}

function TradeModeBadge({ mode }: { readonly mode: AccountResource['tradeMode'] }) {
  const { t } = useTranslation();
  if (mode === 'demo')
    return (
      <Badge tone="demo" isSolid>
        {t('app.demo')}
      </Badge>
    );
  return (
    <Badge tone="real" isSolid>
      {mode === 'real' ? t('app.real') : t('app.contest')}
    </Badge>
  );
}

function Who() {
  const { t } = useTranslation();
  const account = useAccount();
  const isLoaded = useDesk((s) => s.desk.isLoaded);
  if (account === null) {
    return isLoaded ? (
      <div className="bar-who">
        <span className="is-second">{t('bar.noAccount')}</span>
        <Button
          onClick={() => {
            setLook({ overlay: 'connect' });
          }}
        >
          {t('bar.connect')}
        </Button>
      </div>
    ) : null;
  }
  return (
    <div className="bar-who">
      <TradeModeBadge mode={account.tradeMode} />
      <span className="bar-names">
        <span className="bar-login figure copyable">{account.login}</span>
        <span className="bar-server copyable" data-tip={account.server}>
          {`${account.server} · ${account.currency}`}
        </span>
      </span>
      {account.clock === 'data' ? <Badge tip={t('bar.dataClockTip')}>{t('bar.dataClock')}</Badge> : null}
    </div>
  );
}

/** Whether orders may leave, in a word or two: the strips under the bar say why and what to do. */
function Chips() {
  const { t } = useTranslation();
  const account = useAccount();
  const isKilled = useDesk((s) => s.desk.safety?.killSwitch === true);
  const hasFault = useDesk((s) => s.desk.fault !== null);
  const short = account?.trade === 'readonly' ? 'app.readOnly' : 'bar.noOrders';
  const isHeld = useDesk(({ desk }) => desk.account !== null && stopsToTell(desk.account, desk.safety).length > 0);
  return (
    <div className="bar-chips" role="status">
      {hasFault ? (
        <Badge tone="danger" isSolid>
          {t('bar.fault')}
        </Badge>
      ) : null}
      {isKilled ? (
        <Badge tone="danger" isSolid>
          {t('kill.on')}
        </Badge>
      ) : null}
      {isHeld ? <Badge tone="warning">{t(short)}</Badge> : null}
      {account?.unlocked === true ? <LockButton /> : null}
    </div>
  );
}

function ModeFigure() {
  const { t } = useTranslation();
  const status = useDesk((s) => s.status);
  if (status === null) return null;
  const tip = status.off.length === 0 ? t('bar.modeTipFull') : t('bar.modeTip', { off: status.off.join(', ') });
  return (
    <Figure name="mode" label={t('bar.mode')} tip={tip}>
      {status.mode}
    </Figure>
  );
}

export function AccountBar() {
  const { t } = useTranslation();
  const theme = useLook((s) => s.theme);
  const isDemo = useAccount()?.tradeMode === 'demo';
  return (
    <header className="account-bar" aria-label={t('bar.label')}>
      <Mark />
      <Who />
      <MoneyFigures />
      <Chips />
      <span className="bar-space" />
      {isDemo ? (
        <Button
          kind="quiet"
          className="bar-connect"
          onClick={() => {
            setLook({ overlay: 'connect' });
          }}
        >
          {t('bar.connect')}
        </Button>
      ) : null}
      <LinkFigure />
      <ModeFigure />
      <span className="bar-icons">
        <IconButton
          label={`${t('bar.palette')} (Ctrl K)`}
          icon={<Command size={14} />}
          onClick={() => {
            setLook({ overlay: 'palette' });
          }}
        />
        <IconButton
          label={t('bar.theme')}
          icon={theme === 'dark' ? <Sun size={14} /> : <Moon size={14} />}
          onClick={toggleTheme}
        />
        <IconButton
          label={`${t('bar.help')} (?)`}
          icon={<CircleHelp size={14} />}
          onClick={() => {
            setLook({ overlay: 'keys' });
          }}
        />
      </span>
      <KillSwitch />
    </header>
  );
}
