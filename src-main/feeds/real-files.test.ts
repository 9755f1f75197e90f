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
  readonly path: string; readonly name: string; readonly symbol: string; readonly format: 'auto'; readonly zone: null
} {
  const name = basename(file);
  return { path: join(data, file), name, symbol: name.split('_')[0] ?? '', format: 'auto', zone: null };
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

const BAR_FILES = [
  ['mt5_export_raw/US30m_H1_202401012300_202509082200.csv.gz', 'H1', 9_890, 0, 'mt5', 0],
  ['mt5_export_raw/XAUUSD_H1_202101040000_202412312100.csv.gz', 'H1', 14_210, 0, 'mt5', 0],
  ['mt5_export_raw/XAUUSD_M1_202602160207_202602272357_jan_feb.csv.gz', 'M1', 13_558, 0, 'mt5', 0],
  ['fx_m1/EURUSD_M1_2022-08_2022-10_mt4.csv.gz', 'M1', 34_342, 0, 'csv', 0],
  ['fx_m1/EURUSD_M1_2024-11_10k_mt5.csv.gz', 'M1', 9_999, 231, 'csv', 95],
  ['fx_m1/EURUSD_M1_bidask_2014-05a_fxcm.csv.gz', 'M1', 9_590, 0, 'csv', 0],
  ['fx_m1/EURUSD_M1_bidask_2014-05a_oanda.csv.gz', 'M1', 9_552, 0, 'csv', 0],
  ['fx_m1/GBPUSD_M1_2021-01_2021-03_mt5.csv.gz', 'M1', 50_000, 0, 'csv', 0],
  ['fx_m1/GBPUSD_M1_bidask_2012-02_fxcm.csv.gz', 'M1', 30_117, 0, 'csv', 0],
  ['fx_m1/USDJPY_M1_2026-01_2026-02_oanda.csv.gz', 'M1', 50_529, 0, 'csv', 0],
  ['fx_m1/XAUUSD_M1_2020-05_2020-08_mt4.csv.gz', 'M1', 66_536, 0, 'csv', 0],
  ['fx_m1/XAUUSD_M1_bidask_2014-05a_oanda.csv.gz', 'M1', 9_558, 0, 'csv', 0],
  ['fx_m5/EURUSD_M5_2026-01_2026-04.csv.gz', 'M5', 24_212, 682, 'csv', 0],
  ['fx_m5/EURUSD_M5_2026-03_2026-04_mt5_spread.csv.gz', 'M5', 7_233, 0, 'csv', 0],
  ['fx_m5/GBPUSD_M5_2026-01_2026-04.csv.gz', 'M5', 24_192, 921, 'csv', 0],
  ['fx_m5/NAS100_M15_2026_mt5.csv.gz', 'M15', 11_998, 0, 'csv', 0],
  ['fx_m5/XAUUSD_M5_2026-01_2026-04.csv.gz', 'M5', 22_888, 104, 'csv', 0],
  ['fx_m5/XAUUSD_M5_2026-03_2026-04_mt5_spread.csv.gz', 'M5', 7_885, 0, 'csv', 0],
  ['fx_h1_d1/EURUSD_H1_mt4_2010_2020.csv.gz', 'H1', 65_000, 0, 'csv', 0],
  ['fx_h1_d1/EURUSD_H1_oanda_2007_2018.csv.gz', 'H1', 74_439, 0, 'csv', 0],
  ['fx_h1_d1/EURUSD_H4_ejtrader_2012_2022.csv.gz', 'H4', 14_400, 0, 'csv', 0],
  ['fx_h1_d1/GBPUSD_H1_ejtrader_2012_2022.csv.gz', 'H1', 57_600, 0, 'csv', 0],
  ['fx_h1_d1/USDJPY_H1_ejtrader_2012_2022.csv.gz', 'H1', 57_600, 0, 'csv', 0],
  ['fx_h1_d1/XAUUSD_H1_ejtrader_2012_2022.csv.gz', 'H1', 57_600, 0, 'csv', 0],
  ['fx_h1_d1/XAUUSD_H1_mt5_to2026.csv.gz', 'H1', 51_189, 0, 'csv', 0],
  ['fx_h1_d1/XAUUSD_M15_mt4_2017_2020.csv.gz', 'M15', 65_000, 0, 'csv', 0],
  ['fx_h1_d1/AUDUSD_D1_ejtrader_2012_2022.csv.gz', 'D1', 2_400, 0, 'csv', 0],
  ['fx_h1_d1/EURUSD_D1_ejtrader_2012_2022.csv.gz', 'D1', 2_400, 0, 'csv', 0],
  ['fx_h1_d1/GBPUSD_D1_ejtrader_2012_2022.csv.gz', 'D1', 2_400, 0, 'csv', 0],
  ['fx_h1_d1/USDCHF_D1_ejtrader_2012_2022.csv.gz', 'D1', 2_400, 0, 'csv', 0],
  ['fx_h1_d1/USDJPY_D1_ejtrader_2012_2022.csv.gz', 'D1', 2_400, 0, 'csv', 0],
  ['fx_h1_d1/XAUUSD_D1_ejtrader_2012_2022.csv.gz', 'D1', 2_400, 0, 'csv', 0],
  ['fx_h1_d1/EURUSD_D1_mt5_to2026.csv.gz', 'D1', 14_272, 0, 'csv', 0],
  ['fx_h1_d1/EURUSD_D1_pepperstone_2006_2026.csv.gz', 'D1', 5_438, 0, 'csv', 0],
  ['fx_h1_d1/GBPUSD_D1_pepperstone_2006_2026.csv.gz', 'D1', 5_434, 0, 'csv', 0],
  ['fx_h1_d1/US500_D1_pepperstone_2006_2026.csv.gz', 'D1', 3_900, 0, 'csv', 0],
  ['fx_h1_d1/XAUUSD_D1_pepperstone_2006_2026.csv.gz', 'D1', 5_209, 0, 'csv', 0],
  ['daily/SPY_D1_lean_1998_2021.csv.gz', 'D1', 5_849, 0, 'csv', 0],
  ['daily/VIX_D1_1990_2023.csv.gz', 'D1', 8_574, 47, 'csv', 0],
  ['daily/VIX_D1_2026H1.csv.gz', 'D1', 84, 0, 'csv', 0],
  ['backtest_refs/EURUSD_H1_backtestingpy.csv.gz', 'H1', 5_000, 0, 'csv', 0],
  ['backtest_refs/GOOG_D1_backtestingpy.csv.gz', 'D1', 2_148, 0, 'csv', 0],
] as const;

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

  // [file, rows, bars whose high or low does not hold open and close]: as the collection's own list states them. What
  // is damaged besides is counted apart.
  it.each(BAR_FILES)('of bars is accounted for: %s', async (file, timeframe, count, bad, format, leaps) => {
    const { report } = await readBars(file, timeframe);
    expect(report).toMatchObject(
      { format, rows: count, accepted: count - bad - leaps, rejected: bad + leaps, duplicates: 0, error: null }
    );
    expect([report.reasons['IMPORT_OHLC_VIOLATION'] ?? 0, report.reasons['IMPORT_PRICE_LEAP'] ?? 0]).toEqual([bad, leaps]);
  });

  it('with lost decimal points gives no price that the market never had', async () => {
    const { rows } = await readBars('fx_m1/EURUSD_M1_2024-11_10k_mt5.csv.gz', 'M1');
    const prices = rows.flatMap(({ open, high, low, close }) => [open, high, low, close]);
    expect([Math.floor(Math.min(...prices) * 10), Math.floor(Math.max(...prices) * 10)]).toEqual([10, 10]);
  });

  it.each([
    ['fx_m5/USDJPY_M3_2026-01_2026-04.csv.gz', 'M1', '3 minutes'],
    ['daily/EURUSD_M30_dukascopy_2022-06_2024-06.csv.gz', 'M15', '30 minutes'],
    ['daily/DXY_M30_dukascopy_2022-06_2024-06.csv.gz', 'M15', '30 minutes'],
    ['fx_h1_d1/EURUSD_D1_mt5_to2026.csv.gz', 'H1', '1 days'],
  ] as const)('of another timeframe is refused: %s', async (file, timeframe, step) => {
    const { report, rows } = await readBars(file, timeframe);
    expect(report.error).toMatchObject({ code: 'IMPORT_TIMEFRAME_OTHER', text: expect.stringContaining(step) as unknown });
    expect(rows).toEqual([]);
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
