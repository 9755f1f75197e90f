import { instrumentForRecord } from '#core/broker-model';
import { describe, expect, it } from 'vitest';
import { DEMO, RecordSource } from './index.ts';
import { Rig } from './terminal-rig.test-kit.ts';

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
    rig.server.command(
      'sub', { id: 'c2', ticks: [], bars: ['EURUSD:M1', 'EURUSD:D1'], book: [], from_msc: brokerNow - 86_400_000 },
    );
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
    expect(rig.server.ofType('result')[0]?.body).toMatchObject(
      { re: 'c2', ok: false, code: 'E_SYMBOL', suggestions: ['EURUSD'] },
    );
    rig.pass(5000);
    expect(rig.server.rows.get('XAUUSD')?.length).toBeGreaterThan(0);
    rig.server.command('unsub', { id: 'c3', ticks: ['XAUUSD'], bars: [], book: [] });
    const held = rig.server.rows.get('XAUUSD')?.length;
    rig.pass(5000);
    expect(rig.server.rows.get('XAUUSD')?.length).toBe(held);
  });

  it('stops at the window until the server confirms', () => {
    const rig = new Rig(
      {
        script: {
          isEager: false, windowBytes: 3000, subs: [{ id: 's', ticks: [], bars: ['EURUSD:M1'], book: [], from_msc: 0 }],
        },
      },
    );
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

describe('a recorded file', () => {
  const rows = Array.from(
    { length: 500 },
    (_, i) => ({ msc: 1_400_000_000_000 + Math.floor(i / 3) * 700, bid: 1.1 + i / 1e5, ask: 1.1001 + i / 1e5 }),
  );
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

  it('sends no more than the window, and one batch, until the server confirms', () => {
    const rig = rigOf('max');
    Object.assign(rig.server.script, { isEager: false, windowBytes: 4000, tickRowsMax: 20 });
    rig.connect();
    rig.pass(1000);
    const sent = rig.server.ofType('tick').length;
    expect(sent).toBeGreaterThan(1);
    expect(sent).toBeLessThan(8);
    rig.server.confirm();
    expect(rig.server.ofType('tick').length).toBe(sent * 2);
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
