import { describe, expect, it } from 'vitest';
import type { TradeCommand } from '#core/model';
import { ACCOUNT, DEAL, RigEngine, SessionRig } from './session-rig.ts';

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
  it('beats every 2 s when idle and closes after 10 s of silence', () => {
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
    expect(new SessionRig(engine).join().last('welcome').body['subs']).toEqual([bars, ticks]);
  });

  it('asks symbol by symbol after E_SYMBOL, and keeps the one that is unknown', () => {
    const engine = new RigEngine();
    engine.watch = ['EURUSD', 'NOPE'];
    const rig = new SessionRig(engine).join();
    rig.say('result', { re: 's2', ok: false, code: 'E_SYMBOL', msg: 'try EURUSDm' });
    const again = rig.of('sub').slice(2).map((frame) => frame.body);
    expect(again.map((body) => body['ticks'])).toEqual([['EURUSD'], ['NOPE']]);
    rig.say('result', { re: again[0]?.['id'], ok: true });
    rig.say('result', { re: again[1]?.['id'], ok: false, code: 'E_SYMBOL', msg: 'try NOPEm' });
    expect(rig.session.subscriptionProblems).toEqual([{ symbol: 'NOPE', code: 'E_SYMBOL', text: 'try NOPEm' }]);
    expect(rig.closed).toBeNull();
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
  const kept: readonly (readonly [string, object])[] = [
    ['signal', { id: 'a', s: 'EURUSD', tf: 'M5', side: 'buy', strength: 0.5, price: 1.1, sl: null, tp: null,
      expiry_ts: 1, source: 'x', reason: 'y', origin: 'ea' }],
    ['calendar', { change_id: '12', rows: [{ id: '1', event_id: '2', time: 1, name: 'CPI', importance: 3, impact: 0,
      actual: null, forecast: 1.5, prev: 1, revised: null }] }],
    ['central_bank', { bank: 'ECB', kind: 'rate', rate: 2 }],
    ['news', { id: 'n', ts: 1, headline: 'h', body: 'b', source: 's', currencies: ['EUR'], lang: 'en' }],
    ['sentiment', { scope: 'EUR', score: -0.5, n: 3, win_s: 60, basis: 'news' }],
    ['pattern', { s: 'EURUSD', tf: 'H1', name: 'flag', t0: 1, t1: 2, conf: 0.7, levels: [] }],
  ];

  it.each(kept)('keeps a valid %s whole', (type, body) => {
    const rig = new SessionRig().join();
    rig.say(type, body, 1);
    expect(rig.engine.bodies('RecordKept')).toMatchObject([{ type, body, wire: { wireSeq: 1 } }]);
  });

  it.each(kept)('refuses a %s without its fields', (type) => {
    const rig = new SessionRig().join();
    rig.say(type, {}, 1);
    expect(rig.last('error').body['code']).toBe('E_RANGE');
    expect(rig.engine.bodies('Quarantined')).toHaveLength(1);
  });

  it('counts volatile records that no stage reads, and keeps them only under a number', () => {
    const rig = new SessionRig().join();
    rig.say('flow', { s: 'EURUSD' });
    rig.say('log', { text: 'hello' });
    rig.say('log', { text: 'hello' });
    expect(rig.engine.bodies('RecordKept')).toEqual([]);
    expect([...rig.session.counts.dropped]).toEqual([['flow', 1], ['log', 2]]);
  });

  it('reads the account, also without a margin level and a currency', () => {
    const rig = new SessionRig().join();
    rig.say('account', { ...ACCOUNT, margin_level: null, currency: undefined });
    expect(rig.engine.bodies('AccountReported')[0]?.state).toMatchObject({ balance: 10_000, marginLevel: null,
      currency: 'USD', stopOutMode: 'percent' });
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
