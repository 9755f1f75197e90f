import { describe, expect, it } from 'vitest';
import type { TradeCommand } from '#core/model';
import { findBrokerName } from './subscriptions.ts';
import { ACCOUNT, DEAL, RigEngine, SessionRig, SIGNAL, SYMBOL, tickBody } from './session-rig.ts';

function order(id: string, cid = '7H3K9QZX'): TradeCommand {
  return {
    type: 'order.send', id, cid, symbol: 'EURUSD', kind: 'market', side: 'buy', volume: 0.1, price: null,
      stopLimit: null,
    sl: 1.0799999999999998, tp: 1.09, deviationPoints: 10, fill: 'auto',
    tif: 'gtc', expiryMs: null, checkOnly: false, label: 'trend', deadlineMs: 1_764_000_010_000,
  };
}

const RESULT = {
  re: 'c1', cid: '7H3K9QZX', state: 'done', retcode: 10009, retname: 'DONE', order: '8001', deal: '9001',
    position: '7001',
  vol: 0.1, price: 1.08524, bid: 1.08512, ask: 1.08524, comment: '', replay: false, ms: 143,
};

describe('liveness', () => {
  it('checklist connection-2: beats every 2 s when idle and closes after 10 s of silence', () => {
    const rig = new SessionRig().join();
    rig.pass(9_999);
    expect(rig.of('hb').map((frame) => frame.body['n'])).toEqual([1, 2, 3, 4]);
    expect(rig.closed).toBeNull();
    rig.pass(1);
    expect(rig.closed?.code).toBe(4408);
    expect(rig.engine.bodies('TerminalDisconnected')).toMatchObject([{ code: 4408 }]);
  });

  it.each([
    ['the terminal is busy', (rig: SessionRig) => { rig.say('busy', { why: 'order' }); }],
    ['an order is in flight', (rig: SessionRig) => { rig.session.sendCommand(order('c1')); }],
  ])('waits 20 s while %s', (_name, act) => {
    const rig = new SessionRig().join();
    act(rig);
    rig.pass(19_999);
    expect(rig.closed).toBeNull();
    rig.pass(1);
    expect(rig.closed?.code).toBe(4408);
  });

  it.each([
    ['replaced', (rig: SessionRig) => { rig.session.replace(); }, 4409], ['stopped',
      (rig: SessionRig) => { rig.session.stop(); }, 1001],
  ])('closes when %s, journals that, and takes nothing more', (_name, act, code) => {
    const rig = new SessionRig().join();
    act(rig);
    rig.say('deal', DEAL, 1);
    expect(rig.closed?.code).toBe(code);
    expect(rig.engine.events.at(-1)?.body).toMatchObject({ kind: 'TerminalDisconnected', code });
  });

  it('says E_INTERNAL and closes when the journal takes nothing more, acknowledging nothing', () => {
    const rig = new SessionRig().join();
    rig.engine.hasFailed = true;
    rig.say('deal', DEAL, 1);
    expect(rig.last('error').body['code']).toBe('E_INTERNAL');
    expect(rig.closed?.code).toBe(1001);
    expect(rig.sent.every((frame) => frame.ack === 0)).toBe(true);
  });

  it('tells how many frames wait for the disk', () => {
    const rig = new SessionRig().join();
    rig.engine.isCommittingAtOnce = false;
    for (let seq = 1; seq <= 5; seq += 1) rig.say('deal', { ...DEAL, deal: String(seq) }, seq);
    expect(rig.session.uncommitted).toBe(5);
    rig.engine.commit();
    expect(rig.session.uncommitted).toBe(0);
  });

  it('asks for a snapshot that does not begin by itself', () => {
    const rig = new SessionRig().join();
    for (let i = 0; i < 10; i += 1) {
      rig.pass(1_000);
      rig.say('hb');
    }
    expect(rig.of('snapshot')).toHaveLength(1);
    const prompt = new SessionRig().join();
    prompt.say('snapshot.begin', {}, 1);
    for (let i = 0; i < 10; i += 1) {
      prompt.pass(1_000);
      prompt.say('hb');
    }
    expect(prompt.of('snapshot')).toHaveLength(0);
    // one of before, sent again out of the terminal's file, is not the one that is due
    const repeated = new SessionRig().join({ last_seq: 1 });
    repeated.say('snapshot.begin', {}, 1);
    for (let i = 0; i < 10; i += 1) {
      repeated.pass(1_000);
      repeated.say('hb');
    }
    expect(repeated.of('snapshot')).toHaveLength(1);
  });
});

