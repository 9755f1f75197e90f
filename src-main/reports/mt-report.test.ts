import { deflateRawSync, gunzipSync } from 'node:zlib';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readReportFile, type MtReport, type ReportDeal } from './index.ts';

const shared = fileURLToPath(new URL('../../../shared/data/mt_reports/', import.meta.url));

let folder = '';
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'sextant-reports-')); });
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

function report(bytes: Uint8Array | string): ReturnType<typeof readReportFile> {
  const path = join(folder, 'report');
  writeFileSync(path, bytes);
  return readReportFile(path);
}

function failure(found: ReturnType<typeof readReportFile>): string {
  return found.ok ? '' : `${found.error.code} ${found.error.text}`;
}

const table = (rows: readonly (readonly string[])[]): string => rows.map((cells) => (
  `<tr align=right>${cells.map((cell) => `<td nowrap>${cell}</td>`).join('')}</tr>`
)).join('\n');

const utf16 = (text: string): Buffer => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);

const MT5_ROWS = [
  ['Symbol:', '<b>XAUUSD</b>'], ['Initial Deposit:', '<b>1 000.00</b>'], ['Leverage:', '1:500'],
  ['Total Net Profit:', '11.40', 'Balance Drawdown Absolute:', '0.00'], ['Total Deals:', '2'],
  ['Time', 'Deal', 'Symbol', 'Type', 'Direction', 'Volume', 'Price', 'Order', 'Commission', 'Fee', 'Swap', 'Profit', 'Balance', 'Comment'],
  ['2024.01.01 00:00:00', '1', '', 'balance', '', '', '', '', '0.00', '0.00', '0.00', '1 000.00', '1 000.00', ''],
  ['2024.01.02 07:15:00', '2', 'XAUUSD', 'buy', 'in', '0.01', '2 071.89', '2', '-0.05', '0.00', '0.00', '0.00', '999.95', 'A &amp; B'],
  ['2024.01.03 11:39:32', '3', 'XAUUSD', 'sell', 'out', '0.01', '2 083.49', '3', '-0.05', '-0.01', '-0.09', '11.60', '1 011.40', 'tp'],
  ['', '-0.10', '-0.01', '-0.09', '1 011.60', '1 011.40', ''],
];

/** A ZIP archive with these deflated entries. */
function zip(entries: Readonly<Record<string, Buffer>>): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  for (const [name, content] of Object.entries(entries)) {
    const packed = deflateRawSync(content);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 8);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(at, 42);
    locals.push(local, Buffer.from(name), packed);
    central.push(entry, Buffer.from(name));
    at += 30 + name.length + packed.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(entries).length, 10);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, ...central, end]);
}

function xlsx(rows: readonly (readonly string[])[]): Buffer {
  const strings: string[] = [];
  const cell = (text: string, column: number, row: number): string => {
    const at = `r="${String.fromCharCode(65 + column)}${String(row + 1)}"`;
    if (text === '') return `<c ${at} s="4"/>`;
    if (/^-?\d+(\.\d+)?$/.test(text)) return `<c ${at}><v>${text}</v></c>`;
    strings.push(text);
    return `<c ${at} t="s"><v>${String(strings.length - 1)}</v></c>`;
  };
  const lines = rows.map((cells, row) => (
    `<row r="${String(row + 1)}">${cells.map((text, column) => cell(text, column, row)).join('')}</row>`
  ));
  const sheet = `<worksheet><sheetData>${lines.join('')}</sheetData></worksheet>`;
  const shared = `<sst>${strings.map((text) => `<si><t>${text}</t></si>`).join('')}</sst>`;
  return zip({ 'xl/sharedStrings.xml': utf16(shared), 'xl/worksheets/sheet1.xml': utf16(sheet) });
}

const MT5_EXPECTED = {
  kind: 'mt5-tester', trades: 1,
  header: { symbol: 'XAUUSD', initialDeposit: 1000, leverage: '1:500', netProfit: 11.4, deals: 2 },
  sums: { profit: 11.6, swap: -0.09, commission: -0.1, fee: -0.01, net: 11.4 },
  deals: [
    { time: '2024.01.02 07:15:00', type: 'buy', direction: 'in', volume: 0.01, price: 2071.89, commission: -0.05 },
    { time: '2024.01.03 11:39:32', type: 'sell', direction: 'out', price: 2083.49, profit: 11.6, fee: -0.01 },
  ],
};

