import { describe, expect, it } from 'vitest';
import { DEMO, SyntheticMarket, SyntheticSource } from './index.ts';
import { Rig } from './terminal-rig.test-kit.ts';

const DAY_MS = 86_400_000;
const FOLLOWING = { subs: [{ id: 's', ticks: ['EURUSD', 'XAUUSD'], bars: [], book: ['EURUSD'] }] };

interface Row {
  readonly id: string;
  readonly time: number;
  readonly actual: number | null;
  readonly forecast: number;
  readonly currency: string;
  readonly rev: number;
}

/** A terminal whose market begins at `startMs`. */
function rigAt(startMs: number, speed = 1): Rig {
  const source = new SyntheticSource(
    new SyntheticMarket(DEMO.seed), { startMs, speed, offsetS: DEMO.offsetS, drainedMs: null },
  );
  const rig = new Rig({ source, script: FOLLOWING });
  rig.connect();
  return rig;
}

describe('the book', () => {
  it('of a followed symbol has five levels a side around the quote, at most five a second, and rests when paused', () => {
    const rig = rigAt(DEMO.startMs);
    rig.pass(2000);
    const books = rig.server.ofType('book');
    expect(books.length).toBeGreaterThan(3);
    expect(books.length).toBeLessThanOrEqual(10);
    expect(new Set(books.map((frame) => frame.body['s']))).toEqual(new Set(['EURUSD']));
    for (const { body } of books) {
      const [bids, asks] = [body['bids'], body['asks']] as [number[][], number[][]];
      expect([bids.length, asks.length]).toEqual([5, 5]);
      expect(bids.map(([price]) => price)).toEqual(bids.map(([price]) => price!).sort((a, b) => b - a));
      expect(asks[0]![0]).toBeGreaterThan(bids[0]![0]!);
    }
    rig.server.command('flow.ctl', { pause: ['book', 'flow'] });
    rig.pass(6000);
    expect(rig.server.ofType('book').length).toBe(books.length);
    rig.server.command('flow.ctl', { pause: [] });
    rig.server.command('unsub', { id: 'u', ticks: [], bars: [], book: ['EURUSD'] });
    rig.pass(1000);
    expect(rig.server.ofType('book').length).toBe(books.length);
  });
});

describe('the flow', () => {
  it('counts the last minute\'s ticks of each followed symbol as they were', () => {
    const rig = rigAt(DEMO.startMs);
    rig.pass(5100);
    const flow = rig.server.ofType('flow').findLast((frame) => frame.body['s'] === 'EURUSD')!.body;
    const sentMs = rig.source.nowMs + DEMO.offsetS * 1000;
    const minute = rig.source.ticksAfter('EURUSD', null, sentMs - 60_000, 10_000);
    const moves = minute.slice(1).map((row, i) => Math.sign(row.bid - minute[i]!.bid));
    // the sample is a step or two old
    expect(Math.abs((flow['ticks_up'] as number) - moves.filter((move) => move > 0).length)).toBeLessThanOrEqual(3);
    expect(Math.abs((flow['ticks_down'] as number) - moves.filter((move) => move < 0).length)).toBeLessThanOrEqual(3);
    expect(flow['spread_avg']).toBeGreaterThan(1);
    expect(new Set(rig.server.ofType('flow').map((frame) => frame.body['s']))).toEqual(new Set(['EURUSD', 'XAUUSD']));
  });
});