describe('subscriptions', () => {
  it('asks for bars from five days back and for ticks from now, and remembers both for the next welcome', () => {
    const engine = new RigEngine();
    engine.watch = ['EURUSD', 'XAUUSD'];
    const rig = new SessionRig(engine).join();
    const [bars, ticks] = rig.of('sub').map((frame) => frame.body);
    expect(bars).toMatchObject({ ticks: [], from_msc: engine.nowMs + 7_200_000 - 5 * 86_400_000 });
    expect(bars?.['bars']).toHaveLength(12);
    expect(ticks).toEqual({ id: 's2', ticks: ['EURUSD', 'XAUUSD'], bars: [], book: [] });
    expect(new SessionRig(engine).join().last('welcome').body['subs'])
      .toEqual([{ ...bars, id: 'w1' }, { ...ticks, id: 'w2' }]);
  });

  it('checklist symbols-6: finds the one symbol that is unknown by asking for halves, and names what the broker has instead', () => {
    const engine = new RigEngine();
    engine.watch = ['EURUSD', 'NOPE', 'XAUUSD'];
    const rig = new SessionRig(engine).join();
    const unknown = { ok: false, code: 'E_SYMBOL', msg: 'no symbol NOPE', suggestions: ['NOPEx', 'NOPEy'] };
    // answers make further frames, which are answered in turn
    for (const frame of rig.sent) {
      if (frame.type !== 'sub') continue;
      const { id, ticks, bars } = frame.body as { id: string; ticks: string[]; bars: string[] };
      const isWrong = [...ticks, ...bars].some((name) => name.startsWith('NOPE'));
      rig.say('result', isWrong ? { re: id, ...unknown } : { re: id, ok: true });
    }
    expect(rig.session.symbols).toMatchObject([
      { asked: 'EURUSD', name: 'EURUSD', state: 'followed' },
      {
        asked: 'NOPE', state: 'refused', code: 'E_SYMBOL', suggestions: ['NOPEx', 'NOPEy'],
        text: 'no symbol NOPE. The broker has NOPEx, NOPEy.',
      },
      { asked: 'XAUUSD', state: 'followed' },
    ]);
    expect(rig.closed).toBeNull();
  });

  const GOLD = { ok: false, code: 'E_SYMBOL', msg: 'no symbol XAUUSD', suggestions: ['XAUUSD.a', 'XAGUSD.a'] };

  it('checklist symbols-6: follows the broker\'s own name where exactly one suggestion fits, bars and ticks, and keeps it for the next link', () => {
    const engine = new RigEngine();
    engine.watch = ['XAUUSD'];
    const rig = new SessionRig(engine).join();
    for (const { body } of rig.of('sub')) rig.say('result', { re: body['id'], ...GOLD });
    const again = rig.of('sub').slice(2).map((frame) => frame.body);
    expect(again.map((body) => [body['ticks'], (body['bars'] as string[])[0] ?? null]))
      .toEqual([[[], 'XAUUSD.a:M1'], [['XAUUSD.a'], null]]);
    for (const body of again) rig.say('result', { re: body['id'], ok: true });
    expect(rig.session.symbols).toMatchObject([
      { asked: 'XAUUSD', name: 'XAUUSD.a', state: 'followed', text: 'XAUUSD is XAUUSD.a at this broker' },
    ]);
    const next = new SessionRig(engine).join();
    expect(next.of('sub').map((frame) => frame.body['ticks'])).toEqual([[], ['XAUUSD.a']]);
    expect((next.last('welcome').body['subs'] as { ticks: string[] }[]).map((sub) => sub.ticks))
      .toEqual([[], ['XAUUSD.a']]);
  });

  it('checklist symbols-6: gives a name up again whose specification means other currencies', () => {
    const engine = new RigEngine();
    engine.watch = ['EURUSD'];
    const rig = new SessionRig(engine).join();
    for (const { body } of rig.of('sub')) {
      rig.say('result', { re: body['id'], ok: false, code: 'E_SYMBOL', msg: '', suggestions: ['xEURUSD'] });
    }
    rig.say('symbol', { ...SYMBOL, s: 'xEURUSD', base: 'USD', profit: 'EUR' }, 1);
    expect(rig.last('unsub').body).toMatchObject({ ticks: ['xEURUSD'], book: ['xEURUSD'] });
    expect(rig.session.symbols).toMatchObject([{ asked: 'EURUSD', state: 'refused', code: 'E_SYMBOL' }]);
  });

  it('checklist symbols-6: follows the name that the trader chose from the first, also where its currencies are others', () => {
    const engine = new RigEngine();
    engine.watch = ['EURUSD', 'EURUSDc', 'GBPUSD'];
    engine.names.set('EURUSD', 'EURUSDc');
    const rig = new SessionRig(engine).join();
    expect(rig.of('sub').map((frame) => frame.body['ticks'])).toEqual([[], ['EURUSDc', 'GBPUSD']]);
    rig.say('symbol', { ...SYMBOL, s: 'EURUSDc', base: 'EUR', profit: 'USC' }, 1);
    expect(rig.of('unsub')).toEqual([]);
    expect(rig.session.symbols).toMatchObject([
      { asked: 'EURUSD', name: 'EURUSDc', text: 'EURUSD is EURUSDc at this broker' }, { asked: 'GBPUSD', name: 'GBPUSD' },
    ]);
  });

  it('checklist symbols-6: a correction gives up the name before it, and names what the broker has where it is none', () => {
    const engine = new RigEngine();
    engine.watch = ['EURUSD'];
    const rig = new SessionRig(engine).join();
    engine.names.set('EURUSD', 'EURUSD.pro');
    expect(rig.session.follow('EURUSD', 'EURUSD.pro')).toBe(true);
    expect(rig.last('unsub').body).toMatchObject({ ticks: ['EURUSD'] });
    const asked = rig.of('sub').slice(2);
    expect(asked.map((frame) => frame.body['ticks'])).toEqual([[], ['EURUSD.pro']]);
    for (const { body } of asked) {
      rig.say('result', { re: body['id'], ok: false, code: 'E_SYMBOL', msg: 'no EURUSD.pro', suggestions: ['EURUSDm'] });
    }
    expect(rig.session.symbols).toMatchObject([
      { asked: 'EURUSD', name: 'EURUSD.pro', state: 'refused', suggestions: ['EURUSDm'] },
    ]);
  });

  it('never asks for more than 64 symbols, and says so of one more', () => {
    const engine = new RigEngine();
    engine.watch = Array.from({ length: 80 }, (_, i) => `S${String(i)}`);
    const rig = new SessionRig(engine).join();
    expect(rig.of('sub').map((frame) => (frame.body['ticks'] as string[]).length)).toEqual([0, 64]);
    expect(rig.session.follow('S64', 'S64')).toBe(false);
    rig.session.unfollow('S0');
    expect(rig.last('unsub').body).toMatchObject({ ticks: ['S0'] });
    expect(rig.session.follow('S64', 'S64.x')).toBe(true);
    expect(rig.last('sub').body).toMatchObject({ ticks: ['S64.x'] });
  });

  it('asks again for what a terminal that still loads could not follow', () => {
    const engine = new RigEngine();
    engine.watch = ['EURUSD'];
    const rig = new SessionRig(engine).join();
    const [bars] = rig.of('sub');
    rig.say('result', { re: bars?.body['id'], ok: false, code: 'E_SYNCING' });
    expect(rig.of('sub')).toHaveLength(2);
    rig.pass(1_000);
    expect(rig.of('sub')).toHaveLength(3);
    expect(rig.last('sub').body).toMatchObject({ ticks: [], bars: bars?.body['bars'] });
  });
});

