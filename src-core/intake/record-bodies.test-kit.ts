// For tests: one good body of each record of MT5-PROTOCOL.md, written from the page.

export const RECORD_BODIES = {
  calendar: {
    change_id: '112233', rows: [{
      id: '5001', event_id: '840030016', time: 1_764_007_200, period: 1_761_955_200, rev: 1, country: 'US',
      currency: 'USD', name: 'Nonfarm Payrolls', importance: 3, sector: 'jobs', unit: 'people', mult: 'thousands',
      digits: 0, impact: 1, actual: 151, forecast: 145.5, prev: 140, revised: null,
    }],
  },
  central_bank: { bank: 'ECB', kind: 'rate', rate: 2.15, origin: 'ea' },
  news: {
    id: 'n1', ts: 1_764_000_000_000, headline: 'ECB holds', body: 'Rates unchanged.', source: 'wire',
    currencies: ['EUR', 'USD'], lang: 'en', origin: 'ext',
  },
  flow: {
    s: 'EURUSD', win_s: 60, ticks_up: 30, ticks_down: 12, vol_buy: 1.5, vol_sell: 0, spread_avg: 1.2, book_imb: -0.25,
    origin: 'ea',
  },
  book: { s: 'EURUSD', bids: [[1.085, 5], [1.0849, 10]], asks: [[1.0852, 3]] },
  signal: {
    id: 'x1', s: 'EURUSD', tf: 'M5', side: 'buy', strength: 0.7, price: 1.085, sl: 1.08, tp: null,
    expiry_ts: 1_764_000_600_000, source: 'rsi', reason: 'oversold', origin: 'ea',
  },
  sentiment: { scope: 'EUR', score: -0.4, n: 12, win_s: 3_600, basis: 'calendar_impact', origin: 'ext' },
  pattern: {
    s: 'EURUSD', tf: 'H1', name: 'flag', t0: 1_764_000_000, t1: 1_764_036_000, conf: 0.8, levels: [1.08, 1.09],
    origin: 'ea',
  },
  performance: {
    from_msc: 1_764_000_000_000, to_msc: 1_764_086_400_000, trades: 4, win_rate: 0.75, profit_factor: null, net: 120.5,
    max_dd: 30, sharpe: 1.1, by_symbol: { EURUSD: 100.5, XAUUSD: { net: 20, trades: 1, note: null } }, origin: 'ea',
  },
  correlation: { tf: 'H1', n: 100, symbols: ['EURUSD', 'GBPUSD'], m: [[1, 0.82], [0.82, 1]], origin: 'ea' },
} as const;
