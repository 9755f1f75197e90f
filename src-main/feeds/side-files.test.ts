import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { readCalendarFile, readDailyFile, readSentimentFile, type SideReport } from './index.ts';
import { makeFolder } from './testing.ts';

const folder = makeFolder();
afterAll(() => { folder.remove(); });

let files = 0;
function file(text: string): string {
  files += 1;
  const path = join(folder.path, `${String(files)}.csv`);
  writeFileSync(path, text);
  return path;
}

async function daily(text: string): Promise<{ readonly closes: [string, number][]; readonly report: SideReport }> {
  const read = await readDailyFile(file(text), 960, {});
  if (!read.ok) throw new Error(read.error.text);
  const { value, report } = read.value;
  return {
    report,
    closes: Array.from({ length: value.count }, (_, i) => [new Date(value.knownMs(i)).toISOString(), value.value(i)]),
  };
}

describe('a daily series', () => {
  it.each([
    ['as it is stored here', 'time,open,close,volume\n2024-01-02,1,470.5,9\n'],
    ['as Yahoo writes it', 'Date,Open,High,Low,Close,Adj Close,Volume\n2024-01-02,470,471,469,470.5,466.1,9\n'],
    ['as Cboe writes it, the month first', 'DATE,OPEN,HIGH,LOW,CLOSE\n01/02/2024,470,471,469,470.5\n'],
    ['of two columns, the second whatever it is called', 'observation_date,VIXCLS\n2024-01-02,470.5\n'],
    ['with semicolons and decimal commas', 'Datum;Date;Close\nx;2024-01-02;470,5\n'],
    ['with MT5\'s dots and a midnight', '<DATE>\t<CLOSE>\t<VOL>\n2024.01.02 00:00:00\t470.5\t1\n'],
  ])('%s is read, each close from 16:00 New York', async (_what, text) => {
    expect((await daily(text)).closes).toEqual([['2024-01-02T21:00:00.000Z', 470.5]]);
  });

  it('counts every row: taken, the same again, or refused by a reason', async () => {
    const { closes, report } = await daily([
      'time,high,low,close', '2024-07-01,3,1,2', '2024-07-01,3,1,2', '2024-07-01,3,1,2.5', '2024-06-28,3,1,2', '', '2024-07-02,,,',
      '2024-07-03,3,1,nan', '2024-07-04,3,1,0', '2024-07-05,3,2.5,2', '2024-07-08 09:30,3,1,2', 'soon,3,1,2', '2024-07-09,,,2',
    ].join('\n'));
    expect(closes).toEqual([['2024-07-01T20:00:00.000Z', 2], ['2024-07-09T20:00:00.000Z', 2]]);
    expect(report).toMatchObject({ rows: 11, accepted: 2, duplicates: 1, rejected: 8 });
    expect(report.reasons).toEqual({
      IMPORT_TIME_CONFLICT: 1, IMPORT_TIME_BACKWARDS: 1, IMPORT_VALUE_MISSING: 1, IMPORT_NUMBER_BAD: 1, IMPORT_PRICE_BAD: 1,
      IMPORT_OHLC_VIOLATION: 1, IMPORT_TIME_OFF_GRID: 1, IMPORT_TIME_BAD: 1,
    });
  });

  it.each([
    ['', 'IMPORT_FORMAT_UNKNOWN'], ['time,close\n', 'IMPORT_FORMAT_UNKNOWN'], ['time,open,high\n2024-01-02,1,2\n', 'IMPORT_FORMAT_UNKNOWN'],
    ['time,close\n2024-01-02T00:00,1\n2024-01-02T01:00,1\n2024-01-02T02:00,1\n', 'IMPORT_TIMEFRAME_OTHER'],
  ])('is refused as a whole where it is none: %j', async (text, code) => {
    const read = await readDailyFile(file(text), 960, {});
    expect(read.ok ? '' : read.error.code).toBe(code);
  });

  it('that is cut off in its compression is refused', async () => {
    const path = join(folder.path, 'cut.csv.gz');
    const zipped = gzipSync(`time,close\n${Array.from({ length: 4_000 }, (_, i) => `${String(i)},1`).join('\n')}`);
    writeFileSync(path, zipped.subarray(0, zipped.length / 2));
    const read = await readDailyFile(path, 960, {});
    expect(read.ok ? '' : read.error.code).toBe('IMPORT_FILE_UNREADABLE');
  });
});

describe('a calendar', () => {
  const rows = [
    'time_utc,currency,impact,event,actual,forecast', ...['01', '02', '03'].map((month) => `2024-${month}-05T13:30:00Z,USD,High,NFP,120K,100K`),
    '2024-04-05T13:30:00Z,USD,high,NFP,<0.16M,0.2M', '2024-04-06T13:30:00Z,GBP,3,Votes,0-2-7,0-3-6', '2024-04-07T09:00:00Z,All,high,G7,,',
  ].join('\n');

  it('scales K, M and %, leaves out what is no figure, and an event of all currencies is everybody\'s', async () => {
    const read = await readCalendarFile(file(rows), ['EUR', 'USD'], null, {});
    if (!read.ok) throw new Error(read.error.text);
    const { surprises } = read.value.value;
    expect([surprises.count, surprises.value(0)]).toEqual([1, -2]);
    expect(read.value.value.minutesToNext(Date.UTC(2024, 3, 6))).toBe((24 + 9) * 60);
    const all = await readCalendarFile(file(rows), null, null, {});
    expect(all.ok ? all.value.value.minutesToNext(Date.UTC(2024, 3, 6)) : 0).toBe(13.5 * 60);
  });
});

describe('a file of scores', () => {
  it('without a scope is about the symbol itself', async () => {
    const read = await readSentimentFile(file('time,score\n1704200000000,-0.25\n'), 'EURUSD', 'EUR', 'USD', null, {});
    if (!read.ok) throw new Error(read.error.text);
    const { value } = read.value;
    expect([value.count, value.knownMs(0), value.value(0)]).toEqual([1, 1_704_200_000_000, -0.25]);
  });
});
