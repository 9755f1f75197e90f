// From a click to an order, and from the broker's answers to what became of it. Risk is asked again here, just
// before the wire. Nothing leaves from here directly: a command is a fact, and goes when its commit is on the platter.

import { judgeBounds } from '#core/approval';
import { roundToTick } from '#core/decision';
import type { OrderListener } from '#core/execution';
import {
  whyNot,
  type ClientOrder,
  type InputBody,
  type Signal,
  type WhyNot,
} from '#core/model';
import { judgeAccount, judgePlan, type Plan } from '#core/risk';
import { endSignal, openSignal } from './cards.ts';
import type { Context, Turn } from './context.ts';
import { commandHead, freshCid, isAnswered, issue, makeOrder, openOrder, refuse } from './issuing.ts';

type Input<K extends InputBody['kind']> = Extract<InputBody, { kind: K }>;

export interface ApprovalTerms {
  readonly by: string;
  readonly volume: number | null;
  readonly stop: number | null;
  readonly target: number | null;
}

/** What ends a card for good when it is met at the click; other refusals leave it standing. */
const ENDING_CODES: ReadonlySet<string> = new Set(['APPROVAL_PRICE_MOVED', 'RISK_SPREAD_WIDE']);

export function answerSignal(context: Context, turn: Turn, body: Input<'SignalAnswered'>): void {
  const refusal = context.signals.refusal(body.signalId, context.nowMs());
  if (refusal !== null) {
    refuse(turn, body.signalId, refusal);
    return;
  }
  const signal = context.signals.signals.get(body.signalId) as Signal;
  if (body.answer === 'reject') {
    endSignal(
      context,
      turn,
      signal,
      'rejected',
      body.by,
      body.reason === null ? null : { code: 'APPROVAL_REJECTED', text: body.reason },
    );
    return;
  }
  approveSignal(context, turn, signal, body);
}

export function approveSignal(context: Context, turn: Turn, signal: Signal, terms: ApprovalTerms): void {
  const picture = context.riskPicture();
  const quote = context.quote(signal.symbol);
  const instrument = picture?.instruments.get(signal.symbol);
  if (picture === null || instrument === undefined || quote === null) {
    refuse(turn, signal.id, whyNot('RISK_LINK_DOWN'));
    return;
  }
  const entry = signal.side === 'buy' ? quote.ask : quote.bid;
  const plan = {
    symbol: signal.symbol,
    side: signal.side,
    entry,
    stop: terms.stop ?? signal.stop,
    target: terms.target ?? signal.target,
  };
  const volume = terms.volume ?? (signal.card as { volume: number }).volume;
  const outside = judgeBounds(signal, quote, instrument.point);
  const blocked = outside ?? judgeBackOff(context);
  const verdict = blocked === null ? judgePlan(plan, volume, quote, picture) : { ok: false as const, whyNot: blocked };
  if (!verdict.ok) {
    refuse(turn, signal.id, verdict.whyNot);
    if (ENDING_CODES.has(verdict.whyNot.code)) endSignal(context, turn, signal, 'expired', terms.by, verdict.whyNot);
    return;
  }
  const cid = freshCid(context);
  endSignal(context, turn, signal, 'approved', terms.by, null, cid);
  sendOrder(context, turn, { ...plan, cid, signalId: signal.id, volume, label: signal.strategy, purpose: 'open' });
}

interface NewOrder extends Plan {
  readonly purpose: 'open' | 'check';
  readonly volume: number;
  readonly label: string;
  readonly cid?: string;
  readonly signalId?: string | null;
  readonly requestId?: string | null;
  readonly retryOf?: string;
  readonly deadlineMs?: number;
}

/** Sends an order whose plan risk has just let pass. */
export function sendOrder(context: Context, turn: Turn, wanted: NewOrder): void {
  const { entry, stop, target, pending, label, ...draft } = wanted;
  const { kind, stopLimit, tif, expiryMs } = pending ?? MARKET_TERMS;
  const order = makeOrder(context, {
    ...draft, kind, stopLimit, tif, expiryMs, price: pending?.price ?? entry, sl: stop, tp: target,
  });
  const mode = context.instrument(order.symbol)?.executionMode;
  // Only request and instant execution look at a market order's price.
  const isPriced = kind !== 'market' || mode === 'instant' || mode === 'request';
  openOrder(context, turn, order, {
    type: 'order.send', ...commandHead(context, order), symbol: order.symbol, kind, side: order.side,
    volume: order.volume, price: isPriced ? order.price : null, stopLimit, sl: stop, tp: target,
    deviationPoints: order.deviationPoints, fill: 'auto', tif, expiryMs, label, checkOnly: order.purpose === 'check',
  });
}

const MARKET_TERMS = { kind: 'market', stopLimit: null, tif: 'gtc', expiryMs: null } as const;

/** An order by hand: checked like a signal; it becomes an order at once, or a card when it is not its own approval. */
export function requestOrder(context: Context, turn: Turn, body: Input<'OrderRequested'>): void {
  const { requestId } = body;
  const purpose = body.checkOnly === true ? 'check' : 'open';
  const isCard = !body.approve && purpose === 'open';
  if (isAnswered(context, turn, requestId, (made) => made.purpose === purpose && !isCard, isCard)) return;
  const plan = planOf(context, body);
  if ('code' in plan) {
    refuse(turn, requestId, plan);
    return;
  }
  const picture = context.riskPicture();
  const verdict =
    picture === null
      ? { ok: false as const, whyNot: whyNot('RISK_ACCOUNT_UNKNOWN') }
      : judgePlan(plan, body.volume, context.quote(body.symbol), picture);
  const refusal = verdict.ok ? judgeBackOff(context) : verdict.whyNot;
  if (!verdict.ok || refusal !== null) {
    refuse(turn, requestId, refusal ?? whyNot('RISK_ACCOUNT_UNKNOWN'));
    return;
  }
  const { volume } = verdict.card;
  if (body.approve || purpose === 'check') {
    sendOrder(context, turn, { ...plan, requestId, volume, label: 'manual', purpose });
    return;
  }
  const { symbol, side, entry, stop } = plan;
  openSignal(
    context,
    turn,
    {
      symbol,
      timeframe: 'M1',
      strategy: 'manual',
      strategyHash: 'manual',
      side,
      entry,
      stop,
      target: plan.target ?? entry + (entry - stop),
      barTime: context.nowMs(),
      votes: [],
      reasons: ['asked for by hand'],
    },
    volume,
    null,
    body.requestId,
  );
}

