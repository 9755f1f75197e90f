import { describe, expect, it } from 'vitest';
import { RigEngine, SessionRig, tickBody } from './session-rig.ts';

const KEY = '51234567@Broker-Demo';

function barBody(rows: readonly number[][], prev: number | null | undefined, more: object = {}): object {
  return { s: 'EURUSD', tf: 'M1', rows, closed: true, ...(prev === undefined ? {} : { prev }), ...more };
}

function bar(t: number): number[] {
  return [t, 1.1, 1.2, 1.0, 1.15, 10, 12, 0];
}

describe('ticks', () => {
  it('stores a fitting batch and confirms it at once after the commit', () => {
    const engine = new RigEngine();
    const rig = new SessionRig(engine).join();
    engine.isCommittingAtOnce = false;
    rig.say('tick', tickBody([[1000, 1.1, 1.2], [1000, 1.1, 1.2], [1001, 1.1, 1.2]], null, [1001, 1]));
    expect(rig.of('ack.cursor')).toHaveLength(0);
    engine.commit();
    expect(rig.last('ack.cursor').body).toEqual({ tick: { EURUSD: [1001, 1] }, bar: {} });
    expect(engine.bodies('TicksReceived')[0]).toMatchObject({
      account: KEY, symbol: 'EURUSD', offsetS: 7200, next: [1001, 1],
      ticks: { brokerMs: [1000, 1000, 1001], bid: [1.1, 1.1, 1.1], flags: [6, 6, 6] },
    });
  });

  it('counts identical rows of one millisecond over batches', () => {
    const rig = new SessionRig().join();
    rig.say('tick', tickBody([[1000, 1.1, 1.2], [1000, 1.1, 1.2]], null, [1000, 2]));
    rig.say('tick', tickBody([[1000, 1.1, 1.2]], [1000, 2], [1000, 3]));
    expect(rig.engine.links.cursors(KEY).tick).toEqual({ EURUSD: [1000, 3] });
    expect(rig.engine.bodies('TicksReceived')).toHaveLength(2);
  });

  it.each([
    ['a wrong count', [1000, 2]], ['a wrong time', [999, 1]], ['none', null],
  ] as const)('drops a batch whose prev has %s and says resync once until one fits', (_name, prev) => {
    const rig = new SessionRig().join();
    rig.say('tick', tickBody([[1000, 1.1, 1.2]], null, [1000, 1]));
    for (let i = 0; i < 3; i += 1) rig.say('tick', tickBody([[2000, 1.1, 1.2]], prev, [2000, 1]));
    expect(rig.of('resync').map((frame) => frame.body)).toEqual([{ s: 'EURUSD', cursor: [1000, 1] }]);
    rig.say('tick', tickBody([[2000, 1.1, 1.2]], [1000, 1], [2000, 1]));
    rig.say('tick', tickBody([[3000, 1.1, 1.2]], null, [3000, 1]));
    expect(rig.of('resync')).toHaveLength(2);
    expect(rig.engine.bodies('TicksReceived').map((body) => body.next)).toEqual([[1000, 1], [2000, 1]]);
  });

  it('resyncs to null where nothing is stored', () => {
    const rig = new SessionRig().join();
    rig.say('tick', tickBody([[2000, 1.1, 1.2]], [1000, 1], [2000, 1]));
    expect(rig.last('resync').body).toEqual({ s: 'EURUSD', cursor: null });
  });

  it('checklist time-26: compares in UTC when the body carries its own offset', () => {
    const rig = new SessionRig().join();
    const hour = 3_600_000;
    rig.say('tick', tickBody([[10 * hour, 1.1, 1.2]], null, [10 * hour, 1]));
    rig.say('tick', { ...tickBody([[11 * hour + 5, 1.1, 1.2]], [11 * hour, 1], [11 * hour + 5, 1]), off: 10_800 });
    expect(rig.of('resync')).toHaveLength(0);
    rig.say('tick', { ...tickBody([[11 * hour + 9, 1.1, 1.2]], [11 * hour + 5, 1], [11 * hour + 9, 1]), off: 10_800 });
    expect(rig.engine.bodies('TicksReceived').map((body) => body.offsetS)).toEqual([7200, 10_800, 10_800]);
  });

  it('reads columns in the order the sender names them', () => {
    const rig = new SessionRig().join();
    rig.say('tick', { s: 'X', cols: ['ask', 'msc', 'bid'], rows: [[1.2, 1000, 1.1]], prev: null, next: [1000, 1] });
    expect(rig.engine.bodies('TicksReceived')[0]?.ticks).toEqual({
      brokerMs: [1000], bid: [1.1], ask: [1.2], last: [0], volume: [0], flags: [0],
    });
  });

  it('takes null for a last price, volume or flags that the broker does not have', () => {
    const rig = new SessionRig().join();
    rig.say('tick', { s: 'X', rows: [[1000, 1.1, 1.2, null, null, null]], prev: null });
    expect(rig.engine.bodies('TicksReceived')[0]).toMatchObject({ next: [1000, 1], ticks: { last: [0], flags: [0] } });
  });

  it.each([
    ['a missing symbol', { s: undefined }, 'body.s'], ['a next that does not follow', { next: [1000, 2] }, 'body.next'],
    ['a negative price', { rows: [[1000, -1, 1.2, 0, 0, 6]] }, 'body.rows[0][1]'],
    ['an unset price', { rows: [[1000, null, 1.2, 0, 0, 6]] }, 'body.rows[0][1]'],
    ['a short row', { rows: [[1000, 1.1]] }, 'body.rows[0]'], ['no rows', { rows: undefined }, 'body.rows'],
    ['a zero count', { prev: [1000, 0] }, 'body.prev[1]'],
  ])('refuses %s with its path and leaves the cursor', (_name, change, path) => {
    const rig = new SessionRig().join();
    rig.say('tick', { ...tickBody([[1000, 1.1, 1.2]], null, [1000, 1]), ...change });
    expect(rig.last('error').body).toMatchObject({ code: 'E_RANGE', path });
    expect(rig.engine.bodies('Quarantined')).toHaveLength(1);
    expect(rig.engine.links.cursors(KEY).tick).toEqual({});
    rig.say('tick', tickBody([[1000, 1.1, 1.2]], null, [1000, 1]));
    expect(rig.engine.bodies('TicksReceived')).toHaveLength(1);
  });

  it('takes the good rows of a batch with a poisoned one when it comes again, so the stream goes on', () => {
    const rig = new SessionRig().join();
    const poisoned = { s: 'EURUSD', rows: [[1000, 1.1, 1.2, 0, 0, 6], [1001, null, 1.2, 0, 0, 6]], prev: null,
      next: [1001, 1] };
    rig.say('tick', poisoned);
    expect(rig.engine.bodies('TicksReceived')).toHaveLength(0);
    rig.say('tick', poisoned);
    expect(rig.engine.bodies('TicksReceived')).toMatchObject([{ next: [1001, 1], ticks: { brokerMs: [1000] } }]);
    rig.say('tick', tickBody([[1002, 1.1, 1.2]], [1001, 1], [1002, 1]));
    expect(rig.of('resync')).toHaveLength(0);
  });

  it('hands the stored cursors over in the next welcome, to any login of the same server', () => {
    const engine = new RigEngine();
    new SessionRig(engine).join().say('tick', tickBody([[1000, 1.1, 1.2]], null, [1000, 1]));
    const { cursors } = new SessionRig(engine).join({ login: '2' }).last('welcome').body;
    expect(cursors).toEqual({ tick: { EURUSD: [1000, 1] }, bar: {} });
  });

  it('checklist time-26: takes a change of the envelope\'s offset as the broker\'s', () => {
    const rig = new SessionRig().join();
    rig.say('hb', {}, 0, { off: 10_800 });
    rig.say('hb', {}, 0, { off: 10_800 });
    rig.say('tick', tickBody([[1000, 1.1, 1.2]], null, [1000, 1]));
    expect(rig.engine.bodies('OffsetReported').map((body) => body.offsetS)).toEqual([10_800]);
    expect(rig.engine.bodies('TicksReceived')[0]?.offsetS).toBe(10_800);
  });

  it('confirms a burst at once to a terminal, then at its pace, and never later than within 250 ms', () => {
    const rig = new SessionRig().join();
    for (let i = 1; i <= 1_000; i += 1) {
      rig.say('tick', tickBody([[i, 1.1, 1.2]], i === 1 ? null : [i - 1, 1], [i, 1]));
      rig.pass(5);
    }
    const times = rig.of('ack.cursor').map((frame) => frame.ts);
    expect(times.slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, i) => 1_764_000_000_000 + i * 5));
    expect(times.length).toBeLessThanOrEqual(21 + 5 * 15);
    expect(Math.max(...times.slice(1).map((ms, i) => ms - (times[i] as number)))).toBeLessThanOrEqual(250);
    rig.pass(250);
    expect(rig.last('ack.cursor').body).toEqual({ tick: { EURUSD: [1_000, 1] }, bar: {} });
  });

  it('confirms every batch at once to a simulator on data time', () => {
    const rig = new SessionRig().join({ clock: 'data' });
    for (let i = 1; i <= 500; i += 1) rig.say('tick', tickBody([[i, 1.1, 1.2]], i === 1 ? null : [i - 1, 1], [i, 1]));
    expect(rig.of('ack.cursor')).toHaveLength(500);
  });
});

