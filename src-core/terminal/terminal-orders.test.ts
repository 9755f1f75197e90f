import { describe, expect, it } from 'vitest';
import { DEMO } from './index.ts';
import { Rig } from './terminal-rig.test-kit.ts';

describe('orders', () => {
  it('checklist orders-17: runs a client order id once: the same again is answered from the journal, other content is refused', () => {
    const rig = new Rig();
    rig.connect();
    rig.order();
    rig.order({ id: 'c10', deadline_ts: 1 });
    rig.order({ id: 'c11', vol: 0.2 });
    expect(rig.results()).toMatchObject([
      { re: 'c9', state: 'done', retcode: 10009, retname: 'DONE', replay: false, cid: '7H3K9QZX' },
      { re: 'c10', state: 'done', retcode: 10009, replay: true },
      { re: 'c11', state: 'rejected', retname: 'E_DUP_MISMATCH' },
    ]);
    expect(rig.broker.positions()).toHaveLength(1);
    expect(rig.server.ofType('order.result')[0]).toMatchObject({ re: 'c9' });
  });

  it('runs nothing past its deadline, by the account\'s clock', () => {
    const rig = new Rig();
    rig.connect();
    rig.order({ deadline_ts: rig.source.nowMs - 1 });
    rig.order({ id: 'c12', cid: '00000001', deadline_ts: rig.source.nowMs });
    expect(rig.results()).toMatchObject([{ state: 'rejected', retname: 'E_EXPIRED' }, { state: 'done' }]);
    rig.order({ id: 'c13' });
    expect(rig.results()[2]).toMatchObject({ retname: 'E_EXPIRED', replay: true });
  });

  it('checklist orders-17: does not trade while its journal cannot be written', () => {
    const rig = new Rig();
    rig.connect();
    rig.canFlush = false;
    rig.order();
    expect(rig.results()).toMatchObject([{ state: 'rejected', retname: 'E_INTERNAL' }]);
    expect(rig.broker.positions()).toEqual([]);
    rig.canFlush = true;
    rig.order();
    expect(rig.results()[1]).toMatchObject({ state: 'done' });
  });

  it('checklist orders-17: finds an order whose answer was lost by its magic, when asked and at the next start', () => {
    const rig = new Rig();
    rig.connect();
    rig.terminal.loseAnswers(2);
    rig.order();
    rig.order({ id: 'c10', cid: '00000001', side: 'sell' });
    expect(rig.results()).toEqual([]);
    rig.server.command('order.query', { id: 'q1', cid: '7H3K9QZX' });
    expect(rig.results()).toMatchObject([{ re: 'q1', state: 'done', replay: true, vol: 0.1 }]);
    rig.restart();
    rig.connect();
    expect(rig.results()[1]).toMatchObject({ re: 'c10', cid: '00000001', state: 'done' });
    expect(rig.broker.positions()).toHaveLength(2);
  });

  it('forgets a pending order that never reached the broker: absent, and it may be sent again', () => {
    const rig = new Rig();
    rig.connect();
    rig.order();
    // the state on disk between "pending" and the send
    rig.flushes.length = 1;
    rig.server.ack = 0;
    rig.server.reliable.clear();
    rig.server.epoch = '';
    rig.restart('last flush');
    rig.connect();
    rig.server.command('order.query', { id: 'q1', cid: '7H3K9QZX' });
    expect(rig.results().at(-1)).toMatchObject({ re: 'q1', state: 'absent' });
    rig.order({ id: 'c20' });
    expect(rig.results().at(-1)).toMatchObject({ re: 'c20', state: 'done', replay: false });
    expect(rig.broker.positions()).toHaveLength(1);
  });

  it('closes by position and volume, moves levels, cancels and closes by', () => {
    const rig = new Rig();
    rig.connect();
    rig.order({ vol: 0.3 });
    const position = rig.broker.positions()[0]?.id as string;
    const deadline_ts = rig.source.nowMs + 10_000;
    rig.server.command('position.modify', { id: '1', cid: '00000001', position, sl: 1.12, tp: null, deadline_ts });
    rig.server.command('position.close', { id: '2', cid: '00000002', position, vol: 0.1, dev: 10, deadline_ts });
    rig.order({ id: '3', cid: '00000003', kind: 'limit', price: 1.1 });
    const ticket = rig.broker.orders()[0]?.id as string;
    rig.server.command(
      'order.modify',
      { id: '4', cid: '00000004', ticket, price: 1.11, sl: null, tp: null, expiry_ts: null, deadline_ts },
    );
    rig.server.command('order.cancel', { id: '5', cid: '00000005', ticket, deadline_ts });
    rig.order({ id: '6', cid: '00000006', side: 'sell', vol: 0.1 });
    const by = rig.broker.positions()[1]?.id as string;
    rig.server.command('position.close_by', { id: '7', cid: '00000007', position, by, deadline_ts });
    rig.server.command('position.close', { id: '8', cid: '00000008', position: '999', vol: null, dev: 0, deadline_ts });
    expect(rig.results().map((one) => [one['re'], one['state'], one['retcode']])).toEqual([
      ['c9', 'done', 10009], ['1', 'done', 10009], ['2', 'done', 10009], ['3', 'placed', 10008], ['4', 'done', 10009],
      ['5', 'done', 10009], ['6', 'done', 10009], ['7', 'done', 10009], ['8', 'rejected', 10036],
    ]);
    expect(rig.broker.positions()).toMatchObject([{ id: position, volume: 0.1, sl: 1.12 }]);
    const deal = rig.server.ofType('deal').find((frame) => frame.body['entry'] === 'out');
    expect(deal?.body).toMatchObject({ cid: '00000002', position_id: position, vol: 0.1 });
  });

  it('goes read-only on kill, flattens when told to, and opens again when the server says so', () => {
    const rig = new Rig();
    rig.connect();
    rig.order();
    rig.order({ id: '2', cid: '00000002', kind: 'limit', price: 1.1 });
    rig.server.command('kill', { id: 'k', flatten: true });
    expect(rig.broker.positions()).toEqual([]);
    expect(rig.broker.orders()).toEqual([]);
    rig.order({ id: '3', cid: '00000003' });
    expect(rig.results().at(-1)).toMatchObject({ state: 'rejected', retname: 'E_READONLY' });
    rig.terminal.closed(1006, '');
    rig.connect();
    rig.order({ id: '4', cid: '00000004' });
    expect(rig.results().at(-1)).toMatchObject({ state: 'done' });
  });

  it('reports a stop that is hit, with its reason and the opening cid', () => {
    const rig = new Rig();
    rig.connect();
    const bid = rig.broker.quote('EURUSD')?.bid as number;
    rig.order({ sl: Math.round((bid - 0.00011) * 1e5) / 1e5 });
    for (let i = 0; i < 120 && rig.broker.positions().length > 0; i += 1) {
      rig.pass(5000);
      rig.server.say('hb', {});
    }
    const out = rig.server.ofType('deal').map((frame) => frame.body).find((body) => body['reason'] === 'sl');
    expect(out).toMatchObject({ entry: 'out', cid: '7H3K9QZX', side: 'sell' });
    expect(rig.server.ofType('position').at(-1)?.body).toMatchObject({ op: 'close', vol: 0 });
  });
});

