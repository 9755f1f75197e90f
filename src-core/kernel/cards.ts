// Cards: a draft becomes a signal with its size and its figures, or a suppressed one with its reason; and its end.

import { whyNot, type Signal, type SignalState, type WhyNot } from '#core/model';
import { judgePlan } from '#core/risk';
import type { Context, Turn } from './context.ts';

/** How far the entry may move before a card is out of bounds, as a share of the stop distance. */
const BOUNDS_OF_STOP = 0.25;

export type SignalDraft = Pick<
  Signal,
  | 'symbol'
  | 'timeframe'
  | 'strategy'
  | 'strategyHash'
  | 'side'
  | 'entry'
  | 'stop'
  | 'target'
  | 'barTime'
  | 'votes'
  | 'reasons'
>;

/**
 * Sizes a draft and opens it as a card, or as suppressed with its reason. `volume` null sizes it by risk; `requestId`
 * names the request that asked for it, where one did.
 */
export function openSignal(
  context: Context,
  turn: Turn,
  draft: SignalDraft,
  volume: number | null,
  refusal: WhyNot | null,
  requestId: string | null = null,
): Signal {
  const picture = context.riskPicture();
  const verdict =
    refusal !== null || picture === null
      ? { ok: false as const, whyNot: refusal ?? whyNot('RISK_ACCOUNT_UNKNOWN') }
      : judgePlan(draft, volume, context.quote(draft.symbol), picture);
  const nowMs = context.nowMs();
  const point = picture?.instruments.get(draft.symbol)?.point ?? 0;
  const signal: Signal = {
    ...draft,
    id: context.signals.nextId(),
    requestId,
    slippagePointsMax: point > 0 ? Math.floor((Math.abs(draft.entry - draft.stop) * BOUNDS_OF_STOP) / point) : 0,
    createdMs: nowMs,
    expiresMs: nowMs + context.limits.signalLifeMs,
    state: verdict.ok ? 'pending' : 'suppressed',
    whyNot: verdict.ok ? null : verdict.whyNot,
    card: verdict.ok ? verdict.card : null,
    probabilityMillionths: null,
    decidedMs: verdict.ok ? null : nowMs,
    decidedBy: null,
    rejectReason: null,
    cid: null,
  };
  context.signals.put(signal);
  if (signal.state === 'pending' && signal.expiresMs < context.nextExpiryMs) context.nextExpiryMs = signal.expiresMs;
  turn.outputs.fact({ kind: 'SignalOpened', signal });
  return signal;
}

export function endSignal(
  context: Context,
  turn: Turn,
  signal: Signal,
  state: SignalState,
  by: string | null,
  why: WhyNot | null,
  cid: string | null = null,
): Signal {
  const ended = context.signals.close(signal, state, context.nowMs(), by, why, cid);
  turn.outputs.fact({ kind: 'SignalClosed', signalId: signal.id, state, whyNot: why, by, cid });
  return ended;
}

/** Ends the cards whose time is up on the account's clock. */
export function expireSignals(context: Context, turn: Turn): void {
  const nowMs = context.nowMs();
  if (nowMs < context.nextExpiryMs || !context.isDeciding) return;
  let next = Number.POSITIVE_INFINITY;
  for (const signal of context.signals.pending()) {
    if (nowMs >= signal.expiresMs) endSignal(context, turn, signal, 'expired', null, whyNot('APPROVAL_EXPIRED'));
    else if (signal.expiresMs < next) next = signal.expiresMs;
  }
  context.nextExpiryMs = next;
}
