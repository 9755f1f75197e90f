// The life of our orders. A client order id reaches the broker at most once: whatever is not known to have ended is
// asked about (order.query), and sent again only when the terminal has answered `absent` before the deadline.
//
// Every change of state is told (moved) so that it is journaled with its cause, before anything follows from it.

import {
  whyNot,
  type BrokerOrder,
  type ClientOrder,
  type Deal,
  type OrderResult,
  type OrderState,
  type TradeCommand,
  type WhyNot,
} from '#core/model';
import { assert } from '#core/base';
import { classOfRetcode, clientIdOfMagic } from '#core/broker-model';
import { endsByDeals, isClosing, isFinal, mayMove } from './order-life.ts';
import { refusalOf } from './refusal.ts';

const ORDERS_MAX = 5_000;
/** An answer not there after this long on the host's clock is lost. */
const ANSWER_MS_MAX = 20_000;

/** Accepted or executed: an answer that says so and `rejected` at once contradicts itself and is a refusal. */
const FILLING: ReadonlySet<number> = new Set([10008, 10009, 10010]);

interface Followed {
  order: ClientOrder;
  /** The command that made it, kept until the order has ended: it may have to be sent again as it was. */
  command: TradeCommand | null;
  /** Host clock of the last command about it. */
  askedMs: number;
  /** Id of the newest order.query about it: an `absent` that answers anything else proves nothing. */
  queryId: string | null;
  /** The broker took its order off the books: a fill that is not whole is all there will be. */
  isGone: boolean;
  /** Lots, and lots times price, of the deals seen. */
  dealtVolume: number;
  dealtMoney: number;
  readonly deals: string[];
  /** Lots of its fill that stand among the positions, or did: they are counted there. */
  standingVolume: number;
  /** As a snapshot began: was it at the broker then, and how much of it was filled; null when it began without. */
  covered: { readonly isAtBroker: boolean; readonly filledVolume: number } | null;
  /** Snapshots in a row that should have shown it and did not. */
  missed: number;
}

/** Why an order that never reached the broker may not be sent again now; null when it may. */
export type JudgeResend = (order: ClientOrder) => WhyNot | null;

export interface ClientOrdersState {
  readonly count: number;
  readonly followed: readonly Followed[];
}

export interface OrderListener {
  moved(order: ClientOrder, from: OrderState): void;
  command(command: TradeCommand): void;
}

/** What became of a change that was asked for, by what stands at the broker now. */
export type ChangeVerdict = 'stands' | 'gone' | 'waits';
export type JudgeChange = (order: ClientOrder) => ChangeVerdict;

/** At the broker: taken by it, and not ended. */
const AT_BROKER: ReadonlySet<OrderState> = new Set<OrderState>(['accepted', 'working', 'partial']);
/** An order that so many snapshots in a row left out, and whose fate the terminal cannot tell, is gone. */
const MISSED_MAX = 2;

/**
 * Is a deal under an order's id its own fill? A stop or target deal carries the id of the order that opened the
 * position and is not; on a netting account an opening order may fill by a deal that reduces what stands against it.
 */
function isFillOf(order: ClientOrder, deal: Deal): boolean {
  if (order.purpose === 'close_by') return deal.entry === 'out_by' && deal.positionId === order.positionId;
  if (order.purpose === 'close') return deal.entry !== 'in';
  if (order.purpose !== 'open') return false;
  if (deal.entry === 'in' || deal.entry === 'inout') return true;
  return deal.reason === 'expert' && deal.side === order.side;
}

export class ClientOrders {
  /** By client order id, oldest first. */
  readonly orders: ReadonlyMap<string, ClientOrder>;
  readonly #orders = new Map<string, ClientOrder>();
  readonly #followed = new Map<string, Followed>();
  /** Ids of orders that have not ended, or whose fill does not stand among the positions yet. */
  readonly #afoot = new Set<string>();
  #count = 0;

  constructor(state?: ClientOrdersState) {
    this.orders = this.#orders;
    if (state === undefined) return;
    this.#count = state.count;
    for (const entry of state.followed) {
      const followed = { ...entry, deals: [...entry.deals] };
      this.#followed.set(entry.order.cid, followed);
      this.#orders.set(entry.order.cid, entry.order);
      if (isAfoot(followed)) this.#afoot.add(entry.order.cid);
    }
  }

