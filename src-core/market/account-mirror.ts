// What the broker says an account holds. The terminal's reports are the truth; this mirrors them, compares at every
// snapshot, and names what differs. It never invents a fill.

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
  readonly inSnapshot: readonly string[] | null;
  readonly mismatches: number;
  readonly session: string;
}

const DEALS_MAX = 5_000;
const DAY_MS = 86_400_000;

/** What a snapshot's end found. */
export interface SnapshotVerdict {
  /** Position ids we held and the broker does not. */
  readonly missing: readonly Position[];
  readonly isHashEqual: boolean;
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
  #inSnapshot: Set<string> | null = null;

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
    this.#inSnapshot = state.inSnapshot === null ? null : new Set(state.inSnapshot);
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
      inSnapshot: this.#inSnapshot === null ? null : [...this.#inSnapshot],
      mismatches: this.mismatches,
      session: this.session,
    };
  }

  /** The account's now: the host's clock, or the newest row on a data clock. UTC ms. */
  nowMs(hostMs: number): number {
    return this.clock === 'data' && this.#dataNowMs > 0 ? this.#dataNowMs : hostMs;
  }

  connect(session: string, identity: AccountIdentity, clock: 'wall' | 'data', offsetS: number): void {
    this.session = session;
    this.identity = identity;
    this.clock = clock;
    this.offsetS = offsetS;
    this.linkUp = true;
    this.snapshotReady = false;
    this.disconnectedMs = null;
    this.#inSnapshot = null;
  }

  disconnect(hostMs: number): void {
    this.linkUp = false;
    this.snapshotReady = false;
    this.disconnectedMs = hostMs;
    this.#inSnapshot = null;
  }

  /** A row of market data moved the data clock on. */
  seeRow(timeMs: number): void {
    if (timeMs > this.#dataNowMs) this.#dataNowMs = timeMs;
  }

  report(state: AccountState, nowMs: number): void {
    this.account = state;
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

  putPosition(op: 'open' | 'update' | 'close', position: Position): void {
    if (op === 'close') this.positions.delete(position.id);
    else this.positions.set(position.id, position);
    this.#inSnapshot?.add(position.id);
  }

  markPosition(id: string, price: number, profit: number, swap: number): void {
    const position = this.positions.get(id);
    if (position !== undefined) this.positions.set(id, { ...position, price, profit, swap });
  }

  putOrder(op: 'add' | 'update' | 'remove', order: BrokerOrder): void {
    if (op === 'remove') this.orders.delete(order.id);
    else this.orders.set(order.id, order);
    this.#inSnapshot?.add(`order ${order.id}`);
  }

  /** Keeps a deal; gives false when it was known (a snapshot tells the last hour again). */
  putDeal(deal: Deal): boolean {
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

  beginSnapshot(): void {
    this.snapshotReady = false;
    this.#inSnapshot = new Set();
  }

  /**
   * Removes what the broker no longer holds and compares the hash of what is left with the broker's. Gives null for
   * the end of a snapshot whose beginning belongs to a link before this one: it says nothing about what is absent.
   */
  endSnapshot(hash: string): SnapshotVerdict | null {
    const seen = this.#inSnapshot;
    if (seen === null) return null;
    const missing = [...this.positions.values()].filter((position) => !seen.has(position.id));
    for (const position of missing) this.positions.delete(position.id);
    for (const id of [...this.orders.keys()]) {
      if (!seen.has(`order ${id}`)) this.orders.delete(id);
    }
    this.#inSnapshot = null;
    const isHashEqual = hash === hashPositions([...this.positions.values()]);
    this.mismatches = isHashEqual ? 0 : this.mismatches + 1;
    this.snapshotReady = isHashEqual;
    return { missing, isHashEqual };
  }
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
