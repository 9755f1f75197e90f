import { sha256Hex } from '#core/base';
import { readBody, readEnvelope } from '#core/intake';
import { describe, expect, it } from 'vitest';
import { DEMO, RecordSource } from './index.ts';
import { instrumentForRecord } from '#core/broker-model';
import { Rig } from './terminal-rig.test-kit.ts';

const OTHER_TOKEN = new Uint8Array(32).fill(9);
const seqs = (rig: Rig) => rig.server.frames.filter((frame) => frame.seq > 0).map((frame) => frame.seq);

describe('the handshake', () => {
  it('says hello with every field of the page, proves itself and goes live', () => {
    const rig = new Rig();
    rig.connect();
    expect(rig.server.frames[0]).toMatchObject({
      v: 1, type: 'hello', seq: 0, body: {
        proto: [1, 1], login: '51234567', server: 'Broker-Demo', trade_mode: 'demo', margin_mode: 'hedging',
        currency: 'USD', off: 10_800, clock: 'data',
      },
    });
    expect(rig.server.frames[1]).toMatchObject({ type: 'auth', seq: 0 });
    expect(rig.terminal.phase).toBe('live');
    expect(rig.server.problems).toEqual([]);
  });

  it('tells nothing to a server that cannot prove itself, and gives up with words', () => {
    const rig = new Rig({ script: { token: OTHER_TOKEN } });
    rig.connect();
    expect(rig.server.frames.map((frame) => frame.type)).toEqual(['hello']);
    expect(rig.terminal.failure).toMatchObject({ code: 'E_AUTH' });
    expect(rig.closes).toHaveLength(1);
  });

  it('knows a refusal of its own proof and a version refusal by the close code', () => {
    const rig = new Rig();
    rig.terminal.opened();
    rig.terminal.closed(4401, '');
    expect(rig.terminal.failure?.code).toBe('E_AUTH');
    const other = new Rig();
    other.terminal.opened();
    other.terminal.closed(4426, 'too old');
    expect(other.terminal.failure).toEqual({ code: 'E_VERSION', text: 'too old' });
  });

  it('waits 0.5, 1, 2, 5, 10 s with jitter between links, and a minute after being replaced', () => {
    const rig = new Rig();
    const waits = [0, 1, 2, 3, 4, 5].map(() => {
      rig.terminal.opened();
      rig.terminal.closed(1006, '');
      return rig.terminal.nextDelayMs();
    });
    [500, 1000, 2000, 5000, 10_000, 10_000].forEach((wanted, i) => {
      expect(Math.abs((waits[i] as number) - wanted)).toBeLessThanOrEqual(wanted * 0.2 + 1);
    });
    rig.terminal.closed(4409, '');
    expect(rig.terminal.nextDelayMs()).toBe(60_000);
  });
});

