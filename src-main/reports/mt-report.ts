// What MetaTrader's reports say: the strategy testers of MetaTrader 5 (HTML, XLSX) and 4 (HTML), and the account
// statement of MetaTrader 4. The rows come from `html-rows` or `xlsx-rows`; here they become a header, deals and sums.
//
// Money is added in whole cents of a cent, so that the sums are exact.

import { fail, ok, type Result } from '#core/base';

export type ReportKind = 'mt5-tester' | 'mt4-tester' | 'mt4-statement';

/** One deal, as printed; times are the broker's and not converted. */
export interface ReportDeal {
  /** Row of the report, from 1. */
  readonly row: number;
  readonly time: string;
  readonly deal: string;
  readonly symbol: string;
  /** `buy`, `sell`; of MetaTrader 4's tester also how it closed (`s/l`, `t/p`, `close`, `close at stop`). */
  readonly type: string;
  readonly direction: 'in' | 'out' | 'in/out' | 'out by';
  /** Lots. */
  readonly volume: number;
  readonly price: number;
  /** The order that made it; MetaTrader 4's ticket. */
  readonly order: string;
  readonly commission: number;
  readonly swap: number;
  readonly fee: number;
  readonly profit: number;
}

export interface ReportSums {
  readonly profit: number;
  readonly swap: number;
  readonly commission: number;
  readonly fee: number;
  /** All four together. */
  readonly net: number;
}

export interface MtReport {
  readonly kind: ReportKind;
  /** What the report says of itself; `netProfit` always. Figures as numbers, the rest as text. */
  readonly header: Header;
  readonly sums: ReportSums;
  readonly deals: readonly ReportDeal[];
  /** Closed trades. */
  readonly trades: number;
}

type Rows = readonly (readonly string[])[];
type Header = Readonly<Record<string, number | string>>;

/** Labels of the reports, without their colon, and what they are called here. */
const LABELS: Readonly<Record<string, string>> = {
  'expert': 'expert', 'symbol': 'symbol', 'period': 'period', 'company': 'company', 'currency': 'currency',
  'initial deposit': 'initialDeposit', 'leverage': 'leverage', 'model': 'model', 'spread': 'spread',
  'history quality': 'historyQuality', 'modelling quality': 'historyQuality', 'bars': 'bars', 'bars in test': 'bars',
  'ticks': 'ticks', 'ticks modelled': 'ticks', 'total net profit': 'netProfit', 'gross profit': 'grossProfit',
  'gross loss': 'grossLoss', 'profit factor': 'profitFactor', 'expected payoff': 'expectedPayoff',
  'recovery factor': 'recoveryFactor', 'sharpe ratio': 'sharpe', 'total trades': 'trades', 'total deals': 'deals',
  'balance drawdown maximal': 'balanceDrawdown', 'equity drawdown maximal': 'equityDrawdown',
  'maximal drawdown': 'equityDrawdown', 'closed p/l': 'netProfit', 'closed trade p/l': 'netProfit',
  'deposit/withdrawal': 'initialDeposit', 'balance': 'balance', 'equity': 'equity', 'floating p/l': 'floatingProfit',
};

/** Fails with IMPORT_FORMAT_UNKNOWN where the rows are of no report known, IMPORT_NUMBER_BAD at a damaged deal. */
export function readMtReport(rows: Rows): Result<MtReport> {
  const mt5 = rows.findIndex((row) => row[0] === 'Time' && row[1] === 'Deal');
  if (mt5 >= 0) return withNet('mt5-tester', readMt5Deals(rows, mt5), readHeader(rows.slice(0, mt5), true));
  const tester = rows.findIndex((row) => row[0] === '#' && row[1] === 'Time' && row.includes('Balance'));
  if (tester >= 0) {
    const header = readHeader(rows.slice(0, tester), false);
    return withNet('mt4-tester', readMt4Tester(rows, tester, header), header);
  }
  const statement = rows.findIndex((row) => row[0] === 'Ticket' && row[1] === 'Open Time');
  if (statement >= 0) {
    return withNet('mt4-statement', readMt4Statement(rows, statement), readHeader(rows, true));
  }
  return fail('IMPORT_FORMAT_UNKNOWN', 'There is no table of deals as MetaTrader 4 or 5 writes it into its reports.');
}

