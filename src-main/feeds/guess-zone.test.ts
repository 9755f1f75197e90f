import { existsSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatBrokerZone, type BrokerZone, type Timeframe } from '#core/model';
import { openEngine, type OpenEngine } from '#main/engine';
import { barTarget, IMPORT_FEED, tickTarget } from './engine-target.ts';
import { describeGuess, guessZone } from './guess-zone.ts';
import { importBars, importTicks } from './import-file.ts';
import { makeFolder, memoryTarget } from './testing.ts';
import { makeZone } from './zone.ts';
import type { Bar } from '#core/model';

const data = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const hasData = existsSync(data);
if (!hasData) process.stdout.write('skipped: zones of real files: ../shared/data is missing\n');

const request = (file: string, timeframe: Timeframe | 'tick') => (
  { path: join(data, file), name: basename(file), timeframe, format: 'auto' } as const
);

// What is known of each server: the hour of releases (NFP) in bars of both halves of the year, or the correlation with
// a feed in UTC. Where the weeks do not decide, the known one is among what they name.
const DECIDED = [
  ['fx_h1_d1/GBPUSD_H1_ejtrader_2012_2022.csv.gz', 'H1', '+02:00/us'],
  ['fx_h1_d1/XAUUSD_H1_ejtrader_2012_2022.csv.gz', 'H1', '+02:00/us'],
  ['fx_h1_d1/EURUSD_H1_mt4_2010_2020.csv.gz', 'H1', '+02:00/us'],
  ['fx_h1_d1/XAUUSD_M15_mt4_2017_2020.csv.gz', 'M15', '+02:00/eu'],
  ['fx_m5/NAS100_M15_2026_mt5.csv.gz', 'M15', '+02:00/eu'],
  ['mt5_export_raw/XAUUSD_H1_202101040000_202412312100.csv.gz', 'H1', '+02:00/us'],
  ['mt5_export_raw/US30m_H1_202401012300_202509082200.csv.gz', 'H1', '+00:00'],
  ['backtest_refs/EURUSD_H1_backtestingpy.csv.gz', 'H1', '+00:00'],
] as const;
const UNDECIDED = [
  ['fx_m5/XAUUSD_M5_2026-03_2026-04_mt5_spread.csv.gz', 'M5', ['+02:00/us', '+03:00', '+02:00/eu']],
  ['fx_m5/EURUSD_M5_2026-03_2026-04_mt5_spread.csv.gz', 'M5', ['+02:00/us', '+02:00/eu', '+03:00']],
  ['fx_m1/EURUSD_M1_2022-08_2022-10_mt4.csv.gz', 'M1', ['+02:00/us', '+02:00/eu', '+03:00']],
  ['fx_m1/GBPUSD_M1_2021-01_2021-03_mt5.csv.gz', 'M1', ['+00:00', '+00:00/us', '+00:00/eu']],
] as const;

describe.skipIf(!hasData)('the server\'s clock of a real export', () => {
  it.each(DECIDED)('is told by its weeks: %s', async (file, timeframe, zone) => {
    const guess = await guessZone([request(file, timeframe)]);
    if (!guess.ok) throw new Error(guess.error.text);
    expect([formatBrokerZone(guess.value.zone), guess.value.alternatives]).toEqual([zone, []]);
    expect(guess.value.agreeing / guess.value.weeks).toBeGreaterThan(0.95);
  });

  it.each(UNDECIDED)('is among those that a few weeks of one season leave: %s', async (file, timeframe, zones) => {
    const guess = await guessZone([request(file, timeframe)]);
    if (!guess.ok) throw new Error(guess.error.text);
    expect([guess.value.zone, ...guess.value.alternatives.map(({ zone }) => zone)].map(formatBrokerZone)).toEqual(zones);
    expect(describeGuess(guess.value)).toContain(`not told apart from ${zones[1]}`);
  });

  it('is not asked of daily bars, of times with a zone, or of one day', async () => {
    for (const [file, timeframe, why] of [
      ['fx_h1_d1/EURUSD_D1_ejtrader_2012_2022.csv.gz', 'D1', 'daily bars'],
      ['fx_m5/EURUSD_M5_2026-01_2026-04.csv.gz', 'M5', 'own zone'],
      ['fx_ticks/raw_format_samples/histdata_generic_ascii_ticks_sample.csv', 'tick', 'no weekend'],
    ] as const) {
      const guess = await guessZone([request(file, timeframe)]);
      expect(guess.ok ? null : [guess.error.code, guess.error.text.includes(why)]).toEqual(['IMPORT_ZONE_UNCONFIRMED', true]);
    }
  });

  it('puts the broker\'s bars on the times of a feed in UTC', async () => {
    const read = async (file: string, zoneName: string): Promise<Map<number, number>> => {
      const zone = makeZone(zoneName);
      const target = memoryTarget<Bar>([], 5_000);
      if (!zone.ok) throw new Error(zone.error.text);
      await importBars({ ...request(file, 'M5'), timeframe: 'M5', zone: zone.value }, target, {});
      return new Map(target.rows.map(({ time, close }) => [time, close]));
    };
    const utc = await read('fx_m5/XAUUSD_M5_2026-01_2026-04.csv.gz', 'UTC');
    const distance = async (zone: string): Promise<number> => {
      const broker = await read('fx_m5/XAUUSD_M5_2026-03_2026-04_mt5_spread.csv.gz', zone);
      const apart = [...broker].flatMap(([time, close]) => {
        const other = utc.get(time);
        return other === undefined ? [] : [Math.abs(close - other)];
      }).sort((a, b) => a - b);
      return apart[Math.floor(apart.length / 2)] ?? NaN;
    };
    const right = await distance('+02:00/us');
    for (const wrong of ['UTC', '+02:00', '+04:00']) expect(right * 5).toBeLessThan(await distance(wrong));
  });
});

