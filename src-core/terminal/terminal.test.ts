import { sha256Hex } from '#core/base';
import { readBody, readEnvelope } from '#core/intake';
import { describe, expect, it } from 'vitest';
import { Rig } from './terminal-rig.test-kit.ts';

const OTHER_TOKEN = new Uint8Array(32).fill(9);
const seqs = (rig: Rig) => rig.server.frames.filter((frame) => frame.seq > 0).map((frame) => frame.seq);

describe('the handshake', () => {
  it('checklist connection-1: says hello with every field of the page, proves itself and goes live', () => {
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

  it('checklist connection-1: tells nothing to a server that cannot prove itself, and gives up with words', () => {
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
    expect(new Set(inside.map((frame) => frame.type))).toEqual(
      new Set(['account', 'symbol', 'position', 'order', 'deal', 'calendar']),
    );
    // what is done with says so: nobody takes it for waiting
    expect(inside.filter((frame) => frame.type === 'order').map((frame) => [frame.body['op'], frame.body['state']]))
      .toEqual([['remove', 'filled']]);
    const position = inside.find((frame) => frame.type === 'position')?.body as Record<string, unknown>;
    expect(position).toMatchObject({ op: 'open', sl: 1.13, tp: 1.15, magic: '8062977659166717', cid: '7H3K9QZX' });
    expect(rig.server.frames[end]?.body).toEqual({
      hash: sha256Hex(`${String(position['id'])}:0.1:1.13:1.15`), counts: { positions: 1, orders: 0, deals: 2 },
    });
    expect(rig.server.ofType('result').map((frame) => frame.body)).toContainEqual({ re: 'c1', ok: true, code: null });
    expect(seqs(rig)).toEqual(seqs(rig).map((_, i) => i + 1));
  });

  it('says only what the server\'s own reader takes', () => {
    const rig = new Rig(
      { script: { subs: [{ id: 's', ticks: ['XAUUSD'], bars: ['EURUSD:M5', 'GBPUSD:H1'], book: [], from_msc: 0 }] } },
    );
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
        const read = readBody(
          frame.type, envelope.value.body, { offsetS: 10_800, currency: 'USD', re: frame.re ?? null },
        );
        if (!read.ok) wrong.push([frame.type, read.fault]);
      }
    }
    expect(wrong).toEqual([]);
    expect(rig.server.problems).toEqual([]);
  });

  it('checklist connection-2: beats when idle, and hangs up after ten seconds of silence', () => {
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
    rig.flushes.push(
      JSON.parse(JSON.stringify({ terminal: kept, broker: rig.broker.state() })) as (typeof rig.flushes)[number],
    );
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

  it('believes nothing of the old link after it began a fresh epoch: its numbers were the old ones', () => {
    const rig = new Rig({ script: { isEager: false } });
    rig.connect();
    const { waiting } = rig.terminal.reliable;
    expect(waiting).toBeGreaterThan(3);
    rig.server.ack = 0;
    rig.server.say('error', { re: null, code: 'E_SEQ', msg: 'other content', retry_ms: null });
    expect(rig.closes).toContain('1000 fresh epoch');
    rig.server.ack = waiting;
    rig.server.say('ack', {});
    expect(rig.terminal.reliable.waiting).toBe(waiting);
    rig.terminal.closed(1000, '');
    rig.server.script.isEager = true;
    rig.connect();
    expect(rig.server.ofType('gap')).toEqual([]);
    expect(rig.server.problems).toEqual([]);
  });
});
