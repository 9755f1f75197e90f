// The point-in-time law on real files, through the whole command: the row of a bar is the same text whether the files
// hold the future or end at that bar's close.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { newYorkMoment } from '#core/base';
import { FEATURE_LAYOUT } from '#core/features';
import { readInputs } from './feature-inputs.ts';
import { runFeatureFile } from './run-features.ts';
import { makeFolder } from './testing.ts';

const data = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const hasData = existsSync(data);
if (!hasData) process.stdout.write('skipped: features of real files: ../shared/data is missing\n');

const folder = makeFolder();
afterAll(() => { folder.remove(); });

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

interface Table {
  readonly head: string;
  readonly rows: readonly string[];
}

function readTable(path: string): Table {
  const [head = '', ...rows] = gunzipSync(readFileSync(join(data, path))).toString('utf8').trim().split('\n');
  return { head, rows };
}

/** A time as the files write it: a date, or date and clock with or without Z. */
const timeOf = (row: string): number => {
  const text = row.slice(0, row.indexOf(','));
  return Date.parse(text.length === 10 || text.endsWith('Z') ? text : `${text}Z`);
};
const between = ({ head, rows }: Table, from: string, to: string): Table => (
  { head, rows: rows.filter((row) => row.slice(0, 10) >= from && row.slice(0, 10) < to) }
);

interface Files {
  readonly bars: Table;
  readonly usdjpy: Table;
  readonly xauusd: Table;
  readonly spy: Table;
  readonly vix: Table;
  readonly dxy: Table;
  readonly gold: Table;
  readonly calendar: Table;
  readonly sentiment: Table;
}

/** Everything around the turn to summer time of 2020, with the calendar's first year. */
function readFiles(): Files {
  const bars = (symbol: string): Table => (
    between(readTable(`fx_h1_d1/${symbol}_H1_ejtrader_2012_2022.csv.gz`), '2020-01-02', '2020-05-01')
  );
  const daily = (name: string): Table => between(readTable(`daily/${name}.csv.gz`), '2019-12-01', '2020-06-01');
  const own = bars('GBPUSD');
  // There are no dated scores among the data; any will do for the law.
  const scores = own.rows.filter((_, i) => i % 5 === 0).map((row, i) => (
    `${row.slice(0, 14)}17:00Z,${['GBP', 'USD'][i % 2] ?? ''},${String(((i * 37) % 19) / 10 - 0.9)}`
  ));
  return {
    bars: own, usdjpy: bars('USDJPY'), xauusd: bars('XAUUSD'), spy: daily('SPY_D1_lean_1998_2021'),
    vix: daily('VIX_D1_1990_2023'), dxy: daily('DXY_D1_to2026-04'), gold: daily('GOLD_D1_to2026-04'),
    calendar: between(readTable('econ_calendar/forexfactory_high_impact_2020_2023.csv.gz'), '2020-01-01', '2020-07-01'),
    sentiment: { head: 'time,scope,score', rows: scores },
  };
}

/** What of the files was known at a moment. */
function cutFiles(files: Files, asOfMs: number): Files {
  const bars = ({ head, rows }: Table): Table => ({ head, rows: rows.filter((row) => timeOf(row) + HOUR_MS <= asOfMs) });
  const daily = ({ head, rows }: Table, minute: number): Table => (
    { head, rows: rows.filter((row) => newYorkMoment(timeOf(row) / DAY_MS, minute) <= asOfMs) }
  );
  return {
    bars: bars(files.bars), usdjpy: bars(files.usdjpy), xauusd: bars(files.xauusd), spy: daily(files.spy, 960),
    vix: daily(files.vix, 975), dxy: daily(files.dxy, 960), gold: daily(files.gold, 960),
    // time_utc,currency,impact,event,actual,forecast,previous
    calendar: {
      head: files.calendar.head,
      rows: files.calendar.rows.map((row) => (
        timeOf(row) <= asOfMs ? row : row.split(',').map((cell, i) => (i === 4 ? '' : cell)).join(',')
      )),
    },
    sentiment: { ...files.sentiment, rows: files.sentiment.rows.filter((row) => timeOf(row) <= asOfMs) },
  };
}

let runs = 0;

