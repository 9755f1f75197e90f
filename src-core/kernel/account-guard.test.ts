import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS, type AccountIdentity, type FactBody, type InputBody, type TradeMode } from '#core/model';
import { judgeGuard, type GuardPicture } from './account-guard.ts';
import {
  DEMO, KernelRun, accountState, answerSignal, connect, disconnect, keyOf, makePosition, reportAccount, reportPosition,
  snapshot, startEngine,
} from './testing/events.ts';

const REAL: AccountIdentity = { ...DEMO, tradeMode: 'real' };
const SECOND: AccountIdentity = { ...DEMO, login: '2', server: 'Other-Demo' };

function confirm(account: AccountIdentity): InputBody {
  return { kind: 'AccountConfirmed', login: account.login, server: account.server, by: 'window' };
}

function unlock(account: AccountIdentity): InputBody {
  return { kind: 'AccountUnlocked', login: account.login, server: account.server, by: 'window' };
}

function order(requestId: string): InputBody {
  return {
    kind: 'OrderRequested', requestId, by: 'rest', symbol: 'EURUSD', side: 'buy', volume: 0.01, type: 'market',
    price: null, sl: 1.09, tp: null, approve: true,
  };
}

function codes(facts: readonly FactBody[]): readonly string[] {
  return facts.flatMap((fact) => (fact.kind === 'RequestRefused' ? [fact.whyNot.code] : []));
}

function commandTypes(facts: readonly FactBody[]): readonly string[] {
  return facts.flatMap((fact) => (fact.kind === 'CommandIssued' ? [fact.command.type] : []));
}

/** An engine that lets accounts that are not demo be unlocked, or holds them. */
function begin(identity: AccountIdentity, realTrading: 'held' | 'allowed'): KernelRun {
  const run = new KernelRun();
  run.take(
    { kind: 'JournalCreated', seed: 'seed', formatVersion: 1 },
    { ...startEngine(), realTrading } as InputBody,
  );
  run.join(identity);
  run.tick(1.1);
  return run;
}

describe('the guard', () => {
  it.each<[string | null, TradeMode, boolean, boolean, GuardPicture['realTrading']]>([
    [null, 'demo', true, false, 'held'],
    ['RISK_ACCOUNT_UNCONFIRMED', 'demo', false, true, 'allowed'],
    ['RISK_ACCOUNT_READ_ONLY', 'real', true, true, 'held'],
    ['RISK_ACCOUNT_READ_ONLY', 'contest', true, true, 'held'],
    ['RISK_ACCOUNT_UNCONFIRMED', 'real', false, true, 'allowed'],
    ['RISK_ACCOUNT_LOCKED', 'real', true, false, 'allowed'],
    ['RISK_ACCOUNT_LOCKED', 'contest', true, false, 'allowed'],
    [null, 'real', true, true, 'allowed'],
  ])('says %s of a %s account, confirmed %s, unlocked %s, real trading %s', (code, tradeMode, isConfirmed, isUnlocked, realTrading) => {
    const identity = { ...DEMO, tradeMode };
    expect(judgeGuard({ identity, isConfirmed, isUnlocked, realTrading })?.code ?? null).toBe(code);
  });
});

