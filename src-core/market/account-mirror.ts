// What the broker says an account holds. The terminal's reports are the truth; this mirrors them.
//
// Invariant: nothing told is believed before the snapshot of its link has ended (MT5-PROTOCOL section 6). Until then
// positions and orders stand as they were last known; what comes between a snapshot's begin and end is gathered apart
// and taken whole at its end, or not at all. Deals and orders gone from the books are facts that a later snapshot may
// not tell again: they wait, over a lost link too, and are believed with the next snapshot that ends.

import { sha256Hex } from '#core/base';
import {
  accountKey,
  type AccountIdentity,
  type AccountKey,
  type AccountState,
  type BrokerOrder,
  type Deal,
  type Position,
} from '#core/model';
import { BrokerTruth, type BrokerTruthState } from './broker-truth.ts';

/** What was told while nothing could be believed, and happened for good. */
export type TradeFact =
  | { readonly kind: 'deal'; readonly deal: Deal }
  | { readonly kind: 'removed'; readonly order: BrokerOrder };

/** A snapshot being told. */
interface Gathered {
  readonly positions: readonly Position[];
  readonly orders: readonly BrokerOrder[];
  /** Records told so far, and whether the account's money was among them. */
  readonly count: number;
  readonly hasAccount: boolean;
  /** Host clock of its begin. */
  readonly beganMs: number;
}

export interface AccountMirrorState {
  readonly identity: AccountIdentity;
  readonly account: AccountState | null;
  readonly clock: 'wall' | 'data';
  readonly offsetS: number;
  readonly linkUp: boolean;
  readonly snapshotReady: boolean;
  readonly confirmed: boolean;
  readonly lastSeenMs: number;
  readonly disconnectedMs: number | null;
  readonly dataNowMs: number;
  readonly day: number;
  readonly dayStartEquity: number | null;
  readonly dayStartMs: number;
  readonly positions: readonly Position[];
  readonly orders: readonly BrokerOrder[];
  readonly deals: readonly Deal[];
  readonly gathered: Gathered | null;
  readonly waiting: readonly TradeFact[];
  readonly isTold: boolean;
  readonly isTorn: boolean;
  readonly usedSeq: number;
  readonly truth: BrokerTruthState;
  readonly mismatches: number;
  readonly session: string;
}

const DEALS_MAX = 5_000;
/** Facts that wait for a snapshot's end; the oldest are forgotten like the oldest deals. */
const WAITING_MAX = 20_000;
const DAY_MS = 86_400_000;

/** What a snapshot's end found. */
export interface SnapshotVerdict {
  /** Positions and orders we held before it, those it left out among them. */
  readonly positionsBefore: ReadonlyMap<string, Position>;
  readonly ordersBefore: ReadonlyMap<string, BrokerOrder>;
  /** Facts that waited for it, in the order they were told, none of them known before. */
  readonly facts: readonly TradeFact[];
  readonly isHashEqual: boolean;
  /** Records told in it. */
  readonly count: number;
  /** The account's money was told in it. */
  readonly hasAccount: boolean;
  /** False for the first snapshot of a link and after a hole in what was told: changes in between are no wonder. */
  readonly isSeamless: boolean;
}

export class AccountMirror {
  readonly key: AccountKey;
  identity: AccountIdentity;
  account: AccountState | null = null;
  clock: 'wall' | 'data' = 'wall';
  offsetS = 0;
  linkUp = false;
  snapshotReady = false;
  confirmed = false;
  lastSeenMs = 0;
  disconnectedMs: number | null = null;
  dayStartEquity: number | null = null;
  /** The session that speaks for the account now. */
  session = '';
  /** Snapshots in a row whose hash did not fit. */
  mismatches = 0;
  readonly positions = new Map<string, Position>();
  readonly orders = new Map<string, BrokerOrder>();
  readonly deals = new Map<string, Deal>();
  #dataNowMs = 0;
  #day = -1;
  /** When the day's first equity was seen: balance operations after it move the measure, earlier ones are in it. */
  #dayStartMs = 0;
  /** What the broker holds by the deals told, and where it differs. */
  truth = new BrokerTruth();
  #positionsGathered: Map<string, Position> | null = null;
  #ordersGathered = new Map<string, BrokerOrder>();
  #gatheredCount = 0;
  #hasAccountGathered = false;
  #beganMs = 0;
  /** By `deal id` or `order id`, in the order told. */
  #waiting = new Map<string, TradeFact>();
  /** A snapshot of this link has ended: what is told from here on is believed at once. */
  #isTold = false;
  /** Something told was lost on its way: the next snapshot may bring changes nobody announced. */
  #isTorn = false;
  /** The highest number that the terminal had used when this link began: up to it, its words are of before. */
  #usedSeq = 0;