describe('what the page does not know', () => {
  it('answers unknown types with E_TYPE and unreadable frames with E_PROTO, and goes on', () => {
    const rig = new Rig();
    rig.connect();
    rig.server.command('dance', { id: 'c1' });
    rig.terminal.receive('{"v":1');
    rig.terminal.receive('[]');
    expect(rig.server.ofType('error').map((frame) => frame.body['code'])).toEqual(['E_TYPE', 'E_PROTO', 'E_PROTO']);
    rig.order();
    expect(rig.results()).toHaveLength(1);
  });

  it('answers history in pages that join, and an unknown kind with a refusal', () => {
    const rig = new Rig();
    rig.connect();
    rig.pass(10_000);
    rig.server.command(
      'history',
      { id: 'h1', kind: 'ticks', s: 'EURUSD', from_msc: DEMO.startMs + DEMO.offsetS * 1000 - 60_000,
        to_msc: rig.source.nowMs + DEMO.offsetS * 1000, page: 20 },
    );
    const asked = rig.source.nowMs + DEMO.offsetS * 1000;
    rig.pass(1000);
    const pages = rig.server.ofType('history.page').map((frame) => frame.body);
    expect(pages.length).toBeGreaterThan(3);
    const rows = pages.flatMap((page) => page['rows'] as number[][]);
    expect(rig.server.ofType('history.end')[0]?.body).toMatchObject(
      { re: 'h1', rows_total: rows.length, complete: true },
    );
    const all = rig.source.ticksAfter('EURUSD', null, DEMO.startMs + DEMO.offsetS * 1000 - 60_000, 10_000)
      .filter((row) => row.msc <= asked);
    expect(rows.map((row) => row.slice(0, 3))).toEqual(all.map((row) => [row.msc, row.bid, row.ask]));
    rig.server.command(
      'history', { id: 'h2', kind: 'bars', s: 'EURUSD', tf: 'H1', from_msc: DEMO.startMs - 86_400_000 },
    );
    expect(rig.server.ofType('history.end')[1]?.body['rows_total']).toBeGreaterThan(20);
    rig.server.command('history', { id: 'h3', kind: 'dreams' });
    expect(rig.server.ofType('result').at(-1)?.body).toMatchObject({ re: 'h3', ok: false, code: 'E_RANGE' });
  });

  it('counts bars without sending them', () => {
    const rig = new Rig();
    rig.connect();
    rig.pass(10_000);
    // 11:39:20 UTC: of two hours' minutes those of 9:40 to 11:38 have closed
    const to = DEMO.startMs + DEMO.offsetS * 1000;
    rig.server.command(
      'history', { id: 'n', kind: 'count', s: 'EURUSD', tf: 'M1', from_msc: to - 7_200_000, to_msc: to, page: 50 },
    );
    rig.pass(1000);
    expect(rig.server.ofType('history.page')).toEqual([]);
    expect(rig.server.ofType('history.end').map(({ body }) => [body['re'], body['rows_total'], body['complete']]))
      .toEqual([['n', 119, true]]);
  });
});
