// A run by the rules of backtesting.py 0.6 (https://kernc.github.io/backtesting.py), so that its trades can be laid
// beside ours: a signal on a closed bar is filled at the next bar's open, all in, in whole units; a signal of either
// side closes what is open; the trade still open at the end stays open and counts at its value.
//
// The strategy is the same class that trades live; its stop and target are not used under these rules.

import { sha256Hex } from '#core/base';
import type { Bar, Side } from '#core/model';
import type { Strategy } from '#core/strategies';
import type { BacktestResult, BacktestTrade } from './backtest.ts';
import { summarise, type EquityPoint } from './statistics.ts';

export interface NextOpenSetup {
  /** Fresh; nobody else feeds it. */
  readonly strategy: Strategy;
  /** Account currency. */
  readonly cash: number;
  /** 1 / margin. */
  readonly leverage: number;
  /** Share of a trade's value, taken at entry and at exit. */
  readonly commission: number;
  /** Share of the price by which an entry is worse than the open. */
  readonly spread: number;
}

/** Just under all: the size that `buy()` has when none is named. */
const FULL_EQUITY = 1 - Number.EPSILON;

interface OpenTrade {
  /** Units, negative for a sale. */
  readonly size: number;
  readonly price: number;
  readonly bar: number;
  readonly time: number;
}

export class NextOpenRun {
  readonly #setup: NextOpenSetup;
  readonly #trades: BacktestTrade[] = [];
  readonly #equity: EquityPoint[] = [];
  /** Chained over the signals: bar and side. */
  #signalHash = '';
  #signalCount = 0;
  #cash: number;
  #bars = 0;
  #open: OpenTrade | null = null;
  #pending: Side | null = null;
  #isRuined = false;

  constructor(setup: NextOpenSetup) {
    this.#setup = setup;
    this.#cash = setup.cash;
  }

  /** The next closed bar, in ascending time. */
  next(bar: Bar): void {
    const index = this.#bars;
    this.#bars += 1;
    if (this.#isRuined) {
      this.#equity.push([bar.time, 0]);
      return;
    }
    if (this.#pending !== null) this.#fill(this.#pending, bar, index);
    this.#pending = null;
    const equity = this.#cash + (this.#open === null ? 0 : this.#open.size * (bar.close - this.#open.price));
    if (equity <= 0) {
      this.#close(bar.close, bar.time, index);
      this.#cash = 0;
      this.#isRuined = true;
      this.#equity.push([bar.time, 0]);
      return;
    }
    this.#equity.push([bar.time, equity]);
    const proposal = this.#setup.strategy.next(bar);
    if (proposal === null) return;
    this.#pending = proposal.side;
    this.#signalCount += 1;
    this.#signalHash = sha256Hex(`${this.#signalHash} ${String(bar.time)} ${proposal.side}`);
  }

  /** What the run says so far. Trades' `size` is in units. */
  result(isPartial: boolean): BacktestResult {
    const nets = this.#trades.map(({ profit, commission }) => ({ net: profit + commission }));
    return {
      statistics: summarise(this.#setup.cash, this.#equity, nets), trades: this.#trades, equity: this.#equity,
      decisions: this.#signalCount, decisionHash: this.#signalHash, partial: isPartial,
    };
  }

  #fill(side: Side, bar: Bar, index: number): void {
    const { leverage, commission, spread } = this.#setup;
    this.#close(bar.open, bar.time, index);
    const sign = side === 'buy' ? 1 : -1;
    const price = bar.open * (1 + sign * spread);
    // by their order of operations, so that a size never differs by a unit
    const unitCost = price + (FULL_EQUITY * bar.open * commission) / FULL_EQUITY;
    const buyingPower = Math.max(0, this.#cash) * leverage;
    const units = floorDivide(buyingPower * FULL_EQUITY, unitCost);
    if (units === 0 || units * unitCost > buyingPower) return;
    this.#open = { size: sign * units, price, bar: index, time: bar.time };
    this.#cash -= units * price * commission;
  }

  #close(price: number, time: number, index: number): void {
    const trade = this.#open;
    if (trade === null) return;
    this.#open = null;
    const { commission } = this.#setup;
    const units = Math.abs(trade.size);
    const profit = trade.size * (price - trade.price);
    const exitFee = units * price * commission;
    this.#cash += profit - exitFee;
    this.#trades.push({
      side: trade.size > 0 ? 'buy' : 'sell', size: units, entryBar: trade.bar, exitBar: index, entryTime: trade.time,
      exitTime: time, entryPrice: trade.price, exitPrice: price, profit,
      commission: -(exitFee + units * trade.price * commission), swap: 0,
    });
  }
}

/** Python's `//` for positive numbers: by the remainder, so that a quotient that rounds up to a whole is not one. */
function floorDivide(above: number, below: number): number {
  return Math.round((above - (above % below)) / below);
}
