// From a click to an order, and from the broker's answers to what became of it. Risk is asked again here, just
// before the wire. Nothing leaves from here directly: a command is a fact, and goes when its commit is on the platter.

import { judgeBounds } from '#core/approval';
import { makeCid, magicOfCid, type OrderListener } from '#core/execution';
import {
  whyNot,
  type ClientOrder,
  type Deal,
  type InputBody,
  type Position,
  type Signal,
  type TradeCommand,
  type WhyNot,
} from '#core/model';
import type { Opener } from '#core/outcome';
import { floorVolume, judgeAccount, judgePlan, lossMoney } from '#core/risk';
import { endSignal, openSignal } from './cards.ts';
import type { Context, Turn } from './context.ts';

type Input<K extends InputBody['kind']> = Extract<InputBody, { kind: K }>;

export interface ApprovalTerms {
  readonly by: string;
  readonly volume: number | null;
  readonly stop: number | null;
  readonly target: number | null;
}

/** What ends a card for good when it is met at the click; other refusals leave it standing. */
const ENDING_CODES: ReadonlySet<string> = new Set(['APPROVAL_PRICE_MOVED', 'RISK_SPREAD_WIDE']);

function refuse(turn: Turn, requestId: string, why: WhyNot): void {
  turn.outputs.fact({ kind: 'RequestRefused', requestId, whyNot: why });
}

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
  const verdict = outside === null ? judgePlan(plan, volume, quote, picture) : { ok: false as const, whyNot: outside };
  if (!verdict.ok) {
    refuse(turn, signal.id, verdict.whyNot);
    if (ENDING_CODES.has(verdict.whyNot.code)) endSignal(context, turn, signal, 'expired', terms.by, verdict.whyNot);
    return;
  }
  const cid = makeCid(context.seed, context.orders.nextCount());
  endSignal(context, turn, signal, 'approved', terms.by, null, cid);
  sendOrder(context, turn, cid, {
    ...plan,
    signalId: signal.id,
    requestId: null,
    kind: 'market',
    volume,
    price: null,
    label: signal.strategy,
  });
}

interface NewOrder {
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly entry: number;
  readonly stop: number;
  readonly target: number | null;
  readonly signalId: string | null;
  readonly requestId: string | null;
  readonly kind: 'market' | 'limit' | 'stop';
  readonly volume: number;
  readonly price: number | null;
  readonly label: string;
}

function sendOrder(context: Context, turn: Turn, cid: string, plan: NewOrder): void {
  const nowMs = context.nowMs();
  const deadlineMs = nowMs + context.limits.orderDeadlineMs;
  const order: ClientOrder = {
    cid,
    magic: magicOfCid(cid),
    signalId: plan.signalId,
    requestId: plan.requestId,
    purpose: 'open',
    positionId: null,
    symbol: plan.symbol,
    side: plan.side,
    kind: plan.kind,
    volume: plan.volume,
    price: plan.entry,
    sl: plan.stop,
    tp: plan.target,
    deviationPoints: context.limits.deviationPoints,
    createdMs: nowMs,
    deadlineMs,
    state: 'issued',
    filledVolume: 0,
    fillPrice: null,
    retcode: null,
    whyNot: null,
    brokerOrder: null,
    brokerPosition: null,
    updatedMs: nowMs,
  };
  const command: TradeCommand = {
    type: 'order.send',
    id: context.nextCommandId(),
    cid,
    symbol: plan.symbol,
    kind: plan.kind,
    side: plan.side,
    volume: plan.volume,
    price: plan.price,
    stopLimit: null,
    sl: plan.stop,
    tp: plan.target,
    deviationPoints: context.limits.deviationPoints,
    label: plan.label,
    deadlineMs,
  };
  openOrder(context, turn, order, command);
}

function openOrder(context: Context, turn: Turn, order: ClientOrder, command: TradeCommand): void {
  context.orders.put(order, command, turn.ts);
  turn.outputs.fact({ kind: 'OrderOpened', order });
  issue(context, turn, command);
}

function issue(context: Context, turn: Turn, command: TradeCommand): void {
  if (context.activeKey !== null) turn.outputs.fact({ kind: 'CommandIssued', account: context.activeKey, command });
}

