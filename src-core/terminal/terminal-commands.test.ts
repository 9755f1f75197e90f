import { describe, expect, it } from 'vitest';
import { DEMO, type TerminalState } from './index.ts';
import { Rig } from './terminal-rig.test-kit.ts';

function connected(change: ConstructorParameters<typeof Rig>[0] = {}): Rig {
  const rig = new Rig(change);
  rig.connect();
  rig.pass(500);
  return rig;
}

const resultTo = (rig: Rig, id: string) => rig.server.ofType('result').find((frame) => frame.re === id)?.body;
const cidOf = (n: number) => String(n).padStart(8, '0');

describe('who may trade', () => {
  it.each([
    ['terminal', 'Algo Trading'], ['program', 'Allow Algo Trading'], ['account', 'investor password'], ['server', 'broker'],
  ] as const)('checklist connection-3: an order is refused E_TRADE_OFF with detail %s and words, and nothing runs', (who, words) => {
    const rig = connected({ broker: { permissions: { [who]: false } } });
    rig.order();
    expect(rig.results()).toMatchObject([{ state: 'rejected', retname: 'E_TRADE_OFF', detail: who, retcode: 0 }]);
    expect(rig.results()[0]?.['comment']).toContain(words);
    expect(rig.broker.deals()).toHaveLength(1);
    const account = rig.server.ofType('account').at(-1)?.body;
    expect(account).toMatchObject({ trade_allowed: who !== 'account', expert_allowed: who === 'account' });
  });

  it('says so in its next account once the button is pressed, and the same order then runs', () => {
    const rig = connected({ broker: { permissions: { terminal: false } } });
    rig.order();
    rig.terminal.window.permit({ terminal: true });
    rig.pass(1000);
    expect(rig.server.ofType('account').at(-1)?.body).toMatchObject({ expert_allowed: true });
    expect(rig.server.ofType('log').at(-1)?.body).toMatchObject({ code: 'ALGO' });
    rig.order({ id: 'c10' });
    expect(rig.results().at(-1)).toMatchObject({ re: 'c10', state: 'done' });
  });

  it('cannot flatten while programs may not trade, and says that too', () => {
    const rig = connected();
    rig.order();
    rig.terminal.window.permit({ terminal: false });
    rig.server.command('kill', { id: 'k', flatten: true });
    expect(resultTo(rig, 'k')).toMatchObject({ ok: false, code: 'E_TRADE_OFF', detail: 'terminal' });
    expect(rig.broker.positions()).toHaveLength(1);
    expect(rig.terminal.window.isReadOnly).toBe(true);
  });
});

describe('how much is too much', () => {
  it('ten orders at once and five a second run; more are E_RATE, but closes, questions and repeats are not counted', () => {
    const rig = connected();
    for (let n = 1; n <= 12; n += 1) rig.order({ id: `o${String(n)}`, cid: cidOf(n), vol: 0.01 });
    const states = () => rig.results().map((one) => one['retname']);
    expect(states()).toEqual([...Array.from({ length: 10 }, () => 'DONE'), 'E_RATE', 'E_RATE']);
    rig.order({ id: 'again', cid: cidOf(1), vol: 0.01 });
    rig.server.command('order.query', { id: 'q', cid: cidOf(2) });
    for (const [n, position] of rig.broker.positions().entries()) {
      rig.server.command('position.close', {
        id: `x${String(n)}`, cid: cidOf(100 + n), position: position.id, vol: null, dev: 10,
        deadline_ts: rig.source.nowMs + 5000,
      });
    }
    expect(states().slice(12)).toEqual(Array.from({ length: 12 }, () => 'DONE'));
    expect(rig.broker.positions()).toEqual([]);
    rig.pass(400);
    for (const n of [20, 21, 22]) rig.order({ id: `o${String(n)}`, cid: cidOf(n), vol: 0.01 });
    expect(states().slice(24)).toEqual(['DONE', 'DONE', 'E_RATE']);
    // what was refused for the rate was never known: the same id runs later
    rig.pass(1000);
    rig.order({ id: 'later', cid: cidOf(22), vol: 0.01 });
    expect(rig.results().at(-1)).toMatchObject({ re: 'later', state: 'done', replay: false });
  });

  it('a hundred commands at once are answered, more are E_RATE with the time to wait', () => {
    const rig = connected();
    for (let n = 0; n < 101; n += 1) rig.server.command('signal.erase', { id: `e${String(n)}` });
    expect(resultTo(rig, 'e99')).toMatchObject({ ok: true });
    expect(resultTo(rig, 'e100')).toMatchObject({ ok: false, code: 'E_RATE', retry_ms: 20 });
  });

  it('a third history is E_BUSY; the first two go on page by page with live ticks between them', () => {
    const rig = connected();
    const from_msc = DEMO.startMs + DEMO.offsetS * 1000 - 3_600_000;
    const ask = (id: string) => {
      rig.server.command('history', { id, kind: 'ticks', s: 'EURUSD', from_msc, to_msc: from_msc + 1_800_000, page: 100 });
    };
    for (const id of ['h1', 'h2', 'h3']) ask(id);
    expect(resultTo(rig, 'h3')).toMatchObject({ ok: false, code: 'E_BUSY' });
    rig.pass(10_000);
    const ends = rig.server.ofType('history.end');
    expect(ends.map((frame) => frame.re).sort()).toEqual(['h1', 'h2']);
    const first = rig.server.frames.findIndex((frame) => frame.type === 'history.page');
    const last = rig.server.frames.findLastIndex((frame) => frame.type === 'history.page');
    expect(rig.server.frames.slice(first, last).some((frame) => frame.type === 'tick')).toBe(true);
    ask('h4');
    rig.pass(5000);
    expect(rig.server.ofType('history.end').map((frame) => frame.re)).toContain('h4');
  });
});

