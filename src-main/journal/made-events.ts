// Events for the journal's tests: a function of seq, so that a reader in another process knows what must be there.

import type { EventBody, JournalEvent } from '#core/model';

/** Events first … last. */
export function makeEvents(first: number, last: number): readonly JournalEvent[] {
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const seq = first + index;
    return { seq, ts: 1_700_000_000_000 + seq, body: makeBody(seq) };
  });
}

// Every kind of storage in turn: ticks, a platter event, text that UTF-8 cannot hold, bars.
function makeBody(seq: number): EventBody {
  switch (seq % 7) {
    case 0:
      return {
        kind: 'SignalAnswered', signalId: `S${String(seq)}`, answer: 'approve', by: 'test', key: null, reason: null,
        volume: 0.1, stop: null, target: null,
      };
    case 1:
      return {
        kind: 'Quarantined', wire: null, code: 'E_RANGE', reason: 'a test', source: 'mt5',
        raw: `\ud800${String(seq)}\u0000\udfff`,
      };
    case 2:
      return {
        kind: 'BarsImported', feed: 'import', symbol: 'EURUSD', timeframe: 'M1', file: 'a.csv',
        bars: Array.from({ length: seq % 7 }, (_, row) => ({
          time: seq * 60_000 + row, open: 1.1, high: 1.2 + row / 1000, low: 1.05, close: 1.15, tickVolume: row,
          realVolume: 0, spread: row % 2 === 0 ? null : 12, askOpen: null, askHigh: null, askLow: null,
          askClose: null, source: 'import' as const, partial: false,
        })),
      };
    case 3:
      return {
        kind: 'HistoryTicksReceived', account: '1@Test', symbol: 'EURUSD', offsetS: 7200, before: seq % 3,
        ticks: { brokerMs: [seq, seq], bid: [1, 1.5], ask: [2, 2.5], last: [0, 0], volume: [0, 0], flags: [6, 6] },
      };
    case 4:
      return {
        kind: 'HistoryEnded', account: '1@Test', of: 'ticks', symbol: 'EURUSD', timeframe: null, fromMs: seq,
        toMs: seq + 1, rows: 2, outcome: 'complete', code: null,
      };
    default: {
      const rows = Array.from({ length: 1 + seq % 60 }, (_, row) => row);
      const brokerMs = rows.map((row) => 1_700_007_200_000 + seq * 1000 + row * 13);
      return {
        kind: 'TicksReceived', account: '1@Test', symbol: 'EURUSD', offsetS: 7200, next: [seq * 1000, 1],
        ticks: {
          brokerMs, bid: rows.map((row) => (110_000 + row) / 100_000),
          ask: rows.map((row) => (110_010 + row) / 100_000), last: rows.map(() => 0), volume: rows.map(() => 0),
          flags: rows.map(() => 6),
        },
      };
    }
  }
}
