// The guided way to one's own terminal: choose it, copy and compile the Expert Advisor, allow two addresses, attach it,
// and wait for the first contact. Shows what the host says; every decision is the host's or the trader's.

import { setLook } from '#renderer/state';
import { Button, Dialog } from '#renderer/ui';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { StepAllow } from './step-allow.tsx';
import { StepAttach } from './step-attach.tsx';
import { StepHand } from './step-hand.tsx';
import { StepInstall } from './step-install.tsx';
import { StepTerminal } from './step-terminal.tsx';
import { StepWait } from './step-wait.tsx';
import {
  STEPS, useConnectionInfo, useEaRun, usePlace, useSetupStatus, useTerminals, type Choice, type Step,
} from './use-setup.ts';

export function ConnectDialog() {
  const { t } = useTranslation();
  const [{ step, choice }, move] = usePlace();
  const terminals = useTerminals();
  const run = useEaRun(terminals.look);
  const status = useSetupStatus();
  const info = useConnectionInfo();
  const picture = terminals.picture?.ok === true ? terminals.picture.value : null;
  const chosen = choice?.kind === 'terminal' ? picture?.terminals.find(({ id }) => id === choice.id) ?? null : null;
  const isDone = status?.ok === true && status.value.symptom.kind === 'ready';
  const at = STEPS.indexOf(step);
  const close = (): void => {
    setLook({ overlay: null });
  };
  const choose = (next: Choice): void => {
    run.forget();
    move({ choice: next });
  };
  const content: Readonly<Record<Step, () => ReactNode>> = {
    terminal: () => <StepTerminal terminals={terminals} choice={choice} onChoose={choose} />,
    install: () => {
      if (chosen !== null && picture !== null) return <StepInstall terminal={chosen} picture={picture} run={run} />;
      const isLoading = choice?.kind === 'terminal' && terminals.picture === null;
      return isLoading ? <p>{t('connect.terminal.searching')}</p> : <StepHand picture={picture} />;
    },
    allow: () => <StepAllow />,
    attach: () => <StepAttach />,
    wait: () => <StepWait status={status} address={info?.ok === true ? info.value.ws : '…'} />,
  };
  return (
    <Dialog
      title={t('connect.title')}
      closeLabel={t('app.close')}
      onClose={close}
      width="large"
      footer={
        <Footer at={at} isNextOff={step === 'terminal' && choice === null} isDone={isDone} move={move} close={close} />
      }
    >
      <div className="guide">
        <StepList step={step} hasChoice={choice !== null} onStep={(next) => { move({ step: next }); }} />
        <StepBody step={step} at={at}>{content[step]()}</StepBody>
      </div>
    </Dialog>
  );
}

interface FooterProps {
  readonly at: number;
  readonly isNextOff: boolean;
  readonly isDone: boolean;
  readonly move: (next: { readonly step: Step }) => void;
  readonly close: () => void;
}

function Footer({ at, isNextOff, isDone, move, close }: FooterProps) {
  const { t } = useTranslation();
  const [before, after] = [STEPS[at - 1], STEPS[at + 1]];
  return (
    <>
      {before === undefined ? null : (
        <Button onClick={() => { move({ step: before }); }}>{t('connect.back')}</Button>
      )}
      {after === undefined ? (
        <Button kind={isDone ? 'primary' : 'plain'} onClick={close}>
          {isDone ? t('connect.wait.finish') : t('app.close')}
        </Button>
      ) : (
        <Button kind="primary" disabled={isNextOff} onClick={() => { move({ step: after }); }}>
          {t('connect.next')}
        </Button>
      )}
    </>
  );
}

interface StepListProps {
  readonly step: Step;
  readonly hasChoice: boolean;
  readonly onStep: (step: Step) => void;
}

function StepList({ step, hasChoice, onStep }: StepListProps) {
  const { t } = useTranslation();
  return (
    <nav aria-label={t('connect.steps')}>
      <ol className="guide-steps">
        {STEPS.map((name, n) => (
          <li key={name}>
            <button
              type="button"
              className="guide-step"
              aria-current={name === step ? 'step' : undefined}
              disabled={!hasChoice && n > 0 && name !== 'wait'}
              onClick={() => {
                onStep(name);
              }}
            >
              <span className="guide-number" aria-hidden="true">{n + 1}</span>
              <span>{t(`connect.step.${name}`)}</span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** The step's heading takes the focus when the step changes, so that a reader hears where he is. */
function StepBody({ step, at, children }: { readonly step: Step; readonly at: number; readonly children: ReactNode }) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(step);
  useEffect(() => {
    if (shown.current !== step) heading.current?.focus();
    shown.current = step;
  }, [step]);
  return (
    <section className="guide-body" aria-labelledby="guide-heading">
      <p className="is-second guide-at">{t('connect.stepOf', { n: at + 1, count: STEPS.length })}</p>
      <h3 id="guide-heading" ref={heading} tabIndex={-1}>{t(`connect.step.${step}`)}</h3>
      {children}
    </section>
  );
}