describe('the name a broker gives a symbol', () => {
  it.each([
    ['EURUSD', ['EURUSDm', 'EURJPYm'], 'EURUSDm'], ['EURUSD', ['m.EURUSD'], 'm.EURUSD'],
    ['EURUSD', ['EURUSD.a', 'EURUSD.raw'], 'EURUSD.a'], ['EURUSD', ['eurusd'], 'eurusd'],
    ['EURUSD', ['EURUSDm', 'EURUSDc'], null], ['EURUSD', ['GBPUSD'], null], ['EURUSD', [], null],
    ['EURUSD', ['EURUSD_SYNTHETIC'], null],
  ])('checklist suffered-suffix: of %s among %j is %j', (asked, suggestions, name) => {
    expect(findBrokerName(asked, suggestions)).toBe(name);
  });
});

describe('signals on the terminal\'s chart', () => {
  it('are drawn with the page\'s body and erased by their id, at the pace of the terminal', () => {
    const rig = new SessionRig().join();
    rig.session.drawSignal(SIGNAL);
    expect(rig.last('signal.draw').body).toEqual({
      id: 'S7', s: 'EURUSD', tf: 'M5', side: 'buy', strength: 0.58, price: 1.085, sl: 1.08, tp: 1.095,
      expiry_ts: 1_764_000_300_000, source: 'trend', reason: 'fast over slow', origin: 'sextant',
    });
    rig.session.eraseSignal(SIGNAL);
    expect(rig.last('signal.erase').body).toEqual({ id: 'S7', s: 'EURUSD' });
  });

  it('that wait for a click are drawn again after every welcome', () => {
    const engine = new RigEngine();
    engine.pending = [SIGNAL];
    expect(new SessionRig(engine).join().last('signal.draw').body['id']).toBe('S7');
  });
});

