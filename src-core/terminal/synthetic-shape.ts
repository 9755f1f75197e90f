// The shape of the synthetic market: what each symbol is like, how busy each hour is, when news strikes, and the
// regimes that make trend legs, pullbacks, ranges, quiet and wild stretches. Minutes are of the broker's day (UTC+3 in
// summer: London opens at 10, New York at 15).

import { drawGaussian, exp, type Random } from '#core/base';

/** Currencies and gold move on their own; a pair is a weighted sum of them. */
export const FACTORS = ['usd', 'eur', 'gbp', 'jpy', 'xau'] as const;
export type Factor = (typeof FACTORS)[number];

export interface SymbolShape {
  readonly symbol: string;
  readonly point: number;
  readonly digits: number;
  readonly startPrice: number;
  /** Standard deviation of a day's return. */
  readonly dayVolatility: number;
  /** Points in a busy hour. */
  readonly spreadPoints: number;
  /** Ticks a second in an hour of intensity 1. */
  readonly ticksPerS: number;
  readonly weights: Readonly<Record<Factor, number>>;
  /** How busy each broker hour is. */
  readonly hours: readonly number[];
  /** The broker's day begins this many minutes late. */
  readonly restMinutes: number;
}

const EUROPE_HOURS = [
  0.35, 0.4, 0.45, 0.5, 0.5, 0.45, 0.45, 0.5, 0.65, 0.95, 1.35, 1.4, 1.2, 1.0, 1.0, 1.35, 1.6, 1.65, 1.4, 1.1, 0.9, 0.7,
  0.55, 0.4,
];
const ASIA_HOURS = [
  0.5, 0.6, 0.8, 1.0, 0.95, 0.8, 0.7, 0.7, 0.8, 0.95, 1.2, 1.2, 1.05, 0.95, 0.95, 1.25, 1.5, 1.5, 1.25, 1.0, 0.85, 0.7,
  0.55, 0.45,
];
const GOLD_HOURS = [
  0.4, 0.5, 0.6, 0.75, 0.75, 0.6, 0.6, 0.65, 0.75, 0.95, 1.15, 1.15, 1.0, 0.95, 1.05, 1.5, 1.75, 1.7, 1.4, 1.1, 0.9,
  0.7, 0.55, 0.4,
];

export const SHAPES: readonly SymbolShape[] = [
  {
    symbol: 'EURUSD', point: 0.00001, digits: 5, startPrice: 1.1724, dayVolatility: 0.0048, spreadPoints: 8,
    ticksPerS: 3.1, weights: { usd: -0.74, eur: 0.67, gbp: 0, jpy: 0, xau: 0 }, hours: EUROPE_HOURS, restMinutes: 0,
  },
  {
    symbol: 'GBPUSD', point: 0.00001, digits: 5, startPrice: 1.3482, dayVolatility: 0.0053, spreadPoints: 12,
    ticksPerS: 3.0, weights: { usd: -0.68, eur: 0.3, gbp: 0.67, jpy: 0, xau: 0 }, hours: EUROPE_HOURS, restMinutes: 0,
  },
  {
    symbol: 'USDJPY', point: 0.001, digits: 3, startPrice: 152.46, dayVolatility: 0.0055, spreadPoints: 10,
    ticksPerS: 3.2, weights: { usd: 0.62, eur: 0, gbp: 0, jpy: -0.78, xau: 0 }, hours: ASIA_HOURS, restMinutes: 0,
  },
  {
    symbol: 'XAUUSD', point: 0.01, digits: 2, startPrice: 4126.3, dayVolatility: 0.0105, spreadPoints: 21,
    ticksPerS: 3.6, weights: { usd: -0.46, eur: 0, gbp: 0, jpy: 0.15, xau: 0.87 }, hours: GOLD_HOURS, restMinutes: 60,
  },
];

export const MINUTES = 1440;

/** How busy a minute of the broker's day is, between the hours in a straight line. */
export function intensityOf(shape: SymbolShape, minute: number): number {
  const at = minute / 60 - 0.5;
  const hour = Math.floor(at);
  const here = shape.hours[(hour + 24) % 24] as number;
  const next = shape.hours[(hour + 1) % 24] as number;
  return here + (next - here) * (at - hour);
}