/** Rows of the CSV, its header first, and how many rows of the files were refused. */
async function run(files: Files): Promise<{ readonly lines: readonly string[]; readonly refused: Map<string, number> }> {
  runs += 1;
  const path = (name: string): string => join(folder.path, `${String(runs)}-${name}.csv`);
  for (const [name, { head, rows }] of Object.entries(files) as [string, Table][]) {
    writeFileSync(path(name), [head, ...rows].join('\n'));
  }
  const names = ['spy', 'vix', 'dxy', 'gold', 'calendar', 'sentiment'].map((name) => [name, path(name)]);
  const side = await readInputs(Object.fromEntries(names) as Record<string, string>, 'GBPUSD', null, () => undefined);
  if (!side.ok) throw new Error(side.error.text);
  const done = await runFeatureFile({
    path: path('bars'), out: path('out'), zone: null, timeframe: 'H1', point: null, inputs: side.value.inputs, sidePaths: [],
    pairs: [{ symbol: 'USDJPY', path: path('usdjpy') }, { symbol: 'XAUUSD', path: path('xauusd') }],
  }, { onReject: () => undefined });
  if (!done.ok) throw new Error(done.error.text);
  return {
    lines: readFileSync(path('out'), 'utf8').trim().split('\n'),
    refused: new Map(side.value.reports.map(({ name, rejected }) => [name, rejected])),
  };
}

describe.skipIf(!hasData)('features of real files', () => {
  it('are the same to the last digit whether the files hold the future or end at the bar\'s close', async () => {
    const files = readFiles();
    const whole = await run(files);
    expect(whole.lines).toHaveLength(files.bars.rows.length + 1);
    expect(whole.refused.get('dxy')).toBeGreaterThan(0);
    // On both sides of the change to summer time, at the closes of New York and around a release.
    const cuts = ['2020-03-05T20:00', '2020-03-06T13:00', '2020-03-13T19:00', '2020-03-13T20:00', '2020-04-03T12:00', '2020-04-21T03:00'];
    const opened = new Map(whole.lines.map((line) => [line.slice(0, 16), line]));
    for (const cut of cuts) {
      const asOfMs = Date.parse(`${cut}Z`) + HOUR_MS;
      const ended = await run(cutFiles(files, asOfMs));
      expect(ended.lines.at(-1)?.slice(0, 16)).toBe(cut);
      expect(ended.lines.at(-1)).toBe(opened.get(cut));
    }
    // What the files feed is there at the end; regime and neighbours have no file, and this feed has no spread.
    const cells = whole.lines.at(-1)?.split(',').slice(1) ?? [];
    const empty = FEATURE_LAYOUT.columns.filter((_, i) => cells[i] === '' && !whole.lines.some((line, k) => (
      k > 0 && line.split(',')[i + 1] !== ''
    )));
    expect(empty).toEqual([
      'spread', 'pairCorrelation3', 'regimeTrendUp', 'regimeTrendDown', 'regimeRange', 'regimeVolatile', 'regimeQuiet',
      'neighbourMove', 'neighbourUp',
    ]);
  });

  it.each([
    ['DXY_D1_to2026-04', 'dxy', 17_144, 3_095, 'IMPORT_VALUE_MISSING'], ['GOLD_D1_to2026-04', 'gold', 6_524, 84, 'IMPORT_VALUE_MISSING'],
    ['VIX_D1_1990_2023', 'vix', 8_574, 47, 'IMPORT_OHLC_VIOLATION'], ['SPY_D1_lean_1998_2021', 'spy', 5_849, 0, ''],
    ['SP500_D1_to2026-04', 'spy', 9_149, 0, ''],
  ])('%s: every row is accounted for, the damaged ones by a reason', async (name, as, rows, bad, code) => {
    const read = await readInputs({ [as]: join(data, 'daily', `${name}.csv.gz`) }, null, null, () => undefined);
    if (!read.ok) throw new Error(read.error.text);
    expect(read.value.reports).toMatchObject([{ name: as, rows, accepted: rows - bad, rejected: bad, duplicates: 0 }]);
    expect(read.value.reports[0]?.reasons).toEqual(bad === 0 ? {} : { [code]: bad });
  });

  it.each([
    ['forexfactory_high_impact_2020_2023', 2_858], ['official_schedule_2013_2018', 1_938],
  ])('%s: every event is read', async (name, rows) => {
    const read = await readInputs({ calendar: join(data, 'econ_calendar', `${name}.csv.gz`) }, 'EURUSD', null, () => undefined);
    if (!read.ok) throw new Error(read.error.text);
    expect(read.value.reports).toMatchObject([{ rows, accepted: rows, rejected: 0 }]);
  });
});
