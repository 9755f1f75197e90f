import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Bar } from '#core/model';
import type { TickRow } from '#main/stores';
import { importBarText, importTickText, memoryTarget } from './testing.ts';
import { makeZone } from './zone.ts';

const at = (iso: string): number => Date.parse(iso);
const brief = (bar: Bar): readonly unknown[] => [
  new Date(bar.time).toISOString().slice(0, 16), bar.open, bar.high, bar.low, bar.close, bar.tickVolume, bar.realVolume,
  bar.spread,
];

describe('a file of bars', () => {
  const mt5 = '<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\r\n'
    + '2024.01.01\t23:00:00\t1.1\t1.3\t1.0\t1.2\t385\t4\t9\r\n2024.01.02\t00:00:00\t1.2\t1.4\t1.1\t1.3\t249\t0\t8\r\n';
  const row = ['2024-01-01T23:00', 1.1, 1.3, 1, 1.2, 385, 4, 9];

  it.each([
    ['MT5\'s export', mt5, 'mt5', row],
    ['the same with commas', mt5.replaceAll('\t', ','), 'mt5', row],
    ['the same without a header', mt5.slice(mt5.indexOf('\n') + 1), 'csv', row],
    ['a byte order mark', `\ufeff${mt5}`, 'mt5', row],
    [
      'a plain table', 'time,open,high,low,close,tick_volume,spread\n2024-01-01T23:00:00,1.1,1.3,1.0,1.2,385,9\n',
      'csv', [...row.slice(0, 6), 0, 9],
    ],
    [
      'volume alone, which counts ticks', 'Time;Open;High;Low;Close;Volume\n2024-01-01 23:00;1.1;1.3;1.0;1.2;385\n',
      'csv', [...row.slice(0, 6), 0, null],
    ],
    [
      'our own export',
      'time,open,high,low,close,tickVolume,spread,realVolume\n2024-01-01T23:00:00Z,1.1,1.3,1,1.2,385,9,4\n', 'csv', row,
    ],
    [
      'decimal commas', 'time;open;high;low;close\n2024-01-01 23:00;1,1;1,3;1,0;1,2\n', 'csv',
      [...row.slice(0, 5), 0, 0, null],
    ],
    ['epoch seconds without a header', '1704150000,1.1,1.3,1.0,1.2,385\n', 'csv', [...row.slice(0, 6), 0, null]],
    ['MT4\'s history', '2024.01.01,23:00,1.1,1.3,1.0,1.2,385\n', 'csv', [...row.slice(0, 6), 0, null]],
    [
      'HistData, which is New York\'s standard time', '20240101 180000;1.1;1.3;1.0;1.2;385\n', 'histdata',
      [...row.slice(0, 6), 0, null],
    ],
    [
      'Dukascopy', 'Gmt time,Open,High,Low,Close,Volume\n01.01.2024 23:00:00.000,1.1,1.3,1.0,1.2,385\n', 'dukascopy',
      [...row.slice(0, 6), 0, null],
    ],
    [
      'quoted fields', '"time","open","high","low","close"\n"2024-01-01T23:00","1.1","1.3","1.0","1.2"\n', 'csv',
      [...row.slice(0, 5), 0, 0, null],
    ],
  ])('is read from %s', async (_name, content, format, expected) => {
    const { report, rows, rejects } = await importBarText(content, 'H1');
    expect(rejects).toEqual([]);
    expect(report.error).toBeNull();
    expect(report.format).toBe(format);
    expect(brief(rows[0] as Bar)).toEqual(expected);
  });

  it('is read from gzip and from UTF-16 as from plain text', async () => {
    const plain = await importBarText(mt5, 'H1');
    const zipped = await importBarText(gzipSync(mt5), 'H1');
    const wide = await importBarText(Buffer.from(`\ufeff${mt5}`, 'utf16le'), 'H1');
    expect(plain.rows).toHaveLength(2);
    expect(zipped.rows).toEqual(plain.rows);
    expect(wide.rows).toEqual(plain.rows);
  });

  it('is read from MT5\'s daily export, which has no time column', async () => {
    const daily = '<DATE>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\n'
      + '2024.01.02\t1.1\t1.3\t1.0\t1.2\t385\t0\t9\n';
    const { rows } = await importBarText(daily, 'D1');
    expect(brief(rows[0] as Bar)).toEqual(['2024-01-02T00:00', 1.1, 1.3, 1, 1.2, 385, 0, 9]);
  });

  it('keeps both sides of bid and ask bars', async () => {
    const { rows } = await importBarText(
      'time,bid_open,bid_high,bid_low,bid_close,ask_open,ask_high,ask_low,ask_close\n'
        + '2014-05-01T00:00:00Z,1.1,1.3,1.0,1.2,1.2,1.4,1.1,1.3\n', 'M1',
    );
    expect(rows[0]).toMatchObject(
      { open: 1.1, askOpen: 1.2, askHigh: 1.4, askLow: 1.1, askClose: 1.3, source: 'import', partial: false }
    );
  });

  it('is read in the zone asked for', async () => {
    const zone = makeZone('Europe/Athens');
    if (!zone.ok) throw new Error(zone.error.text);
    const { rows } = await importBarText(mt5, 'H1', memoryTarget<Bar>(), { zone: zone.value });
    expect(rows.map((bar) => bar.time)).toEqual([at('2024-01-01T21:00Z'), at('2024-01-01T22:00Z')]);
  });

  it('keeps both hours of a night in which the clocks go back', async () => {
    const zone = makeZone('America/New_York');
    if (!zone.ok) throw new Error(zone.error.text);
    const { rows, rejects } = await importBarText(
      [
        'time,open,high,low,close', ...['00:00', '01:00', '01:00', '02:00'].map((hour) => `2024-11-03 ${hour},1,1,1,1`),
      ].join('\n'),
      'H1', memoryTarget<Bar>(), { zone: zone.value },
    );
    expect(rejects).toEqual([]);
    expect(rows.map((bar) => new Date(bar.time).toISOString().slice(11, 13))).toEqual(['04', '05', '06', '07']);
  });

  it('rejects the hour that no clock showed, and says how many times came twice', async () => {
    const zone = makeZone('+02:00/eu');
    if (!zone.ok) throw new Error(zone.error.text);
    const stamps = [
      '2024-03-31 02:00', '2024-03-31 03:00', '2024-03-31 04:00', '2024-10-27 03:00', '2024-10-27 03:00', '2024-10-27 04:00',
    ];
    const { rows, rejects, report } = await importBarText(
      ['time,open,high,low,close', ...stamps.map((stamp) => `${stamp},1,1,1,1`)].join('\n'), 'H1', memoryTarget<Bar>(),
      { zone: zone.value },
    );
    expect(rejects).toEqual(['3 IMPORT_TIME_SKIPPED']);
    expect(report.twice).toBe(2);
    expect(rows.map(({ time }) => new Date(time).toISOString().slice(5, 16))).toEqual([
      '03-31T00:00', '03-31T01:00', '10-27T00:00', '10-27T01:00', '10-27T02:00',
    ]);
  });

  it('is rejected row by row, with the line and the reason, and the rest is kept', async () => {
    const { report, rows, rejects } = await importBarText([
      'time,open,high,low,close', '2024-01-01T00:00,1.1,1.3,1.0,1.2', '2024-01-01T01:00,1.1,1.3,1.0', '',
      '2024-01-01T02:00,1.1,x,1.0,1.2', '2024-01-01T03:00,1.1,1.15,1.0,1.2', 'yesterday,1.1,1.3,1.0,1.2',
      '2024-01-01T04:00,0,1.3,0,1.2', '2023-12-31T23:00,1.1,1.3,1.0,1.2', '2024-01-01T05:07,1.1,1.3,1.0,1.2',
      '2024-01-01T00:00,1.1,1.3,1.0,1.2', '2024-01-01T00:00,1.1,1.3,1.0,1.25', '2024-01-01T06:00,1.1,1.3,1.0,1.2',
    ].join('\n'), 'H1');
    expect(rejects).toEqual([
      '3 IMPORT_COLUMNS_SHORT', '5 IMPORT_NUMBER_BAD', '6 IMPORT_OHLC_VIOLATION', '7 IMPORT_TIME_BAD',
      '8 IMPORT_PRICE_BAD',
      '9 IMPORT_TIME_BACKWARDS', '10 IMPORT_TIME_OFF_GRID', '12 IMPORT_TIME_CONFLICT',
    ]);
    expect(report).toMatchObject({ rows: 11, accepted: 2, rejected: 8, duplicates: 1, error: null });
    expect(report.reasons['IMPORT_NUMBER_BAD']).toBe(1);
    expect([report.from, report.to]).toEqual([at('2024-01-01T00:00Z'), at('2024-01-01T06:00Z')]);
    expect(rows).toHaveLength(2);
  });

  it('loses only the row itself where one stamp leaps into the future', async () => {
    const { rows, rejects } = await importBarText([
      'time,open,high,low,close', '2024-01-01T00:00,1,1,1,1', '2034-01-01T01:00,1,1,1,1', '2024-01-01T02:00,1,1,1,1',
      '2024-01-01T03:00,1,1,1,1',
    ].join('\n'), 'H1');
    expect(rejects).toEqual(['3 IMPORT_TIME_BACKWARDS']);
    expect(rows).toHaveLength(3);
  });

  it('keeps a hole of weeks in the data', async () => {
    const { rows, rejects } = await importBarText(
      'time,open,high,low,close\n2024-01-01T00:00,1,1,1,1\n2024-03-01T00:00,1,1,1,1\n2024-03-01T01:00,1,1,1,1\n', 'H1',
    );
    expect(rejects).toEqual([]);
    expect(rows).toHaveLength(3);
  });

  it('counts what is stored already as duplicates, and takes other values as a correction', async () => {
    const target = memoryTarget<Bar>();
    await importBarText(mt5, 'H1', target);
    const again = await importBarText(mt5, 'H1', target);
    expect(again.report).toMatchObject({ rows: 2, accepted: 0, duplicates: 2 });
    const corrected = await importBarText(mt5.replace('385', '386'), 'H1', target);
    expect(corrected.report).toMatchObject({ rows: 2, accepted: 1, duplicates: 1 });
  });
});

