// What came of it: positions from their first deal to their last, with profit, commission, swap and fee apart, and
// the result in multiples of the money that was at risk. Deals are facts; nothing here is estimated.

import type { Deal, Trade, TradeOrigin } from '#core/model';

const TRADES_MAX = 5_000;

interface Running {
  trade: Trade;
  /** Lots still open. */
  openVolume: number;
  /** Lots closed so far. */
  closedVolume: number;
  readonly riskPerLot: number | null;
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
      this.#running.set(entry.trade.positionId, { ...entry });
      this.#trades.set(entry.trade.positionId, entry.trade);
    }
  }

  state(): TradesState {
    return { running: [...this.#running.values()].map((entry) => ({ ...entry })) };
  }

  /** Takes a deal not seen before; gives the trade when this deal ended it. */
  next(deal: Deal, opener: Opener): Trade | null {
    if (deal.side === 'balance' || deal.symbol === '') return null;
    const entry = this.#running.get(deal.positionId);
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

  /** The broker no longer holds the position and told no closing deal. */
  orphan(positionId: string, nowMs: number): Trade | null {
    const entry = this.#running.get(positionId);
    if (entry === undefined || entry.openVolume <= 0) return null;
    entry.openVolume = 0;
    this.#set(entry, { ...entry.trade, closeMs: nowMs, closeReason: 'orphan' });
    return entry.trade;
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
    const trade: Trade = {
      positionId: deal.positionId,
      symbol: deal.symbol,
      side: deal.side === 'sell' ? 'sell' : 'buy',
      origin: opener.origin,
      signalId: opener.signalId,
      volume: deal.volume,
      openMs: deal.timeMs,
      closeMs: null,
      openPrice: deal.price,
      closePrice: null,
      profit: 0,
      commission: 0,
      swap: 0,
      fee: 0,
      closeReason: null,
      rMultiple: null,
    };
    const begun: Running = { trade, openVolume: deal.volume, closedVolume: 0, riskPerLot: opener.riskPerLot };
    this.#running.set(deal.positionId, begun);
    this.#set(begun, addMoney(trade, deal));
    this.#forgetOldest();
  }

  #reduce(deal: Deal, entry: Running, closing: number): Trade | null {
    const closedVolume = entry.closedVolume + closing;
    const closePrice = ((entry.trade.closePrice ?? 0) * entry.closedVolume + deal.price * closing) / closedVolume;
    entry.closedVolume = Number(closedVolume.toFixed(8));
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

function addMoney(trade: Trade, deal: Deal): Trade {
  return {
    ...trade,
    profit: trade.profit + deal.profit,
    commission: trade.commission + deal.commission,
    swap: trade.swap + deal.swap,
    fee: trade.fee + deal.fee,
  };
}
