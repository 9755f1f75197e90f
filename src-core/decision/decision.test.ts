import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INSTRUMENTS } from '#core/broker-model';
import { DEFAULT_LIMITS, type Instrument } from '#core/model';
import { Decisions, EMPTY_HASH, explainDecision, roundToTick, type DecisionQuestion } from './index.ts';

const EURUSD = INSTRUMENTS.find((one) => one.symbol === 'EURUSD') as Instrument;
const NOW = 1_700_000_000_000;

function question(changes: Partial<DecisionQuestion> = {}): DecisionQuestion {
  return {
    engineHash: 'e',
    symbol: 'EURUSD',
    timeframe: 'M5',
    barTime: NOW - 300_000,
    strategy: 'trend',
    strategyHash: 'h',
    side: 'buy',
    stopDistance: 0.002,
    targetDistance: 0.003,
    quote: { symbol: 'EURUSD', timeMs: NOW, bid: 1.1, ask: 1.1001 },
    instrument: EURUSD,
    nowMs: NOW,
    limits: DEFAULT_LIMITS,
    ...changes,
  };
}

describe('a decision', () => {
  it('buys at the ask and sells at the bid, stop and target from there, in whole points', () => {
    const buy = new Decisions().decide(question());
    expect([buy.entry, buy.stop, buy.target]).toEqual([1.1001, 1.0981, 1.1031]);
    expect([buy.fact.entryPoints, buy.fact.stopPoints, buy.fact.targetPoints]).toEqual([110_010, 109_810, 110_310]);
    const sell = new Decisions().decide(question({ side: 'sell' }));
    expect([sell.entry, sell.stop, sell.target]).toEqual([1.1, 1.102, 1.097]);
    expect(sell.fact).toMatchObject({ outcome: 'proposed', code: null, n: 1, side: 'sell' });
  });

  it("checklist symbols-10: puts every price on the broker's grid", () => {
    const grids = fc.constantFrom([0.00001, 5], [0.001, 3], [0.01, 2], [0.25, 2], [1, 0], [0.05, 2]);
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 3_000, noNaN: true }), grids, (price, [tickSize = 1, digits = 0]) => {
        const placed = roundToTick(price, { ...EURUSD, tickSize, digits });
        expect(Math.abs(placed - price)).toBeLessThanOrEqual(tickSize / 2 + 1e-9);
        expect(Math.abs(placed / tickSize - Math.round(placed / tickSize))).toBeLessThan(1e-6);
        expect(placed).toBe(Number(placed.toFixed(digits)));
      }),
    );
  });

  it.each([
    ['DECISION_INSTRUMENT_UNKNOWN', { instrument: undefined }],
    ['DECISION_QUOTE_STALE', { quote: null }],
    ['DECISION_QUOTE_STALE', { nowMs: NOW + DEFAULT_LIMITS.quoteAgeMsMax + 1 }],
    ['DECISION_STOP_TOO_CLOSE', { stopDistance: 0.0001 }],
    ['DECISION_SPREAD_WIDE', { quote: { symbol: 'EURUSD', timeMs: NOW, bid: 1.1, ask: 1.10051 } }],
  ] as const)('is stopped by the gate %s', (code, changes) => {
    const decision = new Decisions().decide(question(changes));
    expect(decision.code).toBe(code);
    expect(decision.fact).toMatchObject({ outcome: 'suppressed', code });
    expect(explainDecision(code, question(changes)).text.length).toBeGreaterThan(10);
  });

  it('passes each gate at its very edge', () => {
    expect(new Decisions().decide(question({ nowMs: NOW + DEFAULT_LIMITS.quoteAgeMsMax })).code).toBeNull();
    expect(new Decisions().decide(question({ stopDistance: 0.00041 })).code).toBeNull();
    expect(
      new Decisions().decide(question({ stopDistance: 0.00011, limits: { ...DEFAULT_LIMITS, spreadOfStopMax: 1 } }))
        .code,
    ).toBeNull();
  });

  it('tells the figures that closed a gate', () => {
    const wide = question({ quote: { symbol: 'EURUSD', timeMs: NOW, bid: 1.1, ask: 1.101 } });
    expect(explainDecision('DECISION_SPREAD_WIDE', wide).text).toContain('Spread 100 points, stop 200 points.');
    expect(explainDecision('DECISION_QUOTE_STALE', question({ nowMs: NOW + 20_000 })).text).toContain('20 s');
  });
});

describe('the running hash', () => {
  it("is SHA-256 over the hash before and the decision's own words", () => {
    const decisions = new Decisions();
    const words = ['EURUSD', 'M5', NOW - 300_000, 'trend', 'h', 'proposed', '', 'buy', 110_010, 109_810, 110_310].join(
      '|',
    );
    const sha = (text: string): string => createHash('sha256').update(text).digest('hex');
    const first = sha(`${EMPTY_HASH}|${words}`);
    expect(decisions.decide(question()).fact.hash).toBe(first);
    expect(decisions.decide(question()).fact).toMatchObject({ n: 2, hash: sha(`${first}|${words}`) });
    expect(decisions.hash).toBe(sha(`${first}|${words}`));
  });

  it('changes with any decision before it, and with its order', () => {
    const hashOf = (sides: readonly ('buy' | 'sell')[]): string => {
      const decisions = new Decisions();
      for (const side of sides) decisions.decide(question({ side }));
      return decisions.hash;
    };
    expect(
      new Set([hashOf(['buy', 'sell']), hashOf(['sell', 'buy']), hashOf(['buy', 'buy']), hashOf(['sell'])]).size,
    ).toBe(4);
  });

  it('does not know the engine, nor how late it was asked', () => {
    const one = new Decisions().decide(question({ engineHash: 'a', nowMs: NOW + 1 }));
    const other = new Decisions().decide(question({ engineHash: 'b', nowMs: NOW + 9_000 }));
    expect(one.fact.hash).toBe(other.fact.hash);
  });

  it('goes on from a saved state and from an adopted one', () => {
    const whole = new Decisions();
    const first = whole.decide(question());
    const saved = new Decisions(JSON.parse(JSON.stringify(whole.state())) as ReturnType<Decisions['state']>);
    const adopted = new Decisions();
    adopted.adopt(first.fact.n, first.fact.hash);
    const next = whole.decide(question({ side: 'sell' })).fact;
    expect(saved.decide(question({ side: 'sell' })).fact).toEqual(next);
    expect(adopted.decide(question({ side: 'sell' })).fact).toEqual(next);
    expect(adopted.count).toBe(2);
  });
});