  state(): ClientOrdersState {
    return {
      count: this.#count,
      followed: [...this.#followed.values()].map((entry) => ({ ...entry, deals: [...entry.deals] })),
    };
  }

  nextCount(): number {
    this.#count += 1;
    return this.#count;
  }

  /** The newest order that a request made, if it made one: after a requote it is the one that asks again. */
  ofRequest(requestId: string): ClientOrder | undefined {
    let newest: ClientOrder | undefined;
    for (const order of this.#orders.values()) {
      if (order.requestId === requestId) newest = order;
    }
    return newest;
  }

  /** Orders that have not ended. */
  open(): readonly ClientOrder[] {
    const found: ClientOrder[] = [];
    for (const order of this.#orders.values()) {
      if (!isFinal(order.state)) found.push(order);
    }
    return found;
  }

  /**
   * Opening orders that may still become positions, or became ones that are not reported yet: `filledVolume` is what
   * stands among the positions already, so that every lot counts once, here or there.
   */
  opening(): readonly ClientOrder[] {
    const found: ClientOrder[] = [];
    for (const cid of this.#afoot) {
      const entry = this.#followed.get(cid);
      if (entry?.order.purpose !== 'open') continue;
      const { order, standingVolume } = entry;
      const volume = isFinal(order.state) ? order.filledVolume : order.volume;
      found.push({ ...order, volume, filledVolume: Math.min(standingVolume, volume) });
    }
    return found;
  }

  /** Something was reported: notes which fills stand among the positions now. `standing` gives lots of an order. */
  noteStanding(standing: (order: ClientOrder, dealtVolume: number) => number): void {
    for (const cid of this.#afoot) {
      const entry = this.#followed.get(cid);
      if (entry === undefined) {
        this.#afoot.delete(cid);
        continue;
      }
      const { order } = entry;
      const lots = Math.min(standing(order, entry.dealtVolume), order.filledVolume);
      entry.standingVolume = Math.max(entry.standingVolume, lots);
      if (!isAfoot(entry)) this.#afoot.delete(cid);
    }
  }

  /** A snapshot begins: it must show what is at the broker now. */
  beginSnapshot(): void {
    for (const cid of this.#afoot) {
      const entry = this.#followed.get(cid);
      if (entry === undefined) continue;
      const { state, filledVolume, purpose } = entry.order;
      entry.covered = { isAtBroker: AT_BROKER.has(state) && endsByDeals(purpose), filledVolume };
    }
  }

  /**
   * A snapshot has ended: fills from before its begin stand in it or are closed, and an order that it should show and
   * does not is asked about. `isShown` says whether the snapshot holds an order of ours.
   */
  endSnapshot(isShown: (order: ClientOrder) => boolean): void {
    for (const cid of [...this.#afoot]) {
      const entry = this.#followed.get(cid);
      if (entry === undefined) continue;
      const { covered } = entry;
      entry.covered = null;
      if (covered === null) continue;
      entry.standingVolume = Math.max(entry.standingVolume, covered.filledVolume);
      const isMissed = covered.isAtBroker && AT_BROKER.has(entry.order.state) && !isShown(entry.order);
      entry.missed = isMissed ? entry.missed + 1 : 0;
      if (isMissed) entry.askedMs = 0;
      if (!isAfoot(entry)) this.#afoot.delete(cid);
    }
  }

  /** True while an order that a snapshot left out is not cleared up. */
  get isAnyMissed(): boolean {
    for (const cid of this.#afoot) if ((this.#followed.get(cid)?.missed ?? 0) > 0) return true;
    return false;
  }

  /** Takes a new order whose command leaves with this event. */
  put(order: ClientOrder, command: TradeCommand | null, hostMs: number): void {
    this.#followed.set(order.cid, {
      order,
      command,
      askedMs: hostMs,
      queryId: null,
      isGone: false,
      dealtVolume: 0,
      dealtMoney: 0,
      deals: [],
      standingVolume: 0,
      covered: null,
      missed: 0,
    });
    this.#orders.set(order.cid, order);
    this.#afoot.add(order.cid);
    if (this.#followed.size <= ORDERS_MAX) return;
    for (const [cid, old] of this.#followed) {
      if (!isFinal(old.order.state)) continue;
      this.#followed.delete(cid);
      this.#orders.delete(cid);
      return;
    }
  }

  /**
   * The terminal answered. `nowMs` is the account's clock, `hostMs` the host's. An answer never takes back what deals
   * have shown, so that answers and deals in any order come to the same end.
   */
  answer(result: OrderResult, nowMs: number, hostMs: number, judgeResend: JudgeResend, listener: OrderListener): void {
    const entry = this.#followed.get(result.cid);
    if (entry === undefined) return;
    if (entry.missed > 0 && result.re === entry.queryId) {
      entry.queryId = null;
      this.#answerMissed(entry, result, nowMs, listener);
      return;
    }
    if (result.state === 'absent') {
      this.#answerAbsent(entry, result.re, nowMs, hostMs, judgeResend, listener);
      return;
    }
    const { order } = entry;
    const facts: Partial<ClientOrder> = {
      retcode: result.retcode,
      brokerOrder: result.order ?? order.brokerOrder,
      brokerPosition: result.position ?? order.brokerPosition,
    };
    const isFill = (result.state === 'done' && result.deal !== null) || result.state === 'partial';
    if (isFill && endsByDeals(order.purpose)) {
      const filledVolume = Math.max(order.filledVolume, result.volume);
      const fillPrice = entry.dealtVolume > 0 ? order.fillPrice : (result.price ?? order.fillPrice);
      this.#fill(entry, result.state === 'done', nowMs, listener, { ...facts, filledVolume, fillPrice });
      return;
    }
    if (isFinal(order.state) || order.state === 'partial') {
      const isRefused = order.state === 'partial' && result.state === 'rejected';
      if (isRefused) this.#move(entry, 'filled', nowMs, null, listener, facts);
      else this.#set(entry, { ...order, ...facts });
      return;
    }
    this.#answerOpen(entry, result, nowMs, listener, facts);
  }

  /** An answer without a fill to an order without one. */
  #answerOpen(
    entry: Followed,
    result: OrderResult,
    nowMs: number,
    listener: OrderListener,
    facts: Partial<ClientOrder>,
  ): void {
    const { order } = entry;
    switch (result.state) {
      case 'placed':
      case 'done':
      case 'partial': {
        const isChanged = !endsByDeals(order.purpose) && result.state === 'done';
        const isWorking = order.kind !== 'market' && result.state === 'placed' && order.purpose === 'open';
        this.#move(entry, isChanged ? 'done' : isWorking ? 'working' : 'accepted', nowMs, null, listener, facts);
        return;
      }
      case 'rejected': {
        const class_ = classOfRetcode(result.retcode, isClosing(order.purpose));
        // No change needed (10025), or closed already (10036): what was asked stands, and no deal of this order comes.
        if (class_ === 'ok' && !FILLING.has(result.retcode)) this.#move(entry, 'done', nowMs, null, listener, facts);
        else this.#move(entry, 'rejected', nowMs, refusalOf(result, class_), listener, facts);
        return;
      }
      default:
        // Asked about at once; when it is the question itself that was answered so, later.
        if (result.re !== entry.queryId) entry.askedMs = 0;
        this.#move(entry, 'unknown', nowMs, whyNot('EXECUTION_UNKNOWN'), listener, facts);
    }
  }

  /**
   * What became of an order that the broker no longer holds: what the answer says of fills is all there will be.
   * `placed` is the terminal's memory, not the broker's book: it counts as gone when the next snapshot agrees.
   */
  #answerMissed(entry: Followed, result: OrderResult, nowMs: number, listener: OrderListener): void {
    const { order } = entry;
    const facts = { retcode: result.retcode === 0 ? order.retcode : result.retcode };
    const isFill = (result.state === 'done' && result.deal !== null) || result.state === 'partial';
    const filledVolume = isFill ? Math.max(order.filledVolume, result.volume) : order.filledVolume;
    const isTold = isFill || result.state === 'rejected' || result.state === 'absent';
    if (!isTold && entry.missed < MISSED_MAX) return;
    entry.missed = 0;
    entry.isGone = true;
    if (filledVolume > 0) {
      const fillPrice = entry.dealtVolume > 0 ? order.fillPrice : (result.price ?? order.fillPrice);
      const brokerPosition = result.position ?? order.brokerPosition;
      this.#move(entry, 'filled', nowMs, null, listener, { ...facts, filledVolume, fillPrice, brokerPosition });
    } else if (result.state === 'rejected') {
      const words = `${String(result.retcode)} ${result.retname} ${result.comment}`.trim();
      this.#move(entry, 'rejected', nowMs, whyNot('EXECUTION_REJECTED', words), listener, facts);
    } else {
      this.#move(entry, 'canceled', nowMs, whyNot('EXECUTION_GONE'), listener, facts);
    }
  }

