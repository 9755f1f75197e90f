// Every column against its definition, written down plainly over whole arrays: a second road to the same numbers.

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TimeframeReading } from '#core/indicators';
import type { Bar } from '#core/model';
import { EventCalendar, FeatureStream, KnownSeries, PairSentiment, placeOf, type FeatureInputs } from './index.ts';
import { makeBar, makeWorld, runWorld, closeKnownMs, type World } from './world.test-kit.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const at = (text: string): number => Date.parse(text);

/** Runs bars through a stream; gives a column by name, one value for each bar. */
function columnsOf(
  bars: readonly Bar[], timeframe: 'M1' | 'M5' | 'H1' | 'H4' | 'D1', inputs: FeatureInputs = {}, point = 0,
): (column: string) => readonly number[] {
  const stream = new FeatureStream({ timeframe, point, inputs });
  const rows = bars.map((bar) => {
    stream.next(bar);
    return stream.vector.values.slice();
  });
  return (column) => rows.map((row) => row[placeOf(column)] as number);
}

/** Flat bars an hour apart that close at `closes`. */
function hours(from: string, closes: readonly number[], volumes: readonly number[] = []): Bar[] {
  return closes.map((close, i) => {
    const open = closes[i - 1] ?? close;
    return makeBar(at(from) + i * HOUR_MS, open, Math.max(open, close), Math.min(open, close), close, volumes[i] ?? 1);
  });
}

const last = (values: readonly number[]): number => values.at(-1) as number;
const near = (value: number, wanted: number): void => {
  if (Number.isNaN(wanted)) expect(value).toBeNaN();
  else expect(Math.abs(value - wanted)).toBeLessThanOrEqual(1e-12 + 1e-9 * Math.abs(wanted));
};

describe('returns and volatilities', () => {
  const world = makeWorld(21, 'H1', 200);
  const closes = world.bars.map(({ close }) => close);
  const column = columnsOf(world.bars, 'H1');
  const returnAt = (i: number): number => Math.log((closes[i] as number) / (closes[i - 1] ?? Number.NaN));
  const realised = (i: number, n: number): number => {
    if (i < n) return Number.NaN;
    let sum = 0;
    for (let k = i - n + 1; k <= i; k += 1) sum += returnAt(k) ** 2;
    return Math.sqrt(sum / n);
  };

  it.each([1, 5, 15])('logReturn%i is the logarithm of close over the close so many bars ago', (bars) => {
    column(`logReturn${bars}`).forEach((value, i) => {
      near(value, Math.log((closes[i] as number) / (closes[i - bars] ?? Number.NaN)));
    });
  });

  it('volatilities are roots of mean squares of 10 and 60 returns, and their ratio is one over the other', () => {
    const [short, long, ratio] = [column('volatilityShort'), column('volatilityLong'), column('volatilityRatio')];
    closes.forEach((_, i) => {
      near(short[i] as number, realised(i, 10));
      near(long[i] as number, realised(i, 60));
      near(ratio[i] as number, realised(i, 10) / realised(i, 60));
    });
    expect(long.findIndex((value) => !Number.isNaN(value))).toBe(60);
  });

  it('a market that does not move has volatilities of 0 and a ratio of 1', () => {
    const still = columnsOf(hours('2024-01-01T00:00Z', Array.from({ length: 62 }, () => 1.5)), 'H1');
    expect([last(still('volatilityShort')), last(still('volatilityLong')), last(still('volatilityRatio'))]).toEqual([0, 0, 1]);
  });

  it('midReturn runs from open to close, of the mid where there are asks', () => {
    const bar = { ...makeBar(0, 1, 1.3, 1, 1.2), askOpen: 1.02, askHigh: 1.3, askLow: 1, askClose: 1.24 };
    near(last(columnsOf([bar], 'H1')('midReturn')), Math.log(1.22 / 1.01));
    near(last(columnsOf([makeBar(0, 1, 1.3, 1, 1.2)], 'H1')('midReturn')), Math.log(1.2));
  });
});

describe('spread', () => {
  it('is in ten-thousandths of the mid: by the asks, else by points, else not there and why', () => {
    const plain = makeBar(0, 1, 1, 1, 1);
    const byAsk = { ...plain, askOpen: 1, askHigh: 1, askLow: 1, askClose: 1.0002 };
    near(last(columnsOf([byAsk], 'H1')('spread')), (0.0002 / 1.0001) * 10_000);
    near(last(columnsOf([{ ...plain, spread: 15 }], 'H1', {}, 0.00001)('spread')), (0.00015 / 1.000075) * 10_000);
    const stream = new FeatureStream({ timeframe: 'H1', point: 0, inputs: {} });
    stream.next({ ...plain, spread: 15 });
    expect(stream.vector.values[placeOf('spread')]).toBeNaN();
    expect(stream.vector.reasonAt(placeOf('spread'))).toBe('no-input');
  });
});

