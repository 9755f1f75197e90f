// Two accounts of one truth: what the deals told make of positions and money, and what the broker says stands there.
// Where they differ nothing new may be opened until a deal explains it or the trader takes the broker's word.
//
// Invariants: no fill is invented, so a position that no deal explains stays a difference; the broker's word on levels
// and waiting orders is taken, and is a difference only where it changed without having been told. Money is balance
// and credit together, for a credit is told as a deal too.

import type { AccountState, BrokerOrder, Deal, Position } from '#core/model';

export interface BrokerTruthState {
  readonly isBased: boolean;
  readonly historyMs: number;
  readonly lots: readonly (readonly [string, number])[];
  readonly money: number | null;
  readonly differences: readonly (readonly [string, Difference])[];
}

export type Difference =
  | { readonly about: 'position' | 'balance' | 'hash' | 'recorded'; readonly text: string }
  /** Levels changed untold: over when a report about the position comes. */
  | { readonly about: 'levels'; readonly positionId: string; readonly text: string }
  /** Left the books untold: over when its removal or a deal of it comes. */
  | { readonly about: 'order'; readonly orderId: string; readonly text: string };

/** A cent, and what adding decimals leaves. */
const MONEY_MAX = 0.01 + 1e-6;
const LOTS_MAX = 1e-8;
const WORDS_MAX = 5;
/** Deals told late may be this much older than the moment when we began to count. */
const LATE_MS = 3_600_000;

export class BrokerTruth {
  /** By subject: what differs. */
  readonly differences = new Map<string, Difference>();
  /** Lots by position id that the deals make: buys positive, sells negative. */
  readonly #lots = new Map<string, number>();
  #money: number | null = null;
  #isBased = false;
  /** Deals older than this are history told later: they were in what we began from. */
  #historyMs = 0;

  constructor(state?: BrokerTruthState) {
    if (state === undefined) return;
    this.#isBased = state.isBased;
    this.#historyMs = state.historyMs;
    this.#money = state.money;
    for (const [id, lots] of state.lots) this.#lots.set(id, lots);
    for (const [key, difference] of state.differences) this.differences.set(key, difference);
  }