describe('history', () => {
  const END = DEMO.startMs + DEMO.offsetS * 1000;
  const ask = (rig: Rig, body: object) => {
    rig.server.command('history', { id: 'h', ...body });
    rig.pass(3000);
    const pages = rig.server.ofType('history.page').filter((frame) => frame.re === 'h').map((frame) => frame.body);
    return { pages, rows: pages.flatMap((page) => page['rows'] as unknown[]), end: rig.server.ofType('history.end').at(-1)?.body };
  };

  it('counts without sending rows', () => {
    const rig = connected();
    const count = ask(rig, { kind: 'count', s: 'EURUSD', tf: 'M1', from_msc: END - 3_600_000, to_msc: END - 60_000 });
    expect(count.rows).toEqual([]);
    // sixty M1 bars open in [now - 1 h, now - 1 min]; the demo starts at 39 min 20 s past the hour
    expect(count.end).toMatchObject({ rows_total: 59, complete: true });
  });

  it('has deals, orders and the calendar', () => {
    const rig = connected();
    rig.order();
    expect(ask(rig, { kind: 'deals', from_msc: 0 }).rows).toMatchObject([{ side: 'balance' }, { cid: '7H3K9QZX' }]);
    const { rows } = ask(rig, { id: 'h', kind: 'orders', from_msc: 0 });
    expect(rows.at(-1)).toMatchObject({ cid: '7H3K9QZX', state: 'filled' });
    const calendar = ask(rig, { id: 'h', kind: 'calendar', from_msc: END - 30 * 86_400_000 });
    expect(calendar.rows.at(-1)).toMatchObject({ rev: 0, actual: null });
  });
});

describe('an order that takes its time', () => {
  it('is announced by busy, runs in order, and is judged by its deadline when its turn comes', () => {
    const rig = connected({ setup: { orderDelayMs: 2000 } });
    rig.order({ id: 'o1', cid: cidOf(1), deadline_ts: rig.source.nowMs + 3000 });
    rig.order({ id: 'o2', cid: cidOf(2), deadline_ts: rig.source.nowMs + 3000 });
    rig.server.command('order.query', { id: 'q', cid: cidOf(1) });
    expect(rig.server.ofType('busy').map((frame) => frame.body)).toEqual([{ why: 'order' }, { why: 'order' }]);
    expect(rig.results()).toEqual([]);
    rig.pass(1900);
    expect(rig.results()).toEqual([]);
    rig.pass(3000);
    expect(rig.results().map((one) => [one['re'], one['state'], one['retname']])).toEqual([
      ['o1', 'done', 'DONE'], ['o2', 'rejected', 'E_EXPIRED'], ['q', 'done', 'DONE'],
    ]);
  });

  it('whose link breaks meanwhile answers on the next one', () => {
    const rig = connected({ setup: { orderDelayMs: 2000 } });
    rig.order();
    rig.terminal.closed(1006, '');
    rig.pass(3000);
    expect(rig.results()).toEqual([]);
    rig.connect();
    expect(rig.results()).toMatchObject([{ re: 'c9', state: 'done' }]);
    expect(rig.server.problems).toEqual([]);
  });
});

describe('the chart', () => {
  const signal = { id: 's1', s: 'EURUSD', tf: 'M5', side: 'buy', strength: 0.6, price: 1.17, sl: 1.16, tp: 1.19 };

  it('shows what is drawn, keeps it over a restart, and forgets what is erased', () => {
    const rig = connected();
    rig.server.command('signal.draw', signal);
    rig.server.command('signal.draw', { ...signal, id: 's2', side: 'sell' });
    expect(resultTo(rig, 's2')).toEqual({ re: 's2', ok: true, code: null });
    rig.restart();
    expect(rig.terminal.window.drawn.map((one) => [one.id, one.signal['side']])).toEqual([['s1', 'buy'], ['s2', 'sell']]);
    rig.connect();
    rig.server.command('signal.erase', { id: 's1' });
    rig.server.command('signal.erase', { id: 's9' });
    expect(rig.terminal.window.drawn.map((one) => one.id)).toEqual(['s2']);
    expect(resultTo(rig, 's9')).toMatchObject({ ok: true });
  });

  it('refuses what it cannot draw', () => {
    const rig = connected();
    for (const [id, change] of [['a', { s: null }], ['b', { side: 'up' }]] as const) {
      rig.server.command('signal.draw', { ...signal, id, ...change });
    }
    expect(['a', 'b'].map((id) => resultTo(rig, id)?.['code'])).toEqual(['E_RANGE', 'E_RANGE']);
    expect(rig.terminal.window.drawn).toEqual([]);
  });

  it('carries the kill switch, which works without a link', () => {
    const rig = connected();
    rig.order();
    rig.terminal.closed(1006, '');
    rig.terminal.window.kill(true);
    expect(rig.broker.positions()).toEqual([]);
    expect(rig.terminal.window.isReadOnly).toBe(true);
    rig.server.script.trade = 'readonly';
    rig.connect();
    rig.order({ id: 'c10', cid: cidOf(5) });
    expect(rig.results().at(-1)).toMatchObject({ retname: 'E_READONLY' });
  });
});

