import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INSTRUMENTS } from '#core/broker-model';
import {
  CODES,
  DEFAULT_LIMITS,
  whyNot,
  type AccountState,
  type ClientOrder,
  type Instrument,
  type Position,
  type Quote,
} from '#core/model';
import {
  contractTickValue,
  floorVolume,
  hasValueMismatch,
  judgeAccount,
  judgePlan,
  lossMoney,
  marginMoney,
  openRisk,
  swapMoney,
  type Plan,
  type RiskPicture,
  type Verdict,
} from './index.ts';

/** A Monday at noon UTC. */
const NOW = Date.UTC(2024, 0, 15, 12);

function named(symbol: string): Instrument {
  return INSTRUMENTS.find((one) => one.symbol === symbol) as Instrument;
}

const ACCOUNT: AccountState = {
  balance: 10_000,
  credit: 0,
  equity: 10_000,
  profit: 0,
  margin: 0,
  marginFree: 10_000,
  marginLevel: null,
  leverage: 100,
  stopOutCall: 50,
  stopOutLevel: 30,
  stopOutMode: 'percent',
  tradeAllowed: true,
  expertAllowed: true,
  terminalConnected: true,
  currency: 'USD',
};

function picture(changes: Partial<RiskPicture> = {}): RiskPicture {
  return {
    identity: { login: '1', server: 'Demo', currency: 'USD', tradeMode: 'demo', marginMode: 'hedging' },
    account: ACCOUNT,
    guard: null,
    foreignOrders: [],
    isLinkUp: true,
    isSnapshotReady: true,
    killSwitch: false,
    discrepancy: null,
    replayDifference: null,
    dayStartEquity: 10_000,
    dayLoss: 0,
    positions: [],
    inFlight: [],
    instruments: new Map(INSTRUMENTS.map((one) => [one.symbol, one])),
    limits: DEFAULT_LIMITS,
    nowMs: NOW,
    offsetS: 0,
    ...changes,
  };
}

function quote(symbol: string, bid: number, ask: number, timeMs = NOW): Quote {
  return { symbol, timeMs, bid, ask };
}

const EUR_QUOTE = quote('EURUSD', 1.1, 1.1001);
const EUR_PLAN: Plan = { symbol: 'EURUSD', side: 'buy', entry: 1.1001, stop: 1.0981, target: 1.1031 };

function position(changes: Partial<Position> = {}): Position {
  return {
    id: '1',
    ticket: '1',
    symbol: 'EURUSD',
    side: 'buy',
    volume: 0.5,
    priceOpen: 1.1,
    sl: 1.098,
    tp: null,
    price: 1.1,
    profit: 0,
    swap: 0,
    magic: '0',
    cid: null,
    comment: '',
    openBrokerMs: 0,
    ...changes,
  };
}

function inFlight(changes: Partial<ClientOrder> = {}): ClientOrder {
  return {
    cid: 'A',
    magic: '1',
    signalId: null,
    requestId: null,
    purpose: 'open',
    positionId: null,
    byPositionId: null,
    ticket: null,
    retryOf: null,
    stopLimit: null,
    tif: 'gtc',
    expiryMs: null,
    symbol: 'EURUSD',
    side: 'buy',
    kind: 'market',
    volume: 0.5,
    price: 1.1,
    sl: 1.098,
    tp: null,
    deviationPoints: 1,
    createdMs: 0,
    deadlineMs: 0,
    state: 'issued',
    filledVolume: 0,
    fillPrice: null,
    retcode: null,
    whyNot: null,
    brokerOrder: null,
    brokerPosition: null,
    updatedMs: 0,
    ...changes,
  };
}

function codeOf(verdict: Verdict): string {
  return verdict.ok ? 'ok' : verdict.whyNot.code;
}

