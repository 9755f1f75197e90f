// A random history of everything that features read, what of it was known at a moment, and the law that holds them to
// it: the vector from the stream at t equals the one computed from the data cut off at t.

import { drawGaussian, exp, newYorkMoment, Random } from '#core/base';
import { TIMEFRAME_MS, type Bar, type Timeframe } from '#core/model';
import {
  EventCalendar, FEATURE_LAYOUT, FeatureStream, KnownSeries, PairSentiment, type CalendarEvent, type FeatureInputs,
} from './index.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const DAILY_NAMES = ['spy', 'vix', 'dxy', 'gold'] as const;
type DailyName = (typeof DAILY_NAMES)[number];

export interface DailyRow {
  /** Days since 1970-01-01. */
  readonly day: number;
  readonly close: number;
}

interface Told {
  /** UTC ms when it was known. */
  readonly knownMs: number;
}

export interface World {
  readonly timeframe: Timeframe;
  readonly bars: readonly Bar[];
  readonly pairs: readonly (readonly (Told & { readonly time: number; readonly close: number })[])[];
  readonly daily: Readonly<Record<DailyName, readonly DailyRow[]>>;
  readonly events: readonly CalendarEvent[];
  readonly scores: readonly (Told & { readonly scope: string; readonly score: number })[];
  readonly regimes: readonly (Told & { readonly values: readonly number[] })[];
  readonly outcomes: readonly (Told & { readonly values: readonly number[] })[];
}

/** When the close of a day was known: 16:00 New York, of the VIX 16:15. Said here anew, not asked of the code. */
export function closeKnownMs(name: DailyName, day: number): number {
  return newYorkMoment(day, name === 'vix' ? 16 * 60 + 15 : 16 * 60);
}

export function makeBar(time: number, open: number, high: number, low: number, close: number, tickVolume = 1): Bar {
  return {
    time, open, high, low, close, tickVolume, realVolume: 0, spread: null, askOpen: null, askHigh: null, askLow: null,
    askClose: null, source: 'import', partial: false,
  };
}

/** A walk of `count` bars with closed weekends, holes, and everything beside it. */
export function makeWorld(seed: number, timeframe: Timeframe, count: number): World {
  const random = new Random(seed);
  const stepMs = TIMEFRAME_MS[timeframe];
  const startMs = Date.UTC(2021, 1, random.nextInt(1, 25));
  const bars: Bar[] = [];
  const pairs: { knownMs: number; time: number; close: number }[][] = [[], [], []];
  const closes = [1.3, 110, 1800];
  let close = 1.1;
  for (let time = startMs; bars.length < count; time += stepMs) {
    const weekday = new Date(time).getUTCDay();
    if (weekday === 6 || random.nextChance(0.02)) continue;
    const open = close;
    close = open * exp(drawGaussian(random) * 0.001);
    const high = Math.max(open, close) * (1 + random.nextUnit() * 0.0005);
    const low = Math.min(open, close) * (1 - random.nextUnit() * 0.0005);
    const bar = makeBar(time, open, high, low, close, random.nextInt(1, 400));
    const spread = random.nextUnit() * 0.0002;
    bars.push({ ...bar, askOpen: open + spread, askHigh: high + spread, askLow: low + spread, askClose: close + spread });
    closes.forEach((before, slot) => {
      closes[slot] = before * exp(drawGaussian(random) * 0.001 + (close / open - 1) * slot);
      if (random.nextChance(0.03)) return;
      const isLate = random.nextChance(0.1);
      pairs[slot]?.push({ knownMs: time + stepMs + (isLate ? stepMs * 1.5 : 0), time, close: closes[slot] ?? 1 });
    });
  }
  // What is told late comes behind what was told before it.
  for (const pair of pairs) pair.sort((a, b) => a.time - b.time).forEach((row, i) => {
    row.knownMs = Math.max(row.knownMs, pair[i - 1]?.knownMs ?? 0);
  });
  const endMs = (bars.at(-1)?.time ?? startMs) + 2 * DAY_MS;
  return { timeframe, bars, pairs, ...makeSurroundings(random, startMs - 3 * DAY_MS, endMs) };
}

function makeSurroundings(
  random: Random, fromMs: number, toMs: number,
): Pick<World, 'daily' | 'events' | 'scores' | 'regimes' | 'outcomes'> {
  const daily: Record<DailyName, DailyRow[]> = { spy: [], vix: [], dxy: [], gold: [] };
  const levels = { spy: 380, vix: 22, dxy: 90, gold: 1800 };
  for (let day = fromMs / DAY_MS; day * DAY_MS < toMs; day += 1) {
    const weekday = new Date(day * DAY_MS).getUTCDay();
    if (weekday === 0 || weekday === 6) continue;
    for (const name of DAILY_NAMES) {
      levels[name] *= exp(drawGaussian(random) * 0.01);
      if (!random.nextChance(0.05)) daily[name].push({ day, close: levels[name] });
    }
  }
  const events: CalendarEvent[] = [];
  const scores: World['scores'][number][] = [];
  const regimes: World['regimes'][number][] = [];
  const outcomes: World['outcomes'][number][] = [];
  for (let ms = fromMs; ms < toMs; ms += HOUR_MS) {
    if (random.nextChance(0.1)) events.push({
      timeMs: ms + 30 * 60_000 * random.nextInt(0, 1), currency: ['EUR', 'USD', 'JPY'][random.nextInt(0, 2)] ?? 'USD',
      name: `event ${random.nextInt(0, 2)}`, isHigh: random.nextChance(0.4),
      actual: random.nextChance(0.1) ? null : random.nextUnit(), forecast: random.nextChance(0.1) ? null : random.nextUnit(),
    });
    const knownMs = ms + random.nextInt(0, 3_599_999);
    if (random.nextChance(0.15)) {
      scores.push({ knownMs, scope: ['EUR', 'USD', 'GBP'][random.nextInt(0, 2)] ?? '', score: random.nextUnit() * 2 - 1 });
    }
    if (random.nextChance(0.5)) {
      const values = Array.from({ length: 5 }, () => random.nextUnit());
      regimes.push({ knownMs, values });
    }
    if (random.nextChance(0.5)) outcomes.push({ knownMs, values: [drawGaussian(random), random.nextUnit()] });
  }
  return { daily, events, scores, regimes, outcomes };
}