  constructor(identity: AccountIdentity, state?: AccountMirrorState) {
    this.identity = identity;
    this.key = accountKey(identity.login, identity.server);
    if (state === undefined) return;
    this.account = state.account;
    this.clock = state.clock;
    this.offsetS = state.offsetS;
    this.linkUp = state.linkUp;
    this.snapshotReady = state.snapshotReady;
    this.confirmed = state.confirmed;
    this.lastSeenMs = state.lastSeenMs;
    this.disconnectedMs = state.disconnectedMs;
    this.dayStartEquity = state.dayStartEquity;
    this.mismatches = state.mismatches;
    this.session = state.session;
    this.#dataNowMs = state.dataNowMs;
    this.#day = state.day;
    this.#dayStartMs = state.dayStartMs;
    this.#restoreGathered(state.gathered);
    for (const fact of state.waiting) this.#waiting.set(keyOf(fact), fact);
    this.#isTold = state.isTold;
    this.#isTorn = state.isTorn;
    this.#usedSeq = state.usedSeq;
    this.truth = new BrokerTruth(state.truth);
    for (const position of state.positions) this.positions.set(position.id, position);
    for (const order of state.orders) this.orders.set(order.id, order);
    for (const deal of state.deals) this.deals.set(deal.deal, deal);
  }

