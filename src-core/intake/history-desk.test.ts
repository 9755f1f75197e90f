import { describe, expect, it } from 'vitest';
import type { HistoryAsk } from '#core/model';
import { DEAL, RigEngine, SessionRig, tickBody, type SentFrame } from './session-rig.ts';

const ACCOUNT = '51234567@Broker-Demo';
const OFFSET_MS = 7_200_000;
/** A Monday, 10:00 UTC. */
const START = Date.UTC(2025, 10, 24, 10);
const M1: HistoryAsk = { kind: 'bars', symbol: 'EURUSD', timeframe: 'M1', fromMs: START, toMs: START + 3_600_000 };
const TICKS: HistoryAsk = { kind: 'ticks', symbol: 'EURUSD', timeframe: null, fromMs: START, toMs: START + 60_000 };

/** A live session whose terminal has told its state, with questions waiting. */
function rigWith(asks: readonly HistoryAsk[], engine = new RigEngine()): SessionRig {
  for (const ask of asks) engine.door.history(ACCOUNT).add(ask, 0);
  const rig = new SessionRig(engine).join({ epoch: `e${String(engine.events.length)}` });
  tellState(rig);
  return rig;
}

function tellState(rig: SessionRig): void {
  rig.say('snapshot.begin', {}, 1);
  rig.say('snapshot.end', { hash: '0'.repeat(64), counts: { positions: 0, orders: 0, deals: 0 } }, 2);
}

/** Broker seconds of the minute `n` after START. */
function t(n: number): number {
  return (START + OFFSET_MS) / 1000 + n * 60;
}

function bar(n: number): readonly number[] {
  return [t(n), 1.1, 1.3, 1.0, 1.2, 40 + n, 8, 0];
}

function idOf(frame: SentFrame | undefined): string {
  return String(frame?.body['id']);
}

function page(rig: SessionRig, re: string, i: number, rows: readonly unknown[], more: object = {}): void {
  rig.say('history.page', { re, i, enc: 'json', rows, more: false, next_from: null, ...more }, 0, { re });
}

function end(rig: SessionRig, re: string, total: number, more: object = {}): void {
  rig.say('history.end', { re, rows_total: total, complete: true, reason: null, ...more }, 0, { re });
}