/** News of a day: strikes one factor at a minute with so many minutes' worth of movement. */
export interface News {
  readonly minute: number;
  readonly factor: Factor;
  /** Standard deviations of one minute, signed. */
  readonly shock: number;
}

const TIMETABLE: readonly { readonly minute: number; readonly factor: Factor; readonly chance: number }[] = [
  { minute: 540, factor: 'gbp', chance: 0.2 }, { minute: 660, factor: 'eur', chance: 0.3 },
  { minute: 720, factor: 'eur', chance: 0.15 }, { minute: 930, factor: 'usd', chance: 0.45 },
  { minute: 1020, factor: 'usd', chance: 0.4 }, { minute: 1260, factor: 'usd', chance: 0.12 },
  { minute: 180, factor: 'jpy', chance: 0.15 }, { minute: 990, factor: 'xau', chance: 0.1 },
];

export function drawNews(random: Random): readonly News[] {
  const news: News[] = [];
  for (const { minute, factor, chance } of TIMETABLE) {
    const strikes = random.nextChance(chance);
    const size = 3 + 6 * random.nextUnit();
    const sign = random.nextChance(0.5) ? 1 : -1;
    if (strikes) news.push({ minute, factor, shock: sign * size });
  }
  return news;
}

/** One factor's day: its movement minute by minute, in standard deviations of a calm minute, and how wild it was. */
export interface FactorDay {
  readonly moves: Float64Array;
  readonly wildness: Float64Array;
}

interface Leg {
  left: number;
  drift: number;
}

type Regime = 'up' | 'down' | 'range' | 'quiet' | 'wild';

function drawRegime(random: Random): Regime {
  const unit = random.nextUnit();
  if (unit < 0.28) return 'up';
  if (unit < 0.56) return 'down';
  if (unit < 0.78) return 'range';
  return unit < 0.89 ? 'quiet' : 'wild';
}

// A trend runs in legs with pullbacks between them.
function drawLeg(random: Random, regime: Regime, before: Leg): Leg {
  if (regime !== 'up' && regime !== 'down') return { left: 60, drift: 0 };
  const sign = regime === 'up' ? 1 : -1;
  const isPullback = before.drift * sign > 0;
  return isPullback
    ? { left: random.nextInt(5, 18), drift: -sign * (0.12 + 0.25 * random.nextUnit()) }
    : { left: random.nextInt(12, 45), drift: sign * (0.2 + 0.28 * random.nextUnit()) };
}

export function drawFactorDay(random: Random, news: readonly News[], factor: Factor): FactorDay {
  const moves = new Float64Array(MINUTES);
  const wildness = new Float64Array(MINUTES);
  let regime: Regime = 'range';
  let regimeLeft = 0;
  let leg: Leg = { left: 0, drift: 0 };
  let level = 0;
  let anchor = 0;
  let mood = 0;
  let fright = 0;
  for (let minute = 0; minute < MINUTES; minute += 1) {
    if (regimeLeft <= 0) {
      regime = drawRegime(random);
      regimeLeft = random.nextInt(50, 240);
      leg = drawLeg(random, regime, { left: 0, drift: 0 });
      anchor = level;
    }
    if (leg.left <= 0) leg = drawLeg(random, regime, leg);
    regimeLeft -= 1;
    leg.left -= 1;
    // volatility clusters: a mood that fades within the hour, and the fright after news
    mood = 0.96 * mood + 0.11 * drawGaussian(random);
    fright *= 0.94;
    let jump = 0;
    for (const one of news) {
      if (one.minute !== minute) continue;
      fright += one.factor === factor ? 2.2 : 0.5;
      if (one.factor === factor) jump += one.shock;
    }
    const calm = regime === 'quiet' ? 0.62 : regime === 'wild' ? 1.6 : 1;
    const wild = calm * exp(mood) * (1 + fright);
    const pull = regime === 'range' ? -0.035 * (level - anchor) : 0;
    const move = wild * (drawGaussian(random) + leg.drift) + pull + jump;
    level += move;
    moves[minute] = move;
    wildness[minute] = wild;
  }
  return { moves, wildness };
}
