// What a run's equity and trades say. Where nothing can be said (no trades, no losses, no days), a figure is null.
//
// Sharpe, Sortino, Calmar, drawdown and SQN are defined as in backtesting.py 0.6: from the daily returns of equity,
// annualised geometrically over 252 days (365 where the market trades at weekends), without a risk-free rate.

import { exp, log, pow } from '#core/base';

export interface ClosedTrade {
  /** Money, with commission, swap and fee taken off. */
  readonly net: number;
}

export interface Statistics {
  readonly returnPct: number;
  readonly equityFinal: number;
  readonly equityPeak: number;
  readonly trades: number;
  readonly returnAnnPct: number | null;
  readonly volatilityAnnPct: number | null;
  readonly sharpe: number | null;
  readonly sortino: number | null;
  readonly calmar: number | null;
  /** Zero or negative. */
  readonly maxDrawdownPct: number;
  readonly winRatePct: number | null;
  /** Sum of the gains over the sum of the losses, money. */
  readonly profitFactor: number | null;
  readonly sqn: number | null;
  readonly bestTrade: number | null;
  readonly worstTrade: number | null;
  readonly averageTrade: number | null;
}

export type EquityPoint = readonly [timeMs: number, value: number];

const DAY_MS = 86_400_000;
/** From this share of weekend days on, the market is one that never rests. */
const WEEKEND_SHARE = (2 / 7) * 0.6;

/** `equity` ascending in time with at least the opening point; `cash` is what the run began with. */
export function summarise(cash: number, equity: readonly EquityPoint[], trades: readonly ClosedTrade[]): Statistics {
  const final = equity[equity.length - 1]?.[1] ?? cash;
  const drawdown = deepestDrawdown(cash, equity);
  const yearly = annualise(equity);
  const nets = trades.map((trade) => trade.net);
  const gains = sum(nets.filter((net) => net > 0));
  const losses = -sum(nets.filter((net) => net < 0));
  const mean = nets.length > 0 ? sum(nets) / nets.length : null;
  const spread = deviation(nets);
  return {
    returnPct: (final / cash - 1) * 100, equityFinal: final, equityPeak: drawdown.peak, trades: nets.length,
    returnAnnPct: yearly === null ? null : yearly.growth * 100,
    volatilityAnnPct: yearly === null ? null : yearly.volatility * 100,
    sharpe: yearly === null ? null : ratio(yearly.growth, yearly.volatility),
    sortino: yearly === null ? null : ratio(yearly.growth, yearly.downside),
    calmar: yearly === null ? null : ratio(yearly.growth, -drawdown.share),
    maxDrawdownPct: drawdown.share * 100,
    winRatePct: nets.length > 0 ? (nets.filter((net) => net > 0).length / nets.length) * 100 : null,
    profitFactor: ratio(gains, losses),
    sqn: mean === null || spread === null ? null : ratio(Math.sqrt(nets.length) * mean, spread),
    bestTrade: nets.length > 0 ? Math.max(...nets) : null, worstTrade: nets.length > 0 ? Math.min(...nets) : null,
    averageTrade: mean,
  };
}

function deepestDrawdown(cash: number, equity: readonly EquityPoint[]): {
  readonly share: number; readonly peak: number
} {
  let peak = cash;
  let share = 0;
  for (const [, value] of equity) {
    if (value > peak) peak = value;
    else if (value / peak - 1 < share) share = value / peak - 1;
  }
  return { share, peak };
}

interface Yearly {
  readonly growth: number;
  readonly volatility: number;
  readonly downside: number;
}

function annualise(equity: readonly EquityPoint[]): Yearly | null {
  const days = new Map<number, number>();
  for (const [timeMs, value] of equity) days.set(Math.floor(timeMs / DAY_MS), value);
  const closes = [...days.values()];
  const returns = closes.slice(1).map((value, index) => value / (closes[index] as number) - 1);
  if (returns.length < 2) return null;
  const year = isWithoutWeekend([...days.keys()]) ? 252 : 365;
  const mean = geometricMean(returns);
  const growth = pow(1 + mean, year) - 1;
  const average = sum(returns) / returns.length;
  const variance = sum(returns.map((one) => (one - average) * (one - average))) / (returns.length - 1);
  const volatility = Math.sqrt(pow(variance + (1 + mean) * (1 + mean), year) - pow(1 + mean, 2 * year));
  const falls = sum(returns.map((one) => Math.min(0, one) * Math.min(0, one))) / returns.length;
  return { growth, volatility, downside: Math.sqrt(falls) * Math.sqrt(year) };
}

function geometricMean(returns: readonly number[]): number {
  if (returns.some((one) => one <= -1)) return 0;
  return exp(sum(returns.map((one) => log(1 + one))) / returns.length) - 1;
}

// 1970-01-01 was a Thursday.
function isWithoutWeekend(days: readonly number[]): boolean {
  const weekend = days.filter((day) => (day + 4) % 7 === 0 || (day + 4) % 7 === 6).length;
  return weekend <= days.length * WEEKEND_SHARE;
}

function deviation(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const mean = sum(values) / values.length;
  return Math.sqrt(sum(values.map((value) => (value - mean) * (value - mean))) / (values.length - 1));
}

function ratio(above: number, below: number): number | null {
  return below > 0 ? above / below : null;
}

function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
