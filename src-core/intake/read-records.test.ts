import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DataRecord } from '#core/model';
import { readBody } from './read-body.ts';
import { RECORD_BODIES } from './record-bodies.test-kit.ts';

const OFFSET_S = 7_200;

function read(type: string, body: object): ReturnType<typeof readBody> {
  return readBody(type, body as Readonly<Record<string, unknown>>, { offsetS: OFFSET_S, currency: 'USD', re: null });
}

/** Each body of the page as the noun it must become, by hand. */
const NOUNS: Readonly<Record<DataRecord['type'], DataRecord>> = {
  calendar: {
    type: 'calendar', changeId: '112233', rows: [{
      id: '5001', eventId: '840030016', brokerS: 1_764_007_200, timeMs: 1_764_000_000_000,
      periodBrokerS: 1_761_955_200, rev: 1, country: 'US', currency: 'USD', name: 'Nonfarm Payrolls', importance: 3,
      sector: 'jobs', unit: 'people', mult: 'thousands', digits: 0, impact: 1, actual: 151, forecast: 145.5, prev: 140,
      revised: null,
    }],
  },
  central_bank: { type: 'central_bank', origin: 'ea', bank: 'ECB', kind: 'rate', rate: 2.15, rows: [] },
  news: {
    type: 'news', origin: 'ext', id: 'n1', timeMs: 1_764_000_000_000, headline: 'ECB holds', body: 'Rates unchanged.',
    source: 'wire', currencies: ['EUR', 'USD'], lang: 'en',
  },
  flow: {
    type: 'flow', origin: 'ea', symbol: 'EURUSD', windowS: 60, ticksUp: 30, ticksDown: 12, volumeBuy: 1.5,
    volumeSell: 0, spreadAvg: 1.2, bookImbalance: -0.25,
  },
  book: { type: 'book', symbol: 'EURUSD', bids: [[1.085, 5], [1.0849, 10]], asks: [[1.0852, 3]] },
  signal: {
    type: 'signal', origin: 'ea', id: 'x1', symbol: 'EURUSD', timeframe: 'M5', side: 'buy', strength: 0.7,
    price: 1.085, sl: 1.08, tp: null, expiryMs: 1_764_000_600_000, source: 'rsi', reason: 'oversold',
  },
  sentiment: {
    type: 'sentiment', origin: 'ext', scope: 'EUR', score: -0.4, count: 12, windowS: 3_600, basis: 'calendar_impact',
  },
  pattern: {
    type: 'pattern', origin: 'ea', symbol: 'EURUSD', timeframe: 'H1', name: 'flag', from: 1_764_000_000,
    to: 1_764_036_000, confidence: 0.8, levels: [1.08, 1.09],
  },
  performance: {
    type: 'performance', origin: 'ea', fromBrokerMs: 1_764_000_000_000, toBrokerMs: 1_764_086_400_000, trades: 4,
    winRate: 0.75, profitFactor: null, net: 120.5, drawdownMax: 30, sharpe: 1.1,
    bySymbol: [
      { symbol: 'EURUSD', figures: [['net', 100.5]] }, { symbol: 'XAUUSD', figures: [['net', 20], ['trades', 1]] },
    ],
  },
  correlation: {
    type: 'correlation', origin: 'ea', timeframe: 'H1', count: 100, symbols: ['EURUSD', 'GBPUSD'],
    matrix: [[1, 0.82], [0.82, 1]],
  },
};

describe('the detail of E_TRADE_OFF', () => {
  it.each([
    ['a field of its own', 'trading is off', 'program', 'program: trading is off'],
    ['a field and the words', 'program: trading is off', 'program', 'program: trading is off'],
    ['only the words', 'program: trading is off', undefined, 'program: trading is off'],
    ['only a field', undefined, 'program', 'program: '],
  ])('is kept from order.result and error where it is %s', (_, words, detail, kept) => {
    const answer = read('order.result', { re: 'k1', cid: '7H3K9QZX', state: 'rejected', comment: words, detail });
    expect(answer).toMatchObject({ ok: true, value: { result: { comment: kept } } });
    const error = read('error', { re: 'k1', code: 'E_TRADE_OFF', msg: words, detail });
    expect(error).toMatchObject({ ok: true, value: { text: kept } });
  });
});

