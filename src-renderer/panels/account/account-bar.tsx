// The bar on top: whose account this is, what it is worth, what stands against trading, and the kill switch.

import type { AccountResource } from '#core/contract';
import { describeCode } from '#renderer/i18n';
import { setLook, toggleTheme, useAccount, useDesk, useLook } from '#renderer/state';
import { Badge, Button, IconButton } from '#renderer/ui';
import { CircleHelp, Command, Moon, Sun } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Figure, LinkFigure, MoneyFigures } from './figures.tsx';
import { GuardChips } from './guard-chips.tsx';
import { KillSwitch } from './kill-switch.tsx';

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

/** What the strip under the bar says, with the button that ends it. */
const STRIP_CODES: readonly string[] = ['RISK_DISCREPANCY', 'RISK_REPLAY_DIFFERS'];

/** Said by a chip of its own, or by the strip. */
const TOLD_ELSEWHERE: ReadonlySet<string> = new Set([
  ...STRIP_CODES,
  'RISK_KILL_SWITCH',
  'RISK_LINK_DOWN',
  'RISK_ACCOUNT_UNCONFIRMED',
  'RISK_ACCOUNT_LOCKED',
]);

/** What keeps orders from leaving, each as a chip that says why and leads to the remedy. */
function Chips() {
  const { t } = useTranslation();
  const account = useAccount();
  const safety = useDesk((s) => s.desk.safety);
  const fault = useDesk((s) => s.desk.fault);
  const words = (why: { readonly code: string; readonly text: string }): string => {
    const said = describeCode(why.code, why.text);
    return said.remedy === null ? said.text : `${said.text} ${said.remedy}`;
  };
  const lock = safety?.lock ?? null;
  const why = account?.trade === 'readonly' ? account.whyNot : null;
  const isToldElsewhere = why !== null && TOLD_ELSEWHERE.has(why.code);
  return (
    <div className="bar-chips" role="status">
      {fault === null ? null : (
        <Badge tone="danger" isSolid tip={words(fault)}>
          {t('bar.fault')}
        </Badge>
      )}
      {safety?.killSwitch === true ? (
        <Badge tone="danger" isSolid>
          {t('kill.on')}
        </Badge>
      ) : null}
      {lock === null || lock.code === 'RISK_KILL_SWITCH' || STRIP_CODES.includes(lock.code) ? null : (
        <Badge tone="danger" tip={words(lock)}>
          {t('bar.lock')}: {describeCode(lock.code, lock.text).text}
        </Badge>
      )}
      {account === null ? null : <GuardChips account={account} />}
      {why === null || isToldElsewhere ? null : (
        <Badge tone="warning" tip={words(why)}>
          {t('app.readOnly')}: {describeCode(why.code, why.text).text}
        </Badge>
      )}
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