describe('the pace of what we say', () => {
  it('is at most 50 frames in any second, whatever comes in, and loses none', () => {
    const rig = new SessionRig().join();
    let seq = 0;
    const orders: string[] = [];
    for (let turn = 0; turn < 200; turn += 1) {
      for (let i = 0; i < 4; i += 1) rig.say('position.mark', { id: 'x' }, 0);
      seq += 1;
      rig.say('deal', { ...DEAL, deal: String(seq) }, seq);
      if (turn % 10 === 0) rig.session.sendCommand(order(`c${String(turn)}`));
      if (turn % 10 === 0) orders.push(`c${String(turn)}`);
      rig.pass(25);
    }
    for (let i = 0; i < 60; i += 1) {
      rig.pass(1_000);
      rig.say('hb');
    }
    const times = rig.sent.map((frame) => frame.ts);
    const most = Math.max(...times.map((from) => times.filter((ts) => ts >= from && ts < from + 1_000).length));
    expect(most).toBeLessThanOrEqual(50);
    expect(rig.of('error')).toHaveLength(800);
    expect(rig.of('order.send').map((frame) => frame.body['id'])).toEqual(orders);
    expect(rig.sent.at(-1)?.ack).toBe(200);
  });

  it('does not hold back a simulator on data time', () => {
    const rig = new SessionRig().join({ clock: 'data' });
    for (let i = 0; i < 100; i += 1) rig.say('position.mark', { id: 'x' }, 0);
    expect(rig.of('error')).toHaveLength(100);
  });

  it('says what still waits before it closes', () => {
    const rig = new SessionRig().join();
    for (let i = 0; i < 40; i += 1) rig.say('position.mark', { id: 'x' }, 0);
    rig.session.stop();
    expect(rig.of('error')).toHaveLength(40);
  });

  it('keeps a message below 256 KiB however many symbols a server ever streamed', () => {
    const engine = new RigEngine();
    const first = new SessionRig(engine).join({ clock: 'data' });
    for (let i = 0; i < 6_000; i += 1) {
      first.say('tick', { ...tickBody([[1_000, 1.1, 1.2]], null, [1_000, 1]), s: `A_VERY_LONG_SYMBOL_NAME_${String(i)}` });
    }
    engine.watch = ['A_VERY_LONG_SYMBOL_NAME_5999'];
    const welcome = new SessionRig(engine).join().last('welcome');
    expect(JSON.stringify(welcome).length).toBeLessThan(262_144);
    const { tick } = welcome.body['cursors'] as { tick: Record<string, unknown> };
    expect(Object.keys(tick).length).toBeGreaterThan(500);
    expect(tick['A_VERY_LONG_SYMBOL_NAME_5999']).toEqual([1_000, 1]);
  });
});