describe('tickImbalance', () => {
  it('weighs each of 20 bars\' tick volume by whether it closed higher or lower', () => {
    // 21 closes: 12 rises of volume 3, 5 falls of volume 4, 3 flat ones of volume 10
    const moves = [...Array.from({ length: 12 }, () => 1), ...Array.from({ length: 5 }, () => -1), 0, 0, 0];
    const closes = moves.reduce<number[]>((list, move) => [...list, (list.at(-1) ?? 0) + move * 0.25], [10]);
    const volumes = [99, ...moves.map((move) => (move > 0 ? 3 : move < 0 ? 4 : 10))];
    const values = columnsOf(hours('2024-01-01T00:00Z', closes, volumes), 'H1')('tickImbalance');
    expect(last(values)).toBe((36 - 20) / (36 + 20 + 30));
    expect(values.slice(0, 20).every(Number.isNaN)).toBe(true);
  });

  it('is not there where no bar has a volume', () => {
    const closes = Array.from({ length: 25 }, (_, i) => 1 + i / 100);
    expect(last(columnsOf(hours('2024-01-01T00:00Z', closes, closes.map(() => 0)), 'H1')('tickImbalance'))).toBeNaN();
  });
});

describe('the distance to the session\'s extremes', () => {
  it('counts from 17:00 New York, is there from the first whole day on, and holds the bar itself', () => {
    // 2024-01-02: New York stands at UTC-5, so the day turns at 22:00 UTC
    const bars = [
      makeBar(at('2024-01-02T20:00Z'), 1, 5, 1, 2), makeBar(at('2024-01-02T21:00Z'), 2, 3, 2, 2),
      makeBar(at('2024-01-02T22:00Z'), 2, 4, 2, 2.5), makeBar(at('2024-01-02T23:00Z'), 2.5, 3, 1, 2),
    ];
    const column = columnsOf(bars, 'H1');
    const [up, down] = [column('sessionHighDistance'), column('sessionLowDistance')];
    expect([up[0], up[1]]).toEqual([Number.NaN, Number.NaN]);
    near(up[2] as number, Math.log(4 / 2.5));
    near(up[3] as number, Math.log(4 / 2));
    near(down[2] as number, Math.log(2.5 / 2));
    near(down[3] as number, Math.log(2 / 1));
  });

  it('turns at 21:00 UTC in New York\'s summer, and a history that begins there has a whole day', () => {
    const bars = [makeBar(at('2024-07-02T21:00Z'), 1, 4, 1, 2), makeBar(at('2024-07-02T22:00Z'), 2, 3, 2, 2)];
    columnsOf(bars, 'H1')('sessionHighDistance').forEach((value) => { near(value, Math.log(4 / 2)); });
  });
});

describe('the clock', () => {
  it.each([
    // a bar's close; then part of the day, day of the week from Sunday, month from January, turn of the month
    ['2024-01-31T05:00Z', 6 / 24, 3, 0, 1], ['2024-02-01T11:00Z', 12 / 24, 4, 1, 1], ['2024-02-05T17:00Z', 18 / 24, 1, 1, 1],
    ['2024-02-06T23:00Z', 0, 2, 1, 0], ['2024-03-29T22:00Z', 23 / 24, 5, 2, 1], ['2024-03-28T22:00Z', 23 / 24, 4, 2, 0],
    ['2024-03-31T22:00Z', 23 / 24, 0, 2, 0], ['2024-12-31T23:00Z', 0, 2, 11, 1],
  ])('of the bar that opens at %s', (open, dayPart, weekday, month, turn) => {
    const column = columnsOf([makeBar(at(open), 1, 1, 1, 1)], 'H1');
    const part = (value: number): readonly number[] => [Math.sin(2 * Math.PI * value), Math.cos(2 * Math.PI * value)];
    const wanted = [...part(dayPart), ...part(weekday / 7), ...part(month / 12), turn];
    const names = ['timeOfDaySin', 'timeOfDayCos', 'dayOfWeekSin', 'dayOfWeekCos', 'monthSin', 'monthCos', 'turnOfMonth'];
    names.forEach((name, i) => { near(last(column(name)), wanted[i] as number); });
  });

  it('of a tick at midnight is that of the new day', () => {
    const stream = new FeatureStream({ timeframe: 'H1', point: 0, inputs: {} });
    stream.tick(at('2024-01-03T00:00Z'), 1, 1);
    near(stream.vector.values[placeOf('dayOfWeekSin')] as number, Math.sin((2 * Math.PI * 3) / 7));
  });
});