/** An order by hand: checked like a signal; it becomes an order at once, or a card when it is not its own approval. */
export function requestOrder(context: Context, turn: Turn, body: Input<'OrderRequested'>): void {
  const made = context.orders.ofRequest(body.requestId);
  if (made !== undefined) {
    if (made.purpose !== 'open') refuse(turn, body.requestId, whyNot('WEB_KEY_REUSED'));
    return;
  }
  const quote = context.quote(body.symbol);
  if (quote === null) {
    const isKnown = context.riskPicture()?.instruments.has(body.symbol) !== false;
    const why = isKnown ? whyNot('RISK_QUOTE_STALE') : whyNot('EXECUTION_SYMBOL_UNKNOWN', body.symbol);
    refuse(turn, body.requestId, why);
    return;
  }
  const price = body.type === 'market' ? null : body.price;
  if (body.type !== 'market' && (price === null || !body.approve)) {
    refuse(
      turn,
      body.requestId,
      whyNot('WEB_BAD_REQUEST', 'A limit or stop order needs a price, and is its own approval.'),
    );
    return;
  }
  const entry = price ?? (body.side === 'buy' ? quote.ask : quote.bid);
  if (body.sl === null) {
    refuse(turn, body.requestId, whyNot('RISK_STOP_MISSING'));
    return;
  }
  const plan = { symbol: body.symbol, side: body.side, entry, stop: body.sl, target: body.tp };
  const picture = context.riskPicture();
  const verdict =
    picture === null
      ? { ok: false as const, whyNot: whyNot('RISK_ACCOUNT_UNKNOWN') }
      : judgePlan(plan, body.volume, quote, picture);
  if (!verdict.ok) {
    refuse(turn, body.requestId, verdict.whyNot);
    return;
  }
  if (body.approve) {
    const cid = makeCid(context.seed, context.orders.nextCount());
    sendOrder(context, turn, cid, {
      ...plan,
      signalId: null,
      requestId: body.requestId,
      kind: body.type,
      volume: verdict.card.volume,
      price,
      label: 'manual',
    });
    return;
  }
  openSignal(
    context,
    turn,
    {
      symbol: body.symbol,
      timeframe: 'M1',
      strategy: 'manual',
      strategyHash: 'manual',
      side: body.side,
      entry,
      stop: body.sl,
      target: body.tp ?? entry + (entry - body.sl),
      barTime: context.nowMs(),
      votes: [],
      reasons: ['asked for by hand'],
    },
    verdict.card.volume,
    null,
  );
}

export function requestClose(context: Context, turn: Turn, body: Input<'CloseRequested'>): void {
  const made = context.orders.ofRequest(body.requestId);
  if (made !== undefined) {
    if (made.positionId !== body.positionId) refuse(turn, body.requestId, whyNot('WEB_KEY_REUSED'));
    return;
  }
  const refusal = judgeClose(context, body);
  if (refusal !== null) {
    refuse(turn, body.requestId, refusal);
    return;
  }
  const position = context.active?.positions.get(body.positionId) as Position;
  const nowMs = context.nowMs();
  const cid = makeCid(context.seed, context.orders.nextCount());
  const isPart = body.volume !== null && body.volume < position.volume;
  const deadlineMs = nowMs + context.limits.orderDeadlineMs;
  const order: ClientOrder = {
    cid,
    magic: magicOfCid(cid),
    signalId: null,
    requestId: body.requestId,
    purpose: 'close',
    positionId: position.id,
    symbol: position.symbol,
    side: position.side === 'buy' ? 'sell' : 'buy',
    kind: 'market',
    volume: isPart ? body.volume : position.volume,
    price: null,
    sl: null,
    tp: null,
    deviationPoints: context.limits.deviationPoints,
    createdMs: nowMs,
    deadlineMs,
    state: 'issued',
    filledVolume: 0,
    fillPrice: null,
    retcode: null,
    whyNot: null,
    brokerOrder: null,
    brokerPosition: position.id,
    updatedMs: nowMs,
  };
  openOrder(context, turn, order, {
    type: 'position.close',
    id: context.nextCommandId(),
    cid,
    position: position.ticket,
    volume: isPart ? body.volume : null,
    deviationPoints: context.limits.deviationPoints,
    deadlineMs,
  });
}