describe('back-pressure', () => {
  it('rests books and flows and slows ticks while the disk is behind, and lifts it when it has caught up', () => {
    const engine = new RigEngine();
    const rig = new SessionRig(engine).join();
    engine.isCommittingAtOnce = false;
    for (let seq = 1; seq <= 300; seq += 1) rig.say('deal', { ...DEAL, deal: String(seq) }, seq);
    expect(rig.of('flow.ctl').map((frame) => frame.body))
      .toEqual([{ id: 's1', pause: ['book', 'flow'], tick_min_ms: 100 }]);
    for (let seq = 301; seq <= 2_100; seq += 1) rig.say('deal', { ...DEAL, deal: String(seq) }, seq);
    expect(rig.last('flow.ctl').body).toEqual({ id: 's2', pause: ['book', 'flow'], tick_min_ms: 500 });
    expect(rig.session.flow.tickMinMs).toBe(500);
    rig.pass(3_000);
    expect(rig.of('flow.ctl')).toHaveLength(2);
    engine.commit();
    rig.pass(3_000);
    expect(rig.last('flow.ctl').body).toEqual({ id: 's3', pause: [], tick_min_ms: 0 });
    rig.pass(3_000);
    expect(rig.of('flow.ctl')).toHaveLength(3);
  });

  it('leaves a simulator on data time to its window', () => {
    const engine = new RigEngine();
    const rig = new SessionRig(engine).join({ clock: 'data' });
    engine.isCommittingAtOnce = false;
    for (let seq = 1; seq <= 600; seq += 1) rig.say('deal', { ...DEAL, deal: String(seq) }, seq);
    expect(rig.of('flow.ctl')).toEqual([]);
  });
});