function withNet(kind: ReportKind, deals: Result<readonly ReportDeal[]>, header: Header): Result<MtReport> {
  if (!deals.ok) return deals;
  if (typeof header['netProfit'] !== 'number') {
    return fail('IMPORT_FORMAT_UNKNOWN', 'The report does not say its net profit.');
  }
  const total = (of: (deal: ReportDeal) => number): number => sumMoney(deals.value.map(of));
  const sums = {
    profit: total((deal) => deal.profit), swap: total((deal) => deal.swap),
    commission: total((deal) => deal.commission), fee: total((deal) => deal.fee),
  };
  const net = sumMoney([sums.profit, sums.swap, sums.commission, sums.fee]);
  const trades = deals.value.filter(({ direction }) => direction !== 'in').length;
  return ok({ kind, header, sums: { ...sums, net }, deals: deals.value, trades });
}

// A label has its value in the next cell that is not empty, or behind its colon. MetaTrader 4's tester has no colons.
function readHeader(rows: Rows, hasColons: boolean): Header {
  const header: Record<string, number | string> = {};
  for (const row of rows) {
    row.forEach((cell, i) => {
      const colon = cell.indexOf(':');
      if (hasColons && colon < 0) return;
      const name = LABELS[(colon < 0 ? cell : cell.slice(0, colon)).toLowerCase()];
      const behind = colon < 0 ? '' : cell.slice(colon + 1).trim();
      const text = behind === '' ? row.slice(i + 1).find((next) => next !== '') : behind;
      // a label without a value is followed by the next label, or by what belongs to nobody
      if (name === undefined || text === undefined || (behind === '' && text.includes(':') && !isValue(text))) return;
      header[name] ??= readNumber(text) ?? text;
    });
  }
  return header;
}

/** Is a text with a colon a value all the same: `1:500`, or a period with its times? */
function isValue(text: string): boolean {
  return /^\d+:\d+$/.test(text) || text.includes('(');
}

// Time Deal Symbol Type Direction Volume Price Order Commission [Fee] Swap Profit Balance: by the header's names.
function readMt5Deals(rows: Rows, at: number): Result<readonly ReportDeal[]> {
  const names = rows[at] as readonly string[];
  const deals: ReportDeal[] = [];
  for (let i = at + 1; i < rows.length; i += 1) {
    const row = rows[i] as readonly string[];
    const cell = (name: string): string => row[names.indexOf(name)] ?? '';
    // the row of sums has no time; a balance operation is no deal
    if (!isTime(cell('Time'))) break;
    const type = cell('Type');
    if (type !== 'buy' && type !== 'sell') continue;
    const direction = cell('Direction');
    if (direction !== 'in' && direction !== 'out' && direction !== 'in/out' && direction !== 'out by') {
      return damaged(i, 'direction', direction);
    }
    const figures = readFigures(i, {
      volume: cell('Volume'), price: cell('Price'), commission: cell('Commission'), swap: cell('Swap'),
      fee: names.includes('Fee') ? cell('Fee') : '0', profit: cell('Profit'),
    });
    if (!figures.ok) return figures;
    deals.push({
      row: i + 1, time: cell('Time'), deal: cell('Deal'), symbol: cell('Symbol'), type, direction, order: cell('Order'),
      ...figures.value,
    });
  }
  return ok(deals);
}

/**
 * `#, Time, Type, Order, Size, Price, S / L, T / P, Profit, Balance`: a row for everything that was done. The printed
 * profit is rounded apart from the balance and may be a cent beside it: the balance's step is what was earned.
 */
