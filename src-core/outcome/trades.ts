// What came of it: positions from their first deal to their last, with profit, commission, swap and fee apart, and
// the result in multiples of the money that was at risk. Deals are facts; nothing here is estimated.

import type { Deal, Position, Trade, TradeOrigin } from '#core/model';

const TRADES_MAX = 5_000;

interface Running {
  trade: Trade;
  /** Lots still open. */
  openVolume: number;
  /** Lots closed so far. */
  closedVolume: number;
  riskPerLot: number | null;
  /** Begun from a position the broker holds, before any deal of it was told; null once its history is known. */
  seed: Seed | null;
  /** Lots that stood open when the broker no longer held it and told no closing deal. */
  orphanVolume: number;
}

/** What of a position's past is not told yet, and what was told late. */
interface Seed {
  /** Deals up to here, by the broker's clock in UTC ms, are its past: what they did stands in the position already. */
  readonly seededMs: number;
  /** Lots whose opening deal is not known. */
  unexplained: number;
  /** Of the opening deals told late: lots, lots times price, and the first one's time. */
  lateVolume: number;
  lateMoney: number;
  firstMs: number;
}

export interface TradesState {
  readonly running: readonly Running[];
}

/** Who opened a position: looked up by the client order id of its first deal. */
export interface Opener {
  readonly origin: TradeOrigin;
  readonly signalId: string | null;
  /** Money of one lot from the planned entry to the stop, account currency; null without a stop. */
  readonly riskPerLot: number | null;
}

export class Trades {
  /** By position id, oldest first. */
  readonly trades: ReadonlyMap<string, Trade>;
  readonly #trades = new Map<string, Trade>();
  readonly #running = new Map<string, Running>();

  constructor(state?: TradesState) {
    this.trades = this.#trades;
    for (const entry of state?.running ?? []) {
      this.#running.set(entry.trade.positionId, { ...entry, seed: entry.seed === null ? null : { ...entry.seed } });
      this.#trades.set(entry.trade.positionId, entry.trade);
    }
  }