describe('usualVolatility', () => {
  it('is the mean size of the coming hour\'s return over 20 days, by New York\'s clock through its change', () => {
    // From 2024-02-20: New York changes on 10 March. The 9:00 hour moves 1 %, all others do not.
    const bars: Bar[] = [];
    let close = 100;
    for (let time = at('2024-02-20T00:00Z'); time < at('2024-03-20T00:00Z'); time += HOUR_MS) {
      const isNine = new Date(time - (time < at('2024-03-10T07:00Z') ? 5 : 4) * HOUR_MS).getUTCHours() === 9;
      const open = close;
      close = isNine ? close * 1.01 : close;
      bars.push(makeBar(time, open, close, open, close));
    }
    const column = columnsOf(bars, 'H1')('usualVolatility');
    const valueAt = (closeText: string): number => column[bars.findIndex(({ time }) => time + HOUR_MS === at(closeText))] as number;
    near(valueAt('2024-03-18T13:00Z'), Math.log(1.01));
    near(valueAt('2024-03-18T14:00Z'), 0);
    expect(valueAt('2024-03-05T14:00Z')).toBeNaN();
  });
});

describe('volumeZ', () => {
  it('is the distance from the mean of 60 bars in their standard deviations', () => {
    const volumes = Array.from({ length: 80 }, (_, i) => 10 + ((i * 37) % 23));
    const values = columnsOf(hours('2024-01-01T00:00Z', volumes.map(() => 1), volumes), 'H1')('volumeZ');
    values.forEach((value, i) => {
      const window = volumes.slice(Math.max(0, i - 59), i + 1);
      const mean = window.reduce((sum, one) => sum + one, 0) / window.length;
      const deviation = Math.sqrt(window.reduce((sum, one) => sum + (one - mean) ** 2, 0) / window.length);
      near(value, i < 59 ? Number.NaN : ((volumes[i] as number) - mean) / deviation);
    });
  });
});

function correlationOf(xs: readonly number[], ys: readonly number[]): number {
  const mean = (list: readonly number[]): number => list.reduce((sum, x) => sum + x, 0) / list.length;
  const [mx, my] = [mean(xs), mean(ys)];
  const sum = (f: (i: number) => number): number => xs.reduce((total, _, i) => total + f(i), 0);
  const dx = (i: number): number => (xs[i] as number) - mx;
  const dy = (i: number): number => (ys[i] as number) - my;
  return sum((i) => dx(i) * dy(i)) / Math.sqrt(sum((i) => dx(i) ** 2) * sum((i) => dy(i) ** 2));
}

describe('pair correlations', () => {
  it('are those of the returns between the last 61 bars that both have', () => {
    const world = makeWorld(5, 'H1', 220);
    const vectors = [...runWorld(world).values()];
    const stepMs = HOUR_MS;
    for (const slot of [0, 1, 2]) {
      const others = new Map(world.pairs[slot]?.map((row) => [row.time, row]));
      for (const i of [100, 150, 219]) {
        const asOfMs = (world.bars[i]?.time ?? 0) + stepMs;
        const common = world.bars.slice(0, i + 1).filter(({ time }) => (others.get(time)?.knownMs ?? Infinity) <= asOfMs);
        const returns = (list: readonly number[]): number[] => list.slice(-61).flatMap((value, k, window) => (
          k === 0 ? [] : [Math.log(value / (window[k - 1] as number))]
        ));
        const wanted = correlationOf(
          returns(common.map(({ close }) => close)), returns(common.map(({ time }) => others.get(time)?.close ?? 0)),
        );
        near(vectors[i]?.[placeOf(`pairCorrelation${slot + 1}`)] as number, wanted);
      }
    }
  });

  it('are not there without the other symbol, nor when it has been silent for more than 60 bars', () => {
    const stream = new FeatureStream({ timeframe: 'H1', point: 0, inputs: {} });
    const place = placeOf('pairCorrelation2');
    let time = 0;
    const step = (withOther: boolean): void => {
      if (withOther) stream.takePair(1, time, 2 * (1 + ((time / HOUR_MS) % 3)));
      stream.next(makeBar(time, 1, 4, 1, 1 + ((time / HOUR_MS) % 3)));
      time += HOUR_MS;
    };
    step(false);
    expect(stream.vector.reasonAt(place)).toBe('no-input');
    for (let i = 0; i < 60; i += 1) step(true);
    expect(stream.vector.reasonAt(place)).toBe('warm-up');
    step(true);
    near(stream.vector.values[place] as number, 1);
    for (let i = 0; i < 60; i += 1) step(false);
    expect(stream.vector.reasonAt(place)).toBe('ready');
    step(false);
    expect(stream.vector.reasonAt(place)).toBe('stale');
  });
});