describe('the size of a plan', () => {
  it('is, for EURUSD, half a per cent of equity over 200 points at 1 USD a point and lot', () => {
    const verdict = judgePlan(EUR_PLAN, null, EUR_QUOTE, picture());
    // 10,000 * 0.005 = 50; 200 points cost 200 a lot; 50 / 200 = 0.25
    expect(verdict).toMatchObject({ ok: true, card: { volume: 0.25, equity: 10_000, dailyLossRoomBefore: 300 } });
    const { card } = verdict as Extract<Verdict, { ok: true }>;
    expect(card.moneyAtRisk).toBeCloseTo(50, 8);
    expect(card.riskPct).toBeCloseTo(0.5, 10);
    expect(card.marginNeeded).toBeCloseTo((0.25 * 100_000 * 1.1001) / 100, 8);
    expect(card.marginFreeAfter).toBeCloseTo(10_000 - 275.025, 8);
    expect(card.spreadOfStopPct).toBeCloseTo(5, 6);
    expect(card.rewardRatio).toBeCloseTo(1.5, 8);
    expect(card.swapPerNight).toBeCloseTo(-7.2 * 0.25, 8);
    expect(card.dailyLossRoomAfter).toBeCloseTo(250, 8);
  });

  it("is, for USDJPY, by the broker's tick value, rounded down to the step", () => {
    const plan: Plan = { symbol: 'USDJPY', side: 'sell', entry: 150, stop: 150.371, target: 149.2 };
    // 371 points at 0.66667 = 247.33 a lot; 50 / 247.33 = 0.2021…, down to 0.20
    const verdict = judgePlan(plan, null, quote('USDJPY', 150, 150.012), picture());
    expect(verdict).toMatchObject({ ok: true, card: { volume: 0.2 } });
    const { card } = verdict as Extract<Verdict, { ok: true }>;
    expect(card.moneyAtRisk).toBeCloseTo(371 * 0.66667 * 0.2, 6);
    expect(card.marginNeeded).toBeCloseTo((0.2 * 100_000) / 100, 8);
  });

  it('is, for XAUUSD, by 100 ounces a lot', () => {
    const plan: Plan = { symbol: 'XAUUSD', side: 'buy', entry: 2_000.3, stop: 1_993.3, target: null };
    // 7 dollars on 100 ounces = 700 a lot; 50 / 700 = 0.0714…, down to 0.07
    const verdict = judgePlan(plan, null, quote('XAUUSD', 2_000, 2_000.3), picture());
    expect(verdict).toMatchObject({ ok: true, card: { volume: 0.07, rewardRatio: 0 } });
    expect((verdict as Extract<Verdict, { ok: true }>).card.moneyAtRisk).toBeCloseTo(49, 6);
  });

  it('is capped by the hard limit on lots', () => {
    const rich = { ...ACCOUNT, equity: 10_000_000, marginFree: 10_000_000 };
    expect(judgePlan(EUR_PLAN, null, EUR_QUOTE, picture({ account: rich, dayStartEquity: 10_000_000 }))).toMatchObject({
      ok: true,
      card: { volume: 5 },
    });
  });

  it('is refused when the budget is smaller than the smallest volume', () => {
    const poor = { ...ACCOUNT, equity: 300 };
    expect(codeOf(judgePlan(EUR_PLAN, null, EUR_QUOTE, picture({ account: poor, dayStartEquity: 300 })))).toBe(
      'RISK_VOLUME_TOO_SMALL',
    );
  });
});

