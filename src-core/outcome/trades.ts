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
  readonly riskPerLot: number | null;
  /** Begun from a position the broker holds, before any deal of it was told. */
  isSeeded: boolean;
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

  /**
   * A position the broker holds of which no deal was told (its opening is older than the history we were given) begins
   * its trade here, so that its end is not lost. `openMs` in UTC ms.
   */
  seed(position: Position, openMs: number): void {
    if (this.#running.has(position.id)) return;
    this.#begin(
      {
        positionId: position.id,
        symbol: position.symbol,
        side: position.side,
        volume: position.volume,
        openMs,
        openPrice: position.priceOpen,
      },
      { origin: 'external', signalId: null, riskPerLot: null },
      true,
    );
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
    if (entry?.isSeeded === true && deal.timeMs <= entry.trade.openMs) {
      // The opening deal came after its position: its volume stands there already, its costs do not.
      entry.isSeeded = false;
      this.#set(entry, addMoney(entry.trade, deal));
      return;
    }
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
      false,
    );
    this.#set(begun, addMoney(begun.trade, deal));
  }

  #begin(
    opening: Pick<Trade, 'positionId' | 'symbol' | 'side' | 'volume' | 'openMs' | 'openPrice'>,
    opener: Opener,
    isSeeded: boolean,
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
      trade, openVolume: opening.volume, closedVolume: 0, riskPerLot: opener.riskPerLot, isSeeded,
    };
    this.#running.set(opening.positionId, begun);
    this.#set(begun, trade);
    this.#forgetOldest();
    return begun;
  }

  #reduce(deal: Deal, entry: Running, closing: number): Trade | null {
    const closedVolume = entry.closedVolume + closing;
    const before = entry.trade.closePrice;
    // The mean over the parts; of a single part its own price, to the digit.
    const closePrice =
      before === null || before === deal.price
        ? deal.price
        : (before * entry.closedVolume + deal.price * closing) / closedVolume;
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