/** What of a world was known at `asOfMs`: closed bars, values already told, the schedule without later actuals. */
function cutWorld(world: World, asOfMs: number): World {
  const known = <T extends Told>(rows: readonly T[]): readonly T[] => rows.filter(({ knownMs }) => knownMs <= asOfMs);
  const days = (name: DailyName): readonly DailyRow[] => (
    world.daily[name].filter(({ day }) => closeKnownMs(name, day) <= asOfMs)
  );
  return {
    timeframe: world.timeframe,
    bars: world.bars.filter(({ time }) => time + TIMEFRAME_MS[world.timeframe] <= asOfMs),
    pairs: world.pairs.map(known),
    daily: { spy: days('spy'), vix: days('vix'), dxy: days('dxy'), gold: days('gold') },
    events: world.events.map((event) => (event.timeMs <= asOfMs ? event : { ...event, actual: null })),
    scores: known(world.scores), regimes: known(world.regimes), outcomes: known(world.outcomes),
  };
}

/** How a world is read; a leak is planted by reading it otherwise. */
export interface Reading {
  readonly dailyKnownMs: (name: DailyName, day: number) => number;
  readonly scoreKnownMs: (knownMs: number) => number;
  readonly eventMs: (timeMs: number) => number;
}

export const HONEST: Reading = {
  dailyKnownMs: closeKnownMs, scoreKnownMs: (knownMs) => knownMs, eventMs: (timeMs) => timeMs,
};

export function makeInputs(world: World, reading: Reading = HONEST): FeatureInputs {
  const daily = (name: DailyName): KnownSeries => {
    const series = new KnownSeries();
    for (const { day, close } of world.daily[name]) series.put(reading.dailyKnownMs(name, day), [close]);
    return series;
  };
  const sentiment = new PairSentiment('EURUSD', 'EUR', 'USD');
  for (const { knownMs, scope, score } of world.scores) sentiment.take(reading.scoreKnownMs(knownMs), scope, score);
  const columns = (width: number, rows: readonly { readonly knownMs: number; readonly values: readonly number[] }[]) => {
    const series = new KnownSeries(width);
    for (const { knownMs, values } of rows) series.put(knownMs, values);
    return series;
  };
  const events = world.events.map((event) => ({ ...event, timeMs: reading.eventMs(event.timeMs) }));
  return {
    spy: daily('spy'), vix: daily('vix'), dxy: daily('dxy'), gold: daily('gold'),
    calendar: new EventCalendar(events, ['EUR', 'USD']), sentiment: sentiment.series,
    regime: columns(5, world.regimes), neighbours: columns(2, world.outcomes),
  };
}

/** Vectors by the moment they stand for. */
export type Vectors = ReadonlyMap<number, Float64Array>;

/** Runs the stream over a world with all inputs given from the start. */
export function runWorld(world: World, reading: Reading = HONEST): Vectors {
  const stream = new FeatureStream({ timeframe: world.timeframe, point: 0, inputs: makeInputs(world, reading) });
  const vectors = new Map<number, Float64Array>();
  const at = world.pairs.map(() => 0);
  for (const bar of world.bars) {
    const closeMs = bar.time + TIMEFRAME_MS[world.timeframe];
    world.pairs.forEach((rows, slot) => {
      for (let row = rows[at[slot] ?? 0]; row !== undefined && row.knownMs <= closeMs; row = rows[at[slot] ?? 0]) {
        stream.takePair(slot, row.time, row.close);
        at[slot] = (at[slot] ?? 0) + 1;
      }
    });
    stream.next(bar);
    vectors.set(closeMs, stream.vector.values.slice());
  }
  return vectors;
}

/** Columns that differ between two vectors, to the bit. */
function differences(first: Float64Array, second: Float64Array): string[] {
  return FEATURE_LAYOUT.columns.filter((_, place) => !Object.is(first[place], second[place]));
}

/**
 * The law. Computes with `run` over the whole world, and over what was known at each cut; gives the columns of the
 * first cut at which the two differ, none where the past is safe from the future.
 */
export function findLeak(world: World, cuts: readonly number[], run: (world: World) => Vectors): readonly string[] {
  const whole = run(world);
  for (const cut of cuts) {
    const bar = world.bars[cut];
    if (bar === undefined) throw new Error(`there is no bar ${cut}`);
    const asOfMs = bar.time + TIMEFRAME_MS[world.timeframe];
    const theirs = run(cutWorld(world, asOfMs)).get(asOfMs);
    const ours = whole.get(asOfMs);
    if (theirs === undefined || ours === undefined) throw new Error('both have the bar of the cut');
    const columns = differences(ours, theirs);
    if (columns.length > 0) return columns;
  }
  return [];
}
