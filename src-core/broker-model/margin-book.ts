// Margin of the open positions. Where a symbol is held both ways, the larger side alone needs margin.

import type { Instrument, Side } from '#core/model';
import { roundTo } from './instruments.ts';
import type { Ledger } from './ledger.ts';
import type { Valuation } from './valuation.ts';

export class MarginBook {
  readonly #ledger: Ledger;
  readonly #valuation: Valuation;
  readonly #instruments: ReadonlyMap<string, Instrument>;

  constructor(ledger: Ledger, valuation: Valuation, instruments: ReadonlyMap<string, Instrument>) {
    this.#ledger = ledger;
    this.#valuation = valuation;
    this.#instruments = instruments;
  }

  /** Margin in use, account currency. */
  total(): number {
    let sum = 0;
    for (const instrument of this.#instruments.values()) {
      if (this.#ledger.heldIn(instrument.symbol).length === 0) continue;
      const { buys, sells } = this.#sides(instrument);
      sum += Math.max(buys, sells);
    }
    return roundTo(sum, 2);
  }

  /** Margin in use if `lots` more were opened at `price`; on a netting account they may take off what is held. */
  totalWith(instrument: Instrument, side: Side, lots: number, price: number): number {
    const { buys, sells } = this.#sides(instrument);
    const extra = this.#valuation.marginOf(instrument, lots, price);
    const rest = this.total() - Math.max(buys, sells);
    if (this.#ledger.isHedging) {
      return rest + (side === 'buy' ? Math.max(buys + extra, sells) : Math.max(buys, sells + extra));
    }
    return rest + Math.abs(buys - sells + (side === 'buy' ? extra : -extra));
  }

  #sides(instrument: Instrument): { readonly buys: number; readonly sells: number } {
    let buys = 0;
    let sells = 0;
    for (const one of this.#ledger.heldIn(instrument.symbol)) {
      const margin = this.#valuation.marginOf(instrument, one.volume, one.priceOpen);
      if (one.side === 'buy') buys += margin;
      else sells += margin;
    }
    return { buys, sells };
  }
}
