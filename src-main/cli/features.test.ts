import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { makeFolder, oneDocument, runCliProcess } from './testing.ts';

const folder = makeFolder();
const file = (name: string): string => join(folder.path, name);
const HOUR_MS = 3_600_000;

/** Hours from Monday 2021-03-08 on, closes on a slow wave. */
function barLines(count: number, stepMs = HOUR_MS, shift = 0): string[] {
  return Array.from({ length: count }, (_, i) => {
    const time = new Date(Date.UTC(2021, 2, 8) + i * stepMs).toISOString().slice(0, 19);
    const close = 1.1 + Math.round(Math.sin(i / 5 + shift) * 1000) / 1e5;
    return `${time}Z,1.1,1.12,1.08,${close.toFixed(5)},${String(100 + (i % 7))},12`;
  });
}
const HEAD = 'time,open,high,low,close,tick_volume,spread';

function rowsOf(name: string): Record<string, string>[] {
  const [head = '', ...lines] = readFileSync(file(name), 'utf8').trim().split('\n');
  const names = head.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i] ?? '', cell])));
}

afterAll(() => { folder.remove(); });

describe('sextant features', () => {
  it('writes a row for each closed bar with its open, the features as of its close, and empty fields where not ready', async () => {
    writeFileSync(file('bars.csv.gz'), gzipSync([HEAD, ...barLines(200)].join('\n')));
    writeFileSync(file('gbp.csv'), [HEAD, ...barLines(200, HOUR_MS, 1)].join('\n'));
    writeFileSync(file('spy.csv'), 'time,open,close\n2021-03-08,380,382\n2021-03-09,,387\n2021-03-10,387,\n2021-03-12,390,391\n');
    writeFileSync(file('vix.csv'), 'Date;Open;High;Low;Close\n2021-03-08;25;26;24;25,5\n2021-03-09;25;23;22;24\n');
    writeFileSync(file('calendar.csv'), [
      'time_utc,country,impact,event,actual,forecast', '2021-03-08T12:00:00Z,EA,high,"GDP, final",1%,2%',
      '2021-03-08T05:00:00Z,JP,high,GDP,1%,2%', '2021-03-08T03:30:00Z,US,low,Auction,,',
    ].join('\n'));
    writeFileSync(file('sentiment.csv'), 'time,scope,score\n2021-03-08T02:30:00Z,eur,0.5\n2021-03-08T01:30:00Z,EUR,1\n2021-03-08T03:30:00Z,USD,2\n');
    const ran = await runCliProcess([
      'features', '--in', file('bars.csv.gz'), '--symbol', 'EURUSD', '--spy', file('spy.csv'), '--vix', file('vix.csv'),
      '--calendar', file('calendar.csv'), '--sentiment', file('sentiment.csv'), '--pair', `GBPUSD=${file('gbp.csv')}`,
      '--out', file('out.csv'), '--json',
    ]);
    expect(ran.stderr).toContain(`${file('spy.csv')}:4: IMPORT_VALUE_MISSING`);
    expect(ran.code).toBe(0);
    const report = oneDocument(ran.stdout) as { inputs: unknown[]; layout: { version: number } };
    expect(report).toMatchObject({ rows: 200, rejected: 0, timeframe: 'H1', layout: { version: 1 } });
    expect(report.inputs).toMatchObject([
      { name: 'spy', rows: 4, accepted: 3, rejected: 1, reasons: { IMPORT_VALUE_MISSING: 1 } },
      { name: 'vix', rows: 2, accepted: 1, rejected: 1, reasons: { IMPORT_OHLC_VIOLATION: 1 } },
      { name: 'calendar', rows: 3, accepted: 3 },
      { name: 'sentiment', rows: 3, accepted: 1, rejected: 2, reasons: { IMPORT_TIME_BACKWARDS: 1, IMPORT_NUMBER_BAD: 1 } },
    ]);
    const rows = rowsOf('out.csv');
    const at = (time: string): Record<string, string> => rows.find((row) => row['time'] === time) ?? {};
    expect(rows).toHaveLength(200);
    // winter: 16:00 New York is 21:00 UTC, the close of the bar that opens at 20:00
    expect(at('2021-03-09T19:00:00Z')['spyReturn']).toBe('');
    expect(Number(at('2021-03-09T20:00:00Z')['spyReturn'])).toBeCloseTo(Math.log(387 / 382), 12);
    // summer: 20:00 UTC
    expect(Number(at('2021-03-15T19:00:00Z')['spyReturn'])).toBeCloseTo(Math.log(391 / 387), 12);
    expect(at('2021-03-08T20:00:00Z')['vixLevel']).toBe('');
    expect(at('2021-03-08T21:00:00Z')['vixLevel']).toBe('25.5');
    expect(at('2021-03-08T04:00:00Z')['minutesToEvent']).toBe('420');
    expect(at('2021-03-08T12:00:00Z')['minutesToEvent']).toBe('');
    expect(at('2021-03-08T01:00:00Z')['sentiment']).toBe('');
    expect(at('2021-03-08T02:00:00Z')['sentiment']).toBe('0.25');
    const last = rows.at(-1) ?? {};
    expect(Number(last['spread'])).toBeCloseTo((0.00012 / 1.1) * 1e4, 1);
    expect(Math.abs(Number(last['pairCorrelation1']))).toBeLessThanOrEqual(1);
    expect([last['pairCorrelation1'] === '', last['pairCorrelation2'], last['regimeRange']]).toEqual([false, '', '']);
    expect(rows[0]?.['rsi']).toBe('');
  });

  it.each([
    [['--tz', 'Mars/Base'], 1, 'IMPORT_ZONE_UNKNOWN'], [['--spy', 'no-such-file.csv'], 1, 'IMPORT_FILE_UNREADABLE'],
    [['--timeframe', 'M5'], 1, 'IMPORT_TIMEFRAME_OTHER'], [['--pair', 'GBPUSD'], 2, 'HOST_USAGE'],
    [['--timeframe', 'M3'], 2, 'HOST_USAGE'],
  ])('refuses %j with exit code %i and %s, and writes nothing', async (args, code, failure) => {
    writeFileSync(file('short.csv'), [HEAD, ...barLines(20)].join('\n'));
    const ran = await runCliProcess(['features', '--in', file('short.csv'), '--out', file('no.csv'), ...args]);
    expect(ran.code).toBe(code);
    expect(ran.stderr).toContain(failure);
    expect(existsSync(file('no.csv'))).toBe(false);
  });

  it('refuses bars of none of the six timeframes, another symbol\'s bars of another one, and tables without their columns', async () => {
    writeFileSync(file('m3.csv'), [HEAD, ...barLines(20, 180_000)].join('\n'));
    writeFileSync(file('h1.csv'), [HEAD, ...barLines(20)].join('\n'));
    writeFileSync(file('m5.csv'), [HEAD, ...barLines(20, 300_000)].join('\n'));
    const run = (args: readonly string[]) => runCliProcess(['features', '--out', file('none.csv'), ...args]);
    expect((await run(['--in', file('m3.csv')])).stderr).toContain('FEATURES_TIMEFRAME_UNKNOWN');
    const other = await run(['--in', file('h1.csv'), '--pair', `GBPUSD=${file('m5.csv')}`]);
    expect([other.code, other.stderr.includes('IMPORT_TIMEFRAME_OTHER')]).toEqual([1, true]);
    const wrong = await run(['--in', file('h1.csv'), '--calendar', file('h1.csv')]);
    expect(wrong.stderr).toContain('has no column currency, impact, name');
    const hourly = await run(['--in', file('h1.csv'), '--gold', file('h1.csv')]);
    expect([hourly.code, hourly.stderr.includes('IMPORT_TIMEFRAME_OTHER')]).toEqual([1, true]);
    expect(existsSync(file('none.csv'))).toBe(false);
  });

  it('never writes over a file that it reads', async () => {
    const text = [HEAD, ...barLines(20)].join('\n');
    writeFileSync(file('own.csv'), text);
    writeFileSync(file('days.csv'), 'time,close\n2021-03-08,1\n');
    for (const [out, more] of [['own.csv', []], ['days.csv', ['--spy', file('days.csv')]]] as const) {
      const ran = await runCliProcess(['features', '--in', file('own.csv'), '--out', file(out), ...more]);
      expect([ran.code, ran.stderr.includes('EXPORT_FILE_UNWRITABLE')]).toEqual([1, true]);
    }
    expect(readFileSync(file('own.csv'), 'utf8')).toBe(text);
    expect(readFileSync(file('days.csv'), 'utf8')).toBe('time,close\n2021-03-08,1\n');
  });

  it('lists the registry with columns, units, windows, warm-up and inputs; without arguments it is wrong usage', async () => {
    const entries = oneDocument((await runCliProcess(['features', '--list', '--json'])).stdout) as { name: string; scope: string }[];
    expect(entries.filter(({ scope }) => scope === 'tick')).toHaveLength(17);
    expect(entries.find(({ name }) => name === 'vixLevel')).toEqual({
      name: 'vixLevel', scope: 'bar', columns: ['vixLevel'], unit: 'points', window: '1 day', warmup: { bars: 0, days: 1 },
      inputs: ['bars', 'vix'], text: 'Last known close of the VIX.', layout: 1,
    });
    expect((await runCliProcess(['features'])).code).toBe(2);
  });
});