describe('after welcome', () => {
  it('sends a snapshot with the hash of the page, numbered without holes', () => {
    const rig = new Rig();
    rig.connect();
    rig.order({ sl: 1.13, tp: 1.15 });
    rig.server.command('snapshot', { id: 'c1' });
    const begin = rig.server.frames.findLastIndex((frame) => frame.type === 'snapshot.begin');
    const end = rig.server.frames.findLastIndex((frame) => frame.type === 'snapshot.end');
    const inside = rig.server.frames.slice(begin + 1, end);
    expect(new Set(inside.map((frame) => frame.type))).toEqual(new Set(['account', 'symbol', 'position', 'deal']));
    const position = inside.find((frame) => frame.type === 'position')?.body as Record<string, unknown>;
    expect(position).toMatchObject({ op: 'open', sl: 1.13, tp: 1.15, magic: '8062977659166717', cid: '7H3K9QZX' });
    expect(rig.server.frames[end]?.body).toEqual({
      hash: sha256Hex(`${String(position['id'])}:0.1:1.13:1.15`), counts: { positions: 1, orders: 0, deals: 2 },
    });
    expect(rig.server.ofType('result').map((frame) => frame.body)).toContainEqual({ re: 'c1', ok: true, code: null });
    expect(seqs(rig)).toEqual(seqs(rig).map((_, i) => i + 1));
  });

  it('says only what the server\'s own reader takes', () => {
    const rig = new Rig({ script: { subs: [{ id: 's', ticks: ['XAUUSD'], bars: ['EURUSD:M5', 'GBPUSD:H1'], book: [], from_msc: 0 }] } });
    rig.connect();
    rig.order({ kind: 'limit', price: 1.1, sl: 1.09 });
    rig.order({ id: 'c10', cid: '7H3K9QZ0' });
    rig.server.command('history', { id: 'h', kind: 'ticks', s: 'EURUSD', from_msc: 0, page: 50 });
    rig.pass(3000);
    const wrong: unknown[] = [];
    for (const frame of rig.server.frames) {
      const envelope = readEnvelope(JSON.stringify(frame));
      if (!envelope.ok) wrong.push(envelope.fault);
      else if (!frame.type.startsWith('history.')) {
        const read = readBody(frame.type, envelope.value.body, { offsetS: 10_800, currency: 'USD', re: frame.re ?? null });
        if (!read.ok) wrong.push([frame.type, read.fault]);
      }
    }
    expect(wrong).toEqual([]);
    expect(rig.server.problems).toEqual([]);
  });

  it('beats when idle, and hangs up after ten seconds of silence', () => {
    const rig = new Rig({ setup: { chartSymbols: [] } });
    rig.connect();
    rig.server.frames.length = 0;
    rig.pass(9000);
    expect(rig.server.ofType('hb').length + rig.server.ofType('account').length).toBeGreaterThan(2);
    expect(rig.closes).toEqual([]);
    rig.pass(1500);
    expect(rig.closes).toContain('1000 silence');
  });

  it('sends the account at most twice a second, and at least every ten', () => {
    const rig = new Rig();
    rig.connect();
    rig.order({ vol: 1 });
    rig.server.frames.length = 0;
    for (let i = 0; i < 20; i += 1) {
      rig.pass(1000);
      rig.server.say('hb', { t: 0, n: 0 });
    }
    const accounts = rig.server.ofType('account').length;
    expect(accounts).toBeGreaterThan(3);
    expect(accounts).toBeLessThanOrEqual(40);
    expect(rig.server.ofType('position.mark').length).toBeLessThanOrEqual(40);
  });
});

describe('reliable messages', () => {
  it('keeps what was not acknowledged over a broken link and replays it from ack + 1, same numbers and content', () => {
    const rig = new Rig();
    rig.connect();
    const before = rig.server.ack;
    rig.isWired = false;
    rig.order();
    expect(rig.terminal.reliable.waiting).toBeGreaterThan(0);
    rig.terminal.closed(1006, '');
    rig.isWired = true;
    rig.server.frames.length = 0;
    rig.connect();
    const replayed = rig.server.frames.filter((frame) => frame.seq > 0);
    expect(replayed[0]).toMatchObject({ seq: before + 1, type: 'order.result' });
    expect(rig.server.problems).toEqual([]);
    expect(rig.terminal.reliable.waiting).toBe(0);
    expect(rig.results()[0]).toMatchObject({ state: 'done', replay: false });
  });

  it('survives a restart: the outbox goes on where it was', () => {
    const rig = new Rig();
    rig.connect();
    rig.isWired = false;
    rig.order();
    rig.restart();
    rig.isWired = true;
    rig.connect();
    expect(rig.server.problems).toEqual([]);
    expect(rig.results()).toHaveLength(1);
  });

  it('sends again from a nack on', () => {
    const rig = new Rig({ script: { isEager: false } });
    rig.connect();
    rig.pass(1000);
    rig.server.frames.length = 0;
    rig.server.ack = 2;
    rig.server.say('nack', { from: 3 });
    expect(rig.server.frames[0]).toMatchObject({ seq: 3 });
    expect(rig.server.problems).toEqual([]);
  });

  it('puts a gap in the place of messages that a full ring has lost', () => {
    const rig = new Rig({ setup: { outboxBytesMax: 6000 } });
    rig.connect();
    const before = rig.server.ack;
    rig.isWired = false;
    for (let i = 0; i < 12; i += 1) rig.order({ id: `c${String(i)}`, cid: `0000000${'0123456789AB'[i] ?? ''}` });
    rig.terminal.closed(1006, '');
    rig.isWired = true;
    rig.server.frames.length = 0;
    rig.connect();
    const first = rig.server.frames.find((frame) => frame.seq > 0);
    expect(first).toMatchObject({ type: 'gap', seq: before + 1, body: { from_seq: before + 1 } });
    expect(rig.server.problems).toEqual([]);
    expect(rig.terminal.reliable.waiting).toBe(0);
  });

  it('begins a fresh epoch when the server has stored more than its own file knows', () => {
    const rig = new Rig();
    rig.connect();
    const epoch = rig.terminal.epoch;
    const kept = rig.terminal.state();
    rig.flushes.push(JSON.parse(JSON.stringify({ terminal: kept, broker: rig.broker.state() })) as (typeof rig.flushes)[number]);
    const count = rig.flushes.length;
    rig.order();
    rig.flushes.length = count;
    rig.restart('last flush');
    rig.connect();
    expect(rig.closes).toContain('1000 fresh epoch');
    expect(rig.terminal.epoch).not.toBe(epoch);
    rig.terminal.closed(1000, '');
    rig.connect();
    expect(rig.terminal.phase).toBe('live');
    expect(rig.server.problems).toEqual([]);
  });
});

