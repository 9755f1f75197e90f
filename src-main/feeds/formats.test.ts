import { describe, expect, it } from 'vitest';
import type { Bar } from '#core/model';
import type { TickRow } from '#main/stores';
import { importBarText, importTickText, memoryTarget } from './testing.ts';

const iso = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : new Date(ms).toISOString());

/** The form of every export that is read, as its maker writes it, and the first row it must give. */
const TICKS: readonly (readonly [name: string, format: string, content: string, row: string])[] = [
  ['MT5', 'mt5', '<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\t<FLAGS>\n'
    + '2024.01.02\t00:05:00.123\t1.10400\t1.10430\t\t\t6\n', '2024-01-02T00:05:00.123Z 1.104 1.1043 0 0 6'],
  ['MT5 with commas', 'mt5', '<DATE>,<TIME>,<BID>,<ASK>,<LAST>,<VOLUME>,<FLAGS>\n'
    + '2024.01.02,00:05:00.123,1.10400,1.10430,,,6\n', '2024-01-02T00:05:00.123Z 1.104 1.1043 0 0 6'],
  ['MT5\'s Python package', 'csv', 'time,bid,ask,last,volume,flags,time_msc\n'
    + '1704146400,1.1,1.2,0,0,6,1704146400123\n', '2024-01-01T22:00:00.123Z 1.1 1.2 0 0 6'],
  ['HistData', 'histdata', '20240102 000500123,1.1,1.2,0\n', '2024-01-02T05:05:00.123Z 1.1 1.2 0 0 0'],
  ['HistData with semicolons', 'histdata', '20240702 000500123;1.1;1.2;0\n', '2024-07-02T05:05:00.123Z 1.1 1.2 0 0 0'],
  ['Dukascopy in GMT', 'dukascopy', 'Gmt time,Ask,Bid,AskVolume,BidVolume\n'
    + '01.01.2024 22:00:00.123,1.10429,1.10425,1.5,0.75\n', '2024-01-01T22:00:00.123Z 1.10425 1.10429 0 0 0'],
  ['Dukascopy', 'dukascopy', 'Time,Ask,Bid,AskVolume,BidVolume\n'
    + '2024.01.01 22:00:00.123,1.10429,1.10425,1.5,0.75\n', '2024-01-01T22:00:00.123Z 1.10425 1.10429 0 0 0'],
  ['JForex, which names its zone', 'dukascopy', 'Time (EET),Ask,Bid,AskVolume,BidVolume \n'
    + '2024.07.02 00:00:00.123,1.10429,1.10425,1.5,0.75\n', '2024-07-01T21:00:00.123Z 1.10425 1.10429 0 0 0'],
  ['dukascopy-node', 'dukascopy', 'timestamp,askPrice,bidPrice,askVolume,bidVolume\n'
    + '1704146400123,1.10429,1.10425,1.5,0.75\n', '2024-01-01T22:00:00.123Z 1.10425 1.10429 0 0 0'],
  ['TrueFX', 'truefx', 'EUR/USD,20130101 22:00:00.295,1.31930,1.32009\n',
    '2013-01-01T22:00:00.295Z 1.3193 1.32009 0 0 0'],
  ['TrueFX without a slash', 'truefx', 'EURUSD,20130101 22:00:00.295,1.31930,1.32009\n',
    '2013-01-01T22:00:00.295Z 1.3193 1.32009 0 0 0'],
];

