// Last step: how the connection stands, live; where it does not stand, the likeliest reason and the next step.

import type { SetupStatusResource } from '#core/contract';
import { confirmAccount, type Outcome } from '#renderer/engine';
import { describeCode } from '#renderer/i18n';
import { useHostNow, useShownOffset } from '#renderer/state';
import { Button, formatClock } from '#renderer/ui';
import { Check, CircleDashed, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { tellOutcome } from '../tell-outcome.ts';
import { FailureNote } from './failure-note.tsx';

type Symptom = SetupStatusResource['symptom'];
type Tone = 'good' | 'wait' | 'warn';

/** As long as nothing was seen, so long it is only waited, without a guess. */
const PATIENCE_MS = 12_000;
const GOOD: ReadonlySet<Symptom['kind']> = new Set(['ready', 'arriving']);
const CONFIRMABLE: ReadonlySet<Symptom['kind']> = new Set(['other-account', 'unconfirmed']);

interface StepWaitProps {
  readonly status: Outcome<SetupStatusResource> | null;
  readonly address: string;
}

export function StepWait({ status, address }: StepWaitProps) {
  const { t } = useTranslation();
  const nowMs = useHostNow();
  const [sinceMs] = useState(nowMs);
  const symptom = status?.ok === true ? status.value.symptom : null;
  const isQuiet = symptom === null || symptom.kind === 'nothing-seen';
  const isPatient = isQuiet && nowMs - sinceMs < PATIENCE_MS;
  return (
    <>
      <p className="is-second copyable">{t('connect.wait.lead', { address })}</p>
      {status?.ok === false ? <FailureNote failure={status.failure} /> : null}
      {status?.ok === false ? null : (
        <div role="status" aria-live="polite">
          {isPatient || symptom === null ? <Waiting /> : <SymptomNote symptom={symptom} address={address} />}
        </div>
      )}
    </>
  );
}

function Waiting() {
  const { t } = useTranslation();
  return (
    <div className="connect-note connect-note-wait" data-symptom="waiting">
      <CircleDashed size={16} aria-hidden="true" />
      <div>
        <p className="choice-title">{t('connect.wait.waiting')}</p>
        <p>{t('connect.wait.waitingText')}</p>
      </div>
    </div>
  );
}

function toneOf({ kind }: Symptom): Tone {
  if (GOOD.has(kind)) return 'good';
  return kind === 'greeting' ? 'wait' : 'warn';
}

const SIGNS = { good: Check, wait: CircleDashed, warn: TriangleAlert } as const;

function SymptomNote({ symptom, address }: { readonly symptom: Symptom; readonly address: string }) {
  const { t } = useTranslation();
  const offsetS = useShownOffset();
  const { kind, account, sinceMs, whyNot, replacedMs } = symptom;
  const tone = toneOf(symptom);
  const Sign = SIGNS[tone];
  const values = { account: account ?? '–', address };
  return (
    <div className={`connect-note connect-note-${tone}`} data-symptom={kind}>
      <Sign size={16} aria-hidden="true" />
      <div>
        <p className="choice-title">
          {t(`connect.symptom.${kind}.title`, values)}
          {sinceMs === null ? null : (
            <span className="is-second figure connect-since">
              {t('connect.wait.since', { time: formatClock(sinceMs, offsetS) })}
            </span>
          )}
        </p>
        <p>{t(`connect.symptom.${kind}.text`, values)}</p>
        {whyNot === null ? null : (
          <p className="is-second">
            {t('connect.wait.why', { text: describeCode(whyNot.code, whyNot.text).text })}
          </p>
        )}
        <p className="is-second">
          <span className="connect-do">{t('connect.wait.nextStep')}:</span> {t(`connect.symptom.${kind}.help`, values)}
        </p>
        {replacedMs === null ? null : (
          <p className="is-warning">{t('connect.wait.replaced', { time: formatClock(replacedMs, offsetS) })}</p>
        )}
        {account !== null && CONFIRMABLE.has(kind) ? <UseAccount account={account} /> : null}
      </div>
    </div>
  );
}

function UseAccount({ account }: { readonly account: string }) {
  const { t } = useTranslation();
  const [isBusy, setBusy] = useState(false);
  const use = async (): Promise<void> => {
    setBusy(true);
    const at = account.indexOf('@');
    tellOutcome(await confirmAccount(account.slice(0, at), account.slice(at + 1)), t('connect.wait.confirmed'));
    setBusy(false);
  };
  return (
    <Button
      kind="primary"
      disabled={isBusy}
      onClick={() => {
        void use();
      }}
    >
      {t('connect.wait.confirm')}
    </Button>
  );
}