describe('commands', () => {
  it('writes an order with the symbol\'s digits and every field of the page', () => {
    const texts: string[] = [];
    const rig = new SessionRig().join();
    rig.session.sendCommand(order('c1'));
    texts.push(JSON.stringify(rig.last('order.send').body));
    expect(JSON.parse(texts[0] as string)).toEqual({
      id: 'c1', cid: '7H3K9QZX', s: 'EURUSD', kind: 'market', side: 'buy', vol: 0.1, price: null, stoplimit: null,
        sl: 1.08,
      tp: 1.09, dev: 10, fill: 'auto', tif: 'gtc', expiry_ts: null, label: 'trend', deadline_ts: 1_764_000_010_000,
      check_only: false,
    });
  });

  it.each<[TradeCommand, object]>([
    [
      {
        type: 'order.send', id: 'k1', cid: '7H3K9QZX', symbol: 'EURUSD', kind: 'stop_limit', side: 'sell', volume: 0.25,
        price: 1.0799999999, stopLimit: 1.081, sl: 1.09, tp: null, deviationPoints: 10, fill: 'ioc', tif: 'spec',
        expiryMs: 1_764_000_600_000, checkOnly: true, label: 'manual', deadlineMs: 1_764_000_010_000,
      },
      {
        s: 'EURUSD', kind: 'stop_limit', side: 'sell', vol: 0.25, price: 1.08, stoplimit: 1.081, sl: 1.09, tp: null,
        dev: 10, fill: 'ioc', tif: 'spec', expiry_ts: 1_764_000_600_000, label: 'manual', check_only: true,
      },
    ],
    [
      {
        type: 'order.modify', id: 'k1', cid: '7H3K9QZX', symbol: 'EURUSD', ticket: '77', price: 1.0700000001, sl: 1.06,
        tp: null, expiryMs: null, deadlineMs: 1_764_000_010_000,
      },
      { ticket: '77', price: 1.07, sl: 1.06, tp: null, expiry_ts: null },
    ],
    [
      { type: 'order.cancel', id: 'k1', cid: '7H3K9QZX', ticket: '77', deadlineMs: 1_764_000_010_000 },
      { ticket: '77' },
    ],
    [
      {
        type: 'position.modify', id: 'k1', cid: '7H3K9QZX', symbol: 'EURUSD', position: '90', sl: 1.0650000001, tp: 1.1,
        deadlineMs: 1_764_000_010_000,
      },
      { position: '90', sl: 1.065, tp: 1.1 },
    ],
    [
      {
        type: 'position.close', id: 'k1', cid: '7H3K9QZX', position: '90', volume: 0.05, deviationPoints: 20,
        deadlineMs: 1_764_000_010_000,
      },
      { position: '90', vol: 0.05, dev: 20 },
    ],
    [
      {
        type: 'position.close_by', id: 'k1', cid: '7H3K9QZX', position: '90', by: '91', deadlineMs: 1_764_000_010_000,
      },
      { position: '90', by: '91' },
    ],
  ])('writes $type with every field of the page and a deadline', (command, fields) => {
    const rig = new SessionRig().join();
    rig.session.sendCommand(command);
    expect(rig.last(command.type).body).toEqual({
      id: 'k1', cid: '7H3K9QZX', ...fields, deadline_ts: 1_764_000_010_000,
    });
  });

  it('lets ten orders out at once, then five a second, and closes past the queue', () => {
    const rig = new SessionRig().join();
    for (let i = 0; i < 20; i += 1) rig.session.sendCommand(order(`c${String(i)}`));
    expect(rig.of('order.send')).toHaveLength(10);
    rig.session.sendCommand({ type: 'position.close', id: 'x', cid: '7H3K9QZY', position: '7', volume: null,
      deviationPoints: 5, deadlineMs: 1 });
    rig.session.sendCommand({ type: 'kill', id: 'k', flatten: true });
    expect(rig.of('position.close')).toHaveLength(1);
    expect(rig.of('kill')).toHaveLength(1);
    rig.pass(1_000);
    expect(rig.of('order.send')).toHaveLength(15);
    rig.pass(1_000);
    expect(rig.of('order.send').map((frame) => frame.body['id'])).toEqual(Array.from({ length: 20 }, (_,
      i) => `c${String(i)}`));
  });

  it('sends nothing before the welcome', () => {
    const rig = new SessionRig();
    rig.session.sendCommand(order('c1'));
    expect(rig.sent).toEqual([]);
  });

  it('journals order.result once, whether or not the command is remembered', () => {
    const rig = new SessionRig().join();
    rig.session.sendCommand(order('c1'));
    rig.say('order.result', RESULT, 1, { re: 'c1' });
    rig.say('order.result', RESULT, 1, { re: 'c1' });
    expect(rig.engine.bodies('OrderAnswered')).toMatchObject([{ wire: { wireSeq: 1 }, result: { re: 'c1',
      state: 'done', retcode: 10009, volume: 0.1, elapsedMs: 143 } }]);
    rig.say('order.result', { ...RESULT, re: undefined, replay: true }, 2, { re: 'c0' });
    expect(rig.engine.bodies('OrderAnswered')[1]?.result).toMatchObject({ re: 'c0', replay: true });
  });

  it.each([
    ['E_EXPIRED', 'rejected'], ['E_TRADE_OFF', 'rejected'], ['E_READONLY', 'rejected'], ['E_INTERNAL', 'unknown'],
      ['E_DUP_MISMATCH', 'unknown'],
  ])('takes %s in answer to an order as %s', (code, state) => {
    const rig = new SessionRig().join();
    rig.session.sendCommand(order('c1'));
    rig.say('error', { re: 'c1', code, msg: '' });
    expect(rig.engine.bodies('OrderAnswered').map((body) => body.result)).toMatchObject([{ re: 'c1', cid: '7H3K9QZX',
      state, retname: code }]);
  });

  it('never takes a refused question for a refused order', () => {
    const rig = new SessionRig().join();
    rig.session.sendCommand({ type: 'order.query', id: 'q', cid: '7H3K9QZX' });
    rig.say('result', { re: 'q', ok: false, code: 'E_TYPE' });
    expect(rig.engine.bodies('OrderAnswered').map((body) => body.result.state)).toEqual(['unknown']);
  });

  it('waits on after `result ok` for the order\'s own answer', () => {
    const rig = new SessionRig().join();
    rig.session.sendCommand(order('c1'));
    rig.say('result', { re: 'c1', ok: true });
    expect(rig.engine.bodies('OrderAnswered')).toEqual([]);
  });
});