/** What a request by hand plans, its prices on the tick grid; or what it lacks. */
function planOf(context: Context, body: Input<'OrderRequested'>): Plan | WhyNot {
  const quote = context.quote(body.symbol);
  const instrument = context.instrument(body.symbol);
  if (quote === null) {
    if (context.active !== null && instrument === undefined) return whyNot('EXECUTION_SYMBOL_UNKNOWN', body.symbol);
    // why there is no quote says more than that there is none
    return whyNot(context.active?.linkUp === false ? 'RISK_LINK_DOWN' : 'RISK_QUOTE_STALE');
  }
  const onGrid = (price: number): number => (instrument === undefined ? price : roundToTick(price, instrument));
  const stopLimit = body.stopLimit ?? null;
  const isApproved = body.approve || body.checkOnly === true;
  if (body.type !== 'market' && (body.price === null || !isApproved)) {
    return whyNot('WEB_BAD_REQUEST', 'A pending order needs a price, and is its own approval.');
  }
  if ((body.type === 'stop_limit') !== (stopLimit !== null)) {
    return whyNot('WEB_BAD_REQUEST', 'A stop-limit order, and no other, needs stopLimit: the price it fills at.');
  }
  if (body.sl === null) return whyNot('RISK_STOP_MISSING');
  const rest = {
    symbol: body.symbol, side: body.side, stop: onGrid(body.sl), target: body.tp === null ? null : onGrid(body.tp),
  };
  if (body.type === 'market' || body.price === null) {
    return { ...rest, entry: body.side === 'buy' ? quote.ask : quote.bid };
  }
  const price = onGrid(body.price);
  const expiryMs = body.expiryMs ?? null;
  const tif = body.tif ?? (expiryMs === null ? 'gtc' : 'spec');
  const limit = stopLimit === null ? null : onGrid(stopLimit);
  return { ...rest, entry: limit ?? price, pending: { kind: body.type, price, stopLimit: limit, tif, expiryMs } };
}

/** The broker said that it had too many requests: nothing new leaves for a while. */
function judgeBackOff(context: Context): WhyNot | null {
  return context.nowMs() < context.backOffUntilMs ? whyNot('EXECUTION_BACK_OFF') : null;
}

export function pullKillSwitch(context: Context, turn: Turn, body: Input<'KillSwitchPulled'>): void {
  context.killSwitch = true;
  context.isFlattenWanted = context.isFlattenWanted || body.flatten;
  for (const signal of context.signals.pending()) {
    endSignal(context, turn, signal, 'expired', body.by, whyNot('RISK_KILL_SWITCH'));
  }
  turn.outputs.fact({ kind: 'TradingLocked', ...whyNot('RISK_KILL_SWITCH', `By ${body.by}.`) });
  issueKill(context, turn, body.flatten);
}

export function issueKill(context: Context, turn: Turn, flatten: boolean): void {
  if (context.active === null || context.guard() !== null) return;
  issue(context, turn, { type: 'kill', id: context.nextCommandId(), flatten });
}

export function resetKillSwitch(context: Context, turn: Turn): void {
  if (!context.killSwitch) return;
  context.killSwitch = false;
  context.isFlattenWanted = false;
  turn.outputs.fact({ kind: 'TradingUnlocked', code: 'RISK_KILL_SWITCH' });
}

export function orderListener(context: Context, turn: Turn): OrderListener {
  return {
    moved: (order, from) => {
      turn.outputs.fact({ kind: 'OrderMoved', cid: order.cid, from, to: order.state, whyNot: order.whyNot });
    },
    command: (command) => {
      issue(context, turn, command);
    },
  };
}

/** May an order that never arrived be sent again? Whatever locked the account since its approval holds for it too. */
export function judgeResend(context: Context, order: ClientOrder): WhyNot | null {
  const picture = context.riskPicture();
  if (picture === null) return whyNot('RISK_ACCOUNT_UNKNOWN');
  if (order.purpose === 'open') return judgeAccount(picture);
  if (picture.guard !== null) return picture.guard;
  const { active } = context;
  const isThere = (id: string | null, held: ReadonlyMap<string, unknown> | undefined): boolean =>
    id === null || held?.has(id) === true;
  const hasTarget =
    isThere(order.positionId, active?.positions) &&
    isThere(order.byPositionId, active?.positions) &&
    (order.ticket === null || [...(active?.orders.values() ?? [])].some(({ ticket }) => ticket === order.ticket));
  return hasTarget ? null : whyNot('EXECUTION_TARGET_GONE');
}

export function reconcileOrders(context: Context, turn: Turn): void {
  const canAsk = context.active?.linkUp === true && context.active.snapshotReady;
  context.orders.reconcile(
    context.nowMs(),
    turn.ts,
    canAsk,
    () => context.nextCommandId(),
    orderListener(context, turn),
  );
}