describe('rounding a volume', () => {
  const EURUSD = named('EURUSD');

  it("checklist symbols-8: goes down, never up, onto the step and inside the broker's limits", () => {
    expect(floorVolume(0.2999, EURUSD)).toBe(0.29);
    expect(floorVolume(0.29, EURUSD)).toBe(0.29);
    expect(floorVolume(0.3, { ...EURUSD, volumeStep: 0.1, volumeMin: 0.1 })).toBe(0.3);
    expect(floorVolume(0.009, EURUSD)).toBe(0);
    expect(floorVolume(70, EURUSD)).toBe(50);
    expect(floorVolume(9, { ...EURUSD, volumeMax: 0.55, volumeStep: 0.1 })).toBe(0.5);
    expect(floorVolume(-1, EURUSD)).toBe(0);
  });

  it('holds for any volume, step and limits', () => {
    const steps = fc.constantFrom(0.01, 0.1, 1, 0.001, 0.05);
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1_000, noNaN: true }),
        steps,
        fc.integer({ min: 1, max: 20 }),
        fc.double({ min: 1, max: 200, noNaN: true }),
        (volume, step, low, high) => {
          const instrument = {
            ...EURUSD,
            volumeStep: step,
            volumeMin: Number((low * step).toFixed(8)),
            volumeMax: high,
          };
          const rounded = floorVolume(volume, instrument);
          expect(rounded).toBeLessThanOrEqual(volume + 1e-8);
          expect(rounded).toBeLessThanOrEqual(high + 1e-8);
          expect(Math.abs(rounded / step - Math.round(rounded / step))).toBeLessThan(1e-6);
          expect(rounded === 0 || rounded >= instrument.volumeMin).toBe(true);
          if (rounded > 0) expect(Math.min(volume, high) - rounded).toBeLessThan(step + 1e-8);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('money', () => {
  it('checklist symbols-7: of a move is ticks times the value of a losing tick', () => {
    expect(lossMoney({ ...named('EURUSD'), tickValueLoss: 1.01 }, 2, 0.001)).toBeCloseTo(202, 9);
  });

  it("checklist symbols-7: is cross-checked with the contract where the account's currency allows", () => {
    expect(contractTickValue(named('EURUSD'), 'USD', 1.1)).toBeCloseTo(1, 12);
    expect(contractTickValue(named('USDJPY'), 'USD', 150)).toBeCloseTo(100 / 150, 12);
    expect(contractTickValue(named('EURUSD'), 'CHF', 1.1)).toBeNull();
    expect(hasValueMismatch({ ...named('EURUSD'), tickValueLoss: 1.011 }, 'USD', 1.1)).toBe(true);
    expect(hasValueMismatch({ ...named('EURUSD'), tickValueLoss: 1.009 }, 'USD', 1.1)).toBe(false);
    expect(hasValueMismatch({ ...named('EURUSD'), tickValueLoss: 0 }, 'CHF', 1.1)).toBe(true);
    expect(hasValueMismatch({ ...named('EURUSD'), tickValueLoss: 5 }, 'CHF', 1.1)).toBe(false);
  });

  it('of margin follows base or profit currency, and is not guessed for a cross', () => {
    expect(marginMoney(named('USDJPY'), 'USD', 50, 1, 150)).toBe(2_000);
    expect(marginMoney(named('EURUSD'), 'USD', 50, 1, 1.1)).toBeCloseTo(2_200, 9);
    expect(marginMoney(named('EURUSD'), 'CHF', 50, 1, 1.1)).toBeNull();
    expect(marginMoney(named('EURUSD'), 'USD', 0, 1, 1.1)).toBeNull();
  });

  it("of a night's swap is told only where the broker counts in points", () => {
    expect(swapMoney(named('EURUSD'), 'sell', 2)).toBeCloseTo(5.2, 9);
    expect(swapMoney({ ...named('EURUSD'), swapMode: 'percent' }, 'sell', 2)).toBeNull();
  });
});

describe("the account's gates", () => {
  it.each([
    ['RISK_ACCOUNT_READ_ONLY', { guard: whyNot('RISK_ACCOUNT_READ_ONLY') }],
    ['RISK_ACCOUNT_UNCONFIRMED', { guard: whyNot('RISK_ACCOUNT_UNCONFIRMED') }],
    ['RISK_ACCOUNT_LOCKED', { guard: whyNot('RISK_ACCOUNT_LOCKED') }],
    ['RISK_KILL_SWITCH', { killSwitch: true }],
    ['RISK_LINK_DOWN', { isLinkUp: false }],
    ['RISK_SNAPSHOT_MISSING', { isSnapshotReady: false }],
    ['RISK_DISCREPANCY', { discrepancy: 'two positions' }],
    ['RISK_ACCOUNT_UNKNOWN', { account: null }],
    ['RISK_INVESTOR_PASSWORD', { account: { ...ACCOUNT, tradeAllowed: false } }],
    ['RISK_EXPERTS_FORBIDDEN', { account: { ...ACCOUNT, expertAllowed: false } }],
    ['RISK_TERMINAL_OFFLINE', { account: { ...ACCOUNT, terminalConnected: false } }],
    ['RISK_DAILY_LOSS', { dayLoss: 300 }],
  ] as const)('close with %s', (code, changes) => {
    expect(judgeAccount(picture(changes))?.code).toBe(code);
    expect(codeOf(judgePlan(EUR_PLAN, null, EUR_QUOTE, picture(changes)))).toBe(code);
  });

  it('are open for a demo account in order, up to the last cent of the daily loss', () => {
    expect(judgeAccount(picture({ dayLoss: 299.99 }))).toBeNull();
  });
});

describe("a plan's gates", () => {
  const SUNDAY = Date.UTC(2024, 0, 14, 12);
  const limits = DEFAULT_LIMITS;

  it.each<[string, Partial<Plan>, number | null, Quote | null, Partial<RiskPicture>]>([
    ['EXECUTION_SYMBOL_UNKNOWN', { symbol: 'NOPE' }, null, EUR_QUOTE, {}],
    ['RISK_MARKET_CLOSED', {}, null, quote('EURUSD', 1.1, 1.1001, SUNDAY), { nowMs: SUNDAY }],
    [
      'RISK_CLOSE_ONLY',
      {},
      null,
      EUR_QUOTE,
      { instruments: new Map([['EURUSD', { ...named('EURUSD'), tradeMode: 'closeonly' }]]) },
    ],
    [
      'RISK_SHORT_ONLY',
      {},
      null,
      EUR_QUOTE,
      { instruments: new Map([['EURUSD', { ...named('EURUSD'), tradeMode: 'shortonly' }]]) },
    ],
    ['RISK_QUOTE_STALE', {}, null, null, {}],
    ['RISK_QUOTE_STALE', {}, null, quote('EURUSD', 1.1, 1.1001, NOW - limits.quoteAgeMsMax - 1), {}],
    ['RISK_STOP_WRONG_SIDE', { stop: 1.2 }, null, EUR_QUOTE, {}],
    ['RISK_STOP_WRONG_SIDE', { stop: Number.NaN }, null, EUR_QUOTE, {}],
    ['RISK_STOP_WRONG_SIDE', { target: 1.05 }, null, EUR_QUOTE, {}],
    ['RISK_STOP_WRONG_SIDE', { stop: 1.10001 }, null, EUR_QUOTE, {}],
    ['RISK_STOP_WRONG_SIDE', { target: 1.10009 }, null, EUR_QUOTE, {}],
    ['RISK_STOP_TOO_CLOSE', { stop: 1.09991 }, null, EUR_QUOTE, {}],
    [
      'RISK_STOP_TOO_CLOSE',
      { target: 1.10019 },
      null,
      EUR_QUOTE,
      { instruments: new Map([['EURUSD', { ...named('EURUSD'), stopsLevel: 20 }]]) },
    ],
    ['RISK_SPREAD_WIDE', {}, null, quote('EURUSD', 1.0995, 1.1001), {}],
    [
      'RISK_VALUE_MISMATCH',
      {},
      null,
      EUR_QUOTE,
      { instruments: new Map([['EURUSD', { ...named('EURUSD'), tickValueLoss: 1.2 }]]) },
    ],
    [
      'RISK_POSITIONS_MAX',
      {},
      null,
      EUR_QUOTE,
      {
        positions: Array.from({ length: 3 }, (_one, i) => position({ id: `${i}`, volume: 0.01 })),
        inFlight: [inFlight({ volume: 0.01 }), inFlight({ volume: 0.01 })],
      },
    ],
    ['RISK_VOLUME_INVALID', {}, 0.105, EUR_QUOTE, {}],
    ['RISK_VOLUME_INVALID', {}, 0, EUR_QUOTE, {}],
    ['RISK_VOLUME_INVALID', {}, -0.1, EUR_QUOTE, {}],
    ['RISK_VOLUME_INVALID', {}, Number.NaN, EUR_QUOTE, {}],
    ['RISK_VOLUME_INVALID', {}, 51, EUR_QUOTE, {}],
    ['RISK_LOTS_MAX', {}, 5.01, EUR_QUOTE, {}],
    ['RISK_OPEN_RISK', {}, null, EUR_QUOTE, { positions: [position({ sl: null })] }],
    ['RISK_OPEN_RISK', {}, 1.6, EUR_QUOTE, {}],
    ['RISK_OPEN_RISK', {}, null, EUR_QUOTE, { inFlight: [inFlight({ volume: 1.4 })] }],
    ['RISK_MARGIN_SHORT', {}, null, EUR_QUOTE, { account: { ...ACCOUNT, marginFree: 100 } }],
    ['RISK_DAILY_LOSS', {}, null, EUR_QUOTE, { dayLoss: 260 }],
    ['RISK_DAILY_LOSS', {}, null, EUR_QUOTE, { dayLoss: 160, positions: [position()] }],
    ['RISK_DAILY_LOSS', {}, null, EUR_QUOTE, { dayLoss: 160, inFlight: [inFlight()] }],
  ])('close with %s', (code, changes, volume, own, more) => {
    expect(codeOf(judgePlan({ ...EUR_PLAN, ...changes }, volume, own, picture(more)))).toBe(code);
  });

  it('leave the market open where the broker names no session at all', () => {
    const always = { ...named('EURUSD'), sessions: [[], [], [], [], [], [], []] };
    const more = { nowMs: SUNDAY, instruments: new Map([['EURUSD', always]]) };
    expect(codeOf(judgePlan(EUR_PLAN, null, quote('EURUSD', 1.1, 1.1001, SUNDAY), picture(more)))).toBe('ok');
  });

  it("count sessions in the broker's time", () => {
    // Sunday 23:00 UTC is Monday 01:00 at the broker: gold rests in the day's first hour, and trades from 01:00 on
    const at = Date.UTC(2024, 0, 14, 23);
    const plan: Plan = { symbol: 'XAUUSD', side: 'buy', entry: 2_000.3, stop: 1_993.3, target: null };
    const own = quote('XAUUSD', 2_000, 2_000.3, at);
    expect(codeOf(judgePlan(plan, null, own, picture({ nowMs: at, offsetS: 7_200 })))).toBe('ok');
    expect(codeOf(judgePlan(plan, null, own, picture({ nowMs: at, offsetS: 3_600 })))).toBe('RISK_MARKET_CLOSED');
  });
});

describe('open risk', () => {
  it('sums positions to their stops and orders on their way, and a stop in profit costs nothing', () => {
    expect(openRisk(picture())).toBe(0);
    expect(openRisk(picture({ positions: [position()], inFlight: [inFlight({ filledVolume: 0.3 })] }))).toBeCloseTo(
      100 + 40,
      6,
    );
    expect(openRisk(picture({ positions: [position({ sl: 1.11 })] }))).toBe(0);
    expect(openRisk(picture({ positions: [position({ side: 'sell', sl: 1.101 })] }))).toBeCloseTo(50, 6);
  });

  it('is not known while one of them has no stop or no specification', () => {
    expect(openRisk(picture({ positions: [position({ sl: null })] }))).toBeNull();
    expect(openRisk(picture({ positions: [position({ symbol: 'NOPE' })] }))).toBeNull();
    expect(openRisk(picture({ inFlight: [inFlight({ sl: null })] }))).toBeNull();
  });
});

describe('the hard caps', () => {
  const wild = fc.oneof(
    fc.double(),
    fc.double({ min: -1, max: 3, noNaN: true }),
    fc.constantFrom(0, 1.1, 1.0981, 1.1031),
  );
  const plans = fc.record({
    symbol: fc.constantFrom('EURUSD', 'XAUUSD', 'USDJPY', 'NOPE'),
    side: fc.constantFrom('buy' as const, 'sell' as const),
    entry: wild,
    stop: wild,
    target: fc.option(wild),
  });
  const sane = fc.record({
    symbol: fc.constant('EURUSD'),
    side: fc.constantFrom('buy' as const, 'sell' as const),
    entry: fc.double({ min: 1.09, max: 1.11, noNaN: true }),
    stop: fc.double({ min: 1.05, max: 1.15, noNaN: true }),
    target: fc.constant(null),
  });
  const holdings = fc.record({
    equity: fc.oneof(fc.double({ min: 100, max: 1e7, noNaN: true }), fc.double()),
    dayLoss: fc.double({ min: -500, max: 50_000, noNaN: true }),
    positions: fc.array(
      fc.record({
        side: fc.constantFrom('buy' as const, 'sell' as const),
        volume: fc.integer({ min: 1, max: 300 }).map((steps) => steps / 100),
        sl: fc.option(fc.double({ min: 1.05, max: 1.15, noNaN: true }), { freq: 9 }),
        price: fc.double({ min: 1.09, max: 1.11, noNaN: true }),
      }),
      { maxLength: 5 },
    ),
    orders: fc.array(
      fc.record({ volume: fc.integer({ min: 1, max: 300 }).map((steps) => steps / 100), filled: fc.nat(100) }),
      { maxLength: 3 },
    ),
    lotsMax: fc.double({ min: 0.01, max: 10, noNaN: true }),
  });
  const volumes = fc.oneof(
    fc.constant(null),
    fc.integer({ min: 1, max: 800 }).map((steps) => steps / 100),
    fc.double(),
  );

  it('checklist safety-30: are never exceeded, whatever comes in, and every refusal has a code of the table', () => {
    fc.assert(
      fc.property(fc.oneof(plans, sane), volumes, holdings, (plan, volume, held) => {
        const now = picture({
          account: { ...ACCOUNT, equity: held.equity, marginFree: 1e9 },
          dayStartEquity: held.equity + held.dayLoss,
          dayLoss: held.dayLoss,
          positions: held.positions.map((one, index) => position({ ...one, id: `${index}` })),
          inFlight: held.orders.map((one) =>
            inFlight({ volume: one.volume, filledVolume: (one.volume * one.filled) / 100 }),
          ),
          limits: { ...DEFAULT_LIMITS, lotsMax: held.lotsMax, spreadOfStopMax: 10 },
        });
        const verdict = judgePlan(plan, volume, quote(plan.symbol, 1.1, 1.1001), now);
        if (!verdict.ok) {
          expect(Object.hasOwn(CODES, verdict.whyNot.code)).toBe(true);
          return;
        }
        const { card } = verdict;
        const instrument = named(plan.symbol);
        expect(card.volume).toBeGreaterThan(0);
        expect(card.volume).toBeLessThanOrEqual(held.lotsMax);
        expect(Math.abs(card.volume * 100 - Math.round(card.volume * 100))).toBeLessThan(1e-6);
        if (volume !== null) expect(card.volume).toBe(volume);
        const atRisk =
          (Math.abs(plan.entry - plan.stop) / instrument.tickSize) * instrument.tickValueLoss * card.volume;
        expect(card.moneyAtRisk).toBeCloseTo(atRisk, 6);
        if (volume === null) expect(atRisk).toBeLessThanOrEqual(held.equity * DEFAULT_LIMITS.riskFraction * (1 + 1e-7));
        expect(openRisk(now)).not.toBeNull();
        expect((openRisk(now) ?? 0) + atRisk).toBeLessThanOrEqual(held.equity * DEFAULT_LIMITS.openRiskFractionMax);
        // Were every stop hit from here, the day would still end inside its limit.
        const pledged =
          now.positions.reduce((sum, one) => {
            const sign = one.side === 'buy' ? 1 : -1;
            return sum + Math.max(0, sign * (one.price - (one.sl ?? 0))) * 100_000 * one.volume;
          }, 0) + now.inFlight.reduce((sum, one) => sum + 0.002 * 100_000 * (one.volume - one.filledVolume), 0);
        const dayMax = (held.equity + held.dayLoss) * DEFAULT_LIMITS.dailyLossFractionMax;
        expect(held.dayLoss + pledged + atRisk).toBeLessThanOrEqual(dayMax + 1e-6 * Math.max(1, dayMax));
        expect(now.positions.length + now.inFlight.length).toBeLessThan(DEFAULT_LIMITS.positionsMax);
      }),
      { numRuns: 5_000 },
    );
  });

  it('let sane plans through often enough for the law to mean something', () => {
    let passed = 0;
    fc.assert(
      fc.property(sane, (plan) => {
        if (
          judgePlan(
            plan,
            null,
            quote('EURUSD', 1.1, 1.1001),
            picture({ limits: { ...DEFAULT_LIMITS, spreadOfStopMax: 10 } }),
          ).ok
        )
          passed += 1;
      }),
      { numRuns: 300, seed: 1 },
    );
    expect(passed).toBeGreaterThan(100);
  });
});

describe('figures that are no numbers', () => {
  const plan = { symbol: 'EURUSD', side: 'sell', entry: 1.1, stop: 1.1002, target: null } as const;

  it('open no gate: an unknown equity and a volume below the smallest are refused', () => {
    const unknown = picture({ account: { ...ACCOUNT, equity: Number.NaN, marginFree: 1e9 } });
    expect(judgePlan(plan, 0.01, quote('EURUSD', 1.1, 1.1001), unknown).ok).toBe(false);
    const known = picture({ limits: { ...DEFAULT_LIMITS, spreadOfStopMax: 10 } });
    for (const volume of [5e-324, 0.001, Number.NaN]) {
      expect(judgePlan(plan, volume, quote('EURUSD', 1.1, 1.1001), known)).toMatchObject({
        whyNot: { code: 'RISK_VOLUME_INVALID' },
      });
    }
  });
});
