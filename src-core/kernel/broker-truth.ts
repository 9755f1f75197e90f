// What the broker tells, against what we hold: reports are believed when they may be, fills are settled, differences
// stop new entries until they are explained or accepted, and the terminal is asked for a snapshot when something does
// not fit, and every few seconds while something stands at the broker. Closing is never in the way of any of it.

import type { AccountMirror, SnapshotVerdict } from '#core/market';
import { whyNot, type BrokerOrder, type ClientOrder, type Deal, type InputBody } from '#core/model';
import type { Opener } from '#core/outcome';
import { lossMoney } from '#core/risk';
import type { Context, Turn } from './context.ts';
import { seeOrder, seePosition, takeAnswer } from './answers.ts';
import { issue } from './issuing.ts';
import { issueKill, orderListener, reconcileOrders } from './trading.ts';

type Input<K extends InputBody['kind']> = Extract<InputBody, { kind: K }>;

/** All on the host's clock, ms. Two questions for a snapshot are at least this far apart. */
const ASK_MS_MIN = 5_000;
/** A comparison that finds nothing open anywhere can wait longer: money and margin would show what is. */
const IDLE_MS = 60_000;
/** Reports of one trade come within this time of each other; what does not fit for longer is asked about. */
const DOUBT_MS = 2_000;
/** A snapshot that has not ended by then is asked for anew. */
const SNAPSHOT_MS_MAX = 10_000;
/** A large snapshot is asked for less often: so long for each of its records. */
const RECORD_MS = 50;

export function takePosition(context: Context, turn: Turn, body: Input<'PositionReported'>): void {
  const mirror = context.mirrors.get(body.wire.account);
  if (mirror?.putPosition(body.op, body.position) !== true) return;
  mirror.truth.positionTold(body.position.id);
  lookAt(context, turn, mirror);
  if (isActive(context, mirror)) seePosition(context, turn);
}

/** An order, from its report or from the terminal's history. */
export function takeOrder(
  context: Context,
  turn: Turn,
  account: string,
  op: Input<'OrderReported'>['op'],
  order: BrokerOrder,
): void {
  const mirror = context.mirrors.get(account);
  if (mirror?.putOrder(op, order) !== true) return;
  if (op === 'remove') mirror.truth.orderGone(order.id);
  if (isActive(context, mirror)) seeOrder(context, turn, op, order);
  lookAt(context, turn, mirror);
}

/** A deal, from its report or from the terminal's history. */
export function takeDeal(context: Context, turn: Turn, account: string, deal: Deal): void {
  const mirror = context.mirrors.get(account);
  if (mirror?.putDeal(deal) !== true) return;
  mirror.truth.deal(deal);
  if (isActive(context, mirror)) settleDeal(context, turn, deal);
  lookAt(context, turn, mirror);
}

export function takeAccount(context: Context, turn: Turn, body: Input<'AccountReported'>): void {
  const mirror = context.mirrors.get(body.account);
  if (mirror === undefined) return;
  mirror.report(body.state, mirror.nowMs(turn.ts));
  mirror.lastSeenMs = turn.ts;
  lookAt(context, turn, mirror);
}

export function takeResult(context: Context, turn: Turn, body: Input<'OrderAnswered'>): void {
  const { active } = context;
  if (active === null || body.wire.account !== context.activeKey) return;
  takeAnswer(context, turn, body.result);
  lookAt(context, turn, active);
}

export function takeMark(context: Context, body: Input<'PositionMarked'>): void {
  const mirror = context.mirrors.get(body.account);
  mirror?.markPosition(body.id, body.price, body.profit, body.swap);
  if (mirror !== undefined && isActive(context, mirror) && mirror.snapshotReady && !mirror.positions.has(body.id)) {
    context.comparing.isStrange = true;
  }
}

/** Something told was lost on its way (a gap at the terminal, a frame that could not be read). */
export function noteHole(context: Context, account: string | undefined): void {
  if (account !== undefined) context.mirrors.get(account)?.tear();
}

export function beginSnapshot(context: Context, turn: Turn, body: Input<'SnapshotBegan'>): void {
  const mirror = context.mirrors.get(body.wire.account);
  if (mirror === undefined) return;
  if (mirror.beginSnapshot(turn.ts, body.wire.wireSeq) && isActive(context, mirror)) context.orders.beginSnapshot();
}

/** The terminal has told all it holds: take it, compare, then ask about every order whose end is not known. */
export function endSnapshot(context: Context, turn: Turn, body: Input<'SnapshotEnded'>): void {
  const mirror = context.mirrors.get(body.wire.account);
  const verdict = mirror?.endSnapshot(body.hash);
  if (mirror === undefined || verdict === undefined || verdict === null) return;
  for (const fact of verdict.facts) {
    if (fact.kind === 'deal') mirror.truth.deal(fact.deal);
    else mirror.truth.orderGone(fact.order.id);
    if (!isActive(context, mirror)) continue;
    if (fact.kind === 'deal') settleDeal(context, turn, fact.deal);
    else seeOrder(context, turn, 'remove', fact.order);
  }
  if (verdict.isHashEqual) compare(mirror, verdict, turn.ts);
  else if (mirror.mismatches > 1) mirror.truth.misfit();
  if (!isActive(context, mirror)) return;
  Object.assign(context.comparing, { endedMs: turn.ts, count: verdict.count, isStrange: false });
  if (!verdict.isHashEqual && mirror.mismatches === 1) {
    context.comparing.askedMs = turn.ts;
    issue(context, turn, { type: 'snapshot', id: context.nextCommandId() });
    return;
  }
  settleSnapshot(context, turn, mirror);
}