/** Closing lowers risk: it needs a link and a demo account, and no limit stands in its way. */
function judgeClose(context: Context, body: Input<'CloseRequested'>): WhyNot | null {
  const { active } = context;
  const position = active?.positions.get(body.positionId);
  if (active === null || position === undefined) return whyNot('EXECUTION_POSITION_UNKNOWN', body.positionId);
  if (active.identity.tradeMode !== 'demo') return whyNot('RISK_ACCOUNT_READ_ONLY');
  if (!active.confirmed) return whyNot('RISK_ACCOUNT_UNCONFIRMED');
  if (!active.linkUp) return whyNot('RISK_LINK_DOWN');
  if (context.orders.open().some((order) => order.purpose === 'close' && order.positionId === position.id)) {
    return whyNot('EXECUTION_CLOSE_PENDING');
  }
  if (body.volume === null) return null;
  const instrument = context.instrumentsOf(active.identity.server).get(position.symbol);
  const floored = instrument === undefined ? body.volume : floorVolume(body.volume, instrument);
  const isOnStep = floored > 0 && Math.abs(floored - body.volume) < 1e-9;
  return body.volume > 0 && body.volume <= position.volume && isOnStep ? null : whyNot('EXECUTION_VOLUME_INVALID');
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

function issueKill(context: Context, turn: Turn, flatten: boolean): void {
  const { active } = context;
  if (active?.identity.tradeMode !== 'demo') return;
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

/** A deal not seen before: our order's fill, and the trade's next chapter. */
export function settleDeal(context: Context, turn: Turn, deal: Deal): void {
  context.orders.deal(deal, context.nowMs(), orderListener(context, turn));
  const ended = context.trades.next(deal, openerOf(context, deal));
  if (ended !== null) turn.outputs.fact({ kind: 'TradeClosed', trade: ended });
}

function openerOf(context: Context, deal: Deal): Opener {
  const order = [...context.orders.orders.values()].find(
    (candidate) => candidate.cid === deal.cid || candidate.magic === deal.magic,
  );
  if (order === undefined) return { origin: 'external', signalId: null, riskPerLot: null };
  const instrument =
    context.active === null ? undefined : context.instrumentsOf(context.active.identity.server).get(order.symbol);
  const riskPerLot =
    instrument === undefined || order.price === null || order.sl === null
      ? null
      : lossMoney(instrument, 1, Math.abs(order.price - order.sl));
  return { origin: order.signalId === null ? 'manual' : 'signal', signalId: order.signalId, riskPerLot };
}

/** The terminal has told all it holds: compare, then ask about every order whose end is not known. */
export function endSnapshot(context: Context, turn: Turn, body: Input<'SnapshotEnded'>): void {
  const mirror = context.mirrors.get(body.wire.account);
  if (mirror === undefined) return;
  const verdict = mirror.endSnapshot(body.hash);
  if (verdict === null || body.wire.account !== context.activeKey) return;
  for (const position of verdict.missing) closeMissing(context, turn, position);
  if (!verdict.isHashEqual) {
    if (mirror.mismatches === 1) issue(context, turn, { type: 'snapshot', id: context.nextCommandId() });
    else disagree(context, turn, "The hash of the open positions differs from the terminal's, twice in a row.");
    return;
  }
  for (const position of mirror.positions.values()) {
    context.trades.seed(position, position.openBrokerMs - mirror.offsetS * 1000);
  }
  if (context.killSwitch && context.isFlattenWanted && mirror.positions.size + mirror.orders.size > 0)
    issueKill(context, turn, true);
  context.orders.askNow();
  reconcileOrders(context, turn);
}

/** A position the broker no longer holds is closed with the deal found in its history, else it is an orphan. */
function closeMissing(context: Context, turn: Turn, position: Position): void {
  const trade = context.trades.trades.get(position.id);
  const deals = [...(context.active?.deals.values() ?? [])];
  const isExplained =
    trade === undefined
      ? deals.some((deal) => deal.positionId === position.id && deal.entry !== 'in')
      : trade.closeMs !== null;
  if (isExplained) return;
  const orphan = context.trades.orphan(position.id, context.nowMs());
  if (orphan !== null) turn.outputs.fact({ kind: 'TradeClosed', trade: orphan });
  disagree(context, turn, `Position ${position.id} ${position.symbol} is gone at the broker and no deal explains it.`);
}

function disagree(context: Context, turn: Turn, text: string): void {
  context.discrepancy = text;
  turn.outputs.fact({ kind: 'TradingLocked', ...whyNot('RISK_DISCREPANCY', text) });
}

export function acceptBrokerState(context: Context, turn: Turn): void {
  if (context.discrepancy === null) return;
  context.discrepancy = null;
  const { active } = context;
  if (active !== null) {
    active.mismatches = 0;
    if (active.linkUp) issue(context, turn, { type: 'snapshot', id: context.nextCommandId() });
  }
  turn.outputs.fact({ kind: 'TradingUnlocked', code: 'RISK_DISCREPANCY' });
}

/** May an order that never arrived be sent again? Whatever locked the account since its approval holds for it too. */
export function judgeResend(context: Context, order: ClientOrder): WhyNot | null {
  const picture = context.riskPicture();
  if (picture === null) return whyNot('RISK_ACCOUNT_UNKNOWN');
  if (order.purpose === 'open') return judgeAccount(picture);
  if (picture.identity.tradeMode !== 'demo') return whyNot('RISK_ACCOUNT_READ_ONLY');
  return picture.isConfirmed ? null : whyNot('RISK_ACCOUNT_UNCONFIRMED');
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