describe('a report of MetaTrader 5', () => {
  it('is read from UTF-16 and from UTF-8: header, deals without deposits, exact sums', () => {
    for (const bytes of [utf16(table(MT5_ROWS)), table(MT5_ROWS)]) {
      expect(report(bytes)).toMatchObject({ ok: true, value: MT5_EXPECTED });
    }
  });

  it('is read from a sheet of Excel the same way', () => {
    const bare = MT5_ROWS.map((row) => row.map((cell) => cell.replaceAll(/<[^>]+>/g, '')));
    expect(report(xlsx(bare))).toMatchObject({ ok: true, value: MT5_EXPECTED });
  });

  it('names the row and the field of a damaged deal', () => {
    const rows = MT5_ROWS.map((row) => row.map((cell) => (cell === '11.60' ? '11.6O' : cell)));
    expect(failure(report(table(rows)))).toMatch(/^IMPORT_NUMBER_BAD .*Row 9 .* profit is "11\.6O"/);
    const turned = MT5_ROWS.map((row) => row.map((cell) => (cell === 'out' ? 'sideways' : cell)));
    expect(failure(report(table(turned)))).toMatch(/direction is "sideways"/);
  });
});

describe('a report of MetaTrader 4', () => {
  it('counts what the balance moved by where the printed profit was rounded apart', () => {
    const found = report(table([
      ['Symbol', 'EURUSD (Euro vs US Dollar)'], ['Initial deposit', '100.00', '', '', 'Spread', '9'],
      ['Total net profit', '0.02', 'Gross profit', '0.02'],
      ['#', 'Time', 'Type', 'Order', 'Size', 'Price', 'S / L', 'T / P', 'Profit', 'Balance'],
      ['1', '2015.01.23 20:00', 'sell', '1', '0.10', '1.12544', '0', '0', ''],
      ['2', '2015.01.23 20:00', 'modify', '1', '0.10', '1.12544', '1.1', '1.2', ''],
      ['3', '2015.01.26 00:00', 't/p', '1', '0.10', '1.11644', '1.1', '1.2', '0.03', '100.02'],
    ]));
    expect(found).toMatchObject({
      ok: true,
      value: { kind: 'mt4-tester', trades: 1, sums: { net: 0.02 }, deals: [{ type: 'sell' }, { type: 't/p', profit: 0.02 }] },
    });
  });

  it('reads the closed part of a statement, without deposits and cancelled orders', () => {
    const found = report(table([
      ['Account: 1', 'Name: N', 'Currency: USD', 'Leverage:', '2024 January 19, 14:48'], ['Closed Transactions:'],
      ['Ticket', 'Open Time', 'Type', 'Size', 'Item', 'Price', 'S / L', 'T / P', 'Close Time', 'Price', 'Commission', 'Taxes', 'Swap', 'Profit'],
      ['7', '2023.12.29 07:32:27', 'buy', '3.56', 'gbpjpy', '180.190', '1', '2', '2023.12.29 14:56:11', '179.974', '-22.70', '0.00', '-1.00', '-543.43'],
      ['8', '2023.12.28 23:00:27', 'buy limit', '3.75', 'eurusd', '1.1', '1', '1', '2023.12.29 20:27:01', '1.1', 'cancelled'],
      ['9', '2023.09.08 05:41:08', 'balance', 'Deposited', '100 000.00'],
      ['&nbsp;', '-22.70', '0.00', '-1.00', '-543.43'], ['Closed P/L:', '-567.13'],
      ['Ticket', 'Open Time', 'Type', 'Size', 'Item', 'Price', 'S / L', 'T / P', '&nbsp;', 'Price', 'Commission', 'Taxes', 'Swap', 'Profit'],
      ['10', '2024.01.19 02:30:38', 'sell', '4.95', 'audusd', '0.65', '0', '0', '&nbsp;', '0.65', '-16.30', '0.00', '0.00', '202.95'],
    ]));
    expect(found).toMatchObject({
      ok: true,
      value: {
        kind: 'mt4-statement', trades: 1, header: { currency: 'USD', netProfit: -567.13 },
        sums: { profit: -543.43, swap: -1, commission: -22.7, net: -567.13 },
        deals: [{ direction: 'in', type: 'buy', price: 180.19 }, { direction: 'out', type: 'sell', price: 179.974 }],
      },
    });
  });
});

