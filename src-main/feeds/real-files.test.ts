import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TIMEFRAMES, TIMEFRAME_MS, type Bar, type Timeframe } from '#core/model';
import type { TickRow } from '#main/stores';
import { openEngine, type OpenEngine } from '#main/engine';
import { barTarget, IMPORT_FEED, tickTarget } from './engine-target.ts';
import { exportCsv } from './export-csv.ts';
import { importBars, importTicks, type ImportReport } from './import-file.ts';
import { makeFolder, memoryTarget } from './testing.ts';

const data = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const hasData = existsSync(data);
if (!hasData) process.stdout.write('skipped: import of real files: ../shared/data is missing\n');

const TICKS = 'fx_ticks/EURUSD_ticks_2014-05-01_09_oanda.csv.gz';
const FEED_M1 = 'fx_m1/EURUSD_M1_bidask_2014-05a_oanda.csv.gz';

function request(file: string): {
  readonly path: string; readonly name: string; readonly format: 'auto'; readonly zone: null
} {
  return { path: join(data, file), name: basename(file), format: 'auto', zone: null };
}

async function readBars(file: string, timeframe: Timeframe): Promise<{
  readonly report: ImportReport; readonly rows: readonly Bar[]
}> {
  const target = memoryTarget<Bar>([], 5000);
  return { report: await importBars({ ...request(file), timeframe }, target, {}), rows: target.rows };
}

async function readTicks(file: string): Promise<{ readonly report: ImportReport; readonly rows: readonly TickRow[] }> {
  const target = memoryTarget<TickRow>([], 5000);
  return { report: await importTicks({ ...request(file), timeframe: 'tick' }, target, {}), rows: target.rows };
}

describe.skipIf(!hasData)('a real file', () => {
  it.each([
    [TICKS, 321_559], ['fx_ticks/XAUUSD_ticks_2014-05-01_02_oanda.csv.gz', 394_759],
    ['fx_ticks/EURUSD_ticks_2016-01-04_06_dukascopy.csv.gz', 108_956], [
      'fx_ticks/EURUSD_ticks_2020-01-01_histdata.csv.gz', 9_500,
    ],
    ['fx_ticks/USDJPY_ticks_2013-01-01_truefx.csv.gz', 1_000],
  ])('of ticks is taken whole: %s', async (file, count) => {
    const { report } = await readTicks(file);
    expect(report).toMatchObject({ rows: count, accepted: count, rejected: 0, duplicates: 0, error: null });
  });

  it('of HistData\'s own format gives the ticks of the converted one', async () => {
    const raw = await readTicks('fx_ticks/raw_format_samples/histdata_generic_ascii_ticks_sample.csv');
    const converted = await readTicks('fx_ticks/EURUSD_ticks_2020-01-01_histdata.csv.gz');
    expect(raw.report.format).toBe('histdata');
    expect(raw.rows).toHaveLength(500);
    expect(raw.rows).toEqual(converted.rows.slice(0, 500));
  });

  // Counts of rows and of bars whose high or low does not hold open and close, as the collection's own list states
  // them.
  it.each([
    ['mt5_export_raw/US30m_H1_202401012300_202509082200.csv.gz', 'H1', 9_890, 0, 'mt5'],
    ['mt5_export_raw/XAUUSD_H1_202101040000_202412312100.csv.gz', 'H1', 14_210, 0, 'mt5'],
    ['mt5_export_raw/XAUUSD_M1_202602160207_202602272357_jan_feb.csv.gz', 'M1', 13_558, 0, 'mt5'],
    [FEED_M1, 'M1', 9_552, 0, 'csv'],
    ['fx_m1/EURUSD_M1_2024-11_10k_mt5.csv.gz', 'M1', 9_999, 231, 'csv'],
    ['fx_m5/EURUSD_M5_2026-01_2026-04.csv.gz', 'M5', 24_212, 682, 'csv'],
    ['fx_m5/XAUUSD_M5_2026-03_2026-04_mt5_spread.csv.gz', 'M5', 7_885, 0, 'csv'],
    ['fx_h1_d1/EURUSD_H4_ejtrader_2012_2022.csv.gz', 'H4', 14_400, 0, 'csv'],
    ['fx_h1_d1/EURUSD_D1_mt5_to2026.csv.gz', 'D1', 14_272, 0, 'csv'],
    ['daily/VIX_D1_1990_2023.csv.gz', 'D1', 8_574, 47, 'csv'],
    ['backtest_refs/GOOG_D1_backtestingpy.csv.gz', 'D1', 2_148, 0, 'csv'],
  ] as const)('of bars is accounted for: %s', async (file, timeframe, count, bad, format) => {
    const { report } = await readBars(file, timeframe);
    expect(report).toMatchObject(
      { format, rows: count, accepted: count - bad, rejected: bad, duplicates: 0, error: null }
    );
    expect(report.reasons['IMPORT_OHLC_VIOLATION'] ?? 0).toBe(bad);
  });

  it('without high and low is refused, naming the columns', async () => {
    const { report } = await readBars('daily/DXY_D1_to2026-04.csv.gz', 'D1');
    expect(report.error?.text).toMatch(/no column high, low/);
  });
});