describe('a confirmed zone', () => {
  const folder = makeFolder();
  let open: OpenEngine;
  const zone: BrokerZone = { standardOffsetS: 7200, daylight: 'eu' };

  beforeAll(async () => {
    const opened = await openEngine({ dataDir: join(folder.path, 'data') });
    if (!opened.ok) throw new Error(opened.error.text);
    open = opened.value;
    open.engine.accept({ kind: 'BrokerZoneConfirmed', zone, by: 'test' });
  });

  afterAll(async () => {
    await open.close();
    folder.remove();
  });

  async function put(name: string, content: string, timeframe: Timeframe | 'tick'): Promise<void> {
    const path = join(folder.path, name);
    writeFileSync(path, content);
    const made = makeZone('broker', open.engine.kernel.view.brokerZone);
    if (!made.ok) throw new Error(made.error.text);
    const asked = { path, name, symbol: 'EURUSD', format: 'auto', zone: made.value } as const;
    const report = timeframe === 'tick' ? await importTicks({ ...asked, timeframe }, tickTarget(open, 'EURUSD'), {})
      : await importBars({ ...asked, timeframe }, barTarget(open, 'EURUSD', timeframe), {});
    expect(report).toMatchObject({ rejected: 0, error: null });
    await open.store.settle();
  }

  async function stored(timeframe: Timeframe, source: 'tick' | 'import'): Promise<readonly Bar[]> {
    const range = { symbol: 'EURUSD', timeframe, fromMs: null, toMs: null, limit: 10_000, source };
    return (await open.store.bars(range, [IMPORT_FEED])).items;
  }

  it('keeps the broker\'s time of each imported bar beside UTC, in winter and in summer', async () => {
    await put('d1.csv', 'time,open,high,low,close\n2024-03-29,1,1,1,1\n2024-04-01,1,1,1,1\n', 'D1');
    expect((await stored('D1', 'import')).map(({ time, offsetS }) => [new Date(time).toISOString(), offsetS])).toEqual([
      ['2024-03-28T22:00:00.000Z', 7200], ['2024-03-31T21:00:00.000Z', 10_800],
    ]);
  });

  it('gives imported ticks the broker\'s days, across a change of its clock', async () => {
    const days = ['2024.03.28', '2024.03.29', '2024.03.31', '2024.04.01', '2024.04.02'];
    const lines = days.flatMap((day) => ['00:00:00.000', '12:00:00.000', '23:59:59.000'].map(
      (clock) => `${day}\t${clock}\t1.1\t1.2\t\t\t6`,
    ));
    const ticks = ['<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\t<FLAGS>', ...lines].join('\n');
    await put('ticks.csv', ticks, 'tick');
    const bars = await stored('D1', 'tick');
    expect(bars.map(({ time, tickVolume, offsetS }) => [new Date(time).toISOString(), tickVolume, offsetS])).toEqual([
      ['2024-03-27T22:00:00.000Z', 3, 7200], ['2024-03-28T22:00:00.000Z', 3, 7200], ['2024-03-30T22:00:00.000Z', 3, 7200],
      ['2024-03-31T21:00:00.000Z', 3, 10_800],
    ]);
    const again = await importTicks({
      path: join(folder.path, 'ticks.csv'), name: 'ticks.csv', timeframe: 'tick', format: 'auto', zone: {
        name: '', twice: 0, toUtc: (localMs) => localMs - (localMs >= Date.UTC(2024, 2, 31, 4) ? 3 : 2) * 3_600_000,
      },
    }, tickTarget(open, 'EURUSD'), {});
    expect(again).toMatchObject({ accepted: 0, duplicates: 15 });
  });

  it('is there again after a restart', async () => {
    await open.close();
    const opened = await openEngine({ dataDir: join(folder.path, 'data') });
    if (!opened.ok) throw new Error(opened.error.text);
    open = opened.value;
    expect(open.engine.kernel.view.brokerZone).toEqual(zone);
    expect((await stored('D1', 'import'))[0]?.offsetS).toBe(7200);
  });
});