describe('a file of ticks', () => {
  it('is read from epoch milliseconds, bid and ask', async () => {
    const { rows, report } = await importTickText(
      'epoch_ms,bid,ask\n1398902400292,1.38676,1.38686\n1398902400920,1.38676,1.38687\n'
    );
    expect(rows).toEqual([
      { time: 1398902400292, bid: 1.38676, ask: 1.38686, last: 0, volume: 0, flags: 0 },
      { time: 1398902400920, bid: 1.38676, ask: 1.38687, last: 0, volume: 0, flags: 0 },
    ]);
    expect(report.format).toBe('csv');
  });

  it('repeats the last value where MT5\'s export leaves a field empty', async () => {
    const { rows, rejects } = await importTickText(
      '<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\t<FLAGS>\n2024.01.02\t00:00:00.100\t\t1.2\t\t\t4\n'
      + '2024.01.02\t00:00:00.123\t1.1\t1.2\t\t\t6\n2024.01.02\t00:00:00.456\t\t1.3\t\t\t4\n'
      + '2024.01.02\t00:00:00.456\t1.2\t\t5.5\t2\t2\n'
      + '2024.01.02\t00:00:01\t1.25\t\t\t\t2\n',
    );
    expect(rejects).toEqual(['2 IMPORT_VALUE_MISSING']);
    expect(
      rows.map(
        ({ time, bid, ask, last, volume, flags }) => [time - at('2024-01-02T00:00Z'), bid, ask, last, volume, flags]
      )
    ).toEqual([
      [123, 1.1, 1.2, 0, 0, 6], [456, 1.1, 1.3, 0, 0, 4], [456, 1.2, 1.3, 5.5, 2, 2], [1000, 1.25, 1.3, 5.5, 2, 2],
    ]);
  });

  it.each([
    ['HistData', '20200101 170000065,1.121200,1.121720,0\n', 'histdata', '2020-01-01T22:00:00.065Z'],
    ['TrueFX', 'EUR/USD,20130101 22:00:00.295,1.1212,1.12172\n', 'truefx', '2013-01-01T22:00:00.295Z'],
    [
      'Dukascopy', 'Gmt time,Ask,Bid,AskVolume,BidVolume\n01.01.2020 22:00:00.065,1.12172,1.1212,1,2\n', 'dukascopy',
      '2020-01-01T22:00:00.065Z',
    ],
  ])('is read as %s writes it', async (_name, content, format, time) => {
    const { rows, report } = await importTickText(content);
    expect(report.format).toBe(format);
    expect(rows).toEqual([{ time: at(time), bid: 1.1212, ask: 1.12172, last: 0, volume: 0, flags: 0 }]);
  });

  it('keeps equal rows of one file and knows every one of them when they come again', async () => {
    const content = 'epoch_ms,bid,ask\n1398902400292,1.1,1.2\n1398902400292,1.1,1.2\n'
      + '1398902400292,1.1,1.3\n1398902400300,1.1,1.2\n';
    const target = memoryTarget<TickRow>([], 2);
    const first = await importTickText(content, target);
    expect(first.report).toMatchObject({ accepted: 4, duplicates: 0 });
    const again = await importTickText(content, target);
    expect(again.report).toMatchObject({ accepted: 0, duplicates: 4 });
    const more = await importTickText(content.replace('1398902400300', '1398902400292,1.1,1.2\n1398902400300'), target);
    expect(more.report).toMatchObject({ rows: 5, accepted: 1, duplicates: 4 });
    expect(target.rows).toHaveLength(5);
  });

  it('fills a hole between ticks that are stored', async () => {
    const lines = Array.from({ length: 40 }, (_, index) => `${String(1_398_902_400_000 + index * 250)},1.1,1.2`);
    const target = memoryTarget<TickRow>([], 3);
    await importTickText(['epoch_ms,bid,ask', ...lines.slice(0, 10), ...lines.slice(25)].join('\n'), target);
    const whole = await importTickText(['epoch_ms,bid,ask', ...lines].join('\n'), target);
    expect(whole.report).toMatchObject({ accepted: 15, duplicates: 25 });
    expect(target.rows.map((row) => row.time)).toEqual(lines.map((line) => Number(line.slice(0, 13))));
  });

  it('refuses crossed and non-positive quotes and keeps equal ones', async () => {
    const { rejects, rows } = await importTickText(
      'epoch_ms,bid,ask\n1398902400292,1.2,1.1\n1398902400293,0,1.1\n1398902400294,-1,1.1\n1398902400295,1.1,1.1\n',
    );
    expect(rejects).toEqual(['2 IMPORT_QUOTE_CROSSED', '3 IMPORT_PRICE_BAD', '4 IMPORT_PRICE_BAD']);
    expect(rows).toHaveLength(1);
  });

  it('is put in events of 5,000 rows, equal times on both sides of a border included', async () => {
    const lines = Array.from(
      { length: 12_345 }, (_, index) => `${String(1_398_902_400_000 + Math.floor(index / 3))},1.1,1.2`,
    );
    const target = memoryTarget<TickRow>([], 1000);
    const content = ['epoch_ms,bid,ask', ...lines].join('\n');
    const first = await importTickText(content, target);
    expect(first.report.accepted).toBe(12_345);
    expect(target.puts).toEqual([5000, 5000, 2345]);
    const again = await importTickText(content, target);
    expect(again.report.duplicates).toBe(12_345);
  });

  it('ends after a batch when asked to stop, and says that it is partial', async () => {
    const lines = Array.from({ length: 30_000 }, (_, index) => `${String(1_398_902_400_000 + index)},1.1,1.2`);
    const { report, rows } = await importTickText(['epoch_ms,bid,ask', ...lines].join('\n'), memoryTarget<TickRow>(), {
      hooks: { isStopAsked: () => true },
    });
    expect(report.partial).toBe(true);
    expect(report.accepted).toBe(rows.length);
    expect(rows.length).toBeGreaterThanOrEqual(5000);
    expect(rows.length).toBeLessThan(30_000);
  });
});