function readMt4Tester(rows: Rows, at: number, header: Header): Result<readonly ReportDeal[]> {
  const symbol = String(header['symbol'] ?? '').split(' ')[0] ?? '';
  let balance = header['initialDeposit'];
  const deals: ReportDeal[] = [];
  for (let i = at + 1; i < rows.length; i += 1) {
    const row = rows[i] as readonly string[];
    const [number = '', time = '', type = '', order = '', size = '', price = '', , , printed = '', after = ''] = row;
    if (!/^\d+$/.test(number)) break;
    if (type === 'modify' || type === 'delete') continue;
    const isEntry = printed === '';
    const figures = readFigures(i, { volume: size, price, profit: isEntry ? '0' : printed });
    if (!figures.ok) return figures;
    let { profit } = figures.value;
    const now = readNumber(after);
    if (!isEntry && now !== null && typeof balance === 'number') {
      const step = sumMoney([now, -balance]);
      if (Math.abs(step - profit) <= 0.011) profit = step;
      balance = now;
    }
    // a pending order that waits has no deal yet
    if (isEntry && type !== 'buy' && type !== 'sell') continue;
    deals.push({
      row: i + 1, time, deal: number, symbol, type, direction: isEntry ? 'in' : 'out', order,
      ...figures.value, profit,
    });
  }
  return ok(deals);
}

// Ticket, Open Time, Type, Size, Item, Price, S / L, T / P, Close Time, Price, Commission, Taxes, Swap, Profit; a
// cancelled order and a deposit have fewer cells. Each closed row is an entry and an exit.
function readMt4Statement(rows: Rows, at: number): Result<readonly ReportDeal[]> {
  const deals: ReportDeal[] = [];
  for (let i = at + 1; i < rows.length; i += 1) {
    const row = rows[i] as readonly string[];
    const [ticket = '', openTime = '', type = '', size = '', symbol = '', openPrice = ''] = row;
    if (!/^\d+$/.test(ticket)) break;
    if (row.length !== 14 || (type !== 'buy' && type !== 'sell')) continue;
    const [closeTime = '', closePrice = '', commission = '', taxes = '', swap = '', profit = ''] = row.slice(8);
    const entry = readFigures(i, { volume: size, price: openPrice });
    if (!entry.ok) return entry;
    const exit = readFigures(i, { volume: size, price: closePrice, commission, fee: taxes, swap, profit });
    if (!exit.ok) return exit;
    const name = { row: i + 1, deal: ticket, order: ticket, symbol };
    deals.push({ ...name, time: openTime, type, direction: 'in', ...entry.value });
    deals.push({ ...name, time: closeTime, type: type === 'buy' ? 'sell' : 'buy', direction: 'out', ...exit.value });
  }
  return ok(deals);
}

type Figures = Pick<ReportDeal, 'volume' | 'price' | 'commission' | 'swap' | 'fee' | 'profit'>;

function readFigures(index: number, texts: Partial<Record<keyof Figures, string>>): Result<Figures> {
  const figures = { volume: 0, price: 0, commission: 0, swap: 0, fee: 0, profit: 0 };
  for (const [name, text] of Object.entries(texts)) {
    const value = readNumber(text);
    if (value === null) return damaged(index, name, text);
    figures[name as keyof Figures] = value;
  }
  return ok(figures);
}

function damaged(index: number, name: string, text: string): Result<never> {
  return fail('IMPORT_NUMBER_BAD', `Row ${String(index + 1)} of the report: its ${name} is "${text.slice(0, 40)}".`);
}

function isTime(text: string): boolean {
  return /^\d{4}\.\d{2}\.\d{2} \d{2}:\d{2}(:\d{2})?$/.test(text);
}

/** `1 234.56`, `-0.03`, `0`; null for anything else. */
function readNumber(text: string): number | null {
  const bare = text.replaceAll(/[ \u00a0]/g, '');
  return /^-?\d+(\.\d+)?$/.test(bare) ? Number(bare) : null;
}

const PARTS = 10_000;

function sumMoney(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += Math.round(value * PARTS);
  return total / PARTS;
}