describe('the calendar', () => {
  // The first day after the demo's start on which the seed has a release in London's morning.
  const market = new SyntheticMarket(DEMO.seed);
  const first = Math.floor(DEMO.startMs / DAY_MS);
  const day = Array.from({ length: 60 }, (_, i) => first + i)
    .find((one) => market.newsOf(one).some((news) => news.minute === 720 && news.factor === 'eur'))!;
  const releaseMs = day * DAY_MS + 720 * 60_000 - DEMO.offsetS * 1000;
  const shock = market.newsOf(day).find((news) => news.minute === 720)!.shock;

  it('is in the snapshot, a week ahead without actual values; the release brings it, with the bank, on time', () => {
    const rig = rigAt(releaseMs - 30_000);
    const known = rig.server.ofType('calendar')[0]!.body['rows'] as Row[];
    const event = known.find((row) => row.time * 1000 === releaseMs + DEMO.offsetS * 1000)!;
    expect(event).toMatchObject({ actual: null, rev: 0, currency: 'EUR' });
    expect(known.some((row) => row.time * 1000 > releaseMs + 3 * DAY_MS)).toBe(true);
    expect(known.filter((row) => row.time * 1000 < releaseMs).every((row) => row.actual !== null)).toBe(true);
    rig.pass(29_000);
    expect(rig.server.ofType('calendar')).toHaveLength(1);
    rig.pass(3_000);
    const [released] = rig.server.ofType('calendar').at(-1)!.body['rows'] as Row[];
    expect(released).toMatchObject({ id: event.id, rev: 1, forecast: event.forecast });
    expect(Math.sign(released!.actual! - released!.forecast)).toBe(Math.sign(shock));
    expect(rig.server.ofType('central_bank')[0]?.body).toMatchObject({ bank: 'ECB', kind: 'rate', rate: released!.actual });
    expect(rig.server.problems).toEqual([]);
  });

  it('goes on from the change the server has, and tells none twice', () => {
    const rig = rigAt(releaseMs - 30_000);
    const last = rig.server.ofType('calendar')[0]!.body['change_id'] as string;
    rig.server.script.calendarChangeId = last;
    rig.terminal.closed(1006, '');
    rig.connect();
    expect(rig.server.ofType('calendar')).toHaveLength(1);
    rig.pass(40_000);
    const ids = rig.server.ofType('calendar').map((frame) => Number(frame.body['change_id']));
    expect(ids).toHaveLength(2);
    expect(ids[1]).toBeGreaterThan(ids[0]!);
  });

  it('moves the market: the euro goes the way of the surprise in the minute of the release', () => {
    const [bar] = market.bars('EURUSD', 'M1', releaseMs + DEMO.offsetS * 1000, releaseMs + DEMO.offsetS * 1000 + 60_000, 1);
    expect(Math.sign(bar!.close - bar!.open)).toBe(Math.sign(shock));
  });

  it('says the same whenever it is asked', () => {
    const source = (seed: number) => new SyntheticSource(
      new SyntheticMarket(seed), { startMs: releaseMs, speed: 1, offsetS: DEMO.offsetS, drainedMs: null },
    ).calendar;
    const now = releaseMs + DEMO.offsetS * 1000;
    const whole = source(DEMO.seed).changesSince(null, now);
    expect(source(DEMO.seed).changesSince(null, now)).toEqual(whole);
    expect(source(DEMO.seed + 1).changesSince(null, now)).not.toEqual(whole);
    const middle = whole[Math.floor(whole.length / 2)]!;
    expect(source(DEMO.seed).changesSince(middle.id, now)).toEqual(whole.slice(whole.indexOf(middle) + 1));
    expect(whole.map((change) => change.atBrokerMs)).toEqual(whole.map((change) => change.atBrokerMs).sort((a, b) => a - b));
  });
});

describe('the log', () => {
  it('names an unknown symbol with those like it', () => {
    const rig = rigAt(DEMO.startMs);
    rig.server.command('sub', { id: 's2', ticks: ['EURUSD.x'], bars: [], book: [] });
    expect(rig.server.ofType('log').at(-1)?.body).toMatchObject({ code: 'E_SYMBOL' });
    expect(rig.server.ofType('log').at(-1)?.body['text']).toContain('EURUSD');
  });
});

describe('two clocks that drift', () => {
  it('stay together: what the terminal stamps is the server\'s time to a fraction of a second', () => {
    let serverMs = 1_764_000_000_000;
    const rig = new Rig({ script: { nowMs: () => serverMs } });
    // seven minutes behind to begin with, and losing a second a minute
    rig.hostMs = serverMs - 420_000;
    rig.connect();
    for (let second = 0; second < 600; second += 1) {
      serverMs += 1000;
      rig.hostMs += 1000 - 1000 / 60;
      rig.server.say('hb', {});
      rig.terminal.step();
    }
    // unmeasured it would be ten seconds off by now
    expect(Math.abs(rig.server.frames.at(-1)!.ts - serverMs)).toBeLessThanOrEqual(600);
    rig.order({ deadline_ts: rig.source.nowMs + 1000 });
    expect(rig.results().at(-1)).toMatchObject({ state: 'done' });
  });
});