describe('trendAgreement', () => {
  it('sums the trends of this timeframe and the next two, over their sizes, of bars that were closed', () => {
    const { bars } = makeWorld(31, 'H1', 1_500);
    const values = columnsOf(bars, 'H1')('trendAgreement');
    // Sunday 17:00 New York begins a day; from there every four hours an H4 bar
    const groupOf = (hours: number) => ({ time }: Bar): number => {
      const newYorkMs = time - (time >= at('2021-03-14T07:00Z') ? 4 : 5) * HOUR_MS + 7 * HOUR_MS;
      return Math.floor(newYorkMs / (hours * HOUR_MS));
    };
    const trendAt = (i: number, hours: number): number => {
      const of = groupOf(hours);
      const until = bars.slice(0, i + 1);
      const byOpen = new Map<number, Bar[]>();
      for (const bar of until) byOpen.set(of(bar), [...byOpen.get(of(bar)) ?? [], bar]);
      const groups = [...byOpen];
      const isLastClosed = of({ ...(bars[i] as Bar), time: (bars[i] as Bar).time + HOUR_MS }) !== groups.at(-1)?.[0];
      const reading = new TimeframeReading();
      for (const [, list] of isLastClosed ? groups : groups.slice(0, -1)) {
        const highs = list.map(({ high }) => high);
        const lows = list.map(({ low }) => low);
        reading.next(makeBar(0, list[0]?.open ?? 0, Math.max(...highs), Math.min(...lows), list.at(-1)?.close ?? 0));
      }
      return reading.trend;
    };
    for (const i of [100, 700, 860, 1_100, 1_347, 1_499]) {
      const trends = [trendAt(i, 1), trendAt(i, 4), trendAt(i, 24)];
      const sum = trends.reduce((total, trend) => total + trend, 0);
      near(values[i] as number, sum / trends.reduce((total, trend) => total + Math.abs(trend), 0));
    }
    expect(values[100]).toBeNaN();
    expect(values[1_499]).not.toBeNaN();
  });

  it('is not there on D1, which has no longer timeframe, and says so', () => {
    const stream = new FeatureStream({ timeframe: 'D1', point: 0, inputs: {} });
    for (let i = 0; i < 60; i += 1) stream.next(makeBar(i * DAY_MS, 1 + i, 2 + i, 1 + i, 2 + i));
    expect(stream.vector.reasonAt(placeOf('trendAgreement'))).toBe('undefined');
  });
});