  state(): BrokerTruthState {
    return {
      isBased: this.#isBased,
      historyMs: this.#historyMs,
      lots: [...this.#lots],
      money: this.#money,
      differences: [...this.differences],
    };
  }

  /** True once there is a snapshot to count from. */
  get isBased(): boolean {
    return this.#isBased;
  }

  /** Everything that differs, in words; null when nothing does. */
  get text(): string | null {
    if (this.differences.size === 0) return null;
    const words = [...this.differences.values()].map((difference) => difference.text);
    const rest = words.length - WORDS_MAX;
    return words.slice(0, WORDS_MAX).join(' ') + (rest > 0 ? ` And ${String(rest)} more.` : '');
  }

  /**
   * Counts from what the broker's snapshot says: the first one, and the first after the trader took its word.
   * `nowMs` is the account's clock, UTC ms.
   */
  begin(positions: Iterable<Position>, nowMs: number): void {
    this.#historyMs = nowMs - LATE_MS;
    this.#isBased = true;
    this.#lots.clear();
    for (const position of positions) this.#lots.set(position.id, signedLots(position));
  }

  /** Counts money from here, where it is not counted yet: the account as a snapshot told it. */
  beginMoney(account: AccountState): void {
    this.#money ??= moneyOf(account);
  }

  /** The trader takes the broker's word: nothing differs any more, and the next snapshot is counted from. */
  accept(): void {
    this.#isBased = false;
    this.#money = null;
    this.differences.clear();
  }

  /** Takes what another engine recorded to differ; null for nothing. */
  adopt(text: string | null): void {
    if (text === this.text) return;
    this.differences.clear();
    if (text !== null) this.differences.set('recorded', { about: 'recorded', text });
  }

  /** Twice in a row a snapshot's hash was not that of its positions. */
  misfit(): void {
    this.differences.set('hash', {
      about: 'hash', text: "The hash of the open positions differs from the terminal's, twice in a row.",
    });
  }

  /** A deal not known before. */
  deal(deal: Deal): void {
    if (!this.#isBased || deal.timeMs <= this.#historyMs) return;
    if (this.#money !== null) this.#money += deal.profit + deal.commission + deal.fee + deal.swap;
    for (const [key, difference] of this.differences) {
      if (difference.about === 'order' && difference.orderId === deal.order) this.differences.delete(key);
    }
    if (deal.side === 'balance') return;
    const lots = clean((this.#lots.get(deal.positionId) ?? 0) + (deal.side === 'buy' ? deal.volume : -deal.volume));
    if (lots === 0) this.#lots.delete(deal.positionId);
    else this.#lots.set(deal.positionId, lots);
  }

  /** A report about a position was told: what its levels are is no longer untold. */
  positionTold(positionId: string): void {
    for (const [key, difference] of this.differences) {
      if (difference.about === 'levels' && difference.positionId === positionId) this.differences.delete(key);
    }
  }

  orderGone(orderId: string): void {
    this.differences.delete(`order ${orderId}`);
  }

  /** Do the deals make just the lots that stand in this position (none where it is not held)? */
  isInStep(positionId: string, held: Position | undefined): boolean {
    return Math.abs(this.lotsBeyond(positionId, held)) < LOTS_MAX;
  }

  /** Lots that stand in a position beyond what the deals make: bought positive, sold negative. */
  lotsBeyond(positionId: string, held: Position | undefined): number {
    return clean((held === undefined ? 0 : signedLots(held)) - (this.#lots.get(positionId) ?? 0));
  }

  /** True when every position stands as its deals make it. */
  areLotsInStep(positions: ReadonlyMap<string, Position>): boolean {
    if (!this.#isBased) return true;
    for (const [id, position] of positions) if (!this.isInStep(id, position)) return false;
    for (const id of this.#lots.keys()) if (!this.isInStep(id, positions.get(id))) return false;
    return true;
  }

  /** True when the account's money is the sum of what was told. */
  isMoneyInStep(account: AccountState | null): boolean {
    return this.#money === null || account === null || Math.abs(this.#money - moneyOf(account)) < MONEY_MAX;
  }

  /** After a snapshot: names every position and, where it was told with it, every cent that no deal explains. */
  compare(
    positions: ReadonlyMap<string, Position>,
    account: AccountState | null,
    before: ReadonlyMap<string, Position>,
  ): void {
    if (!this.#isBased) return;
    for (const id of new Set([...positions.keys(), ...this.#lots.keys()])) {
      const held = positions.get(id);
      if (this.isInStep(id, held)) continue;
      const symbol = (held ?? before.get(id))?.symbol;
      const text = `Position ${id}${symbol === undefined ? '' : ` ${symbol}`}: `
        + `we ${lotsText(this.#lots.get(id) ?? 0)}, broker ${lotsText(held === undefined ? 0 : signedLots(held))}.`;
      this.differences.set(`position ${id}`, { about: 'position', text });
    }
    if (account === null || this.#money === null || this.isMoneyInStep(account)) return;
    const text = `Balance: we ${this.#money.toFixed(2)}, broker ${moneyOf(account).toFixed(2)} ${account.currency}.`;
    this.differences.set('balance', { about: 'balance', text });
  }

  /** After a snapshot on a link that told everything so far: names what changed without having been told. */
  compareUntold(
    before: { readonly positions: ReadonlyMap<string, Position>; readonly orders: ReadonlyMap<string, BrokerOrder> },
    now: { readonly positions: ReadonlyMap<string, Position>; readonly orders: ReadonlyMap<string, BrokerOrder> },
    isExplained: (order: BrokerOrder) => boolean,
  ): void {
    for (const [id, was] of before.positions) {
      const is = now.positions.get(id);
      if (is === undefined || (was.sl === is.sl && was.tp === is.tp)) continue;
      const text = `Position ${id} ${is.symbol}: we stop ${levelText(was.sl)} and target ${levelText(was.tp)}, `
        + `broker ${levelText(is.sl)} and ${levelText(is.tp)}.`;
      this.differences.set(`levels ${id}`, { about: 'levels', positionId: id, text });
    }
    for (const [id, was] of before.orders) {
      if (now.orders.has(id) || isExplained(was)) continue;
      const text = `Order ${id} ${was.symbol}: we ${String(was.volume)} lots waiting, broker none.`;
      this.differences.set(`order ${id}`, { about: 'order', orderId: id, text });
    }
  }

  /** Differences of lots and money that a deal, or the broker's own later word, has ended. */
  settle(positions: ReadonlyMap<string, Position>, account: AccountState | null): void {
    for (const [key, { about }] of this.differences) {
      const id = key.slice('position '.length);
      const isOver = about === 'balance'
        ? this.isMoneyInStep(account)
        : about === 'position' && this.isInStep(id, positions.get(id));
      if (isOver) this.differences.delete(key);
    }
  }
}

function moneyOf(account: AccountState): number {
  return account.balance + account.credit;
}

function signedLots(position: Position): number {
  return position.side === 'buy' ? position.volume : -position.volume;
}

/** Lots are decimals: what a lot step cannot tell apart is rounded away. */
function clean(lots: number): number {
  return Number(lots.toFixed(8)) + 0;
}

function lotsText(lots: number): string {
  if (lots === 0) return 'none';
  return `${Math.abs(lots).toFixed(2)} lots${lots > 0 ? '' : ' sold'}`;
}

function levelText(level: number | null): string {
  return level === null ? 'none' : String(level);
}