describe('what is no report', () => {
  it('is refused in words, whatever the bytes', () => {
    for (const bytes of ['', 'hello', '<html></html>', zip({ 'a.txt': Buffer.from('x') }), utf16('<tr><td>Time')]) {
      expect(report(bytes)).toMatchObject({ ok: false, error: { code: 'IMPORT_FORMAT_UNKNOWN' } });
    }
    expect(readReportFile(join(folder, 'nowhere'))).toMatchObject({ ok: false, error: { code: 'IMPORT_FILE_UNREADABLE' } });
    expect(report(Buffer.from([0x1f, 0x8b, 1, 2, 3]))).toMatchObject({ ok: false });
  });

  it('never throws: damaged archives and pages', () => {
    const seeds = [xlsx(MT5_ROWS), Buffer.from(table(MT5_ROWS)), utf16(table(MT5_ROWS))];
    fc.assert(fc.property(
      fc.nat(2), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 20 }), fc.nat(), (which, changes, cut) => {
        const bytes = Buffer.from(seeds[which] as Buffer);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        const found = report(bytes.subarray(0, bytes.length - (cut % 40)));
        expect(typeof found.ok).toBe('boolean');
      },
    ), { numRuns: 300 });
  });
});

/** Every exit has an entry of the other side and the same volume whose price gives its profit to the cent. */
function unexplained(deals: readonly ReportDeal[], contractSize: number): readonly ReportDeal[] {
  const open: ReportDeal[] = [];
  return deals.filter((deal) => {
    if (deal.direction === 'in') {
      open.push(deal);
      return false;
    }
    const sign = deal.type === 'sell' ? 1 : -1;
    const at = open.findIndex((entry) => (
      entry.type !== deal.type && entry.volume === deal.volume
      && Math.abs(sign * (deal.price - entry.price) * deal.volume * contractSize - deal.profit) < 0.005 + 1e-6
    ));
    if (at >= 0) open.splice(at, 1);
    return at < 0;
  });
}

const FILES: readonly (readonly [string, MtReport['kind'], number, number, number | null])[] = [
  ['MT5_tester_ZeroToHero_XAUUSD_M5_3trades.html.gz', 'mt5-tester', 6, -6.11, 100],
  ['MT5_tester_GoldHedgeRecovery_XAUUSD_M5_2024_2025.html.gz', 'mt5-tester', 2002, -499.25, 100],
  ['MT5_tester_XAUUSD_M15_2026_V1.xlsx', 'mt5-tester', 2790, 207_457.32, 100],
  ['MT4_tester_Alligator_EURUSD_H4_2015_2019.htm.gz', 'mt4-tester', 166, 480.27, null],
  ['MT4_statement_fx_2023_2024.htm.gz', 'mt4-statement', 248, 8205.65, null],
];

describe.skipIf(!existsSync(shared))('the real reports', () => {
  it.each(FILES)('%s adds up to its header to the cent', (name, kind, deals, net, contractSize) => {
    const found = readReportFile(shared + name);
    if (!found.ok) throw new Error(found.error.text);
    const { value } = found;
    expect([value.kind, value.deals.length, value.header['netProfit'], value.sums.net]).toEqual([kind, deals, net, net]);
    if (typeof value.header['trades'] === 'number') expect(value.trades).toBe(value.header['trades']);
    if (contractSize !== null) expect(unexplained(value.deals, contractSize)).toEqual([]);
  });

  it('agree deal by deal with the tables made of them', () => {
    for (const [name] of FILES.slice(0, 3)) {
      const found = readReportFile(shared + name);
      if (!found.ok) throw new Error(found.error.text);
      const csv = shared + name.replace(/\.(html\.gz|xlsx)$/, '.deals.csv.gz');
      const lines = gunzipSync(readFileSync(csv)).toString('utf8').trim().split('\n').slice(1);
      const wanted = lines.map((line) => line.split(',')).filter(([, , , type]) => type !== 'balance');
      const number = (text = ''): number => Number(text.replaceAll(/[ \u00a0]/g, ''));
      expect(found.value.deals.map(({ time, deal, type, direction, volume, price, swap, profit }) => (
        [time, deal, type, direction, volume, price, swap, profit]
      ))).toEqual(wanted.map(([time, deal, , type, direction, volume, price, , , swap, profit]) => (
        [time, deal, type, direction, number(volume), number(price), number(swap), number(profit)]
      )));
    }
  });
});