describe('bars', () => {
  it('stores closed bars as UTC and confirms them', () => {
    const rig = new SessionRig().join();
    rig.say('bar', barBody([bar(7260), bar(7320)], null));
    expect(rig.last('ack.cursor').body).toEqual({ tick: {}, bar: { 'EURUSD:M1': 7320 } });
    const stored = rig.engine.bodies('BarsReceived')[0];
    expect(stored).toMatchObject({ next: 7320, closed: true, offsetS: 7200 });
    expect(stored?.bars.map((one) => one.time)).toEqual([60_000, 120_000]);
    expect(stored?.bars[0]).toMatchObject({ open: 1.1, high: 1.2, low: 1.0, close: 1.15, tickVolume: 10, spread: 12,
      source: 'broker' });
  });

  it('checklist time-28: keeps counted ticks and traded volume apart, and makes neither of the other', () => {
    const rig = new SessionRig().join();
    const [t, open, high, low, close] = [7260, 1.1, 1.2, 1, 1.15];
    rig.say('bar', barBody([[t, open, high, low, close, 10, 12, 0], [t + 60, open, high, low, close, 0, 12, 7]], null));
    expect(rig.engine.bodies('BarsReceived')[0]?.bars.map((one) => [one.tickVolume, one.realVolume]))
      .toEqual([[10, 0], [0, 7]]);
  });

  it('drops a batch whose prev does not fit and says resync with the timeframe once', () => {
    const rig = new SessionRig().join();
    rig.say('bar', barBody([bar(60)], null));
    rig.say('bar', barBody([bar(240)], 180));
    rig.say('bar', barBody([bar(240)], 180));
    expect(rig.of('resync').map((frame) => frame.body)).toEqual([{ s: 'EURUSD', tf: 'M1', cursor: 60 }]);
    rig.say('bar', barBody([bar(120)], 60));
    expect(rig.engine.links.cursors(KEY).bar).toEqual({ 'EURUSD:M1': 120 });
  });

  it('takes only what is new from a sender that states no prev', () => {
    const rig = new SessionRig().join();
    rig.say('bar', barBody([bar(60), bar(120)], undefined));
    rig.say('bar', barBody([bar(120), bar(180)], undefined));
    expect(rig.engine.bodies('BarsReceived').map((body) => body.bars.map((one) => one.time))).toEqual([[-7_140_000,
      -7_080_000], [-7_020_000]]);
  });

  it('passes a forming bar on without touching the cursor', () => {
    const rig = new SessionRig().join();
    rig.say('bar', barBody([bar(60)], undefined, { closed: false }));
    expect(rig.engine.bodies('BarsReceived')).toMatchObject([{ closed: false, next: null }]);
    expect(rig.engine.links.cursors(KEY).bar).toEqual({});
  });

  it.each([
    ['a high below the close', [[60, 1.1, 1.12, 1.0, 1.15, 1, 1, 0]], 'body.rows[0]'],
    ['a time that is no open', [bar(61)], 'body.rows[0][0]'], ['a time that goes back', [bar(120), bar(60)],
      'body.rows[1][0]'],
  ])('refuses %s', (_name, rows, path) => {
    const rig = new SessionRig().join();
    rig.say('bar', barBody(rows, null));
    expect(rig.last('error').body).toMatchObject({ code: 'E_RANGE', path });
  });
});
