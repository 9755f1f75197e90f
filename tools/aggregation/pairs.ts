// The pairs of files in ../shared/data in which one feed tells a symbol in two timeframes.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { importBars } from '../../src-main/feeds/index.ts';
import type { Bar, Timeframe } from '../../src-core/model/index.ts';
import { PROJECT_ROOT } from '../source-tree.ts';
import type { Series } from './bar-causes.ts';

const DATA = join(PROJECT_ROOT, '..', 'shared', 'data');
export const hasData = existsSync(DATA);

export interface Pair {
  readonly name: string;
  readonly shorter: readonly [file: string, timeframe: Timeframe];
  readonly longer: readonly [file: string, timeframe: Timeframe];
}

const DAILY = ['GBPUSD', 'USDJPY', 'XAUUSD'].map((symbol): Pair => ({
  name: `${symbol} H1 to D1 (ejtrader)`,
  shorter: [`fx_h1_d1/${symbol}_H1_ejtrader_2012_2022.csv.gz`, 'H1'],
  longer: [`fx_h1_d1/${symbol}_D1_ejtrader_2012_2022.csv.gz`, 'D1'],
}));

export const PAIRS: readonly Pair[] = [
  {
    name: 'EURUSD M1 to H1 (OANDA)', shorter: ['fx_m1/EURUSD_M1_bidask_2014-05a_oanda.csv.gz', 'M1'],
    longer: ['fx_h1_d1/EURUSD_H1_oanda_2007_2018.csv.gz', 'H1'],
  },
  {
    name: 'XAUUSD M1 to M15 (an MT4 terminal)', shorter: ['fx_m1/XAUUSD_M1_2020-05_2020-08_mt4.csv.gz', 'M1'],
    longer: ['fx_h1_d1/XAUUSD_M15_mt4_2017_2020.csv.gz', 'M15'],
  },
  {
    name: 'EURUSD H4 to D1 (ejtrader)', shorter: ['fx_h1_d1/EURUSD_H4_ejtrader_2012_2022.csv.gz', 'H4'],
    longer: ['fx_h1_d1/EURUSD_D1_ejtrader_2012_2022.csv.gz', 'D1'],
  },
  ...DAILY,
];

/** Reads one of the files with its times as they stand: both files of a pair stand on one clock. */
export async function readSeries([file, timeframe]: Pair['shorter']): Promise<Series> {
  const bars: Bar[] = [];
  const report = await importBars({ path: join(DATA, file), name: file, timeframe, format: 'auto', zone: null }, {
    stored: () => () => Promise.resolve({ items: [], next: null }),
    put: (rows) => {
      for (const row of rows) bars.push(row);
      return Promise.resolve({ ok: true, value: null });
    },
  }, {});
  if (report.error !== null) throw new Error(report.error.text);
  return { timeframe, bars };
}