describe('an account that is not demo', () => {
  it('stays read-only under the hold, whatever was confirmed, and its unlock is refused with the hold', () => {
    const run = begin(REAL, 'held');
    run.take(confirm(REAL));
    expect(codes(run.take(unlock(REAL)))).toEqual(['RISK_ACCOUNT_READ_ONLY']);
    const facts = run.take(order('r1'), { kind: 'KillSwitchPulled', by: 'window', flatten: true });
    expect(codes(facts)).toEqual(['RISK_ACCOUNT_READ_ONLY']);
    expect(commandTypes(facts)).toEqual([]);
    expect(run.kernel.view.account).toMatchObject({ trade: 'readonly', confirmed: true, isUnlocked: false });
  });

  it('trades without the hold only when it was confirmed and then unlocked', () => {
    const run = begin(REAL, 'allowed');
    expect(codes(run.take(unlock(REAL)))).toEqual(['RISK_ACCOUNT_UNCONFIRMED']);
    expect(codes(run.take(order('r1')))).toEqual(['RISK_ACCOUNT_UNCONFIRMED']);
    run.take(confirm(REAL));
    expect(codes(run.take(order('r2')))).toEqual(['RISK_ACCOUNT_LOCKED']);
    expect(run.kernel.view.account?.trade).toBe('readonly');
    expect(codes(run.take(unlock(REAL)))).toEqual([]);
    expect(run.kernel.view.account).toMatchObject({ trade: 'enabled', isUnlocked: true });
    expect(commandTypes(run.take(order('r3')))).toEqual(['order.send']);
  });

  it('is locked by the word, by a restart and by another identity, and not by a link that comes back', () => {
    const run = begin(REAL, 'allowed');
    run.take(confirm(REAL), unlock(REAL));
    run.take(disconnect(REAL));
    run.join(REAL, 's2');
    run.tick(1.1);
    expect(run.kernel.view.account?.trade).toBe('enabled');
    run.take({ kind: 'AccountLocked', by: 'window' });
    expect(codes(run.take(order('r1')))).toEqual(['RISK_ACCOUNT_LOCKED']);
    run.take(unlock(REAL), { ...startEngine(), realTrading: 'allowed' } as InputBody);
    run.join(REAL, 's3');
    run.tick(1.1);
    expect(codes(run.take(order('r2')))).toEqual(['RISK_ACCOUNT_LOCKED']);
    run.take(unlock(REAL));
    run.join({ ...REAL, currency: 'EUR' }, 's4');
    expect(run.kernel.view.account).toMatchObject({ confirmed: false, isUnlocked: false, trade: 'readonly' });
  });

  it('is held by an engine that says nothing about it', () => {
    const run = begin(REAL, 'allowed');
    run.take(confirm(REAL), unlock(REAL), startEngine());
    run.join(REAL, 's2');
    run.tick(1.1);
    expect(codes(run.take(order('r1')))).toEqual(['RISK_ACCOUNT_READ_ONLY']);
  });
});

describe('a changed account', () => {
  it('checklist connection-1: of the same login that is no longer demo waits for its confirmation', () => {
    const run = begin(DEMO, 'allowed');
    run.take(disconnect(DEMO));
    run.join(REAL, 's2');
    run.tick(1.1);
    expect(codes(run.take(order('r1')))).toEqual(['RISK_ACCOUNT_UNCONFIRMED']);
  });

  it('checklist connection-1: of another login or server is a feed that is read, named, and sent nothing', () => {
    const run = begin(DEMO, 'held');
    run.take(connect(SECOND, 's2'), reportAccount(SECOND), ...snapshot([], SECOND));
    run.take(reportPosition('open', makePosition(), SECOND));
    expect(run.kernel.view.feeds).toEqual([{ key: keyOf(SECOND), identity: SECOND, linkUp: true }]);
    expect(run.kernel.view.positions.size).toBe(0);
    run.take(disconnect(DEMO));
    expect(codes(run.take(order('r1')))).toEqual(['RISK_LINK_DOWN']);
    expect(codes(run.take(unlock(SECOND)))).toEqual(['RISK_ACCOUNT_UNKNOWN']);
    run.take(confirm(SECOND));
    expect(run.kernel.view.feeds.map(({ key }) => key)).toEqual([keyOf(DEMO)]);
  });

  it('checklist suffered-no-reason: an order without a quote is refused for the lost link, where that is why', () => {
    const run = new KernelRun().begin();
    expect(codes(run.take(order('r1')))).toEqual(['RISK_QUOTE_STALE']);
    run.take(disconnect(DEMO));
    expect(codes(run.take(order('r2')))).toEqual(['RISK_LINK_DOWN']);
  });

  it('checklist connection-3: in words: what MT5 forbids is told apart', () => {
    const run = begin(DEMO, 'held');
    const lockOf = (changes: Parameters<typeof accountState>[1]): string | undefined => {
      run.take(reportAccount(DEMO, accountState(10_000, changes)));
      return run.kernel.view.lock?.code;
    };
    expect(lockOf({ terminalConnected: false })).toBe('RISK_TERMINAL_OFFLINE');
    expect(lockOf({ tradeAllowed: false })).toBe('RISK_INVESTOR_PASSWORD');
    expect(lockOf({ expertAllowed: false })).toBe('RISK_EXPERTS_FORBIDDEN');
    expect(lockOf({})).toBeUndefined();
  });
});