describe('the records of the page', () => {
  it.each(Object.entries(NOUNS))('reads %s into its noun', (type, noun) => {
    expect(read(type, RECORD_BODIES[noun.type])).toEqual({ ok: true, value: noun });
  });

  it.each(Object.entries(RECORD_BODIES))('ignores fields of %s that it does not know', (type, body) => {
    expect(read(type, { ...body, later: { a: 1 } })).toEqual(read(type, body));
  });

  const NEEDED: readonly (readonly [keyof typeof NOUNS, readonly string[]])[] = [
    ['calendar', ['change_id', 'rows']], ['central_bank', ['bank', 'kind']],
    ['news', ['id', 'ts', 'headline', 'source', 'currencies']],
    ['flow', ['s', 'win_s', 'ticks_up', 'ticks_down', 'vol_buy', 'vol_sell', 'spread_avg']],
    ['book', ['s', 'bids', 'asks']], ['signal', ['id', 's', 'tf', 'side', 'strength', 'source']],
    ['sentiment', ['scope', 'score', 'n', 'win_s', 'basis']],
    ['pattern', ['s', 'tf', 'name', 't0', 't1', 'conf', 'levels']],
    ['performance', ['from_msc', 'to_msc', 'trades', 'net', 'max_dd']],
    ['correlation', ['tf', 'n', 'symbols', 'm']],
  ];

  it.each(NEEDED.flatMap(([type, names]) => names.map((name) => [type, name] as const)))(
    'refuses %s without %s', (type, name) => {
      const body: Record<string, unknown> = { ...RECORD_BODIES[type] };
      Reflect.deleteProperty(body, name);
      expect(read(type, body)).toMatchObject({ ok: false, fault: { code: 'E_RANGE', path: `body.${name}` } });
    },
  );

  it.each(NEEDED.map(([type]) => type).filter((type) => 'origin' in NOUNS[type]))(
    'takes %s that does not say its origin for one from elsewhere', (type) => {
      const body: Record<string, unknown> = { ...RECORD_BODIES[type] };
      Reflect.deleteProperty(body, 'origin');
      expect(read(type, body)).toMatchObject({ ok: true, value: { origin: 'ext' } });
    },
  );

  const row = (change: object): object => ({ change_id: '1', rows: [{ ...RECORD_BODIES.calendar.rows[0], ...change }] });

  it.each<readonly [string, keyof typeof NOUNS, object, string]>([
    ['an importance of four', 'calendar', row({ importance: 4 }), 'body.rows[0].importance'],
    ['an impact of three', 'calendar', row({ impact: 3 }), 'body.rows[0].impact'],
    ['a row that is no object', 'calendar', { change_id: '1', rows: [7] }, 'body.rows[0]'],
    ['a row without a name', 'calendar', row({ name: '' }), 'body.rows[0].name'],
    ['a change id that is no number', 'calendar', { change_id: 'x', rows: [] }, 'body.change_id'],
    ['more rows than a message may hold', 'calendar', { change_id: '1', rows: Array.from({ length: 5_001 }, () => 0) }, 'body.rows'],
    ['another kind of event', 'central_bank', { kind: 'dinner' }, 'body.kind'],
    ['an origin of its own making', 'news', { origin: 'broker' }, 'body.origin'],
    ['an empty headline', 'news', { headline: '' }, 'body.headline'],
    ['a currency that is no text', 'news', { currencies: ['EUR', 5] }, 'body.currencies[1]'],
    ['a window of nothing', 'flow', { win_s: 0 }, 'body.win_s'],
    ['an imbalance beyond one', 'flow', { book_imb: 1.1 }, 'body.book_imb'],
    ['a price of zero in the book', 'book', { bids: [[0, 1]] }, 'body.bids[0][0]'],
    ['a level of three', 'book', { asks: [[1, 2, 3]] }, 'body.asks[0]'],
    ['a strength beyond one', 'signal', { strength: 1.01 }, 'body.strength'],
    ['a timeframe that is none', 'signal', { tf: 'M2' }, 'body.tf'],
    ['a score below minus one', 'sentiment', { score: -1.5 }, 'body.score'],
    ['another basis', 'sentiment', { basis: 'mood' }, 'body.basis'],
    ['an end before the beginning', 'pattern', { t1: 1 }, 'body.t1'],
    ['a confidence beyond one', 'pattern', { conf: 2 }, 'body.conf'],
    ['a period that ends before it begins', 'performance', { to_msc: 1 }, 'body.to_msc'],
    ['a figure that is no number', 'performance', { by_symbol: { EURUSD: { net: true } } }, 'body.by_symbol.EURUSD.net'],
    ['a matrix with a row short', 'correlation', { m: [[1, 0.5]] }, 'body.m'],
    ['a matrix that is no square', 'correlation', { m: [[1], [1]] }, 'body.m[0]'],
    ['a correlation beyond one', 'correlation', { m: [[1, 2], [2, 1]] }, 'body.m[0][1]'],
  ])('refuses %s in %s', (_name, type, change, path) => {
    expect(read(type, { ...RECORD_BODIES[type], ...change })).toMatchObject({ ok: false, fault: { code: 'E_RANGE', path } });
  });

  it('calls a text where a number belongs unreadable', () => {
    expect(read('flow', { ...RECORD_BODIES.flow, ticks_up: '3' })).toMatchObject({ ok: false, fault: { code: 'E_PROTO' } });
    expect(read('correlation', { ...RECORD_BODIES.correlation, m: [['1', 0], [0, 1]] })).toMatchObject({
      ok: false, fault: { code: 'E_PROTO', path: 'body.m[0][0]' },
    });
  });

  it('takes what the page lets be unset', () => {
    expect(read('signal', { ...RECORD_BODIES.signal, price: null, expiry_ts: null, reason: null })).toMatchObject({ ok: true });
    expect(read('flow', { ...RECORD_BODIES.flow, book_imb: null })).toMatchObject({ ok: true, value: { bookImbalance: null } });
    expect(read('correlation', { ...RECORD_BODIES.correlation, m: [[1, null], [null, 1]] })).toMatchObject({ ok: true });
    expect(read('central_bank', { ...RECORD_BODIES.central_bank, rate: null, rows: RECORD_BODIES.calendar.rows }))
      .toMatchObject({ ok: true, value: { rows: [{ eventId: '840030016' }] } });
  });

  it('turns any bent record into a record or a fault with a path, never a throw', () => {
    fc.assert(fc.property(
      fc.constantFrom(...Object.entries(RECORD_BODIES)), fc.nat(20), fc.jsonValue({ maxDepth: 3 }),
      ([type, body], at, value) => {
        const bent: Record<string, unknown> = { ...body };
        const names = Object.keys(bent);
        bent[names[at % names.length] as string] = value;
        const result = read(type, bent);
        if (!result.ok) expect(result.fault.path).toMatch(/^body\./);
      },
    ), { numRuns: 3_000 });
  });
});