function compare(mirror: AccountMirror, verdict: SnapshotVerdict, hostMs: number): void {
  const { truth, positions, orders } = mirror;
  const account = verdict.hasAccount ? mirror.account : null;
  if (truth.isBased) {
    truth.settle(positions, account);
    truth.compare(positions, account, verdict.positionsBefore);
    const removed = new Set(verdict.facts.map((fact) => (fact.kind === 'removed' ? fact.order.id : fact.deal.order)));
    const before = { positions: verdict.positionsBefore, orders: verdict.ordersBefore };
    if (verdict.isSeamless) truth.compareUntold(before, { positions, orders }, (order) => removed.has(order.id));
  } else {
    // On a data clock the host's says nothing of when deals are made.
    const nowMs = mirror.clock === 'wall' ? hostMs : mirror.dataNowMs;
    truth.begin(positions.values(), Math.max(newestDealMs(mirror), nowMs));
  }
  if (account !== null) truth.beginMoney(account);
}

function settleSnapshot(context: Context, turn: Turn, mirror: AccountMirror): void {
  for (const trade of context.trades.open()) {
    if (mirror.positions.has(trade.positionId)) continue;
    const orphan = context.trades.orphan(trade.positionId, context.nowMs());
    if (orphan !== null) turn.outputs.fact({ kind: 'TradeClosed', trade: orphan });
  }
  const toldMs = newestDealMs(mirror);
  for (const position of mirror.positions.values()) {
    const openMs = position.openBrokerMs - mirror.offsetS * 1000;
    context.trades.seed(position, openMs, toldMs, openerOf(context, position));
  }
  const shown = new Set([...mirror.orders.values()].flatMap((order) => [order.id, order.ticket, order.cid ?? '']));
  context.orders.endSnapshot((order) => shown.has(order.cid) || shown.has(order.brokerOrder ?? '-'));
  noteStanding(context, mirror);
  announce(context, turn);
  for (const order of mirror.orders.values()) seeOrder(context, turn, 'update', order);
  seePosition(context, turn);
  if (!mirror.snapshotReady) return;
  if (context.killSwitch && context.isFlattenWanted && mirror.positions.size + mirror.orders.size > 0)
    issueKill(context, turn, true);
  context.orders.askNow();
  reconcileOrders(context, turn);
}

/** After anything told of a trade: what stands now, what differs, and whether to ask. */
function lookAt(context: Context, turn: Turn, mirror: AccountMirror): void {
  if (mirror.truth.differences.size > 0) mirror.truth.settle(mirror.positions, mirror.account);
  if (!isActive(context, mirror)) return;
  noteStanding(context, mirror);
  announce(context, turn);
  askWhereDue(context, turn, mirror);
}

/** A fill counts among the positions from when deals and position agree, or its position is there (hedging). */
function noteStanding(context: Context, mirror: AccountMirror): void {
  const isHedging = mirror.identity.marginMode === 'hedging';
  context.orders.noteStanding((order, dealtVolume) => {
    const id = order.brokerPosition;
    const held = id === null ? undefined : mirror.positions.get(id);
    if (isHedging && held !== undefined) return held.volume;
    if (id === null || !mirror.truth.isBased) return 0;
    // What the deals do not make yet may stand there before them.
    const undealt = Math.max(0, order.filledVolume - dealtVolume);
    const beyond = mirror.truth.lotsBeyond(id, held) * (order.side === 'buy' ? 1 : -1);
    const isThere = undealt > 1e-9 ? beyond + 1e-9 >= undealt : Math.abs(beyond) < 1e-9;
    return isThere ? order.filledVolume : 0;
  });
}

/** Tells of differences that came, changed or ended. */
function announce(context: Context, turn: Turn): void {
  const text = context.discrepancy;
  if (text === context.comparing.told) return;
  context.comparing.told = text;
  turn.outputs.fact(
    text === null
      ? { kind: 'TradingUnlocked', code: 'RISK_DISCREPANCY' }
      : { kind: 'TradingLocked', ...whyNot('RISK_DISCREPANCY', text) },
  );
}

