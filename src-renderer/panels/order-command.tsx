// One command from its click to its end, as the row it was asked in shows it: on its way, being checked with the
// broker, refused with the reason, or done. What the engine says comes by the stream; nothing is retried here.

import type { OrderResource } from '#core/contract';
import { DISCONNECTED, type Outcome } from '#renderer/engine';
import { describeCode } from '#renderer/i18n';
import { useDesk } from '#renderer/state';
import { Button } from '#renderer/ui';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

export type CommandState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly code: string; readonly text: string };

export interface OrderCommandHandle {
  readonly state: CommandState;
  readonly isBusy: boolean;
  run(work: () => Promise<Outcome<OrderResource>>): void;
}

/** How a command's own record stands. A requote is followed by another record, which the list of orders shows. */
function stateOfOrder(order: OrderResource | undefined): CommandState {
  switch (order?.state) {
    case undefined:
    case 'issued':
    case 'accepted':
    case 'working':
    case 'partial':
      return { kind: 'busy' };
    case 'unknown':
      return { kind: 'unknown' };
    case 'filled':
    case 'done':
      return { kind: 'done' };
    case 'rejected':
    case 'expired':
    case 'canceled':
      return { kind: 'failed', code: order.whyNot?.code ?? 'EXECUTION_REJECTED', text: order.whyNot?.text ?? '' };
  }
}

export function useOrderCommand(): OrderCommandHandle {
  const [asked, setAsked] = useState<CommandState>({ kind: 'idle' });
  const [cid, setCid] = useState<string | null>(null);
  const order = useDesk((s) => (cid === null ? undefined : s.desk.orders.get(cid)));
  const state = cid === null ? asked : stateOfOrder(order);
  const follow = async (work: () => Promise<Outcome<OrderResource>>): Promise<void> => {
    setCid(null);
    setAsked({ kind: 'busy' });
    const outcome = await work();
    if (outcome.ok) setCid(outcome.value.id);
    else setAsked({ kind: 'failed', ...outcome.failure });
  };
  return {
    state,
    isBusy: state.kind === 'busy' || state.kind === 'unknown',
    run: (work) => {
      void follow(work);
    },
  };
}

/** The command's state in words, told to a screen reader too. */
export function CommandWords({ state }: { readonly state: CommandState }) {
  const { t } = useTranslation();
  switch (state.kind) {
    case 'idle':
      return null;
    case 'busy':
      return <span role="status">{t('command.busy')}</span>;
    case 'unknown':
      return (
        <span role="status" className="is-warning">
          {t('command.unknown')}
        </span>
      );
    case 'done':
      return <span role="status">{t('command.done')}</span>;
    case 'failed': {
      const words = describeCode(state.code, state.text);
      return (
        <span role="alert" className="is-down">
          {state.code === DISCONNECTED ? t('signals.offDisconnected') : `${words.text} ${words.remedy ?? ''}`.trim()}
        </span>
      );
    }
  }
}

interface EditorProps {
  readonly label: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** The strip below a row in which it is changed; Escape closes it. */
export function RowEditor({ label, onClose, children }: EditorProps) {
  const { t } = useTranslation();
  return (
    <div
      className="row-editor"
      role="group"
      aria-label={label}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onClose();
      }}
    >
      {children}
      <Button kind="quiet" className="button-row row-editor-close" onClick={onClose}>
        {t('command.hide')}
      </Button>
    </div>
  );
}