  /** The broker has never seen it: sent again as it was before its deadline, ended after it. */
  #answerAbsent(
    entry: Followed,
    re: string,
    nowMs: number,
    hostMs: number,
    judgeResend: JudgeResend,
    listener: OrderListener,
  ): void {
    const { order } = entry;
    if (order.state !== 'unknown' || re !== entry.queryId) return;
    entry.queryId = null;
    // What the broker has once named is not sent again, whatever is said of it later.
    if (entry.command === null || order.brokerOrder !== null || nowMs >= order.deadlineMs) {
      this.#move(entry, 'expired', nowMs, whyNot('EXECUTION_DEADLINE'), listener, {});
      return;
    }
    const refusal = judgeResend(order);
    if (refusal !== null) {
      this.#move(entry, 'expired', nowMs, refusal, listener, {});
      return;
    }
    this.#move(entry, 'issued', nowMs, null, listener, {});
    entry.askedMs = hostMs;
    listener.command(entry.command);
  }

  /** A deal of ours arrived: the fill, whatever became of the answer. */
  deal(deal: Deal, nowMs: number, listener: OrderListener): void {
    const cid = deal.cid ?? clientIdOfMagic(deal.magic);
    const entry = cid === null ? undefined : this.#followed.get(cid);
    if (entry === undefined || entry.deals.includes(deal.deal) || deal.side === 'balance') return;
    if (!isFillOf(entry.order, deal)) return;
    entry.deals.push(deal.deal);
    entry.dealtVolume = Number((entry.dealtVolume + deal.volume).toFixed(8));
    entry.dealtMoney += deal.volume * deal.price;
    this.#fill(entry, false, nowMs, listener, {
      filledVolume: Math.max(entry.order.filledVolume, entry.dealtVolume),
      fillPrice: entry.dealtVolume > 0 ? entry.dealtMoney / entry.dealtVolume : deal.price,
      brokerPosition: deal.positionId,
      brokerOrder: deal.order,
    });
  }

  /** Takes a fill: whole, or all there will be, it ends the order; also one that was thought to have ended without. */
  #fill(entry: Followed, isDone: boolean, nowMs: number, listener: OrderListener, facts: Partial<ClientOrder>): void {
    const { state, volume } = entry.order;
    const filledVolume = facts.filledVolume ?? 0;
    const isWhole = isDone || entry.isGone || isFinal(state) || filledVolume + 1e-9 >= volume;
    this.#move(entry, isWhole ? 'filled' : 'partial', nowMs, null, listener, facts);
  }

  /** The broker's own order left its books. */
  removed(order: BrokerOrder, nowMs: number, listener: OrderListener): void {
    const cid = order.cid ?? clientIdOfMagic(order.magic);
    const entry = cid === null ? undefined : this.#followed.get(cid);
    if (entry === undefined || isFinal(entry.order.state) || order.state === 'filled') return;
    entry.isGone = true;
    const isEnd = order.state !== 'partial';
    if (entry.order.filledVolume > 0) {
      this.#move(entry, 'filled', nowMs, null, listener, { brokerOrder: order.ticket });
    } else if (isEnd) {
      const why = order.state === 'rejected' ? whyNot('EXECUTION_REJECTED', order.comment) : null;
      const to = order.state === 'rejected' || order.state === 'expired' ? order.state : 'canceled';
      this.#move(entry, to, nowMs, why, listener, { brokerOrder: order.ticket });
    }
  }

  /** The broker's own order stands: an order of ours whose answer was lost or is late is working, at these values. */
  reported(order: BrokerOrder, expiryMs: number | null, nowMs: number, listener: OrderListener): void {
    const cid = order.cid ?? clientIdOfMagic(order.magic);
    const entry = cid === null ? undefined : this.#followed.get(cid);
    if (entry?.order.purpose !== 'open' || entry.order.kind === 'market') return;
    if (isFinal(entry.order.state) || entry.order.state === 'partial') return;
    const { price, stopLimit, sl, tp, ticket } = order;
    this.#move(entry, 'working', nowMs, null, listener, {
      price, stopLimit, sl, tp, expiryMs, brokerOrder: ticket,
    });
  }

  /**
   * Ends the changes that were accepted, or whose answer was lost, by what stands at the broker now. One that still
   * waits for its answer is left alone: the answer says it better.
   */
  settleChanges(judge: JudgeChange, nowMs: number, listener: OrderListener): void {
    for (const entry of this.#followed.values()) {
      const { purpose, state } = entry.order;
      if ((purpose !== 'modify' && purpose !== 'cancel') || (state !== 'accepted' && state !== 'unknown')) continue;
      const verdict = judge(entry.order);
      if (verdict === 'stands') this.#move(entry, 'done', nowMs, null, listener, {});
      else if (verdict === 'gone') this.#move(entry, 'rejected', nowMs, whyNot('EXECUTION_TARGET_GONE'), listener, {});
    }
  }

  /** The link or the process went: what was under way is unknown from here on. */
  loseLink(nowMs: number, listener: OrderListener): void {
    for (const entry of this.#followed.values()) {
      if (entry.order.state === 'issued')
        this.#move(entry, 'unknown', nowMs, whyNot('EXECUTION_UNKNOWN'), listener, {});
    }
  }

  /** Asks about everything unknown; `canAsk` says that the terminal's snapshot is complete. */
  reconcile(nowMs: number, hostMs: number, canAsk: boolean, makeId: () => string, listener: OrderListener): void {
    for (const entry of this.#followed.values()) {
      const { state } = entry.order;
      const isLate = hostMs - entry.askedMs >= ANSWER_MS_MAX;
      // A change that was only accepted must show in what stands; when it does not, it is asked about.
      const isAwaited = state === 'issued' || (state === 'accepted' && !endsByDeals(entry.order.purpose));
      if (isAwaited && isLate) this.#move(entry, 'unknown', nowMs, whyNot('EXECUTION_UNKNOWN'), listener, {});
      if ((entry.order.state !== 'unknown' && entry.missed === 0) || !canAsk) continue;
      if ((state === 'unknown' || entry.missed > 0) && !isLate && entry.askedMs > 0) continue;
      entry.askedMs = hostMs;
      entry.queryId = makeId();
      listener.command({ type: 'order.query', id: entry.queryId, cid: entry.order.cid });
    }
  }

  /** After a snapshot every unknown order is asked about at once. */
  askNow(): void {
    for (const entry of this.#followed.values()) {
      if (entry.order.state === 'unknown') entry.askedMs = 0;
    }
  }

  /** Another account trades from here on: nothing of the one before may be sent to it. */
  dropCommands(): void {
    for (const entry of this.#followed.values()) {
      entry.command = null;
      entry.standingVolume = Math.max(entry.standingVolume, entry.order.filledVolume);
      if (!isAfoot(entry)) this.#afoot.delete(entry.order.cid);
    }
  }

  #move(
    entry: Followed,
    to: OrderState,
    nowMs: number,
    why: WhyNot | null,
    listener: OrderListener,
    facts: Partial<ClientOrder>,
  ): void {
    const from = entry.order.state;
    assert(mayMove(from, to), `order ${entry.order.cid} cannot come from ${from} to ${to}`);
    this.#set(entry, { ...entry.order, ...facts, state: to, whyNot: why, updatedMs: nowMs });
    if (isFinal(to)) entry.command = null;
    if (from !== to) listener.moved(entry.order, from);
  }

  /** Sets an order's state from a recorded fact: another engine's word stands. */
  adopt(cid: string, to: OrderState, why: WhyNot | null): void {
    const entry = this.#followed.get(cid);
    if (entry === undefined) return;
    this.#set(entry, { ...entry.order, state: to, whyNot: why });
    if (isFinal(to)) entry.command = null;
  }

  /** Takes a recorded question: its answer is the one that counts. */
  adoptQuery(cid: string, id: string): void {
    const entry = this.#followed.get(cid);
    if (entry !== undefined) entry.queryId = id;
  }

  #set(entry: Followed, order: ClientOrder): void {
    entry.order = order;
    this.#orders.set(order.cid, order);
    if (!AT_BROKER.has(order.state)) entry.missed = 0;
    if (isAfoot(entry)) this.#afoot.add(order.cid);
  }
}

/** Not ended, or filled with lots that do not stand among the positions yet. */
function isAfoot({ order, standingVolume }: Followed): boolean {
  if (!isFinal(order.state)) return true;
  return order.purpose === 'open' && order.filledVolume - standingVolume > 1e-9;
}
