// The symbols of the demo broker, on a USD account. Tick values of pairs whose profit is not in USD hold for the price
// named there; the broker states them anew as the price moves.

import type { Instrument } from '#core/model';

const DAY_S = 86_400;
const WEEKDAYS: Instrument['sessions'] = [
  [], [[0, DAY_S]], [[0, DAY_S]], [[0, DAY_S]], [[0, DAY_S]], [[0, DAY_S]], [],
];
const ALWAYS: Instrument['sessions'] = [
  [[0, DAY_S]], [[0, DAY_S]], [[0, DAY_S]], [[0, DAY_S]], [[0, DAY_S]], [[0, DAY_S]], [[0, DAY_S]],
];
/** Gold rests in the first hour of the broker's day. */
const METAL_HOURS: Instrument['sessions'] = [
  [], [[3600, DAY_S]], [[3600, DAY_S]], [[3600, DAY_S]], [[3600, DAY_S]], [[3600, DAY_S]], [],
];

const PAIR = {
  volumeMin: 0.01, volumeMax: 50, volumeStep: 0.01, volumeLimit: 0, stopsLevel: 10, freezeLevel: 0,
  swapMode: 'points', swapTripleDay: 3, marginInitial: 0, marginMaintenance: 0, calcMode: 'forex',
  tradeMode: 'full', executionMode: 'market', filling: 3, orderModes: 127, expirationModes: 15, rev: 1,
} as const;

/** EURUSD, GBPUSD, USDJPY and XAUUSD as a common retail broker states them. */
export const INSTRUMENTS: readonly Instrument[] = [
  {
    ...PAIR, symbol: 'EURUSD', description: 'Euro vs US Dollar', digits: 5, point: 0.00001, tickSize: 0.00001,
    tickValue: 1, tickValueProfit: 1, tickValueLoss: 1, contractSize: 100_000, swapLong: -7.2, swapShort: 2.6,
    baseCurrency: 'EUR', profitCurrency: 'USD', marginCurrency: 'EUR', sessions: WEEKDAYS,
  },
  {
    ...PAIR, symbol: 'GBPUSD', description: 'Great Britain Pound vs US Dollar', digits: 5, point: 0.00001,
    tickSize: 0.00001, tickValue: 1, tickValueProfit: 1, tickValueLoss: 1, contractSize: 100_000, swapLong: -3.1,
    swapShort: -1.9, baseCurrency: 'GBP', profitCurrency: 'USD', marginCurrency: 'GBP', sessions: WEEKDAYS,
  },
  {
    // at 150.000 yen
    ...PAIR, symbol: 'USDJPY', description: 'US Dollar vs Japanese Yen', digits: 3, point: 0.001, tickSize: 0.001,
    tickValue: 0.66667, tickValueProfit: 0.66667, tickValueLoss: 0.66667, contractSize: 100_000, swapLong: 9.4,
    swapShort: -16.8, baseCurrency: 'USD', profitCurrency: 'JPY', marginCurrency: 'USD', sessions: WEEKDAYS,
  },
  {
    ...PAIR, symbol: 'XAUUSD', description: 'Gold vs US Dollar', digits: 2, point: 0.01, tickSize: 0.01, tickValue: 1,
    tickValueProfit: 1, tickValueLoss: 1, contractSize: 100, swapLong: -41.5, swapShort: 19.3, stopsLevel: 20,
    calcMode: 'cfd_leverage', baseCurrency: 'XAU', profitCurrency: 'USD', marginCurrency: 'USD', sessions: METAL_HOURS,
  },
];

/**
 * A specification for recorded data: the known symbol's own where there is one (a broker's suffix is allowed), else a
 * currency pair's. `digits` as the file has them; always open, because a record is open whenever it has rows.
 */
export function instrumentForRecord(symbol: string, digits: number): Instrument {
  const bare = symbol.toUpperCase().replace(/[^A-Z0-9]/g, '').slice(0, 6);
  const known = INSTRUMENTS.find((one) => one.symbol === bare);
  const point = pointOf(digits);
  const profitCurrency = known?.profitCurrency ?? (/^[A-Z]{6}$/.test(bare) ? bare.slice(3) : 'USD');
  const baseCurrency = known?.baseCurrency ?? (/^[A-Z]{6}$/.test(bare) ? bare.slice(0, 3) : bare);
  const contractSize = known?.contractSize ?? (/^[A-Z]{6}$/.test(bare) ? 100_000 : 1);
  const tickValue = contractSize * point * (
    known === undefined ? 1 : known.tickValue / (known.contractSize * known.point)
  );
  const value = Math.round(tickValue * 1e8) / 1e8;
  return {
    ...PAIR, description: `${symbol} (recorded)`, swapLong: 0, swapShort: 0, calcMode: 'forex', ...known,
    symbol, digits, point, tickSize: point, contractSize, tickValue: value, tickValueProfit: value,
    tickValueLoss: value, stopsLevel: 0, baseCurrency, profitCurrency,
    marginCurrency: known?.marginCurrency ?? baseCurrency, sessions: ALWAYS,
  };
}

/** 10^-digits as the nearest number to its decimal text. */
function pointOf(digits: number): number {
  let scale = 1;
  for (let i = 0; i < digits; i += 1) scale *= 10;
  return 1 / scale;
}

/** `value` at `digits` decimals, ties away from zero. */
export function roundTo(value: number, digits: number): number {
  let scale = 1;
  for (let i = 0; i < digits; i += 1) scale *= 10;
  const size = Math.round(Math.abs(value) * scale * (1 + 4e-16)) / scale;
  return value < 0 && size > 0 ? -size : size;
}

/** True where the symbol trades at `brokerMs` (broker time). */
export function isInSession(instrument: Instrument, brokerMs: number): boolean {
  const daySecond = Math.floor((((brokerMs % 86_400_000) + 86_400_000) % 86_400_000) / 1000);
  const weekday = weekdayOf(Math.floor(brokerMs / 86_400_000));
  return (instrument.sessions[weekday] ?? []).some(([from, to]) => daySecond >= from && daySecond < to);
}

/** Day of the week of a day counted from 1970-01-01 (a Thursday): 0 Sunday … 6 Saturday. */
export function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}
