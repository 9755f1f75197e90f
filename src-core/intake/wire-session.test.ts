import { describe, expect, it } from 'vitest';
import { ACCOUNT, DEAL, RigEngine, SessionRig, tickBody } from './session-rig.ts';
import { decodeToken, LinkBook, serverProof } from './index.ts';

describe('the handshake', () => {
  it('challenges with our proof and welcomes with what is stored', () => {
    const rig = new SessionRig();
    rig.hello();
    const { snonce, mac } = rig.last('challenge').body;
    const token = decodeToken('AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQTCQKRMFYYDENBWHA5DYPQ');
    expect(mac).toBe(serverProof(token as Uint8Array, '00'.repeat(16), snonce as string, '51234567'));
    rig.prove();
    expect(rig.last('welcome').body).toMatchObject({
      proto: 1, resume: { epoch: '9f2c', ack: 0 }, cursors: { tick: {}, bar: {} }, subs: [], trade: 'enabled',
      limits: { window_bytes: 4_194_304, max_tick_rows: 2000, orders_per_s: 5 },
    });
    expect(rig.provenAccounts).toEqual(['51234567@Broker-Demo']);
  });

  it('holds the welcome back until the connection is committed', () => {
    const engine = new RigEngine();
    engine.isCommittingAtOnce = false;
    const rig = new SessionRig(engine);
    rig.hello();
    rig.prove();
    expect(rig.session.phase).toBe('joining');
    rig.say('deal', DEAL, 1);
    expect(rig.last('error').body['code']).toBe('E_NOT_AUTHED');
    rig.prove();
    expect(engine.bodies('TerminalConnected')).toHaveLength(1);
    engine.commit();
    expect(rig.session.phase).toBe('live');
    expect(rig.of('welcome')).toHaveLength(1);
    expect(engine.bodies('DealReported')).toHaveLength(0);
  });

  it('refuses a wrong proof with E_AUTH and 4401', () => {
    const rig = new SessionRig();
    rig.hello();
    rig.say('auth', { mac: 'f'.repeat(64) });
    expect(rig.last('error').body['code']).toBe('E_AUTH');
    expect(rig.closed?.code).toBe(4401);
  });

  it('makes a failing caller wait 1, 2, 4 … 60 s for the next challenge, and admits the right proof after it', () => {
    const engine = new RigEngine();
    const waits: number[] = [];
    for (let failure = 0; failure < 9; failure += 1) {
      const rig = new SessionRig(engine);
      rig.hello();
      const from = engine.nowMs;
      for (let i = 0; i < 400 && rig.of('challenge').length === 0; i += 1) rig.pass(250);
      waits.push(engine.nowMs - from);
      rig.say('auth', { mac: '' });
      expect(rig.closed?.code).toBe(4401);
    }
    expect(waits).toEqual([0, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    const other = new SessionRig(engine);
    other.join({ login: '777' });
    const mended = new SessionRig(engine);
    mended.hello();
    expect(mended.of('challenge')).toHaveLength(0);
    mended.pass(60_000);
    mended.prove();
    expect(mended.session.phase).toBe('live');
    const again = new SessionRig(engine);
    again.hello();
    expect(again.of('challenge')).toHaveLength(1);
    again.say('auth', { mac: '' });
    const forgiven = new SessionRig(engine);
    forgiven.hello();
    forgiven.pass(1_000);
    expect(forgiven.of('challenge')).toHaveLength(1);
  });

  it.each([
    ['no hello', (rig: SessionRig) => { rig.pass(5_000); }],
    ['no auth', (rig: SessionRig) => { rig.hello(); rig.pass(5_000); }],
  ])('closes with 4408 after 5 s: %s', (_name, act) => {
    const rig = new SessionRig();
    act(rig);
    expect(rig.closed?.code).toBe(4408);
  });

  it.each([[[2, 3]], [[0, 0]], [[]]])('refuses proto %j with E_VERSION and 4426', (proto) => {
    const rig = new SessionRig();
    rig.hello({ proto });
    expect(rig.last('error').body['code']).toBe('E_VERSION');
    expect(rig.closed?.code).toBe(4426);
  });

  it.each([[[1, 1]], [[0, 2]], [[3, 1, 2]]])('accepts proto %j', (proto) => {
    const rig = new SessionRig();
    rig.hello({ proto });
    expect(rig.of('challenge')).toHaveLength(1);
  });

  it('checklist connection-1: answers everything else before the welcome with E_NOT_AUTHED and stays open', () => {
    const rig = new SessionRig();
    for (const type of ['hb', 'tick', 'deal', 'ack', 'auth', 'nonsense']) {
      rig.say(type, { mac: '00' });
      expect(rig.last('error').body['code']).toBe('E_NOT_AUTHED');
    }
    expect(rig.closed).toBeNull();
    expect(rig.engine.events).toEqual([]);
  });

  it.each([
    ['login', { login: 'a b' }, 'body.login'], ['epoch', { epoch: '' }, 'body.epoch'], ['off', { off: 7201 },
      'body.off'],
    ['trade_mode', { trade_mode: 'play' }, 'body.trade_mode'],
  ])('checklist connection-1: refuses a hello with a wrong %s by its path, and lets it be said again', (_name, hello, path) => {
    const rig = new SessionRig();
    rig.hello(hello);
    expect(rig.last('error').body).toMatchObject({ code: 'E_RANGE', path });
    expect(rig.engine.bodies('Quarantined')).toHaveLength(1);
    rig.join();
  });

  it('takes data time from demo accounts only', () => {
    const rig = new SessionRig();
    rig.hello({ clock: 'data', trade_mode: 'real' });
    expect(rig.last('error').body['code']).toBe('E_RANGE');
    expect(rig.closed?.code).toBe(4400);
    new SessionRig().join({ clock: 'data' });
  });

  it('resumes a known epoch where it stood and an unknown one at 0', () => {
    const engine = new RigEngine();
    const first = new SessionRig(engine).join();
    first.say('deal', DEAL, 1);
    first.say('deal', { ...DEAL, deal: '9002' }, 2);
    first.session.onClosed(1006, '');
    expect(new SessionRig(engine).join().last('welcome').body['resume']).toEqual({ epoch: '9f2c', ack: 2 });
    expect(new SessionRig(engine).join({ epoch: 'new1' }).last('welcome').body['resume']).toEqual({ epoch: 'new1',
      ack: 0 });
    expect(engine.bodies('TerminalDisconnected')).toHaveLength(1);
  });
});

describe('frames that are wrong', () => {
  it.each([
    ['no JSON', '{"v":1,'], ['a number', '42'], ['a list', '[]'], ['no version', '{"type":"hb","seq":0}'],
    ['another version', '{"v":2,"type":"hb","seq":0,"ack":0,"ts":1,"body":{}}'],
    ['no type', '{"v":1,"seq":0,"ack":0,"ts":1,"body":{}}'], ['a text as seq',
      '{"v":1,"type":"hb","seq":"1","ack":0,"ts":1,"body":{}}'],
    ['a negative seq', '{"v":1,"type":"hb","seq":-1,"ack":0,"ts":1,"body":{}}'],
    ['a fraction as seq', '{"v":1,"type":"hb","seq":1.5,"ack":0,"ts":1,"body":{}}'],
    ['a list as body', '{"v":1,"type":"hb","seq":0,"ack":0,"ts":1,"body":[]}'],
    ['an odd offset', '{"v":1,"type":"hb","seq":0,"ack":0,"ts":1,"off":60,"body":{}}'],
    ['nesting beyond 32', `{"v":1,"type":"hb","seq":0,"ack":0,"ts":1,"body":{"x":${'['.repeat(40)}${']'.repeat(40)}}}`],
    ['a text where a price belongs',
      '{"v":1,"type":"position.mark","seq":0,"ack":0,"ts":1,"body":{"id":"1","price":"1.1","profit":0,"swap":0}}'],
  ])('answers E_PROTO and keeps the frame: %s', (_name, text) => {
    const rig = new SessionRig().join();
    rig.raw(text);
    expect(rig.last('error').body['code']).toBe('E_PROTO');
    expect(rig.engine.bodies('Quarantined')).toMatchObject([{ code: 'E_PROTO', raw: text, wire: null }]);
    expect(rig.closed).toBeNull();
  });

  it('closes with 4400 at the tenth unreadable frame within a minute, not over a longer time', () => {
    const rig = new SessionRig().join();
    for (let i = 0; i < 9; i += 1) rig.raw('garbage');
    rig.pass(9_000);
    rig.say('hb');
    expect(rig.closed).toBeNull();
    for (let i = 0; i < 60; i += 5) {
      rig.pass(5_000);
      rig.say('hb');
    }
    for (let i = 0; i < 9; i += 1) rig.raw('garbage');
    expect(rig.closed).toBeNull();
    rig.raw('garbage');
    expect(rig.closed?.code).toBe(4400);
    expect(rig.engine.bodies('Quarantined')).toHaveLength(19);
  });

  it('closes with 4400 at the tenth unreadable frame of a stranger too', () => {
    const rig = new SessionRig();
    for (let i = 0; i < 10; i += 1) rig.raw('x'.repeat(10_000));
    expect(rig.closed?.code).toBe(4400);
    expect(rig.engine.bodies('Quarantined').map((body) => body.raw.length)).toEqual(Array.from({ length: 10 },
      () => 4_096));
  });

  it('closes with 4400 on a binary frame', () => {
    const rig = new SessionRig().join();
    rig.session.onBinary();
    expect(rig.closed?.code).toBe(4400);
  });

  it('answers an unknown type with E_TYPE, goes on, and does not count it among the ten', () => {
    const rig = new SessionRig().join();
    for (let i = 0; i < 20; i += 1) rig.say('future', { a: 1 });
    expect(rig.of('error').map((frame) => frame.body['code'])).toEqual(Array.from({ length: 20 }, () => 'E_TYPE'));
    expect(rig.engine.bodies('Quarantined')).toHaveLength(1);
    rig.say('future', { a: 1 }, 1);
    expect(rig.engine.links.reliableSeq('51234567@Broker-Demo', '9f2c')).toBe(1);
    expect(rig.closed).toBeNull();
  });

  it('refuses an invalid body with its path, keeps it, acknowledges it, and never counts it', () => {
    const rig = new SessionRig().join();
    for (let seq = 1; seq <= 12; seq += 1) rig.say('deal', { ...DEAL, vol: -1 }, seq);
    rig.pass(250);
    expect(rig.last('error').body).toMatchObject({ code: 'E_RANGE', path: 'body.vol', seq: 12 });
    expect(rig.engine.bodies('Quarantined')).toHaveLength(12);
    expect(rig.sent.at(-1)?.ack).toBe(12);
    expect(rig.closed).toBeNull();
  });

  it('acknowledges past the same unreadable number at its second coming and asks for a snapshot', () => {
    const rig = new SessionRig().join();
    rig.say('snapshot.begin', {}, 1);
    rig.say('snapshot.end', { hash: '0'.repeat(64), counts: { positions: 0, orders: 0, deals: 0 } }, 2);
    const poison = '{"v":1,"type":"deal","seq":3,"ack":0,"ts":1,"body":{"deal":';
    rig.raw(poison);
    expect(rig.last('nack').body).toEqual({ from: 3 });
    rig.say('deal', DEAL, 4);
    expect(rig.engine.bodies('DealReported')).toHaveLength(0);
    rig.raw(poison);
    expect(rig.of('snapshot')).toHaveLength(1);
    rig.say('deal', DEAL, 4);
    rig.pass(250);
    expect(rig.sent.at(-1)?.ack).toBe(4);
    expect(rig.engine.bodies('Quarantined').map((body) => body.wire?.wireSeq ?? null)).toEqual([null, 3]);
  });

  it('drops what comes beyond 10,000 messages a second, says so once, and asks for the numbers it lost', () => {
    const rig = new SessionRig().join();
    for (let i = 0; i < 10_100; i += 1) rig.say('hb');
    rig.say('deal', DEAL, 1);
    expect(rig.of('error').map((frame) => frame.body['code'])).toEqual(['E_RATE']);
    expect(rig.engine.bodies('DealReported')).toHaveLength(0);
    rig.pass(1_000);
    rig.say('deal', DEAL, 2);
    expect(rig.last('nack').body).toEqual({ from: 1 });
    rig.say('deal', DEAL, 1);
    expect(rig.engine.bodies('DealReported')).toHaveLength(1);
  });

  it('drops what comes beyond 32 MiB a second', () => {
    const rig = new SessionRig().join();
    for (let i = 0; i < 33; i += 1) rig.session.onText('{"v":1,"type":"hb","seq":0,"ack":0,"ts":1,"body":{}}',
      1_048_576);
    expect(rig.of('error').map((frame) => frame.body['code'])).toEqual(['E_RATE']);
  });
});

describe('reliable numbers', () => {
  it('acknowledges the highest committed number only', () => {
    const engine = new RigEngine();
    const rig = new SessionRig(engine).join();
    engine.isCommittingAtOnce = false;
    for (let seq = 1; seq <= 3; seq += 1) rig.say('deal', { ...DEAL, deal: String(seq) }, seq);
    rig.pass(2_500);
    expect(rig.sent.every((frame) => frame.ack === 0)).toBe(true);
    engine.commit(engine.events.length - 1);
    rig.pass(250);
    expect(rig.sent.at(-1)).toMatchObject({ type: 'ack', ack: 2 });
    engine.commit();
    expect(rig.sent.at(-1)).toMatchObject({ type: 'ack', ack: 3 });
  });

  it('says a bare ack at the 64th message while more are on the way', () => {
    const engine = new RigEngine();
    const rig = new SessionRig(engine).join();
    engine.isCommittingAtOnce = false;
    for (let seq = 1; seq <= 100; seq += 1) rig.say('deal', { ...DEAL, deal: String(seq) }, seq);
    engine.commit(engine.events.length - 36);
    expect(rig.of('ack').map((frame) => frame.ack)).toEqual([64]);
  });

  it('ignores a repeat silently and says the ack again', () => {
    const rig = new SessionRig().join();
    rig.say('deal', DEAL, 1);
    const before = rig.sent.length;
    rig.say('deal', { ...DEAL }, 1);
    expect(rig.sent).toHaveLength(before);
    rig.pass(250);
    expect(rig.sent.at(-1)).toMatchObject({ type: 'ack', ack: 1 });
    expect(rig.engine.bodies('DealReported')).toHaveLength(1);
  });

  it('knows a repeat whatever the order of its keys', () => {
    const rig = new SessionRig().join();
    rig.say('deal', DEAL, 1);
    rig.say('deal', Object.fromEntries(Object.entries(DEAL).reverse()), 1);
    expect(rig.of('error')).toHaveLength(0);
  });

  it('answers a number that comes again with other content by E_SEQ and keeps it, also after a restart', () => {
    const engine = new RigEngine();
    new SessionRig(engine).join().say('deal', DEAL, 1);
    const rig = new SessionRig(engine).join();
    rig.say('deal', { ...DEAL, price: 1.2 }, 1);
    expect(rig.last('error').body['code']).toBe('E_SEQ');
    expect(engine.bodies('DealReported')).toHaveLength(1);
    expect(engine.bodies('Quarantined')).toMatchObject([{ code: 'E_SEQ' }]);
  });

  it('checklist connection-2: asks for a hole at most once per 500 ms and takes nothing beyond it', () => {
    const rig = new SessionRig().join();
    rig.say('deal', DEAL, 3);
    rig.say('deal', DEAL, 4);
    expect(rig.of('nack').map((frame) => frame.body)).toEqual([{ from: 1 }]);
    rig.pass(499);
    rig.say('deal', DEAL, 5);
    expect(rig.of('nack')).toHaveLength(1);
    rig.pass(1);
    expect(rig.of('nack')).toHaveLength(2);
    expect(rig.engine.bodies('DealReported')).toHaveLength(0);
    for (let seq = 1; seq <= 5; seq += 1) rig.say('deal', { ...DEAL, deal: String(seq) }, seq);
    rig.pass(3_000);
    expect(rig.of('nack')).toHaveLength(2);
    expect(rig.engine.bodies('DealReported')).toHaveLength(5);
  });

  it('takes a numbered frame of any type as reliable', () => {
    const rig = new SessionRig().join();
    rig.say('account', ACCOUNT, 1);
    rig.say('tick', tickBody([[1000, 1.1, 1.2]], null, [1000, 1]), 2);
    rig.say('book', { s: 'EURUSD', bids: [[1.1, 5]], asks: [] }, 3);
    rig.say('hb', {}, 4);
    expect(rig.engine.links.reliableSeq('51234567@Broker-Demo', '9f2c')).toBe(4);
    expect(rig.engine.bodies('AccountReported')).toHaveLength(1);
    expect(rig.engine.bodies('TicksReceived')).toHaveLength(1);
    expect(rig.engine.bodies('RecordKept').map((body) => body.type)).toEqual(['seq.mark', 'seq.mark', 'seq.mark']);
    expect(rig.engine.bodies('RecordReceived').map((body) => body.record.type)).toEqual(['book']);
  });

  it.each([['as the next number', 6], ['as the last lost number', 5], ['as a number at the end of the ring', 9]])(
    'goes on behind a gap whose frame is numbered %s', (_name, number) => {
      const rig = new SessionRig().join();
      rig.say('deal', DEAL, 1);
      rig.say('gap', { from_seq: 2, to_seq: 5 }, number);
      const from = number === 6 ? 7 : 6;
      for (let seq = from; seq <= 10; seq += 1) {
        if (seq !== number) rig.say('deal', { ...DEAL, deal: String(seq) }, seq);
      }
      expect(rig.of('nack')).toHaveLength(0);
      expect(rig.engine.links.reliableSeq('51234567@Broker-Demo', '9f2c')).toBe(10);
      expect(rig.engine.bodies('GapReported')).toHaveLength(1);
    },
  );

  it('survives its own folding: a book from JSON says the same', () => {
    const engine = new RigEngine();
    const rig = new SessionRig(engine).join();
    rig.say('deal', DEAL, 1);
    rig.say('tick', tickBody([[1000, 1.1, 1.2]], null, [1000, 1]));
    rig.say('calendar', { change_id: '77', rows: [] }, 2);
    const json = engine.links.toJson();
    const twin = LinkBook.fromJson(JSON.parse(JSON.stringify(json)) as typeof json);
    expect(twin.toJson()).toEqual(json);
    expect(twin.calendarChangeId('51234567@Broker-Demo')).toBe('77');
    expect(twin.dealFromBrokerMs('51234567@Broker-Demo')).toBe(DEAL.msc);
  });
});