describe('records', () => {
  it('journals a volatile record as well, and acknowledges it only where it carries a number', () => {
    const rig = new SessionRig().join();
    const before = rig.of('ack').length;
    rig.say('book', { s: 'EURUSD', bids: [[1.1, 5]], asks: [[1.2, 5]] });
    rig.pass(300);
    expect(rig.of('ack')).toHaveLength(before);
    rig.say('book', { s: 'EURUSD', bids: [[1.1, 5]], asks: [[1.2, 5]] }, 1);
    expect(rig.engine.bodies('RecordReceived').map((body) => [body.record.type, body.wire.wireSeq]))
      .toEqual([['book', 0], ['book', 1]]);
    expect(rig.sent.at(-1)).toMatchObject({ type: 'ack', ack: 1 });
  });

  it('keeps the newest hundred lines of the terminal\'s log with the link', () => {
    const rig = new SessionRig().join();
    for (let i = 1; i <= 120; i += 1) rig.say('log', { level: 'info', code: null, text: `line ${String(i)}` });
    expect(rig.session.log).toHaveLength(100);
    expect(rig.session.log[0]).toEqual({ level: 'info', code: null, text: 'line 21' });
    expect(rig.engine.bodies('RecordKept')).toEqual([]);
  });

  it('reads the account, also without a margin level and a currency', () => {
    const rig = new SessionRig().join();
    rig.say('account', { ...ACCOUNT, margin_level: null, currency: undefined });
    expect(rig.engine.bodies('AccountReported')[0]?.state).toMatchObject({ balance: 10_000, marginLevel: null,
      currency: 'USD', stopOutMode: 'percent' });
  });

  it('checklist events-25: reads the day of the threefold swap from each symbol, and takes no eighth day', () => {
    const rig = new SessionRig().join();
    rig.say('symbol', { ...SYMBOL, swap_triple_day: 5 }, 1);
    rig.say('symbol', { ...SYMBOL, s: 'GBPUSD' }, 2);
    rig.say('symbol', { ...SYMBOL, s: 'USDJPY', swap_triple_day: 7 }, 3);
    const told = rig.engine.bodies('InstrumentReported').map(({ instrument }) => instrument);
    expect(told.map(({ symbol, swapTripleDay }) => [symbol, swapTripleDay])).toEqual([['EURUSD', 5], ['GBPUSD', 3]]);
    expect(rig.last('error').body).toMatchObject({ code: 'E_RANGE', path: 'body.swap_triple_day' });
  });

  it('reads a position, an order, a deal in UTC, a balance operation and a snapshot', () => {
    const rig = new SessionRig().join();
    rig.say('position', {
      op: 'open', id: '7', ticket: '7', s: 'EURUSD', side: 'sell', vol: 0.2, price_open: 1.1, sl: 0, tp: null,
        price: 1.09,
      profit: 20, swap: -1, magic: '0', cid: null, comment: '', open_msc: 5,
    }, 1);
    rig.say('order', {
      op: 'add', id: '8', ticket: '8', s: 'EURUSD', state: 'placed', type: 'limit', side: 'buy', vol: 0.1,
        vol_initial: 0.1,
      price: 1.05, stoplimit: null, sl: null, tp: null, filling: 'return', expiration: null, magic: '0', cid: null,
        comment: '', msc: 6,
    }, 2);
    rig.say('deal', DEAL, 3);
    rig.say('deal', { deal: '1', order: '0', position_id: '0', s: '', side: 'balance', vol: 0, price: 0,
      profit: 10_000, msc: 1, magic: '0' }, 4);
    rig.say('snapshot.begin', {}, 5);
    rig.say('snapshot.end', { hash: 'a'.repeat(64), counts: { positions: 1, orders: 1, deals: 2 } }, 6);
    const { engine } = rig;
    expect(engine.bodies('PositionReported')[0]).toMatchObject({ op: 'open', position: { sl: null, side: 'sell',
      volume: 0.2 } });
    expect(engine.bodies('OrderReported')[0]).toMatchObject({ op: 'add', order: { kind: 'limit', state: 'placed',
      price: 1.05 } });
    expect(engine.bodies('DealReported').map((body) => [body.deal.side, body.deal.timeMs])).toEqual([['buy',
      DEAL.msc - 7_200_000], ['balance', 1 - 7_200_000]]);
    expect(engine.bodies('SnapshotEnded')[0]?.counts).toEqual({ positions: 1, orders: 1, deals: 2 });
    expect(engine.bodies('Quarantined')).toEqual([]);
  });
});