describe('daily series', () => {
  const days = (rows: readonly (readonly [date: string, close: number])[], name: 'spy' | 'vix'): KnownSeries => {
    const series = new KnownSeries();
    for (const [date, close] of rows) series.put(closeKnownMs(name, at(date) / DAY_MS), [close]);
    return series;
  };

  it('count from 16:00 New York of their date, the VIX from 16:15, in winter and in summer, and for a week', () => {
    const bars: Bar[] = [];
    for (let time = at('2021-03-11T00:00Z'); time < at('2021-03-24T00:00Z'); time += 300_000) bars.push(makeBar(time, 1, 1, 1, 1));
    const rows = [['2021-03-11', 100], ['2021-03-12', 110], ['2021-03-15', 99]] as const;
    const column = columnsOf(bars, 'M5', { spy: days(rows, 'spy'), vix: days(rows, 'vix') });
    const valueAt = (name: string, closeText: string): number => (
      column(name)[bars.findIndex(({ time }) => time + 300_000 === at(closeText))] as number
    );
    // Friday in winter time
    expect(valueAt('spyReturn', '2021-03-12T20:55Z')).toBeNaN();
    near(valueAt('spyReturn', '2021-03-12T21:00Z'), Math.log(1.1));
    expect([valueAt('vixLevel', '2021-03-12T21:10Z'), valueAt('vixLevel', '2021-03-12T21:15Z')]).toEqual([100, 110]);
    // Monday in summer time
    near(valueAt('spyReturn', '2021-03-15T19:55Z'), Math.log(1.1));
    near(valueAt('spyReturn', '2021-03-15T20:00Z'), Math.log(0.9));
    expect([valueAt('vixChange', '2021-03-15T20:10Z'), valueAt('vixChange', '2021-03-15T20:15Z')]).toEqual([10, -11]);
    // a week later nothing newer came
    expect(valueAt('vixLevel', '2021-03-22T20:15Z')).toBe(99);
    expect(valueAt('vixLevel', '2021-03-22T20:20Z')).toBeNaN();
  });

  it('correlate by the returns from one sample to the next, over 20 of them', () => {
    const world = { ...makeWorld(8, 'H1', 900), pairs: [] };
    const vectors = runWorld(world);
    const closes = world.bars.map(({ time, close }) => [time + HOUR_MS, close] as const);
    for (const [column, name] of [['correlationSpy', 'spy'], ['correlationVix', 'vix'], ['correlationDxy', 'dxy'],
      ['correlationGold', 'gold']] as const) {
      // A sample is the first bar that closes at or after a daily close, within a day and a half of it.
      const samples = samplesOf(world, name, closes);
      const [asOfMs] = closes.at(-1) ?? [0];
      const returns = (k: 1 | 2): number[] => samples.slice(-21).flatMap((sample, i, all) => (
        i === 0 ? [] : [Math.log(sample[k] / (all[i - 1]?.[k] ?? 1))]
      ));
      expect(samples.length).toBeGreaterThan(21);
      near(vectors.get(asOfMs)?.[placeOf(column)] as number, correlationOf(returns(1), returns(2)));
    }
  });
});

function samplesOf(
  world: World, name: 'spy' | 'vix' | 'dxy' | 'gold', closes: readonly (readonly [number, number])[],
): [number, number, number][] {
  const byBar = new Map<number, [number, number, number]>();
  for (const { day, close } of world.daily[name]) {
    const knownMs = closeKnownMs(name, day);
    const bar = closes.find(([closeMs]) => closeMs >= knownMs);
    if (bar !== undefined && bar[0] - knownMs <= 1.5 * DAY_MS) byBar.set(bar[0], [bar[0], bar[1], close]);
  }
  return [...byBar.values()];
}

describe('the calendar', () => {
  const event = (time: string, actual: number | null, forecast: number | null, currency = 'USD', isHigh = true) => ({
    timeMs: at(time), currency, name: 'Payrolls', isHigh, actual, forecast,
  });
  const calendar = new EventCalendar([
    event('2024-01-05T13:30Z', 110, 100), event('2024-02-02T13:30Z', 80, 100), event('2024-03-08T13:30Z', 130, 100),
    event('2024-04-05T12:30Z', 60, 100), event('2024-04-05T10:00Z', 1, 2, 'JPY'), event('2024-04-05T11:00Z', 1, 2, 'EUR', false),
    event('2024-05-03T12:30Z', null, 100),
  ], ['EUR', 'USD']);
  const bars = [at('2024-04-05T09:30Z'), at('2024-04-05T11:30Z'), at('2024-04-05T12:30Z'), at('2024-04-06T12:30Z')]
    .map((time) => makeBar(time, 1, 1, 1, 1));

  it('tells the minutes to the next high-impact event of the symbol\'s currencies', () => {
    const minutes = columnsOf(bars, 'H1', { calendar })('minutesToEvent');
    expect(minutes.slice(0, 3)).toEqual([120, 0, (at('2024-05-03T12:30Z') - at('2024-04-05T13:30Z')) / 60_000]);
  });

  it('measures a surprise by the mean size of the event\'s own earlier ones, from its moment on, for a day', () => {
    const surprises = columnsOf(bars, 'H1', { calendar })('eventSurprise');
    expect(surprises).toEqual([Number.NaN, -40 / 20, -40 / 20, Number.NaN]);
  });

  it('says why there is none: no calendar, or a schedule that has ended', () => {
    const stream = new FeatureStream({ timeframe: 'H1', point: 0, inputs: { calendar } });
    stream.next(makeBar(at('2025-01-01T00:00Z'), 1, 1, 1, 1));
    expect(stream.vector.reasonAt(placeOf('minutesToEvent'))).toBe('stale');
    const without = new FeatureStream({ timeframe: 'H1', point: 0, inputs: {} });
    without.next(makeBar(0, 1, 1, 1, 1));
    expect(without.vector.reasonAt(placeOf('minutesToEvent'))).toBe('no-input');
  });
});