describe('a file that is not one of prices', () => {
  it.each([
    ['an empty file', ''],
    ['words', 'once upon a time\nthere was a price\n'],
    ['another table', 'market,symbol,type\noanda,EURUSD,forex\n'],
    ['a bar file read as ticks', 'time,open,high,low,close\n2024-01-01T00:00,1,1,1,1\n'],
    ['bytes', Buffer.from([0, 1, 2, 255, 254, 10, 0, 9, 9, 9])],
  ])('is refused: %s', async (_name, content) => {
    const { report, rows } = await importTickText(content);
    expect(report.error?.code).toBe('IMPORT_FORMAT_UNKNOWN');
    expect(report).toMatchObject({ rows: 0, format: null });
    expect(rows).toEqual([]);
  });

  it('says that a bar file was read as ticks', async () => {
    const { report } = await importTickText('time,open,high,low,close\n2024-01-01T00:00,1,1,1,1\n');
    expect(report.error?.text).toMatch(/bars: see --timeframe/);
  });

  it('is refused where another format was asked for', async () => {
    const { report } = await importTickText(
      'EUR/USD,20130101 22:00:00.295,1.1,1.2\n', memoryTarget<TickRow>(), { format: 'histdata' },
    );
    expect(report.error?.text).toMatch(/looks like truefx/);
    const statement = await importTickText('time,bid,ask\n', memoryTarget<TickRow>(), { format: 'mt-report' });
    expect(statement.report.error?.code).toBe('IMPORT_FORMAT_UNKNOWN');
  });

  it('takes an empty table as nothing to do', async () => {
    const { report } = await importTickText('time,bid,ask\n');
    expect(report).toMatchObject({ rows: 0, accepted: 0, error: null });
  });

  it('keeps what came before the damage in a gzip file that is cut off', async () => {
    const lines = Array.from(
      { length: 60_000 }, (_, index) => `${String(1_398_902_400_000 + index * 7)},1.${String(index % 977)},1.9977`,
    );
    const zipped = gzipSync(['epoch_ms,bid,ask', ...lines].join('\n'));
    const { report, rows } = await importTickText(zipped.subarray(0, Math.floor(zipped.length / 2)));
    expect(report.error?.code).toBe('IMPORT_FILE_UNREADABLE');
    expect(report.error?.text).toMatch(/cut off/);
    expect(report.accepted).toBe(rows.length);
    expect(rows.length).toBeGreaterThan(1000);
    expect(report.rows).toBe(report.accepted + report.rejected);
  });

  it('says that a gzip file is damaged where nothing of it could be read', async () => {
    const head = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3);
    for (const bytes of [head.subarray(0, 2), head, Buffer.concat([head, Buffer.alloc(200, 0xff)])]) {
      const { report } = await importTickText(Buffer.from(bytes));
      expect(report.error).toMatchObject({ code: 'IMPORT_FILE_UNREADABLE', text: expect.stringMatching(/gzip/) as unknown });
      expect(report).toMatchObject({ rows: 0, accepted: 0 });
    }
  });

  it('names a row that is far too long and goes on', async () => {
    const { report, rejects } = await importTickText(
      `epoch_ms,bid,ask\n1398902400292,1.1,1.2\n${'9'.repeat(100_000)}\n1398902400293,1.1,1.2\n`
    );
    expect(rejects).toEqual(['3 IMPORT_LINE_TOO_LONG']);
    expect(report).toMatchObject({ rows: 3, accepted: 2, rejected: 1 });
  });
});
