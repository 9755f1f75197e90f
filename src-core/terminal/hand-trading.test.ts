import { describe, expect, it } from 'vitest';
import { isTaken, type HandCommand } from './index.ts';
import { Rig } from './terminal-rig.test-kit.ts';

function connected(change: ConstructorParameters<typeof Rig>[0] = {}): Rig {
  const rig = new Rig(change);
  rig.connect();
  rig.pass(500);
  return rig;
}

function byHand(rig: Rig, command: HandCommand, body: Readonly<Record<string, unknown>>) {
  const result = rig.terminal.window.trade(command, body);
  if (!result.ok) throw new Error(result.text);
  return result.answer;
}

const lastOf = (rig: Rig, type: string) => rig.server.ofType(type).at(-1)?.body;
const OPEN = { symbol: 'EURUSD', side: 'buy', volume: 0.3 } as const;

describe('a trade by hand', () => {
  it('checklist orders-18: opens with magic 0 and reason client, and the server hears of order, deal and position at once', () => {
    const rig = connected();
    const answer = byHand(rig, 'open', { ...OPEN, sl: 1.1 });
    expect(answer).toMatchObject({ retcode: 10009, volume: 0.3 });
    expect(lastOf(rig, 'deal')).toMatchObject({
      s: 'EURUSD', entry: 'in', reason: 'client', magic: '0', cid: null, vol: 0.3, comment: '',
    });
    expect(lastOf(rig, 'position')).toMatchObject({
      op: 'open', id: answer.position, magic: '0', cid: null, vol: 0.3, sl: 1.1, tp: null,
    });
    expect(rig.results()).toEqual([]);
    expect(rig.server.problems).toEqual([]);
  });

  it('moves one level and keeps the other, closes a part, then the rest', () => {
    const rig = connected();
    const { position } = byHand(rig, 'open', { ...OPEN, sl: 1.1, tp: 1.3 });
    expect(byHand(rig, 'modify', { position, sl: 1.11 }).retcode).toBe(10009);
    expect(lastOf(rig, 'position')).toMatchObject({ op: 'update', sl: 1.11, tp: 1.3 });
    expect(byHand(rig, 'modify', { position, tp: null }).retcode).toBe(10009);
    expect(lastOf(rig, 'position')).toMatchObject({ op: 'update', sl: 1.11, tp: null });
    expect(byHand(rig, 'close', { position, volume: 0.1 })).toMatchObject({ retcode: 10009, volume: 0.1 });
    expect(lastOf(rig, 'position')).toMatchObject({ op: 'update', vol: 0.2 });
    expect(byHand(rig, 'close', { position }).retcode).toBe(10009);
    expect(lastOf(rig, 'position')).toMatchObject({ op: 'close', vol: 0 });
    expect(rig.server.ofType('deal').map((frame) => [frame.body['entry'], frame.body['reason'], frame.body['vol']]))
      .toEqual([['in', 'client', 0], ['in', 'client', 0.3], ['out', 'client', 0.1], ['out', 'client', 0.2]]);
  });

  it('places, moves and cancels a waiting order, and a filled one names the hand that placed it', () => {
    const rig = connected();
    const { ask } = rig.broker.quote('EURUSD') as { ask: number };
    const price = Math.round((ask + 0.01) * 1e5) / 1e5;
    const placed = byHand(rig, 'open', { ...OPEN, kind: 'stop', price });
    expect(placed.retcode).toBe(10008);
    expect(byHand(rig, 'modify', { order: placed.order, price: price + 0.001 }).retcode).toBe(10009);
    expect(lastOf(rig, 'order')).toMatchObject({ op: 'update', price: price + 0.001, magic: '0' });
    const filled = rig.broker.onTick('EURUSD', rig.source.nowMs, price + 0.002, price + 0.0021);
    expect(filled.flatMap((event) => (event.kind === 'deal' ? [event.deal.reason] : []))).toEqual(['client']);
    const other = byHand(rig, 'open', { ...OPEN, kind: 'limit', price: 1.05 });
    expect(byHand(rig, 'cancel', { order: other.order }).retcode).toBe(10009);
    expect(lastOf(rig, 'order')).toMatchObject({ op: 'remove', state: 'canceled', id: other.order });
  });

  it('closes two opposite positions by each other', () => {
    const rig = connected();
    const long = byHand(rig, 'open', OPEN).position;
    const short = byHand(rig, 'open', { ...OPEN, side: 'sell' }).position;
    expect(byHand(rig, 'close_by', { position: long, by: short }).retcode).toBe(10009);
    expect(rig.broker.positions()).toEqual([]);
    const deals = rig.broker.deals().slice(-2);
    expect(deals.map((deal) => [deal.entry, deal.reason])).toEqual([['out_by', 'client'], ['out_by', 'client']]);
  });

  it('is refused by the broker with the broker\'s own code', () => {
    const rig = connected();
    const answer = byHand(rig, 'open', { ...OPEN, volume: 0.123 });
    expect([answer.retcode, isTaken(answer)]).toEqual([10014, false]);
    expect(byHand(rig, 'close', { position: '77' }).retcode).toBe(10036);
    expect(byHand(rig, 'modify', { position: '77', sl: 1 }).retcode).toBe(10036);
    expect(byHand(rig, 'cancel', { order: '77' }).retcode).toBe(10013);
  });

  it.each([
    ['open', {}, 'symbol'], ['open', { symbol: 'EURUSD', side: 'up' }, 'side'],
    ['open', { symbol: 'EURUSD', side: 'buy' }, 'volume'], ['open', { ...OPEN, kind: 'iceberg' }, 'kind'],
    ['open', { ...OPEN, kind: 'limit' }, 'price'], ['modify', {}, 'position or order'],
    ['close', {}, 'position'], ['close', { position: '1', volume: 'x' }, 'volume'],
    ['close_by', {}, 'position'], ['close_by', { position: '1' }, 'by'], ['cancel', {}, 'order'],
  ] as const)('%s with %j is answered with the field that is wrong: %s', (command, body, field) => {
    const rig = connected();
    const result = rig.terminal.window.trade(command, body);
    expect(result.ok ? '' : result.text).toMatch(new RegExp(`^${field}`));
    expect(rig.broker.deals()).toHaveLength(1);
  });
});
