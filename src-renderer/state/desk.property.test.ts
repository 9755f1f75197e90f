import type { PositionResource, SignalResource, WindowDelta } from '#core/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_DESK, KEPT_MAX, mergeDelta, type Desk } from './desk.ts';

const EMPTY_DELTA: WindowDelta = {
  n: 1,
  full: false,
  serverMs: 0,
  nowMs: 0,
  quotes: [],
  forming: [],
  closed: [],
  stale: [], studies: [],
  signals: [],
  orders: [],
  ordersGone: [],
  positions: [],
  positionsGone: [],
  trades: [],
};

function signal(id: string, createdMs: number, state: SignalResource['state']): SignalResource {
  return {
    id,
    symbol: 'EURUSD',
    timeframe: 'M5',
    strategy: 'trend',
    strategyHash: '',
    side: 'buy',
    entry: 1.1,
    stop: 1.09,
    target: 1.12,
    slippagePointsMax: 20,
    createdMs,
    expiresMs: createdMs + 1,
    barTime: 0,
    state,
    whyNot: null,
    card: null,
    votes: [],
    reasons: [],
    probability: null,
    decidedMs: null,
    decidedBy: null,
    rejectReason: null,
    cid: null,
  };
}

function position(id: string, profit: number): PositionResource {
  return {
    id,
    ticket: id,
    symbol: 'EURUSD',
    side: 'buy',
    volume: 1,
    priceOpen: 1.1,
    sl: null,
    tp: null,
    price: 1.1,
    profit,
    swap: 0,
    magic: '0',
    cid: null,
    comment: '',
    managed: true,
    origin: 'external',
    openMs: 0,
  };
}

const id = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const deltas = fc
  .array(
    fc.record({
      full: fc.boolean(),
      signals: fc.array(
        fc.record({
          id,
          createdMs: fc.nat(1000),
          state: fc.constantFrom('pending' as const, 'approved' as const, 'expired' as const),
        }),
        { maxLength: 4 },
      ),
      positions: fc.array(fc.record({ id, profit: fc.integer({ min: -100, max: 100 }) }), { maxLength: 4 }),
      positionsGone: fc.array(id, { maxLength: 3 }),
    }),
    { maxLength: 12 },
  )
  .map((rows) =>
    rows.map((row, i): WindowDelta => ({
      ...EMPTY_DELTA,
      n: i + 1,
      full: row.full || i === 0,
      serverMs: i,
      nowMs: i * 2,
      signals: row.signals.map((s) => signal(s.id, s.createdMs, s.state)),
      positions: row.positions.map((p) => position(p.id, p.profit)),
      positionsGone: row.positionsGone,
    })),
  );

/** The definition as a second road: replay the rows one by one into plain tables. */
function replay(all: readonly WindowDelta[]): { signals: Record<string, string>; positions: Record<string, number> } {
  let signals: Record<string, string> = {};
  let positions: Record<string, number> = {};
  for (const delta of all) {
    if (delta.full) {
      signals = {};
      positions = {};
    }
    for (const row of delta.signals) signals[row.id] = `${row.state}@${String(row.createdMs)}`;
    for (const row of delta.positions) positions[row.id] = row.profit;
    positions = Object.fromEntries(Object.entries(positions).filter(([key]) => !delta.positionsGone.includes(key)));
  }
  return { signals, positions };
}

const mergeAll = (all: readonly WindowDelta[]): Desk => all.reduce(mergeDelta, EMPTY_DESK);

describe('mergeDelta', () => {
  it('holds what a plain replay of the rows holds', () => {
    fc.assert(
      fc.property(deltas, (all) => {
        const desk = mergeAll(all);
        const plain = replay(all);
        expect(
          Object.fromEntries([...desk.signals].map(([key, s]) => [key, `${s.state}@${String(s.createdMs)}`])),
        ).toEqual(plain.signals);
        expect(Object.fromEntries([...desk.positions].map(([key, p]) => [key, p.profit]))).toEqual(plain.positions);
      }),
    );
  });

  it('changes nothing when the same answer comes twice', () => {
    fc.assert(
      fc.property(deltas, (all) => {
        const once = mergeAll(all);
        const last = all[all.length - 1];
        fc.pre(last !== undefined);
        const twice = mergeDelta(once, last);
        expect([...twice.signals]).toEqual([...once.signals]);
        expect([...twice.positions]).toEqual([...once.positions]);
      }),
    );
  });

  it('forgets everything before a full answer', () => {
    fc.assert(
      fc.property(deltas, deltas, (before, after) => {
        fc.pre(after.length > 0);
        const { symbolsRev: _ignored, ...alone } = mergeAll(after);
        const { symbolsRev: _also, ...later } = mergeAll([...before, ...after]);
        expect(later).toEqual(alone);
      }),
    );
  });

  it('leaves the desk it was given as it was', () => {
    fc.assert(
      fc.property(deltas, (all) => {
        const desk = mergeAll(all.slice(0, -1));
        const copy = structuredClone({ signals: [...desk.signals], positions: [...desk.positions] });
        const last = all[all.length - 1];
        if (last !== undefined) mergeDelta(desk, last);
        expect({ signals: [...desk.signals], positions: [...desk.positions] }).toEqual(copy);
      }),
    );
  });

  it('keeps the identity of parts that did not change, so that their readers do not draw again', () => {
    const desk = mergeDelta(EMPTY_DESK, { ...EMPTY_DELTA, full: true, signals: [signal('a', 1, 'pending')] });
    const next = mergeDelta(desk, { ...EMPTY_DELTA, n: 2, nowMs: 7, positions: [position('p', 1)] });
    expect(next.signals).toBe(desk.signals);
    expect(next.orders).toBe(desk.orders);
    expect(next.trades).toBe(desk.trades);
    expect(next.positions).not.toBe(desk.positions);
    expect(next.nowMs).toBe(7);
  });

  it('tells an absent part from an empty one', () => {
    const fault = { code: 'JOURNAL_DISK_FULL', text: '' };
    const safety = { killSwitch: true, lock: null, discrepancy: null, replayDifference: null };
    const desk = mergeDelta(EMPTY_DESK, {
      ...EMPTY_DELTA,
      full: true,
      fault,
      safety,
      deadLetters: 4,
      symbolsChanged: true,
    });
    const still = mergeDelta(desk, EMPTY_DELTA);
    expect([still.fault, still.safety, still.deadLetters, still.symbolsRev]).toEqual([
      fault,
      safety,
      4,
      desk.symbolsRev,
    ]);
    expect(mergeDelta(still, { ...EMPTY_DELTA, fault: null }).fault).toBeNull();
    expect(mergeDelta(still, { ...EMPTY_DELTA, symbolsChanged: true }).symbolsRev).toBe(still.symbolsRev + 1);
  });

  it('drops the oldest rows beyond its limit', () => {
    const many = Array.from({ length: KEPT_MAX + 5 }, (_, i) => signal(`s${String(i)}`, i, 'expired'));
    const desk = mergeDelta(EMPTY_DESK, { ...EMPTY_DELTA, full: true, signals: many });
    expect(desk.signals.size).toBe(KEPT_MAX);
    expect(desk.signals.has('s4')).toBe(false);
    expect(desk.signals.has(`s${String(KEPT_MAX + 4)}`)).toBe(true);
  });
});