describe('whatever comes', () => {
  const accounts = [DEMO, REAL, SECOND];

  /** What the guard must say, told by a second road: no state of the kernel is read. */
  interface Known {
    active: string | null;
    readonly confirmed: Set<string>;
    readonly modes: Map<string, TradeMode>;
    unlocked: string | null;
    realTrading: 'held' | 'allowed';
  }

  it('no command that trades leaves for an account that was not confirmed, nor a locked or held one', () => {
    let left = 0;
    const steps = fc.array(
      fc.tuple(
        fc.constantFrom('join', 'confirm', 'unlock', 'lock', 'restart', 'order', 'close', 'kill', 'reset', 'answer', 'clock'),
        fc.nat(2),
        fc.boolean(),
      ),
      { minLength: 5, maxLength: 40 },
    );
    fc.assert(
      fc.property(steps, (moves) => {
        const run = new KernelRun();
        const known: Known = {
          active: null, confirmed: new Set(), modes: new Map(), unlocked: null, realTrading: 'held',
        };
        run.take({ kind: 'JournalCreated', seed: 'seed', formatVersion: 1 }, startEngine());
        for (const [n, [move, which, flag]] of moves.entries()) {
          const account = accounts[which] as AccountIdentity;
          const key = keyOf(account);
          const facts: FactBody[] = [];
          const take = (...inputs: InputBody[]): void => { facts.push(...run.take(...inputs)); };
          if (move === 'join') {
            const before = known.modes.get(key);
            if (before !== undefined && before !== account.tradeMode) known.confirmed.delete(key);
            if (before !== undefined && before !== account.tradeMode && known.unlocked === key) known.unlocked = null;
            known.modes.set(key, account.tradeMode);
            if (known.active === null) {
              known.active = key;
              if (account.tradeMode === 'demo') known.confirmed.add(key);
            }
            facts.push(...run.join(account, `s${String(n)}`, [makePosition()]));
            facts.push(...run.tick(1.1, undefined, account));
          } else if (move === 'confirm') {
            take(confirm(account));
            if (run.kernel.view.account?.key === key && known.modes.has(key)) {
              if (known.active !== key) known.unlocked = null;
              known.active = key;
              known.confirmed.add(key);
            }
          } else if (move === 'unlock') {
            take(unlock(account));
            const isRefused = codes(facts).length > 0;
            if (!isRefused) {
              expect([known.active, known.realTrading === 'allowed' || known.modes.get(key) === 'demo']).toEqual([key, true]);
              expect(known.confirmed.has(key)).toBe(true);
              known.unlocked = key;
            }
          } else if (move === 'lock') {
            take({ kind: 'AccountLocked', by: 'window' });
            known.unlocked = null;
          } else if (move === 'restart') {
            known.realTrading = flag ? 'allowed' : 'held';
            take({ ...startEngine([], DEFAULT_LIMITS), realTrading: known.realTrading } as InputBody);
            known.unlocked = null;
          } else if (move === 'order') take(order(`r${String(n)}`));
          else if (move === 'close') {
            take({ kind: 'CloseRequested', requestId: `c${String(n)}`, by: 'rest', positionId: '900', volume: null });
          } else if (move === 'kill') take({ kind: 'KillSwitchPulled', by: 'window', flatten: flag });
          else if (move === 'reset') take({ kind: 'KillSwitchReset', by: 'window' });
          else if (move === 'answer') take(answerSignal('S1'));
          else {
            run.atMs += 21_000;
            take({ kind: 'ClockRead' });
          }
          const mode = known.modes.get(known.active ?? '');
          const mayTrade =
            known.active !== null && known.confirmed.has(known.active)
            && (mode === 'demo' || (known.realTrading === 'allowed' && known.unlocked === known.active));
          const trading = commandTypes(facts).filter((type) => type !== 'order.query' && type !== 'snapshot');
          if (!mayTrade) expect([move, trading]).toEqual([move, []]);
          left += trading.length;
          const view = run.kernel.view.account;
          if (view !== null) expect(view.trade).toBe(mayTrade && !run.kernel.view.killSwitch ? 'enabled' : 'readonly');
        }
      }),
      { numRuns: 300 },
    );
    expect(left).toBeGreaterThan(100);
  });
});
