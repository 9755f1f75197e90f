// Money of a price move and margin of a volume, from the broker's own values, cross-checked by the contract's
// arithmetic. All results in account currency.

import type { Instrument, Side } from '#core/model';

/** Money lost when `volume` lots move `distance` (price units, positive) against the position. */
export function lossMoney(instrument: Instrument, volume: number, distance: number): number {
  return (distance / instrument.tickSize) * instrument.tickValueLoss * volume;
}

/**
 * The tick value that follows from contract size and price, null where the account's currency is neither the base
 * nor the profit currency.
 */
export function contractTickValue(instrument: Instrument, accountCurrency: string, price: number): number | null {
  const inProfitCurrency = instrument.contractSize * instrument.tickSize;
  if (instrument.profitCurrency === accountCurrency) return inProfitCurrency;
  if (instrument.baseCurrency === accountCurrency && price > 0) return inProfitCurrency / price;
  return null;
}

/** True when the broker's tick value and the contract's arithmetic differ by more than 1 %, or it is not positive. */
export function hasValueMismatch(instrument: Instrument, accountCurrency: string, price: number): boolean {
  if (!(instrument.tickValueLoss > 0)) return true;
  const expected = contractTickValue(instrument, accountCurrency, price);
  return expected !== null && Math.abs(instrument.tickValueLoss - expected) > 0.01 * expected;
}

/** Margin for a new position, null where it cannot be told from the specification. */
export function marginMoney(
  instrument: Instrument,
  accountCurrency: string,
  leverage: number,
  volume: number,
  price: number,
): number | null {
  if (!(leverage > 0)) return null;
  const units = volume * instrument.contractSize;
  if (instrument.marginCurrency === accountCurrency && instrument.baseCurrency === accountCurrency)
    return units / leverage;
  if (instrument.profitCurrency === accountCurrency) return (units * price) / leverage;
  return null;
}

/** Swap of one night (negative = paid), null where the swap mode is not in points. */
export function swapMoney(instrument: Instrument, side: Side, volume: number): number | null {
  if (instrument.swapMode !== 'points') return null;
  const points = side === 'buy' ? instrument.swapLong : instrument.swapShort;
  return ((points * instrument.point) / instrument.tickSize) * instrument.tickValue * volume;
}

/** `volume` rounded down to the step, never up; 0 when it is below the minimum. */
export function floorVolume(volume: number, instrument: Instrument): number {
  const steps = Math.floor(Math.min(volume, instrument.volumeMax) / instrument.volumeStep + 1e-9);
  const clean = Number((steps * instrument.volumeStep).toFixed(8));
  return clean + 1e-12 < instrument.volumeMin ? 0 : clean;
}
