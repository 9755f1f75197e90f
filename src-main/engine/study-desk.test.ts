// The active studies on a real engine and store: values are those of the batch over the stored bars, live ones too.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeIndicator, readRequest } from '#core/indicators';
import type { Bar } from '#core/model';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { StudyAsk } from './study-desk.ts';
import { Morning } from './testing.ts';
import type { StreamSeries } from './warm-series.ts';
import type { Workstation } from './workstation.ts';

const M1: StreamSeries = { account: null, symbol: 'EURUSD', timeframe: 'M1' };
const ALL = { fromMs: null, toMs: null };

let folder = '';
let morning: Morning;
let workstation: Workstation;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sextant-studies-'));
  morning = await new Morning(folder).start({ strategies: [] });
  morning.join();
  workstation = morning.workstation();
});

afterEach(async () => {
  await morning.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Minutes of ticks that rise and fall; the first tick of the next minute closes each. */
function minutes(count: number): void {
  for (let i = 0; i < count; i += 1) {
    morning.tick(Number((1.1 + ((i * 7) % 11) * 0.0003).toFixed(5)));
    morning.atMs += 30_000;
    morning.tick(Number((1.1 + ((i * 5) % 13) * 0.0002).toFixed(5)));
    morning.atMs += 30_000;
  }
  morning.tick(1.1);
}

async function stored(): Promise<readonly Bar[]> {
  return (await workstation.bars({ ...M1, ...ALL, limit: 10_000 })).items;
}

/** The batch over the stored bars: one row for each output. */
async function batch(calc: string): Promise<readonly Float64Array[]> {
  const request = readRequest(calc);
  if (!request.ok) throw new Error(request.error.text);
  const bars = await stored();
  const column = (pick: (bar: Bar) => number): Float64Array => Float64Array.from(bars, pick);
  const outs = request.value.definition.outputs.map(() => new Float64Array(bars.length));
  makeIndicator(request.value).run({
    time: column(({ time }) => time), open: column(({ open }) => open), high: column(({ high }) => high),
    low: column(({ low }) => low), close: column(({ close }) => close), volume: column(({ tickVolume }) => tickVolume),
  }, outs);
  return outs;
}

async function askWarm(calc: string, by = 'test'): Promise<StudyAsk> {
  let hear: () => void = () => undefined;
  const asked = workstation.studies.ask(M1, calc, by, () => { hear(); });
  if (!asked.ok) throw new Error(asked.error.text);
  const study = asked.value;
  if (!study.isWarm) await new Promise<void>((done) => { hear = () => { if (study.isWarm) done(); }; });
  return study;
}

it('gives the values of the batch over the stored bars, for stored and for live ones', async () => {
  minutes(60);
  const study = await askWarm('MACD:5:9:4');
  minutes(30);
  const { time, values } = study.columns(null, null);
  expect([...time]).toEqual((await stored()).map((bar) => bar.time));
  expect(values).toEqual(await batch('MACD:5:9:4'));
  expect(study.newest?.values).toEqual(Float64Array.from(values, (column) => column.at(-1) ?? Number.NaN));
});

it('gives the columns of a span, from inclusive and to exclusive', async () => {
  minutes(40);
  const study = await askWarm('SMA:5');
  const bars = await stored();
  const { time, values } = study.columns(bars[10]?.time ?? 0, bars[20]?.time ?? 0);
  expect([...time]).toEqual(bars.slice(10, 20).map((bar) => bar.time));
  expect(values).toEqual((await batch('SMA:5')).map((column) => column.slice(10, 20)));
});

it('peeks with the forming bar and takes nothing of it', async () => {
  minutes(10);
  const study = await askWarm('SMA:3');
  const closes = (await stored()).map((bar) => bar.close);
  morning.tick(1.2);
  const mean = ((closes.at(-2) ?? 0) + (closes.at(-1) ?? 0) + 1.2) / 3;
  expect(study.peek()?.values[0]).toBeCloseTo(mean, 12);
  const closed = ((closes.at(-3) ?? 0) + (closes.at(-2) ?? 0) + (closes.at(-1) ?? 0)) / 3;
  expect(study.newest?.values[0]).toBeCloseTo(closed, 12);
});

it('says how many bars are missing until there is a value, and is right with each bar', async () => {
  minutes(3);
  const study = await askWarm('RSI:14');
  for (let bars = study.columns(null, null).time.length; bars < 20; bars += 1) {
    const isReady = !Number.isNaN(study.newest?.values[0] ?? Number.NaN);
    expect(study.missing === 0).toBe(isReady);
    expect(study.missing).toBe(Math.max(0, 15 - bars));
    minutes(1);
  }
});

it('lists what is computed, for whom, how far it is and what it costs, and is empty after the last asker', async () => {
  minutes(50);
  expect(workstation.studies.active()).toEqual([]);
  const sma = await askWarm('sma', 'chart');
  const same = await askWarm('SMA:30', 'api');
  const long = await askWarm('EMA:200', 'chart');
  const active = workstation.studies.active();
  expect(active).toMatchObject([
    {
      series: M1, calc: 'SMA:30', params: { timeperiod: 30 }, askers: ['api', 'chart'], state: 'ready', missing: 0,
      bars: 50,
    },
    { series: M1, calc: 'EMA:200', askers: ['chart'], state: 'short', missing: 150, bars: 50 },
  ]);
  expect(active[0]?.nsPerBar).toBeGreaterThan(0);
  for (const study of [sma, same, long]) study.release();
  expect(workstation.studies.active()).toEqual([]);
  expect(workstation.streams.active()).toEqual([]);
});

it('reads several studies for one answer and leaves nothing behind', async () => {
  minutes(50);
  const read = await workstation.studies.read(M1, ['SMA:5', 'BBANDS:10'], ALL, 'api');
  if (!read.ok) throw new Error(read.error.text);
  expect(read.value.map(({ values }) => values)).toEqual([await batch('SMA:5'), await batch('BBANDS:10')]);
  expect(workstation.streams.active()).toEqual([]);
});

it('refuses what is no indicator and parameters that do not fit, and keeps none of the others', async () => {
  for (const [calc, code] of [['NOPE:3', 'INDICATORS_NAME_UNKNOWN'], ['SMA:0', 'INDICATORS_PARAM_BAD']] as const) {
    const read = await workstation.studies.read(M1, ['EMA:5', calc], ALL, 'api');
    expect(read.ok ? '' : read.error.code).toBe(code);
  }
  expect(workstation.streams.active()).toEqual([]);
});
