// What a trader wants to be told of, as an iterator that ends with its reader.

import { AsyncIteratorClass } from '@orpc/contract';
import type { Alert } from '#core/contract';
import type { KernelView } from '#core/kernel';
import type { JournalEvent } from '#core/model';
import type { WorkstationApi } from '#main/engine';
import { contractError } from './failures.ts';

/** A reader this many alerts behind is cut off. */
export const ALERTS_BEHIND_MAX = 1_000;

/**
 * Alerts from now on. Listening stops when the reader returns, throws or `signal` ends, and when the reader is
 * ALERTS_BEHIND_MAX behind (it then gets WEB_STREAM_BEHIND).
 */
export function watchAlerts(workstation: WorkstationApi, signal: AbortSignal | undefined): AsyncIteratorClass<Alert> {
  const queue: Alert[] = [];
  let isEnded = false;
  let isBehind = false;
  let wake: (() => void) | null = null;
  const stop = workstation.onEvents((events) => {
    for (const event of events) {
      const alert = alertOf(event, workstation.view);
      if (alert !== null) queue.push(alert);
    }
    if (queue.length > ALERTS_BEHIND_MAX) {
      isBehind = true;
      end();
    }
    wake?.();
  });
  const end = (): void => {
    isEnded = true;
    stop();
    signal?.removeEventListener('abort', end);
    wake?.();
  };
  if (signal?.aborted === true) end();
  else signal?.addEventListener('abort', end, { once: true });
  const next = async (): Promise<IteratorResult<Alert>> => {
    for (;;) {
      if (isBehind) throw contractError('WEB_STREAM_BEHIND');
      const alert = queue.shift();
      if (alert !== undefined) return { done: false, value: alert };
      if (isEnded) return { done: true, value: undefined };
      await new Promise<void>((done) => { wake = done; });
      wake = null;
    }
  };
  return new AsyncIteratorClass(next, async () => { end(); });
}

function alertOf({ seq, ts, body }: JournalEvent, view: KernelView): Alert | null {
  const base = { seq, timeMs: ts };
  switch (body.kind) {
    case 'SignalOpened': {
      const { id, symbol, side, state } = body.signal;
      return { ...base, kind: 'signal-opened', signalId: id, symbol, side, state };
    }
    case 'SignalClosed': {
      const symbol = view.signals.get(body.signalId)?.symbol ?? '';
      return {
        ...base, kind: 'signal-closed', signalId: body.signalId, symbol, state: body.state, whyNot: body.whyNot,
      };
    }
    case 'OrderMoved': {
      const symbol = view.orders.get(body.cid)?.symbol ?? '';
      return { ...base, kind: 'order-moved', cid: body.cid, symbol, from: body.from, to: body.to, whyNot: body.whyNot };
    }
    case 'TradeClosed': {
      const { positionId, symbol, profit } = body.trade;
      return { ...base, kind: 'trade-closed', positionId, symbol, profit };
    }
    case 'RequestRefused':
      return { ...base, kind: 'request-refused', whyNot: body.whyNot };
    case 'AlarmRaised': {
      const { positionId, symbol, code, text } = body;
      return { ...base, kind: 'alarm', positionId, symbol, whyNot: { code, text } };
    }
    case 'TradingLocked':
      return { ...base, kind: 'locked', whyNot: { code: body.code, text: body.text } };
    case 'TradingUnlocked':
      return { ...base, kind: 'unlocked', code: body.code };
    case 'TerminalConnected':
      return { ...base, kind: 'link-up', account: `${body.account.login}@${body.account.server}` };
    case 'TerminalDisconnected':
      return { ...base, kind: 'link-down', account: body.account, reason: body.reason };
    default:
      return null;
  }
}