describe('questions about the past', () => {
  it('are asked once the terminal has told its state, in raw broker time, and stored page by page', () => {
    const engine = new RigEngine();
    engine.door.history(ACCOUNT).add(M1, 0);
    const rig = new SessionRig(engine).join();
    expect(rig.of('history')).toEqual([]);
    tellState(rig);
    const asked = rig.last('history');
    expect(asked.body).toEqual({
      id: idOf(asked), kind: 'bars', s: 'EURUSD', tf: 'M1', from_msc: START + OFFSET_MS,
      to_msc: START + OFFSET_MS + 3_599_999, page: 5000, enc: 'json',
    });
    page(rig, idOf(asked), 0, [bar(0), bar(1)], { more: true, next_from: [t(1) * 1000, 1] });
    // live data between pages
    rig.say('tick', tickBody([[START + OFFSET_MS + 7_200_000, 1.1, 1.2]], null, [START + OFFSET_MS + 7_200_000, 1]));
    page(rig, idOf(asked), 1, [bar(5)]);
    end(rig, idOf(asked), 3);
    expect(engine.bodies('HistoryBarsReceived').flatMap(({ bars }) => bars.map(({ time }) => time)))
      .toEqual([START, START + 60_000, START + 300_000]);
    expect(engine.bodies('HistoryEnded')).toEqual([{
      kind: 'HistoryEnded', account: ACCOUNT, of: 'bars', symbol: 'EURUSD', timeframe: 'M1', fromMs: M1.fromMs,
      toMs: M1.toMs, rows: 3, outcome: 'complete', code: null,
    }]);
    expect(engine.door.history(ACCOUNT).status).toEqual([]);
    expect(engine.bodies('TicksReceived')).toHaveLength(1);
  });

  it('are two at a time, the more urgent first', () => {
    const engine = new RigEngine();
    const asks = [0, 1, 2, 3].map((n) => ({ ...M1, fromMs: START + n }));
    asks.forEach((ask, n) => engine.door.history(ACCOUNT).add(ask, n));
    const rig = rigWith([], engine);
    const asked = rig.of('history');
    expect(asked.map(({ body }) => body['from_msc'])).toEqual([3, 2].map((n) => START + OFFSET_MS + n));
    end(rig, idOf(asked[1]), 0);
    expect(rig.of('history').map(({ body }) => body['from_msc'])).toEqual([3, 2, 1].map((n) => START + OFFSET_MS + n));
  });

  it('checklist suffered-empty-history: while the terminal loads are asked again later and later, and an empty answer is not believed', () => {
    const rig = rigWith([M1]);
    const waits: number[] = [];
    for (let n = 0; n < 4; n += 1) {
      const asked = rig.of('history').length;
      end(rig, idOf(rig.last('history')), 0, { complete: false, reason: 'E_SYNCING' });
      expect(rig.engine.door.history(ACCOUNT).status).toMatchObject([{ state: 'loading' }]);
      const begunMs = rig.engine.nowMs;
      while (rig.of('history').length === asked) {
        rig.pass(500);
        rig.say('hb', { t: 0, n: 0 });
      }
      waits.push(Math.round((rig.engine.nowMs - begunMs) / 1000));
    }
    expect(waits).toEqual([2, 4, 8, 16]);
    expect(rig.engine.bodies('HistoryEnded')).toEqual([]);
    const last = idOf(rig.last('history'));
    page(rig, last, 0, [bar(0)]);
    end(rig, last, 1);
    expect(rig.engine.bodies('HistoryEnded')).toMatchObject([{ rows: 1, outcome: 'complete' }]);
  });

  it('checklist time-27: go on from the last page that was stored, after "still loading" as after a lost link', () => {
    const rig = rigWith([M1]);
    const first = idOf(rig.last('history'));
    page(rig, first, 0, [bar(0), bar(1)], { next_from: [t(1) * 1000, 1] });
    end(rig, first, 2, { complete: false, reason: 'E_SYNCING' });
    rig.pass(2_000);
    const second = rig.last('history');
    expect(second.body['from_msc']).toBe(t(1) * 1000);
    page(rig, idOf(second), 0, [bar(1), bar(2)], { more: true, next_from: [t(2) * 1000, 1] });
    rig.session.onClosed(1006, 'gone');
    const again = rigWith([], rig.engine);
    expect(again.last('history').body['from_msc']).toBe(t(2) * 1000);
    // what the old link might still have said means nothing here
    end(again, idOf(second), 99);
    page(again, idOf(again.last('history')), 0, [bar(2)]);
    end(again, idOf(again.last('history')), 1);
    expect(rig.engine.bodies('HistoryEnded')).toHaveLength(1);
  });

  it('checklist time-27: whose answer lacks a page, or counts other rows than came, are asked again and at last given up', () => {
    const rig = rigWith([M1]);
    for (let n = 0; n < 5; n += 1) {
      const re = idOf(rig.last('history'));
      if (n % 2 === 0) page(rig, re, 1, [bar(3)]);
      else {
        page(rig, re, 0, [bar(0)]);
        end(rig, re, 2);
      }
      for (let s = 0; s < 60 && idOf(rig.last('history')) === re; s += 1) {
        rig.pass(1_000);
        rig.say('hb', { t: 0, n: 0 });
      }
    }
    expect(rig.engine.bodies('HistoryEnded')).toMatchObject([{ outcome: 'refused', code: 'E_RANGE' }]);
    expect(rig.of('history')).toHaveLength(5);
  });

  it('that stay unanswered for a minute are asked again', () => {
    const rig = rigWith([M1]);
    for (let s = 0; s < 64; s += 1) {
      rig.pass(1_000);
      rig.say('hb', { t: 0, n: 0 });
    }
    expect(rig.of('history')).toHaveLength(2);
  });

  it('that are refused for good end so, other refusals are tried again', () => {
    const rig = rigWith([M1]);
    const refuse = (code: string): void => {
      const re = idOf(rig.last('history'));
      rig.say('result', { re, ok: false, code, msg: '' }, 0, { re });
    };
    refuse('E_BUSY');
    expect(rig.engine.bodies('HistoryEnded')).toEqual([]);
    rig.pass(2_000);
    refuse('E_SYMBOL');
    expect(rig.engine.bodies('HistoryEnded')).toMatchObject([{ outcome: 'refused', code: 'E_SYMBOL', rows: 0 }]);
  });
});