describe('sentiment', () => {
  it('is half of base minus quote until somebody scores the pair, and counts for a day', () => {
    const scores = new PairSentiment('EURUSD', 'EUR', 'USD');
    scores.take(at('2024-01-02T10:30Z'), 'EUR', 0.6);
    scores.take(at('2024-01-02T11:30Z'), 'USD', -0.2);
    scores.take(at('2024-01-02T12:30Z'), 'GBP', 0.9);
    scores.take(at('2024-01-02T13:30Z'), 'EURUSD', -0.5);
    const bars = hours('2024-01-02T09:00Z', Array.from({ length: 30 }, () => 1));
    const values = columnsOf(bars, 'H1', { sentiment: scores.series })('sentiment');
    expect(values.slice(0, 5)).toEqual([Number.NaN, 0.3, 0.4, 0.4, -0.5]);
    expect(values.at(27)).toBe(-0.5);
    expect(values.at(28)).toBeNaN();
  });
});

describe('regime and outcome of neighbours', () => {
  it('are the newest that were known, in the order of their columns', () => {
    const regime = new KnownSeries(5);
    regime.put(at('2024-01-02T10:30Z'), [0.1, 0.2, 0.3, 0.25, 0.15]);
    const neighbours = new KnownSeries(2);
    neighbours.put(at('2024-01-02T11:00Z'), [0.002, 0.65]);
    const column = columnsOf(hours('2024-01-02T09:00Z', [1, 1, 1]), 'H1', { regime, neighbours });
    expect(['TrendUp', 'TrendDown', 'Range', 'Volatile', 'Quiet'].map((name) => last(column(`regime${name}`))))
      .toEqual([0.1, 0.2, 0.3, 0.25, 0.15]);
    expect(column('regimeRange').slice(0, 2)).toEqual([Number.NaN, 0.3]);
    expect(column('neighbourMove')).toEqual([Number.NaN, 0.002, 0.002]);
    expect(column('neighbourUp')).toEqual([Number.NaN, 0.65, 0.65]);
  });
});

describe('the indicators, on 2,000 real bars', () => {
  const file = new URL('../../../shared/golden/talib_EURUSD_H1_2000.csv', import.meta.url);
  const hasFile = existsSync(file);
  if (!hasFile) process.stdout.write('skipped: features against TA-Lib: ../shared/golden is missing\n');

  it.skipIf(!hasFile)('equal TA-Lib\'s own figures', () => {
    const [head = '', ...lines] = readFileSync(file, 'utf8').trim().split('\n');
    const names = head.split(',');
    const rows = lines.map((line) => line.split(','));
    const theirs = (name: string): number[] => rows.map((row) => {
      const cell = row[names.indexOf(name)] ?? '';
      return cell === '' ? Number.NaN : Number(cell);
    });
    const [open, high, low, close] = ['open', 'high', 'low', 'close'].map(theirs) as [number[], number[], number[], number[]];
    const bars = rows.map((row, i) => (
      makeBar(at(row[0] ?? ''), open[i] ?? 0, high[i] ?? 0, low[i] ?? 0, close[i] ?? 0)
    ));
    const column = columnsOf(bars, 'H1');
    const [upper, lower] = [theirs('BB_U'), theirs('BB_L')];
    const wanted = {
      rsi: theirs('RSI14'), macdHistogram: theirs('MACD_HIST'), adx: theirs('ADX14'), atrPercent: theirs('NATR14'),
      bollingerB: close.map((price, i) => (price - (lower[i] as number)) / ((upper[i] as number) - (lower[i] as number))),
    };
    for (const [name, figures] of Object.entries(wanted)) {
      const ours = column(name);
      expect(figures.filter((value) => !Number.isNaN(value)).length).toBeGreaterThan(1_900);
      figures.forEach((figure, i) => {
        const value = ours[i] as number;
        if (Number.isNaN(figure)) expect(value).toBeNaN();
        // The histogram is a difference near zero of prices near one; %b divides by bands a few pips wide.
        else expect(Math.abs(value - figure)).toBeLessThanOrEqual(Math.max(1e-9 * Math.abs(figure), name === 'bollingerB' ? 1e-7 : 1e-12));
      });
    }
  });
});