interface Candle {
  readonly time: number; readonly open: number; readonly high: number; readonly low: number; readonly close: number;
  readonly count: number;
}

/** The second road: bars straight from the file's text, a group at a time. */
function candlesOf(rows: readonly (readonly number[])[], lengthMs: number): Map<number, Candle> {
  const groups = new Map<number, number[]>();
  for (const [time, bid] of rows as readonly (readonly [number, number])[]) {
    const start = Math.floor(time / lengthMs) * lengthMs;
    const group = groups.get(start);
    if (group === undefined) groups.set(start, [bid]);
    else group.push(bid);
  }
  return new Map([...groups].map(([time, bids]) => [time, {
    time, open: bids[0] as number, high: Math.max(...bids), low: Math.min(...bids),
    close: bids[bids.length - 1] as number,
    count: bids.length,
  }]));
}

describe.skipIf(!hasData)('ticks imported into a data folder', () => {
  const folder = makeFolder();
  let open: OpenEngine;
  let rows: readonly (readonly number[])[] = [];

  beforeAll(async () => {
    const opened = await openEngine({ dataDir: folder.path });
    if (!opened.ok) throw new Error(opened.error.text);
    open = opened.value;
    const report = await importTicks({ ...request(TICKS), timeframe: 'tick' }, tickTarget(open, 'EURUSD'), {});
    expect(report.accepted).toBe(321_559);
    await open.store.settle();
    rows = gunzipSync(readFileSync(join(data, TICKS))).toString('latin1').trim().split('\n').slice(1)
      .map((line) => line.split(',').map(Number));
  }, 120_000);

  afterAll(async () => {
    await open.close();
    folder.remove();
  });

  async function storedBars(timeframe: Timeframe): Promise<readonly Bar[]> {
    return (
      await open.store.bars(
        { symbol: 'EURUSD', timeframe, fromMs: null, toMs: null, limit: 20_000, source: 'tick' }, [IMPORT_FEED],
      )
    ).items;
  }

  it.each(TIMEFRAMES)('make the %s bars that the file itself says', async (timeframe) => {
    const expected = [...candlesOf(rows, TIMEFRAME_MS[timeframe]).values()];
    // The newest bar is still forming: no later tick has closed it.
    expected.pop();
    const bars = await storedBars(timeframe);
    expect(bars.map(({ time, open: first, high, low, close, tickVolume }) => (
      { time, open: first, high, low, close, count: tickVolume }))).toEqual(expected);
  });

  it('make M1 bars equal to the feed\'s own wherever both have the minute', async () => {
    const own = await readBars(FEED_M1, 'M1');
    const made = new Map((await storedBars('M1')).map((bar) => [bar.time, bar]));
    let compared = 0;
    for (const bar of own.rows) {
      const other = made.get(bar.time);
      if (other === undefined) continue;
      compared += 1;
      expect(
        [other.open, other.high, other.low, other.close, other.askOpen, other.askHigh, other.askLow, other.askClose]
      )
        .toEqual([bar.open, bar.high, bar.low, bar.close, bar.askOpen, bar.askHigh, bar.askLow, bar.askClose]);
    }
    expect(compared).toBeGreaterThan(9_000);
  });

  it('are all known when the file comes again, and stay so beside imported bars of the same time', async () => {
    const again = await importTicks({ ...request(TICKS), timeframe: 'tick' }, tickTarget(open, 'EURUSD'), {});
    expect(again).toMatchObject({ accepted: 0, duplicates: 321_559 });
    const bars = { ...request(FEED_M1), timeframe: 'M1' as const };
    const first = await importBars(bars, barTarget(open, 'EURUSD', 'M1'), {});
    const second = await importBars(bars, barTarget(open, 'EURUSD', 'M1'), {});
    expect(first.accepted + first.duplicates).toBe(9_552);
    expect(second).toMatchObject({ accepted: 0, duplicates: 9_552 });
  }, 180_000);

  it('are exported row for row as the file has them', async () => {
    const out = join(folder.path, 'ticks.csv');
    const done = await exportCsv({ symbol: 'EURUSD', timeframe: 'tick', fromMs: null, toMs: null, out }, open.store);
    expect(done).toMatchObject({ ok: true, value: { rows: 321_559 } });
    const lines = readFileSync(out, 'utf8').trim().split('\n').slice(1);
    const read = lines.map((line) => line.split(',')).map(
      ([time = '', bid, ask]) => [Date.parse(time), Number(bid), Number(ask)]
    );
    expect(read).toEqual(rows);
  });
});
