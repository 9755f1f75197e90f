import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rig } from './terminal-rig.test-kit.ts';

const TYPES = [
  'challenge', 'welcome', 'error', 'ack', 'nack', 'hb', 'ack.cursor', 'resync', 'sub', 'unsub', 'order.send',
  'order.modify', 'order.cancel', 'position.modify', 'position.close', 'position.close_by', 'order.query', 'snapshot',
  'kill',
  'history', 'flow.ctl', 'signal.draw', 'x',
];

const value = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }), fc.integer(), fc.double(), fc.string(),
  fc.constantFrom(
    'EURUSD', 'XAUUSD:M5', '7H3K9QZX', 'buy', 'market', 'ticks', 'bars', 'M1', '1000002', [1, 1], ['EURUSD'], null,
  ),
);
const FIELDS = [
  'id', 'cid', 's', 'kind', 'side', 'vol', 'price', 'sl', 'tp', 'dev', 'ticks', 'bars', 'from_msc', 'to_msc', 'cursor',
  'tf',
  'tick', 'bar', 'position', 'by', 'ticket', 'from', 'pause', 'tick_min_ms', 'flatten', 'deadline_ts', 'resume',
  'cursors',
  'limits', 'trade', 'ts', 'snonce', 'mac', 'page', 'enc', 'code',
];
const body = fc.dictionary(fc.constantFrom(...FIELDS), value, { maxKeys: 10 });
const frame = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(fc.constantFrom(...TYPES), body, fc.nat(50)).map(
      ([type, content, ack]) => JSON.stringify({ v: 1, type, seq: 0, ack, ts: 1, body: content }),
    ),
  },
  { weight: 1, arbitrary: fc.string() },
  { weight: 1, arbitrary: fc.json() },
);

describe('a server that says anything', () => {
  it('never makes a live terminal throw, and never a trade without a valid order', () => {
    fc.assert(fc.property(fc.array(frame, { maxLength: 25 }), (frames) => {
      const rig = new Rig();
      rig.connect();
      for (const text of frames) rig.terminal.receive(text);
      rig.pass(400);
      rig.terminal.closed(1006, '');
      const { equity, balance, profit } = rig.broker.account();
      expect(equity).toBeCloseTo(balance + profit, 2);
      expect(JSON.parse(JSON.stringify(rig.terminal.state()))).toEqual(rig.terminal.state());
    }), { numRuns: 150 });
  });

  it('gets nothing but the handshake out of a terminal before a proven welcome', () => {
    fc.assert(fc.property(fc.array(frame, { maxLength: 15 }), (frames) => {
      const rig = new Rig();
      const said: string[] = [];
      rig.server.receive = (text) => { said.push((JSON.parse(text) as { type: string }).type); };
      rig.terminal.opened();
      for (const text of frames) rig.terminal.receive(text);
      rig.pass(400);
      expect(said).toEqual(['hello']);
    }), { numRuns: 150 });
  });
});