describe('order.query', () => {
  it('tells absent, replays what is stored, and knows an expired one', () => {
    const rig = connected();
    rig.server.command('order.query', { id: 'q1', cid: cidOf(9) });
    rig.order({ cid: cidOf(9), deadline_ts: rig.source.nowMs - 1 });
    rig.server.command('order.query', { id: 'q2', cid: cidOf(9) });
    expect(rig.results().map((one) => [one['re'], one['state'], one['retname'], one['replay']])).toEqual([
      ['q1', 'absent', 'ABSENT', false], ['c9', 'rejected', 'E_EXPIRED', false], ['q2', 'rejected', 'E_EXPIRED', true],
    ]);
  });
});

describe('what only checks', () => {
  it('answers as the order would, changes nothing, and leaves the id free', () => {
    const rig = connected();
    rig.order({ check_only: true });
    rig.order({ id: 'c10', check_only: true, vol: 0.123, cid: cidOf(3) });
    expect(rig.results()).toMatchObject([{ state: 'done', deal: null }, { state: 'rejected', retcode: 10014 }]);
    expect(rig.broker.positions()).toEqual([]);
    rig.order({ id: 'c11' });
    expect(rig.results().at(-1)).toMatchObject({ state: 'done', replay: false });
  });
});

describe('every kind of order', () => {
  it('waits for its price, by the day, until a time, or for good', () => {
    const rig = connected();
    const { bid } = rig.broker.quote('EURUSD') as { bid: number };
    const at = (points: number) => Math.round(bid * 1e5 + points) / 1e5;
    const expiry_ts = rig.source.nowMs + 60_000;
    rig.order({ id: '1', cid: cidOf(1), kind: 'limit', price: at(-200), tif: 'day' });
    rig.order({ id: '2', cid: cidOf(2), kind: 'stop', price: at(300), tif: 'spec', expiry_ts });
    rig.order({ id: '3', cid: cidOf(3), kind: 'stop_limit', price: at(300), stoplimit: at(250) });
    rig.order({ id: '4', cid: cidOf(4), kind: 'limit', side: 'sell', price: at(-100) });
    rig.order({ id: '5', cid: cidOf(5), kind: 'stop', tif: 'spec', price: at(300), expiry_ts: rig.source.nowMs - 1 });
    expect(rig.results().map((one) => [one['re'], one['state'], one['retcode']])).toEqual([
      ['1', 'placed', 10008], ['2', 'placed', 10008], ['3', 'placed', 10008], ['4', 'rejected', 10015],
      ['5', 'rejected', 10022],
    ]);
    const [day, spec, both] = rig.broker.orders();
    // 2026-04-15T00:00 of the broker's day, UTC+3
    expect([day?.expiresMs, spec?.expiresMs, both?.expiresMs]).toEqual([1_776_200_400_000, expiry_ts, null]);
    rig.broker.onTick('EURUSD', expiry_ts, bid, at(5)).forEach((event) => { rig.terminal.report([event]); });
    expect(rig.server.ofType('order').at(-1)?.body).toMatchObject({ op: 'remove', state: 'expired', cid: cidOf(2) });
    // the stop of the stop-limit is reached: a limit order waits now
    rig.terminal.report(rig.broker.onTick('EURUSD', expiry_ts + 1, at(320), at(325)));
    expect(rig.server.ofType('order').at(-1)?.body).toMatchObject({ op: 'update', type: 'limit', price: at(250), stoplimit: null });
    rig.terminal.report(rig.broker.onTick('EURUSD', expiry_ts + 2, at(240), at(245)));
    expect(rig.server.ofType('deal').at(-1)?.body).toMatchObject({ cid: cidOf(3), price: at(250), entry: 'in', reason: 'expert' });
  });
});

describe('a state written by an older version', () => {
  it('goes on without what it lacked', () => {
    const rig = connected();
    rig.order();
    const { drawn: _drawn, calendarChangeId: _changeId, ...older } = rig.terminal.state();
    const kept: TerminalState = older;
    rig.flushes.push({ terminal: kept, broker: rig.broker.state() });
    rig.restart('last flush');
    rig.connect();
    expect(rig.terminal.window.drawn).toEqual([]);
    expect(rig.server.problems).toEqual([]);
  });
});