describe('ticks and bars', () => {
  it('sends its chart\'s ticks from now on, each batch following the one before', () => {
    const rig = new Rig();
    rig.connect();
    rig.pass(20_000);
    const rows = rig.server.rows.get('EURUSD') ?? [];
    expect(rows.length).toBeGreaterThan(10);
    expect(rig.server.resyncs).toBe(0);
    expect(rig.server.ofType('tick')[0]?.body['prev']).toBeNull();
    expect(Math.min(...rows.map((row) => row[0] as number))).toBeGreaterThanOrEqual(DEMO.startMs + DEMO.offsetS * 1000);
  });

  it('goes on from the server\'s cursor after a broken link: every tick once', () => {
    const rig = new Rig();
    rig.connect();
    rig.pass(5000);
    rig.isWired = false;
    rig.pass(5000);
    rig.terminal.closed(1006, '');
    rig.pass(5000);
    rig.isWired = true;
    rig.connect();
    rig.pass(5000);
    const got = (rig.server.rows.get('EURUSD') ?? []).map((row) => row.slice(0, 3));
    const all = rig.source.ticksAfter('EURUSD', null, DEMO.startMs + DEMO.offsetS * 1000, 10_000)
      .map((row) => [row.msc, row.bid, row.ask]);
    expect(got).toEqual(all.slice(0, got.length));
    expect(all.length - got.length).toBeLessThanOrEqual(1);
    expect(rig.server.resyncs).toBe(0);
  });

  it('goes back to the cursor of a resync', () => {
    const rig = new Rig();
    rig.connect();
    rig.pass(3000);
    const at = rig.server.cursors.tick.get('EURUSD');
    rig.isWired = false;
    rig.pass(2000);
    rig.isWired = true;
    rig.pass(1000);
    expect(rig.server.resyncs).toBeGreaterThan(0);
    expect(rig.server.cursors.tick.get('EURUSD')?.[0]).toBeGreaterThan(at?.[0] ?? 0);
    const msc = (rig.server.rows.get('EURUSD') ?? []).map((row) => row[0] as number);
    expect(msc).toEqual([...msc].sort((a, b) => a - b));
  });

  it('sends closed bars from from_msc, and each new one once as it closes', () => {
    const rig = new Rig();
    rig.connect();
    const brokerNow = DEMO.startMs + DEMO.offsetS * 1000;
    rig.server.command('sub', { id: 'c2', ticks: [], bars: ['EURUSD:M1', 'EURUSD:D1'], book: [], from_msc: brokerNow - 86_400_000 });
    const before = rig.server.bars.get('EURUSD:M1')?.length ?? 0;
    expect(before).toBeGreaterThan(1400);
    expect(rig.server.bars.get('EURUSD:D1')).toBeUndefined();
    for (let i = 0; i < 14; i += 1) {
      rig.pass(5000);
      rig.server.say('hb', {});
    }
    const bars = rig.server.bars.get('EURUSD:M1') ?? [];
    expect(bars.length - before).toBeGreaterThanOrEqual(1);
    const times = bars.map((row) => row[0] as number);
    expect(times.every((t, i) => i === 0 || t === (times[i - 1] as number) + 60 || t % 86_400 === 0)).toBe(true);
    expect(rig.server.problems).toEqual([]);
  });

  it('answers an unknown symbol with suggestions and takes the known ones of the same sub', () => {
    const rig = new Rig();
    rig.connect();
    rig.server.command('sub', { id: 'c2', ticks: ['EURUSDm', 'XAUUSD'], bars: [], book: [] });
    expect(rig.server.ofType('result')[0]?.body).toMatchObject({ re: 'c2', ok: false, code: 'E_SYMBOL', suggestions: ['EURUSD'] });
    rig.pass(5000);
    expect(rig.server.rows.get('XAUUSD')?.length).toBeGreaterThan(0);
    rig.server.command('unsub', { id: 'c3', ticks: ['XAUUSD'], bars: [], book: [] });
    const held = rig.server.rows.get('XAUUSD')?.length;
    rig.pass(5000);
    expect(rig.server.rows.get('XAUUSD')?.length).toBe(held);
  });

  it('stops at the window until the server confirms', () => {
    const rig = new Rig({ script: { isEager: false, windowBytes: 3000, subs: [{ id: 's', ticks: [], bars: ['EURUSD:M1'], book: [], from_msc: 0 }] } });
    rig.connect();
    const sent = rig.server.ofType('bar').length;
    expect(sent).toBe(1);
    rig.pass(2000);
    expect(rig.server.ofType('bar').length).toBe(sent);
    rig.server.confirm();
    expect(rig.server.ofType('bar').length).toBe(sent + 1);
  });

  it('keeps within max_tick_rows and its own rate of messages', () => {
    const rig = new Rig({ script: { tickRowsMax: 7, isEager: true }, setup: { messagesPerS: 20 } });
    rig.connect();
    rig.server.cursors.tick.set('EURUSD', [DEMO.startMs + DEMO.offsetS * 1000 - 600_000, 1]);
    rig.terminal.closed(1006, '');
    rig.hostMs += 5000;
    rig.server.frames.length = 0;
    rig.connect();
    rig.pass(1000, 50);
    const batches = rig.server.ofType('tick');
    expect(batches.length).toBeGreaterThan(2);
    expect(batches.every((frame) => (frame.body['rows'] as unknown[]).length <= 7)).toBe(true);
    expect(rig.server.frames.length).toBeLessThanOrEqual(20 + 20 + 12);
  });

  it('rests what flow.ctl pauses', () => {
    const rig = new Rig();
    rig.connect();
    rig.server.command('flow.ctl', { pause: ['tick'] });
    const before = rig.server.ofType('tick').length;
    rig.pass(4000);
    expect(rig.server.ofType('tick').length).toBe(before);
    rig.server.command('flow.ctl', { pause: [], tick_min_ms: 1000 });
    rig.pass(4000);
    const more = rig.server.ofType('tick').length - before;
    expect(more).toBeGreaterThan(0);
    expect(more).toBeLessThanOrEqual(5);
  });

  it('moves a market on its own clock to a server that stands further on', () => {
    const rig = new Rig();
    const ahead = DEMO.startMs + DEMO.offsetS * 1000 + 3_600_000;
    rig.server.cursors.tick.set('EURUSD', [ahead, 1]);
    rig.connect();
    expect(rig.source.nowMs).toBeGreaterThanOrEqual(ahead - DEMO.offsetS * 1000);
  });
});