const BARS: typeof TICKS = [
  ['MT5 without seconds', 'mt5', '<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<TICKVOL>,<VOL>,<SPREAD>\n'
    + '2024.01.02,00:05,1.1,1.2,1.0,1.1,5,7,3\n', '2024-01-02T00:05:00.000Z 1.1 1.2 1 1.1 5 7 3'],
  ['MT5 without <VOL>', 'mt5', '<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<SPREAD>\n'
    + '2024.01.02\t00:05:00\t1.1\t1.2\t1.0\t1.1\t5\t3\n', '2024-01-02T00:05:00.000Z 1.1 1.2 1 1.1 5 0 3'],
  ['MT5\'s Python package through pandas', 'csv', ',time,open,high,low,close,tick_volume,spread,real_volume\n'
    + '0,2024-01-02 00:05:00,1.1,1.2,1.0,1.1,5,3,7\n', '2024-01-02T00:05:00.000Z 1.1 1.2 1 1.1 5 7 3'],
  ['a table with <TICKER> and <DTYYYYMMDD>', 'mt5', '<TICKER>,<DTYYYYMMDD>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>\n'
    + 'EURUSD,20240102,000500,1.1,1.2,1.0,1.1,4\n', '2024-01-02T00:05:00.000Z 1.1 1.2 1 1.1 4 0 null'],
  ['HistData in summer, for its clock is never put forward', 'histdata', '20240702 000500;1.1;1.2;1.0;1.1;0\n',
    '2024-07-02T05:05:00.000Z 1.1 1.2 1 1.1 0 0 null'],
  ['HistData with commas', 'histdata', '20240102 000500,1.1,1.2,1.0,1.1,0\n',
    '2024-01-02T05:05:00.000Z 1.1 1.2 1 1.1 0 0 null'],
  ['Dukascopy in local time', 'dukascopy', 'Local time,Open,High,Low,Close,Volume\n'
    + '02.01.2024 01:00:00.000 GMT+0300,1.10427,1.10429,1.10425,1.10429,14.4\n',
  '2024-01-01T22:00:00.000Z 1.10427 1.10429 1.10425 1.10429 14.4 0 null'],
  ['JForex, which names its zone', 'dukascopy', 'Time (EET),Open,High,Low,Close,Volume \n'
    + '2024.01.02 00:00:00,1.10427,1.10429,1.10425,1.10429,14.4\n',
  '2024-01-01T22:00:00.000Z 1.10427 1.10429 1.10425 1.10429 14.4 0 null'],
  ['dukascopy-node', 'csv', 'timestamp,open,high,low,close,volume\n1704146400000,1.10427,1.10429,1.10425,1.10429,14.4\n',
    '2024-01-01T22:00:00.000Z 1.10427 1.10429 1.10425 1.10429 14.4 0 null'],
];

function tickText(row: TickRow | undefined): string {
  return [iso(row?.time), row?.bid, row?.ask, row?.last, row?.volume, row?.flags].join(' ');
}

function barText(row: Bar | undefined): string {
  return [
    iso(row?.time), row?.open, row?.high, row?.low, row?.close, row?.tickVolume, row?.realVolume, String(row?.spread),
  ].join(' ');
}

describe('an export of', () => {
  it.each(TICKS)('%s gives its ticks', async (_name, format, content, row) => {
    const { report, rows, rejects } = await importTickText(content);
    expect([report.format, report.error, rejects]).toEqual([format, null, []]);
    expect(tickText(rows[0])).toBe(row);
  });

  it.each(BARS)('%s gives its bars', async (_name, format, content, row) => {
    const { report, rows, rejects } = await importBarText(content, 'M1');
    expect([report.format, report.error, rejects]).toEqual([format, null, []]);
    expect(barText(rows[0])).toBe(row);
  });

  it('HistData\'s MetaTrader form is New York\'s standard time where the format is named', async () => {
    const content = '2024.07.02,00:05,1.1,1.2,1.0,1.1,0\n';
    const named = await importBarText(content, 'M1', memoryTarget<Bar>(), { format: 'histdata' });
    expect([named.report.format, iso(named.rows[0]?.time)]).toEqual(['histdata', '2024-07-02T05:05:00.000Z']);
    const found = await importBarText(content, 'M1');
    expect([found.report.format, iso(found.rows[0]?.time)]).toEqual(['csv', '2024-07-02T00:05:00.000Z']);
  });

  it('JForex in a zone that nobody knows is refused', async () => {
    const { report } = await importBarText('Time (Mars),Open,High,Low,Close\n2024.01.02 00:00,1,1,1,1\n', 'M1');
    expect(report.error?.code).toBe('IMPORT_ZONE_UNKNOWN');
  });
});

describe('a row of another symbol', () => {
  const lines = 'EUR/USD,20130101 22:00:00.295,1.1,1.2\nUSD/JPY,20130101 22:00:00.301,86.6,86.7\n'
    + 'EUR/USD,20130101 22:00:00.400,1.1,1.2\n';

  it('is refused', async () => {
    const { rejects, rows } = await importTickText(lines);
    expect(rejects).toEqual(['2 IMPORT_SYMBOL_OTHER']);
    expect(rows).toHaveLength(2);
  });

  it('is told from the broker\'s own name for the pair', async () => {
    const { rejects } = await importTickText(lines, memoryTarget<TickRow>(), { symbol: 'EURUSDm' });
    expect(rejects).toEqual(['2 IMPORT_SYMBOL_OTHER']);
    const other = await importTickText(lines, memoryTarget<TickRow>(), { symbol: 'm.USDJPY' });
    expect(other.rejects).toEqual(['1 IMPORT_SYMBOL_OTHER', '3 IMPORT_SYMBOL_OTHER']);
  });

  it('is one that differs from the first, where the symbol is no pair', async () => {
    const gold = 'XAU/USD,20130101 22:00:00.295,1670,1671\nEUR/USD,20130101 22:00:00.400,1.1,1.2\n';
    const { rejects } = await importTickText(gold, memoryTarget<TickRow>(), { symbol: 'GOLD' });
    expect(rejects).toEqual(['2 IMPORT_SYMBOL_OTHER']);
  });
});

