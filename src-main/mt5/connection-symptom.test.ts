import { describe, expect, it } from 'vitest';
import type { AccountView } from '#core/kernel';
import { judgeConnection, type SymptomParts } from './connection-symptom.ts';
import { DoorLog, reasonOfClose, type DoorEvent, type DoorReason } from './door-log.ts';

const NOW = 1_800_000_000_000;
const MINE = '51234567@Broker-Demo';
const DEMO = '51234567@Sextant-Demo';

function event(
  what: DoorEvent['what'], why: DoorReason | null, account: string | null, agoMs = 1_000, connection = 1,
): DoorEvent {
  return { timeMs: NOW - agoMs, connection, what, why, account };
}

const STATE = {
  balance: 1, credit: 0, equity: 1, profit: 0, margin: 0, marginFree: 1, marginLevel: null, leverage: 100,
  stopOutCall: 50, stopOutLevel: 30, stopOutMode: 'percent', tradeAllowed: true, expertAllowed: true,
  terminalConnected: true, currency: 'USD',
} as const;

function account(changes: Partial<AccountView> = {}): AccountView {
  return {
    key: MINE, state: STATE, confirmed: true, isUnlocked: false, tradeOff: null, trade: 'enabled', whyNot: null,
    clock: 'wall', linkUp: true,
    identity: { login: '51234567', server: 'Broker-Demo', currency: 'USD', tradeMode: 'demo', marginMode: 'hedging' },
    snapshotReady: true, lastSeenMs: NOW, disconnectedMs: null, offsetS: 0, dayStartEquity: null, dayLoss: 0,
    dayLossMax: 0, ...changes,
  };
}

function judge(changes: Partial<SymptomParts>): ReturnType<typeof judgeConnection> {
  return judgeConnection({ nowMs: NOW, events: [], live: [], account: null, isStorageDown: false, ...changes });
}

describe('the likeliest reason why no terminal comes', () => {
  it('is that none tried, where nothing was seen, and the demo market counts for nothing', () => {
    expect(judge({}).kind).toBe('nothing-seen');
    expect(judge({
      live: [DEMO], account: account({ key: DEMO }),
      events: [event('opened', null, null), event('proven', null, DEMO), event('closed', 'lost', DEMO)],
    })).toEqual({ kind: 'nothing-seen', account: null, sinceMs: null, whyNot: null, replacedMs: null });
  });

  it.each([
    ['host', 'refused-host'], ['origin', 'refused-origin'], ['subprotocol', 'refused-subprotocol'],
    ['full', 'refused-full'], ['no-hello', 'no-hello'], ['unproven', 'wrong-token'], ['auth', 'wrong-token'],
    ['version', 'wrong-version'], ['protocol', 'bad-frames'], ['too-big', 'bad-frames'], ['silent', 'went-silent'],
    ['lost', 'link-lost'], ['replaced', 'replaced'], ['stopped', 'greeting'], ['storage', 'storage'],
  ] as const)('checklist suffered-no-reason: after a connection that ended by %s is %s', (why, kind) => {
    expect(judge({ events: [event('opened', null, null, 2_000), event('closed', why, null)] }))
      .toMatchObject({ kind, sinceMs: NOW - 1_000 });
  });

  it('is the newest one: what was mended is not told any more', () => {
    expect(judge({ events: [event('closed', 'auth', null, 5_000), event('opened', null, null)] }).kind).toBe('greeting');
  });

  it('is none of ten minutes ago', () => {
    expect(judge({ events: [event('closed', 'auth', null, 600_001)] }).kind).toBe('nothing-seen');
  });
});

describe('a terminal that is connected', () => {
  const REAL = { ...account().identity, tradeMode: 'real' } as const;
  const live = [DEMO, MINE];
  const events = [event('proven', null, MINE, 9_000)];

  it.each([
    ['ready', account()],
    ['other-account', account({ key: DEMO })],
    ['unconfirmed', account({ identity: REAL, confirmed: false })],
    ['not-demo', account({ identity: REAL })],
    ['ready', account({ identity: REAL, isUnlocked: true })],
    ['unconfirmed', account({ confirmed: false })],
    ['arriving', account({ state: null })],
    ['arriving', account({ snapshotReady: false })],
    ['terminal-offline', account({ state: { ...STATE, terminalConnected: false, tradeAllowed: false } })],
    ['algo-off', account({ state: { ...STATE, tradeAllowed: false } })],
    ['algo-off', account({ state: { ...STATE, expertAllowed: false } })],
    ['algo-off', account({ tradeOff: { code: 'RISK_TRADE_OFF', text: 'off' } })],
    ['read-only', account({ trade: 'readonly', whyNot: { code: 'RISK_KILL_SWITCH', text: 'off' } })],
  ] as const)('checklist connection-3: is %s', (kind, view) => {
    expect(judge({ live, events, account: view })).toMatchObject({ kind, account: MINE, sinceMs: NOW - 9_000 });
  });

  it('says when a second one of the same account took its place', () => {
    const twice = [...events, event('proven', null, MINE, 3_000), event('closed', 'replaced', MINE, 2_900)];
    expect(judge({ live, events: twice, account: account() })).toMatchObject({ kind: 'ready', replacedMs: NOW - 2_900 });
  });

  it('is the one that came last, of several', () => {
    const other = '7@Other-Demo';
    const both = [...events, event('proven', null, other, 500)];
    expect(judge({ live: [MINE, other], events: both, account: account() })).toMatchObject(
      { kind: 'other-account', account: other },
    );
  });

  it('is of no use while nothing can be stored', () => {
    expect(judge({ live, events, account: account(), isStorageDown: true }).kind).toBe('storage');
  });
});

describe('the end of a connection', () => {
  it.each([
    [4401, 4401, 'challenged', 'auth'], [4426, 4426, 'opened', 'version'], [4400, 1005, 'opened', 'protocol'],
    [4409, 1006, 'proven', 'replaced'], [4408, 4408, 'opened', 'no-hello'], [4408, 4408, 'challenged', 'unproven'],
    [4408, 4408, 'proven', 'silent'], [1001, 1001, 'proven', 'stopped'], [null, 1009, 'proven', 'too-big'],
    [null, 1000, 'opened', 'no-hello'], [null, 1000, 'challenged', 'unproven'], [null, 1006, 'proven', 'lost'],
    [null, 1001, 'proven', 'lost'],
  ] as const)('by our %s, heard as %s, of one that was %s is %s', (own, code, stage, why) => {
    expect(reasonOfClose(own, code, stage, false)).toBe(why);
  });

  it('while the journal is down is the journal\'s', () => {
    expect(reasonOfClose(1001, 1001, 'proven', true)).toBe('storage');
  });
});

describe('the door\'s log', () => {
  it('is bounded, the oldest go', () => {
    let nowMs = 0;
    const log = new DoorLog({ nowMs: () => (nowMs += 1) });
    for (let i = 0; i < 1_000; i += 1) log.opened();
    expect([log.events.length, log.events[0]?.timeMs, log.events[0]?.connection]).toEqual([64, 937, 937]);
  });
});