function askWhereDue(context: Context, turn: Turn, mirror: AccountMirror): void {
  if (!mirror.linkUp) return;
  const { comparing } = context;
  comparing.doubtMs = isDoubtful(context, mirror) ? (comparing.doubtMs ?? turn.ts) : null;
  if (turn.ts - Math.max(comparing.askedMs, comparing.endedMs) < ASK_MS_MIN) return;
  if (mirror.snapshotBeganMs !== null && turn.ts - mirror.snapshotBeganMs < SNAPSHOT_MS_MAX) return;
  const isInDoubt = comparing.doubtMs !== null && turn.ts - comparing.doubtMs >= DOUBT_MS;
  if (!isInDoubt && !isTimeFor(turn.ts, comparing, mirror)) return;
  comparing.askedMs = turn.ts;
  issue(context, turn, { type: 'snapshot', id: context.nextCommandId() });
}

/** Does anything told not fit the rest? Cheap, and asked at every report. */
function isDoubtful(context: Context, mirror: AccountMirror): boolean {
  const { account, truth, positions, orders } = mirror;
  if (mirror.isWaiting || context.comparing.isStrange || context.orders.isAnyMissed) return true;
  if (account !== null && account.margin > 0 && positions.size + orders.size === 0) return true;
  return !truth.areLotsInStep(positions) || !truth.isMoneyInStep(account);
}

/** On a data clock the file sets the pace, not the broker: there only what does not fit is asked about. */
function isTimeFor(hostMs: number, comparing: Context['comparing'], mirror: AccountMirror): boolean {
  if (mirror.clock === 'data') return false;
  const isSomethingOpen = mirror.positions.size + mirror.orders.size + mirror.truth.differences.size > 0;
  const waitMs = Math.max(isSomethingOpen ? ASK_MS_MIN : IDLE_MS, comparing.count * RECORD_MS);
  return hostMs - Math.max(comparing.askedMs, comparing.endedMs) >= waitMs;
}

/** Another account trades from here on. */
export function beginComparing(context: Context, turn: Turn): void {
  Object.assign(context.comparing, { askedMs: 0, endedMs: 0, doubtMs: null, isStrange: false, count: 0 });
  announce(context, turn);
}

/** The trader takes the broker's word for everything that differs. */
export function acceptBrokerState(context: Context, turn: Turn): void {
  const { active } = context;
  if (active === null || context.discrepancy === null) return;
  active.truth.accept();
  active.mismatches = 0;
  if (active.linkUp) {
    context.comparing.askedMs = turn.ts;
    issue(context, turn, { type: 'snapshot', id: context.nextCommandId() });
  }
  announce(context, turn);
}

/** The record did not come out again: nothing new is opened on it before the trader has looked. */
export function lockOnReplay(context: Context, turn: Turn, body: Input<'ReplayDiffered'>): void {
  const { count, what, fromSeq } = body;
  const text = `${String(count)} ${count === 1 ? 'event' : 'events'}, first ${what} at event ${String(fromSeq)}.`;
  context.replayDifference = text;
  turn.outputs.fact({ kind: 'TradingLocked', ...whyNot('RISK_REPLAY_DIFFERS', text) });
}

export function acceptRecord(context: Context, turn: Turn): void {
  if (context.replayDifference === null) return;
  context.replayDifference = null;
  turn.outputs.fact({ kind: 'TradingUnlocked', code: 'RISK_REPLAY_DIFFERS' });
}

/** A deal not seen before: our order's fill, and the trade's next chapter. */
function settleDeal(context: Context, turn: Turn, deal: Deal): void {
  context.orders.deal(deal, context.nowMs(), orderListener(context, turn));
  const ended = context.trades.next(deal, openerOf(context, deal));
  if (ended !== null) turn.outputs.fact({ kind: 'TradeClosed', trade: ended });
}

/** Who opened: an order of ours, by its client order id or magic number, or whoever the broker says. */
export function openerOf(context: Context, of: Pick<Deal, 'cid' | 'magic'> & { readonly reason?: string }): Opener {
  const order = ofOurs(context, of);
  if (order === undefined) {
    const isExpert = of.reason === undefined ? of.magic !== '0' : of.reason === 'expert';
    return { origin: isExpert ? 'expert' : 'external', signalId: null, riskPerLot: null };
  }
  const instrument =
    context.active === null ? undefined : context.instrumentsOf(context.active.identity.server).get(order.symbol);
  const riskPerLot =
    instrument === undefined || order.price === null || order.sl === null
      ? null
      : lossMoney(instrument, 1, Math.abs((order.stopLimit ?? order.price) - order.sl));
  return { origin: order.signalId === null ? 'manual' : 'signal', signalId: order.signalId, riskPerLot };
}

function ofOurs(context: Context, of: Pick<Deal, 'cid' | 'magic'>): ClientOrder | undefined {
  if (of.cid !== null) return context.orders.orders.get(of.cid);
  for (const order of context.orders.orders.values()) if (order.magic === of.magic) return order;
  return undefined;
}

function newestDealMs(mirror: AccountMirror): number {
  let newest = 0;
  for (const deal of mirror.deals.values()) newest = Math.max(newest, deal.timeMs);
  return newest;
}

function isActive(context: Context, mirror: AccountMirror): boolean {
  return mirror.key === context.activeKey;
}
