// The newest feature vector on a real engine and store: the stream's own over the stored bars, with what else is known.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FEATURE_LAYOUT, FeatureStream, placeOf } from '#core/features';
import type { Bar, CalendarRow, Timeframe, WireMark } from '#core/model';
import { readFeatures, type FeatureReading } from './feature-reading.ts';
import { Morning } from './testing.ts';
import type { Workstation } from './workstation.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const ACCOUNT = '51234567@Broker-Demo';
const WIRE: WireMark = { account: ACCOUNT, epoch: 'e1', wireSeq: 0 };
/** A Friday evening, an hour after the close of New York. */
const LAST = Date.UTC(2024, 0, 19, 21);

let folder = '';
let morning: Morning;
let workstation: Workstation;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sextant-features-'));
  morning = await new Morning(folder).start({ strategies: [] });
  morning.join();
  workstation = morning.workstation();
});

afterEach(async () => {
  await morning.stop();
  rmSync(folder, { recursive: true, force: true });
});

function put(feed: string, symbol: string, timeframe: Timeframe, time: number, close: number): void {
  const bar: Bar = {
    time, open: close, high: close * 1.001, low: close * 0.999, close, tickVolume: 5 + (time / HOUR_MS) % 7, realVolume: 0,
    spread: 12, askOpen: null, askHigh: null, askLow: null, askClose: null, source: feed === 'import' ? 'import' : 'broker',
    partial: false,
  };
  morning.open.store.putBar(morning.open.journal.headSeq, feed, symbol, timeframe, bar);
}

/** Hours of two pairs, and days of SPY and VIX as they are imported. */
function fill(count: number): void {
  for (let i = 0; i < count; i += 1) {
    const time = LAST - (count - 1 - i) * HOUR_MS;
    put('Broker-Demo', 'EURUSD', 'H1', time, 1.1 + Math.sin(i / 9) * 0.01);
    put('Broker-Demo', 'GBPUSD', 'H1', time, 1.3 + Math.cos(i / 11) * 0.01);
  }
  // Days after the newest hour are there, too: of an import that goes on further.
  for (let day = LAST - 40 * DAY_MS; day <= LAST + 300 * DAY_MS; day += DAY_MS) {
    const date = Math.floor(day / DAY_MS) * DAY_MS;
    put('import', 'SPY', 'D1', date, 470 + (date / DAY_MS) % 5);
    put('import', 'VIX', 'D1', date, 13 + (date / DAY_MS) % 3);
  }
}

async function read(symbol = 'EURUSD'): Promise<FeatureReading> {
  const reading = await readFeatures(workstation, symbol, 'H1');
  if (!reading.ok) throw new Error(reading.error.text);
  return reading.value;
}

const valueOf = (reading: FeatureReading, column: string): number | null => (
  reading.values.find((one) => one.column === column)?.value ?? null
);

it('is the vector of the stored bars as of the newest close, with the daily series, and nothing is kept afterwards', async () => {
  fill(900);
  const reading = await read();
  expect(reading).toMatchObject({
    symbol: 'EURUSD', timeframe: 'H1', asOfMs: LAST + HOUR_MS, pairs: ['GBPUSD'],
    layout: { version: FEATURE_LAYOUT.version, hash: FEATURE_LAYOUT.hash },
  });
  const stream = new FeatureStream({ timeframe: 'H1', point: 0.00001, inputs: {} });
  const bars = await workstation.bars({ symbol: 'EURUSD', timeframe: 'H1', fromMs: null, toMs: null, limit: 10_000, account: null });
  for (const bar of bars.items) stream.next(bar);
  for (const name of ['rsi', 'spread', 'volatilityLong', 'trendAgreement', 'usualVolatility', 'sessionHighDistance']) {
    expect([name, valueOf(reading, name)]).toEqual([name, stream.vector.values[placeOf(name)]]);
  }
  // Friday's closes were known at 21:00 and 21:15 UTC
  expect(valueOf(reading, 'vixLevel')).toBe(13 + Math.floor(LAST / DAY_MS) % 3);
  expect(valueOf(reading, 'correlationSpy')).not.toBeNull();
  expect(valueOf(reading, 'pairCorrelation1')).not.toBeNull();
  expect(valueOf(reading, 'neighbourUp')).not.toBeNull();
  expect(reading.values.find(({ column }) => column === 'dxyReturn')).toEqual({ column: 'dxyReturn', value: null, state: 'no-input' });
  expect(reading.values.find(({ column }) => column === 'regimeRange')?.state).toBe('no-input');
  expect(workstation.streams.active()).toEqual([]);
  put('Broker-Demo', 'EURUSD', 'H1', LAST + HOUR_MS, 1.2);
  expect((await read()).asOfMs).toBe(LAST + 2 * HOUR_MS);
});

it('reads calendar and sentiment as they were told', async () => {
  morning.atMs = LAST;
  fill(40);
  const row: CalendarRow = {
    id: '1', eventId: '840010001', brokerS: 0, timeMs: LAST + 3 * HOUR_MS, periodBrokerS: null, rev: 0, country: 'US',
    currency: 'USD', name: 'CPI', importance: 3, sector: 'prices', unit: '%', mult: '', digits: 1, impact: 0, actual: null,
    forecast: 0.2, prev: 0.1, revised: null,
  };
  const foreign = { ...row, id: '2', currency: 'JPY', timeMs: LAST + 2 * HOUR_MS };
  morning.take(
    { kind: 'RecordReceived', wire: WIRE, record: { type: 'calendar', changeId: '1', rows: [row, foreign] } },
    {
      kind: 'RecordReceived', wire: WIRE,
      record: { type: 'sentiment', origin: 'ext', scope: 'EUR', score: 0.5, count: 3, windowS: 60, basis: 'news' },
    },
  );
  const reading = await read();
  expect(valueOf(reading, 'minutesToEvent')).toBe(120);
  expect(valueOf(reading, 'sentiment')).toBe(0.25);
});

it('has no value and no moment where there are no bars', async () => {
  const reading = await read('NOBODY');
  expect(reading.asOfMs).toBeNull();
  expect(reading.values.every(({ value, state }) => value === null && state === 'warm-up')).toBe(true);
});