  state(): TradesState {
    return {
      running: [...this.#running.values()].map((entry) => ({
        ...entry, seed: entry.seed === null ? null : { ...entry.seed },
      })),
    };
  }

  /** Trades that have not ended. */
  open(): readonly Trade[] {
    const found: Trade[] = [];
    for (const entry of this.#running.values()) if (entry.openVolume > 0) found.push(entry.trade);
    return found;
  }

  /** Takes a deal not seen before; gives the trade when this deal ended it. */
  next(deal: Deal, opener: Opener): Trade | null {
    if (deal.side === 'balance' || deal.symbol === '') return null;
    const entry = this.#running.get(deal.positionId);
    if (entry !== undefined && isPast(deal, entry.seed)) {
      this.#addPast(deal, entry, entry.seed, opener);
      return null;
    }
    if (entry !== undefined && entry.openVolume <= 0) this.#revive(entry);
    if (deal.entry === 'in') {
      this.#add(deal, entry, opener);
      return null;
    }
    // A closing deal of a position whose opening is older than the history we were given is no trade of ours to judge.
    if (entry === undefined || entry.openVolume <= 0) return null;
    const closing = Math.min(deal.volume, entry.openVolume);
    const ended = this.#reduce(deal, entry, closing);
    const rest = Number((deal.volume - closing).toFixed(8));
    if (deal.entry === 'inout' && rest > 0) {
      this.#running.delete(deal.positionId);
      this.#add({ ...deal, volume: rest, profit: 0, commission: 0, swap: 0, fee: 0 }, undefined, opener);
    }
    return ended;
  }

  /**
   * A position the broker holds of which no deal was told (its opening is older than the history we were given) begins
   * its trade here, so that its end is not lost. `openMs` and `toldMs`, the time of the newest deal told of the
   * account, in UTC ms.
   */
  seed(position: Position, openMs: number, toldMs: number, opener: Opener): void {
    const known = this.#running.get(position.id);
    if (known !== undefined) {
      this.#revive(known);
      return;
    }
    const { id, symbol, side, volume, priceOpen } = position;
    const seededMs = Math.max(openMs, toldMs);
    const seed = { seededMs, unexplained: volume, lateVolume: 0, lateMoney: 0, firstMs: Number.MAX_SAFE_INTEGER };
    this.#begin({ positionId: id, symbol, side, volume, openMs, openPrice: priceOpen }, opener, seed);
  }

  /** The broker no longer holds the position and told no closing deal; a deal or the position itself may come later. */
  orphan(positionId: string, nowMs: number): Trade | null {
    const entry = this.#running.get(positionId);
    if (entry === undefined || entry.openVolume <= 0) return null;
    entry.orphanVolume = entry.openVolume;
    entry.openVolume = 0;
    this.#set(entry, { ...entry.trade, closeMs: nowMs, closeReason: 'orphan' });
    return entry.trade;
  }

  #revive(entry: Running): void {
    if (entry.orphanVolume <= 0) return;
    entry.openVolume = entry.orphanVolume;
    entry.orphanVolume = 0;
    this.#set(entry, { ...entry.trade, closeMs: null, closeReason: null });
  }

  /** A deal of a seeded position's past, told late: what it opened or closed stands in the position already. */
  #addPast(deal: Deal, entry: Running, seed: Seed, opener: Opener): void {
    if (deal.entry === 'in') {
      const explained = Math.min(deal.volume, seed.unexplained);
      seed.unexplained = Number((seed.unexplained - explained).toFixed(8));
      seed.lateVolume = Number((seed.lateVolume + deal.volume).toFixed(8));
      seed.lateMoney += deal.volume * deal.price;
      const openPrice = seed.unexplained === 0 ? seed.lateMoney / seed.lateVolume : entry.trade.openPrice;
      this.#set(entry, { ...addMoney(entry.trade, deal), openPrice });
      if (deal.timeMs >= seed.firstMs) return;
      seed.firstMs = deal.timeMs;
      entry.riskPerLot = opener.riskPerLot;
      this.#set(entry, { ...entry.trade, openMs: deal.timeMs, origin: opener.origin, signalId: opener.signalId });
      return;
    }
    // A part closed before: it was opened as well, and more lots want their opening deal.
    seed.unexplained = Number((seed.unexplained + deal.volume).toFixed(8));
    const volume = Number((entry.trade.volume + deal.volume).toFixed(8));
    this.#set(entry, { ...addMoney(entry.trade, deal), volume, closePrice: meanClose(entry, deal, deal.volume) });
    entry.closedVolume = Number((entry.closedVolume + deal.volume).toFixed(8));
  }

  #add(deal: Deal, entry: Running | undefined, opener: Opener): void {
    if (entry !== undefined && entry.openVolume > 0) {
      const volume = Number((entry.openVolume + deal.volume).toFixed(8));
      const openPrice = (entry.trade.openPrice * entry.openVolume + deal.price * deal.volume) / volume;
      entry.openVolume = volume;
      this.#set(
        entry,
        addMoney({ ...entry.trade, openPrice, volume: Number((entry.trade.volume + deal.volume).toFixed(8)) }, deal),
      );
      return;
    }
    const begun = this.#begin(
      {
        positionId: deal.positionId,
        symbol: deal.symbol,
        side: deal.side === 'sell' ? 'sell' : 'buy',
        volume: deal.volume,
        openMs: deal.timeMs,
        openPrice: deal.price,
      },
      opener,
      null,
    );
    this.#set(begun, addMoney(begun.trade, deal));
  }

  #begin(
    opening: Pick<Trade, 'positionId' | 'symbol' | 'side' | 'volume' | 'openMs' | 'openPrice'>,
    opener: Opener,
    seed: Seed | null,
  ): Running {
    const trade: Trade = {
      ...opening,
      origin: opener.origin,
      signalId: opener.signalId,
      closeMs: null,
      closePrice: null,
      profit: 0,
      commission: 0,
      swap: 0,
      fee: 0,
      closeReason: null,
      rMultiple: null,
    };
    const begun: Running = {
      trade, openVolume: opening.volume, closedVolume: 0, riskPerLot: opener.riskPerLot, seed, orphanVolume: 0,
    };
    this.#running.set(opening.positionId, begun);
    this.#set(begun, trade);
    this.#forgetOldest();
    return begun;
  }

  #reduce(deal: Deal, entry: Running, closing: number): Trade | null {
    const closePrice = meanClose(entry, deal, closing);
    entry.closedVolume = Number((entry.closedVolume + closing).toFixed(8));
    entry.openVolume = Number((entry.openVolume - closing).toFixed(8));
    this.#set(entry, addMoney({ ...entry.trade, closePrice }, deal));
    if (entry.openVolume > 0) return null;
    const atRisk = entry.riskPerLot === null ? 0 : entry.riskPerLot * entry.trade.volume;
    const net = entry.trade.profit + entry.trade.commission + entry.trade.swap + entry.trade.fee;
    this.#set(entry, {
      ...entry.trade,
      closeMs: deal.timeMs,
      closeReason: deal.reason,
      rMultiple: atRisk > 0 ? net / atRisk : null,
    });
    return entry.trade;
  }

  #forgetOldest(): void {
    if (this.#running.size <= TRADES_MAX) return;
    for (const [id, entry] of this.#running) {
      if (entry.openVolume > 0) continue;
      this.#running.delete(id);
      this.#trades.delete(id);
      return;
    }
  }

  #set(entry: Running, trade: Trade): void {
    entry.trade = trade;
    this.#trades.set(trade.positionId, trade);
  }
}

/** By the broker's clock alone: ours may be a little ahead of it, or on another day where the data sets it. */
function isPast(deal: Deal, seed: Seed | null): seed is Seed {
  if (seed === null) return false;
  return deal.entry === 'in' ? deal.timeMs <= seed.seededMs : deal.timeMs < seed.seededMs;
}

/** The mean over the parts closed; of a single part its own price, to the digit. */
function meanClose({ trade, closedVolume }: Running, deal: Deal, closing: number): number {
  const before = trade.closePrice;
  if (before === null || before === deal.price) return deal.price;
  return (before * closedVolume + deal.price * closing) / (closedVolume + closing);
}

function addMoney(trade: Trade, deal: Deal): Trade {
  return {
    ...trade,
    profit: trade.profit + deal.profit,
    commission: trade.commission + deal.commission,
    swap: trade.swap + deal.swap,
    fee: trade.fee + deal.fee,
  };
}