  state(): AccountMirrorState {
    return {
      identity: this.identity,
      account: this.account,
      clock: this.clock,
      offsetS: this.offsetS,
      linkUp: this.linkUp,
      snapshotReady: this.snapshotReady,
      confirmed: this.confirmed,
      lastSeenMs: this.lastSeenMs,
      disconnectedMs: this.disconnectedMs,
      dataNowMs: this.#dataNowMs,
      day: this.#day,
      dayStartEquity: this.dayStartEquity,
      dayStartMs: this.#dayStartMs,
      positions: [...this.positions.values()],
      orders: [...this.orders.values()],
      deals: [...this.deals.values()],
      gathered: this.#positionsGathered === null ? null : {
        positions: [...this.#positionsGathered.values()],
        orders: [...this.#ordersGathered.values()],
        count: this.#gatheredCount,
        hasAccount: this.#hasAccountGathered,
        beganMs: this.#beganMs,
      },
      waiting: [...this.#waiting.values()],
      isTold: this.#isTold,
      isTorn: this.#isTorn,
      usedSeq: this.#usedSeq,
      truth: this.truth.state(),
      mismatches: this.mismatches,
      session: this.session,
    };
  }

  /** The account's now: the host's clock, or the newest row on a data clock. UTC ms. */
  nowMs(hostMs: number): number {
    return this.clock === 'data' && this.#dataNowMs > 0 ? this.#dataNowMs : hostMs;
  }

  /** Newest row on a data clock, UTC ms; 0 before one. */
  get dataNowMs(): number {
    return this.#dataNowMs;
  }

  /** A link begins; `usedSeq` is the highest reliable number that the terminal had used by then. */
  connect(session: string, identity: AccountIdentity, clock: 'wall' | 'data', offsetS: number, usedSeq = 0): void {
    this.#usedSeq = usedSeq;
    this.session = session;
    this.identity = identity;
    this.clock = clock;
    this.offsetS = offsetS;
    this.linkUp = true;
    this.snapshotReady = false;
    this.disconnectedMs = null;
    this.#forgetGathered();
    this.#isTold = false;
  }

  disconnect(hostMs: number): void {
    this.linkUp = false;
    this.snapshotReady = false;
    this.disconnectedMs = hostMs;
    this.#forgetGathered();
    this.#isTold = false;
  }

  /** A row of market data moved the data clock on. */
  seeRow(timeMs: number): void {
    if (timeMs > this.#dataNowMs) this.#dataNowMs = timeMs;
  }

  report(state: AccountState, nowMs: number): void {
    this.account = state;
    if (this.#positionsGathered !== null) this.#hasAccountGathered = true;
    this.rollDay(nowMs);
  }

  /** Begins a new broker day when midnight passed: its first equity is what the daily loss is measured from. */
  rollDay(nowMs: number): void {
    if (this.account === null) return;
    const day = Math.floor((nowMs + this.offsetS * 1000) / DAY_MS);
    // Midnight passes once: an offset corrected backwards does not begin the day anew.
    if (day <= this.#day) return;
    this.#day = day;
    this.#dayStartMs = nowMs;
    this.dayStartEquity = this.account.equity;
  }

  /** Money lost since the broker's midnight, balance operations apart; negative = gained. */
  get dayLoss(): number {
    if (this.account === null || this.dayStartEquity === null) return 0;
    return this.dayStartEquity - this.account.equity;
  }

  /** Host clock of the begin of a snapshot that has not ended; null when there is none. */
  get snapshotBeganMs(): number | null {
    return this.#positionsGathered === null ? null : this.#beganMs;
  }

  /** True while what is told waits for a snapshot's end. */
  get isWaiting(): boolean {
    return !this.#isTold || this.#positionsGathered !== null;
  }

  /** Takes a report; gives true when it is believed at once. */
  putPosition(op: 'open' | 'update' | 'close', position: Position): boolean {
    const held = this.isWaiting ? this.#positionsGathered : this.positions;
    if (held !== null) {
      if (op === 'close') held.delete(position.id);
      else held.set(position.id, position);
    }
    if (this.isWaiting) this.#gatheredCount += 1;
    return !this.isWaiting;
  }

  markPosition(id: string, price: number, profit: number, swap: number): void {
    for (const held of [this.positions, this.#positionsGathered]) {
      const position = held?.get(id);
      if (position !== undefined) held?.set(id, { ...position, price, profit, swap });
    }
  }

  /** Takes a report; gives true when it is believed at once. */
  putOrder(op: 'add' | 'update' | 'remove', order: BrokerOrder): boolean {
    const held = this.isWaiting ? this.#ordersGathered : this.orders;
    if (op === 'remove') held.delete(order.id);
    else held.set(order.id, order);
    if (!this.isWaiting) return true;
    this.#gatheredCount += 1;
    if (op === 'remove') this.#wait({ kind: 'removed', order });
    return false;
  }

  /** Takes a deal; gives true when it is believed at once, false when it waits or was known (they come again). */
  putDeal(deal: Deal): boolean {
    if (!this.isWaiting) return this.#keepDeal(deal);
    this.#gatheredCount += 1;
    if (!this.deals.has(deal.deal)) this.#wait({ kind: 'deal', deal });
    return false;
  }

  #keepDeal(deal: Deal): boolean {
    if (this.deals.has(deal.deal)) return false;
    this.deals.set(deal.deal, deal);
    if (deal.side === 'balance' && this.dayStartEquity !== null && deal.timeMs >= this.#dayStartMs) {
      this.dayStartEquity += deal.profit;
    }
    if (this.deals.size > DEALS_MAX) {
      const oldest = this.deals.keys().next();
      if (oldest.done !== true) this.deals.delete(oldest.value);
    }
    return true;
  }

  #wait(fact: TradeFact): void {
    this.#waiting.set(keyOf(fact), fact);
    if (this.#waiting.size <= WAITING_MAX) return;
    const oldest = this.#waiting.keys().next();
    if (oldest.done !== true) this.#waiting.delete(oldest.value);
  }

  /** Reports were lost on their way: the next snapshot tells what they would have told. */
  tear(): void {
    this.#isTorn = true;
  }

  /**
   * A snapshot begins; one begun before it and not ended says nothing. `hostMs` on the host's clock. One whose number
   * `wireSeq` was used before this link is sent again out of the terminal's file, which may be older than what we know:
   * it says nothing either, for a fresh one follows every welcome. Gives true when it counts.
   */
  beginSnapshot(hostMs: number, wireSeq = 0): boolean {
    this.#forgetGathered();
    if (wireSeq > 0 && wireSeq <= this.#usedSeq) return false;
    this.#positionsGathered = new Map();
    this.#beganMs = hostMs;
    return true;
  }

  /**
   * Takes what the snapshot told, when its hash is that of its positions; the second one in a row that does not fit is
   * taken as well, for there is nothing better, and is not ready. Gives null for the end of a snapshot whose beginning
   * belongs to a link before this one: it says nothing.
   */
  endSnapshot(hash: string): SnapshotVerdict | null {
    const gathered = this.#positionsGathered;
    if (gathered === null) return null;
    const isHashEqual = hash === hashPositions([...gathered.values()]);
    this.mismatches = isHashEqual ? 0 : this.mismatches + 1;
    this.snapshotReady = isHashEqual;
    const verdict = {
      positionsBefore: new Map(this.positions), ordersBefore: new Map(this.orders), isHashEqual,
      count: this.#gatheredCount, hasAccount: this.#hasAccountGathered, isSeamless: this.#isTold && !this.#isTorn,
    };
    const orders = this.#ordersGathered;
    this.#forgetGathered();
    this.#isTold = isHashEqual || this.mismatches > 1;
    if (!this.#isTold) return { ...verdict, facts: [] };
    this.#isTorn = !isHashEqual;
    replaceAll(this.positions, gathered);
    replaceAll(this.orders, orders);
    const facts = [...this.#waiting.values()].filter((fact) => fact.kind === 'removed' || this.#keepDeal(fact.deal));
    this.#waiting.clear();
    return { ...verdict, facts };
  }

  #forgetGathered(): void {
    this.#positionsGathered = null;
    this.#ordersGathered = new Map();
    this.#gatheredCount = 0;
    this.#hasAccountGathered = false;
  }

  #restoreGathered(gathered: Gathered | null): void {
    if (gathered === null) return;
    this.#positionsGathered = new Map(gathered.positions.map((position) => [position.id, position]));
    this.#ordersGathered = new Map(gathered.orders.map((order) => [order.id, order]));
    this.#gatheredCount = gathered.count;
    this.#hasAccountGathered = gathered.hasAccount;
    this.#beganMs = gathered.beganMs;
  }
}

function keyOf(fact: TradeFact): string {
  return fact.kind === 'deal' ? `deal ${fact.deal.deal}` : `order ${fact.order.id}`;
}

function replaceAll<V>(held: Map<string, V>, told: ReadonlyMap<string, V>): void {
  held.clear();
  for (const [key, value] of told) held.set(key, value);
}

/** SHA-256 over the sorted lines `id:vol:sl:tp` of MT5-PROTOCOL section 9. */
export function hashPositions(positions: readonly Position[]): string {
  const lines = positions.map((p) => `${p.id}:${decimal(p.volume)}:${decimal(p.sl)}:${decimal(p.tp)}`);
  lines.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return sha256Hex(lines.join('\n'));
}

/** Shortest decimal without exponent; null for unset. */
function decimal(value: number | null): string {
  if (value === null) return 'null';
  const text = String(value);
  const match = /^(-?)(\d)(?:\.(\d+))?e-(\d+)$/.exec(text);
  if (match === null) return text;
  const [, sign = '', whole = '', fraction = '', exponent = '1'] = match;
  return `${sign}0.${'0'.repeat(Number(exponent) - 1)}${whole}${fraction}`;
}