describe('rows of the past', () => {
  it('of ticks carry their place within a millisecond over the end of a page, inside the span only', () => {
    const rig = rigWith([TICKS]);
    const re = idOf(rig.last('history'));
    const ms = START + OFFSET_MS;
    const tick = (at: number): readonly number[] => [at, 1.1, 1.2, 0, 0, 6];
    page(rig, re, 0, [tick(ms - 5), tick(ms), tick(ms + 9), tick(ms + 9)], { more: true, next_from: [ms + 9, 2] });
    page(rig, re, 1, [tick(ms + 9), tick(ms + 20), tick(ms + 60_000)]);
    end(rig, re, 7);
    const events = rig.engine.bodies('HistoryTicksReceived');
    expect(events.map(({ before, ticks }) => [before, ticks.brokerMs])).toEqual([
      [0, [ms, ms + 9, ms + 9]], [2, [ms + 9, ms + 20]],
    ]);
    expect(rig.engine.bodies('HistoryEnded')).toMatchObject([{ rows: 5 }]);
  });

  it('of ticks never reach the running stream, which goes on by itself', () => {
    const engine = new RigEngine();
    const rig = rigWith([], engine);
    const ms = START + OFFSET_MS;
    rig.say('tick', tickBody([[ms + 10, 1.1, 1.2]], null, [ms + 10, 1]));
    engine.door.history(ACCOUNT).add(TICKS, 0);
    rig.session.askHistory();
    const re = idOf(rig.last('history'));
    page(rig, re, 0, [[ms, 1, 2, 0, 0, 6], [ms + 10, 1, 2, 0, 0, 6], [ms + 30, 1, 2, 0, 0, 6]]);
    expect(engine.bodies('HistoryTicksReceived').map(({ ticks }) => ticks.brokerMs)).toEqual([[ms]]);
  });

  it('checklist time-26: are under the offset that held then', () => {
    const engine = new RigEngine();
    const { nowMs } = engine;
    const rig = rigWith([{ ...M1, fromMs: nowMs - 86_400_000, toMs: nowMs + 86_400_000 }], engine);
    // clocks go forward an hour from now
    rig.say('time', { off: 10_800, src: 'tick', at_msc: nowMs + 3_600_000 + 10_800_000 }, 3);
    const at = (hours: number, offsetS: number): readonly number[] => (
      [nowMs / 1000 + hours * 3_600 + offsetS, ...bar(0).slice(1)]
    );
    page(rig, idOf(rig.last('history')), 0, [at(-1, 7_200), at(0.5, 7_200), at(2, 10_800)]);
    expect(engine.bodies('HistoryBarsReceived').flatMap(({ bars }) => bars.map(({ time }) => time - nowMs)))
      .toEqual([-3_600_000, 1_800_000, 7_200_000]);
  });

  it('checklist mql5-broker-time: of the calendar are asked for and read under today\'s offset, whatever held then', () => {
    const engine = new RigEngine();
    const { nowMs } = engine;
    const day = { fromMs: nowMs - 86_400_000, toMs: nowMs - 43_200_000 };
    const rig = rigWith([], engine);
    // summer time ended just now
    rig.say('time', { off: 3_600, src: 'tick', at_msc: nowMs + 3_600_000 }, 3);
    rig.pass(1_000);
    engine.door.history(ACCOUNT).add({ ...M1, ...day }, 0);
    engine.door.history(ACCOUNT).add({ kind: 'calendar', symbol: null, timeframe: null, ...day }, 0);
    rig.session.askHistory();
    const [bars, calendar] = rig.of('history');
    expect(bars?.body).toMatchObject({ kind: 'bars', from_msc: day.fromMs + OFFSET_MS });
    expect(calendar?.body).toMatchObject({ kind: 'calendar', from_msc: day.fromMs + 3_600_000 });
    const time = day.fromMs / 1000 + 3_600;
    page(rig, idOf(calendar), 0, [{ id: '1', event_id: '2', time, name: 'CPI', currency: 'USD', importance: 2 }]);
    expect(engine.bodies('RecordReceived').map(({ record }) => record)).toMatchObject([{ rows: [{ timeMs: day.fromMs }] }]);
  });

  it('that cannot be read cost themselves, and are kept as a dead letter', () => {
    const rig = rigWith([M1]);
    const re = idOf(rig.last('history'));
    page(rig, re, 0, [bar(0), ['x'], bar(2), { no: 'list' }]);
    end(rig, re, 4);
    expect(rig.engine.bodies('HistoryBarsReceived').flatMap(({ bars }) => bars.map(({ time }) => time - START)))
      .toEqual([0, 120_000]);
    expect(rig.engine.bodies('Quarantined')).toMatchObject([{ code: 'E_PROTO' }]);
    expect(rig.engine.bodies('HistoryEnded')).toMatchObject([{ outcome: 'complete' }]);
  });

  it('of deals, orders and the calendar become what live ones are; a count brings none', () => {
    const rest = { symbol: null, timeframe: null, fromMs: START, toMs: START + 1 };
    const engine = new RigEngine();
    const rig = rigWith([], engine);
    const answer = (ask: HistoryAsk, rows: readonly unknown[]): void => {
      engine.door.history(ACCOUNT).add(ask, 0);
      rig.session.askHistory();
      const re = idOf(rig.last('history'));
      if (ask.kind !== 'count') page(rig, re, 0, rows);
      end(rig, re, ask.kind === 'count' ? 17 : rows.length);
    };
    answer({ kind: 'deals', ...rest }, [DEAL]);
    answer({ kind: 'orders', ...rest }, [{
      id: '8001', s: 'EURUSD', state: 'filled', type: 'market', side: 'buy', vol: 0.1, msc: 5, cid: '7H3K9QZX',
    }]);
    answer({ kind: 'calendar', ...rest }, [
      { id: '1', event_id: '2', time: 5, name: 'CPI', currency: 'USD', importance: 2 },
    ]);
    answer({ ...M1, kind: 'count' }, []);
    expect(engine.bodies('HistoryDealsReceived')).toMatchObject([{ deals: [{ deal: '9001', cid: '7H3K9QZX' }] }]);
    expect(engine.bodies('HistoryOrdersReceived')).toMatchObject([{ orders: [{ id: '8001', state: 'filled' }] }]);
    expect(engine.bodies('RecordReceived').map(({ record }) => record))
      .toMatchObject([{ type: 'calendar', changeId: null, rows: [{ eventId: '2' }] }]);
    expect(engine.bodies('HistoryEnded').map(({ of, rows }) => [of, rows])).toEqual([
      ['deals', 1], ['orders', 1], ['calendar', 1], ['count', 17],
    ]);
  });

  it('that came packed are unpacked; what does not unpack is refused, and asked again', () => {
    const rig = rigWith([M1]);
    rig.engine.inflate = (base64) => (base64 === 'good' ? JSON.stringify([bar(0)]) : null);
    page(rig, idOf(rig.last('history')), 0, [], { enc: 'zb64', rows: 'bomb' });
    expect(rig.engine.bodies('Quarantined')).toMatchObject([{ code: 'E_RANGE' }]);
    rig.pass(2_000);
    page(rig, idOf(rig.last('history')), 0, [], { enc: 'zb64', rows: 'good' });
    end(rig, idOf(rig.last('history')), 1);
    expect(rig.engine.bodies('HistoryBarsReceived')).toHaveLength(1);
    expect(rig.engine.bodies('HistoryEnded')).toHaveLength(1);
  });
});