describe('numbers that lost their form', () => {
  it.each([
    ['decimal commas between commas', 'time,open,high,low,close\n2024-01-02 00:05,1,06,1,05,1,06,1,05\n', 'COLUMNS_MANY'],
    ['thousands in quotes', 'time,open,high,low,close\n2024-01-02 00:05,"1,234.5","1,235","1,234","1,234.5"\n', 'NUMBER_BAD'],
    ['thousands between semicolons', 'time;open;high;low;close\n2024-01-02 00:05;1.234,5;1.235,0;1.234,0;1.234,5\n', 'NUMBER_BAD'],
    ['NaN', 'time,open,high,low,close\n2024-01-02 00:05,NaN,1,1,1\n', 'NUMBER_BAD'],
    ['infinity', 'time,open,high,low,close\n2024-01-02 00:05,inf,1,1,1\n', 'NUMBER_BAD'],
    ['a decimal point lost in one price', 'time,open,high,low,close\n2024-01-02 00:05,1.05688,1057.0,1.05678,1.05692\n', 'PRICE_LEAP'],
    ['high and low swapped', 'time,open,low,high,close\n2024-01-02 00:05,1.1,1.2,1.0,1.1\n', 'OHLC_VIOLATION'],
  ])('are refused: %s', async (_name, content, code) => {
    const { rejects, rows } = await importBarText(content, 'M1');
    expect(rejects).toEqual([`2 IMPORT_${code}`]);
    expect(rows).toEqual([]);
  });

  it('are refused where a whole file without a header has decimal commas between commas', async () => {
    const { report } = await importBarText('2024.01.02,00:05,1,06,1,07,1,05,1,06,385\n', 'M1');
    expect(report.error?.code).toBe('IMPORT_FORMAT_UNKNOWN');
  });

  it('may end with a separator', async () => {
    const { rejects } = await importBarText('time,open,high,low,close\n2024-01-02 00:05,1,1,1,1,\n', 'M1');
    expect(rejects).toEqual([]);
  });

  it('are told by their neighbours where a whole row lost its decimal point', async () => {
    const lines = Array.from({ length: 40 }, (_, index) => {
      const price = index === 0 || index === 20 || index === 21 || index === 39 ? '1057' : `1.05${String(700 + index)}`;
      return `2024-01-02 00:${String(index).padStart(2, '0')},${price},${price},${price},${price}`;
    });
    const { rejects, report } = await importBarText(['time,open,high,low,close', ...lines].join('\n'), 'M1');
    expect(rejects).toEqual([2, 22, 23, 41].map((line) => `${String(line)} IMPORT_PRICE_LEAP`));
    expect(report).toMatchObject({ rows: 40, accepted: 36, rejected: 4 });
  });

  it('are believed where the rows after them keep to the new price: a split', async () => {
    const lines = Array.from({ length: 60 }, (_, index) => {
      const price = index < 30 ? 2700 + index : 135 + index / 100;
      return `${new Date(Date.UTC(2022, 0, 3 + index)).toISOString().slice(0, 10)},${[price, price, price, price].join(',')}`;
    });
    const { rejects, rows } = await importBarText(['time,open,high,low,close', ...lines].join('\n'), 'D1');
    expect(rejects).toEqual([]);
    expect(rows).toHaveLength(60);
  });
});

describe('bars of another timeframe', () => {
  const bars = (stepMs: number, count: number): string => ['time,open,high,low,close', ...Array.from(
    { length: count }, (_, index) => `${new Date(Date.UTC(2024, 0, 1) + index * stepMs).toISOString()},1,1,1,1`,
  )].join('\n');

  it.each([
    ['M30', 1_800_000, 'M15', '30 minutes'], ['D1', 86_400_000, 'M1', '1 days'], ['H4', 14_400_000, 'H1', '4 hours'],
    ['weeks', 604_800_000, 'D1', '7 days'],
  ] as const)('are refused before a row is stored: %s', async (_name, step, timeframe, said) => {
    for (const count of [10, 300]) {
      const { report, rows } = await importBarText(bars(step, count), timeframe);
      expect(report.error?.code).toBe('IMPORT_TIMEFRAME_OTHER');
      expect(report.error?.text).toContain(said);
      expect(rows).toEqual([]);
    }
  });

  it('are not those of a thin market', async () => {
    const times = Array.from({ length: 20 }, (_, index) => index * 2 + (index > 12 ? 1 : 0));
    const content = ['time,open,high,low,close', ...times.map(
      (minute) => `2024-01-02 00:${String(minute).padStart(2, '0')},1,1,1,1`,
    )].join('\n');
    expect((await importBarText(content, 'M1')).report).toMatchObject({ accepted: 20, error: null });
  });
});