describe('orders', () => {
  it('runs a client order id once: the same again is answered from the journal, other content is refused', () => {
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

  it('does not trade while its journal cannot be written', () => {
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

  it('finds an order whose answer was lost by its magic, when asked and at the next start', () => {
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
    rig.server.command('order.modify', { id: '4', cid: '00000004', ticket, price: 1.11, sl: null, tp: null, expiry_ts: null, deadline_ts });
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
    rig.server.command('history', { id: 'h1', kind: 'ticks', s: 'EURUSD', from_msc: DEMO.startMs + DEMO.offsetS * 1000 - 60_000, page: 20 });
    const pages = rig.server.ofType('history.page').map((frame) => frame.body);
    expect(pages.length).toBeGreaterThan(3);
    const rows = pages.flatMap((page) => page['rows'] as number[][]);
    expect(rig.server.ofType('history.end')[0]?.body).toMatchObject({ re: 'h1', rows_total: rows.length, complete: true });
    const all = rig.source.ticksAfter('EURUSD', null, DEMO.startMs + DEMO.offsetS * 1000 - 60_000, 10_000);
    expect(rows.map((row) => row.slice(0, 3))).toEqual(all.map((row) => [row.msc, row.bid, row.ask]));
    rig.server.command('history', { id: 'h2', kind: 'bars', s: 'EURUSD', tf: 'H1', from_msc: DEMO.startMs - 86_400_000 });
    expect(rig.server.ofType('history.end')[1]?.body['rows_total']).toBeGreaterThan(20);
    rig.server.command('history', { id: 'h3', kind: 'dreams' });
    expect(rig.server.ofType('result').at(-1)?.body).toMatchObject({ re: 'h3', ok: false, code: 'E_RANGE' });
  });
});

describe('a recorded file', () => {
  const rows = Array.from({ length: 500 }, (_, i) => ({ msc: 1_400_000_000_000 + Math.floor(i / 3) * 700, bid: 1.1 + i / 1e5, ask: 1.1001 + i / 1e5 }));
  const rigOf = (kind: 'max' | 'lockstep' | 'clock', shownMs: number | null = null) => {
    const source = new RecordSource(instrumentForRecord('EURUSD', 5), { kind, speed: 10 }, shownMs);
    source.push(rows);
    source.end();
    return new Rig({ source, broker: { offsetS: 0, instruments: source.instruments }, setup: { messagesPerS: 9000 } });
  };
  const wire = rows.map((row) => [row.msc, row.bid, row.ask, 0, 0, 6]);

  it('at full speed sends every row once and is done when the server has them', () => {
    const rig = rigOf('max');
    rig.connect();
    rig.pass(100);
    expect(rig.server.rows.get('EURUSD')).toEqual(wire);
    expect(rig.server.frames[0]?.body).toMatchObject({ clock: 'data', off: 0 });
    expect(rig.terminal.isDone).toBe(true);
    expect(rig.server.ofType('bar')).toEqual([]);
  });

  it('in lockstep lets a row go only when the one before is confirmed', () => {
    const rig = rigOf('lockstep');
    rig.server.script.isEager = false;
    rig.connect();
    for (let i = 1; i <= 5; i += 1) {
      rig.pass(100);
      expect(rig.server.rows.get('EURUSD')).toHaveLength(i);
      rig.server.confirm();
    }
    rig.server.script.isEager = true;
    rig.server.confirm();
    rig.pass(100);
    expect(rig.server.rows.get('EURUSD')).toEqual(wire);
    expect(rig.server.ofType('tick').every((frame) => (frame.body['rows'] as unknown[]).length === 1)).toBe(true);
  });

  it('at a speed lets rows go as their time comes', () => {
    const rig = rigOf('clock');
    rig.connect();
    rig.pass(1000);
    const got = rig.server.rows.get('EURUSD')?.length ?? 0;
    // ten seconds of the file: 15 groups of three
    expect(got).toBeGreaterThanOrEqual(42);
    expect(got).toBeLessThanOrEqual(48);
  });

  it('goes on at the server\'s cursor in a new process; the broker of a first life begins there', () => {
    const rig = rigOf('max');
    rig.server.cursors.tick.set('EURUSD', [rows[100]?.msc as number, 2]);
    rig.connect();
    rig.pass(100);
    expect(rig.server.rows.get('EURUSD')).toEqual(wire.slice(101));
    expect(rig.broker.quote('EURUSD')?.timeMs).toBe(rows[499]?.msc);
  });

  it('refuses rows whose time goes back', () => {
    const source = new RecordSource(instrumentForRecord('EURUSD', 5), { kind: 'max', speed: 1 });
    source.push([{ msc: 5, bid: 1, ask: 1 }, { msc: 4, bid: 1, ask: 1 }, { msc: 5, bid: 2, ask: 2 }]);
    expect(source.backwards).toBe(1);
    expect(source.takeTicks('EURUSD', null, 0, 10)).toHaveLength(2);
  });
});
