// What a window is told, when, and what it leaves behind.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Series, StudyRef, WindowDelta } from '#core/contract';
import { watchAlerts, ALERTS_BEHIND_MAX } from './alert-stream.ts';
import { MemoryWorkstation } from './testing/memory-workstation.ts';
import { makeAccount, makeBar, makeOrder, makePosition, makeSignal, makeTrade } from './testing/nouns.ts';
import { WINDOW_SILENT_MS, WINDOWS_MAX, WindowHub } from './window-hub.ts';

const M5: Series = { symbol: 'EURUSD', timeframe: 'M5' };
const H1: Series = { symbol: 'EURUSD', timeframe: 'H1' };
const MINUTE = 60_000;

let workstation: MemoryWorkstation;
let hub: WindowHub;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_400_000_000_000 });
  workstation = new MemoryWorkstation();
  hub = new WindowHub(workstation);
});
afterEach(() => {
  hub.closeAll();
  vi.useRealTimers();
});

async function pull(have: number | null, waitMs = 0, watch = [M5]): Promise<WindowDelta> {
  const pending = hub.pull({ windowId: 'w', have, watch, waitMs, studies: [] }, undefined);
  await vi.advanceTimersByTimeAsync(waitMs);
  return pending;
}

describe('the first pull', () => {
  it('tells everything there is', async () => {
    workstation.tick('EURUSD', 1.1);
    workstation.signals.set('S1', makeSignal('S1'));
    workstation.orders.set('CID00001', makeOrder('CID00001'));
    workstation.positions.set('9', makePosition('9'));
    workstation.trades.set('9', makeTrade('9'));
    workstation.forming.set('EURUSD:M5', makeBar(0));
    const delta = await pull(null);
    expect(delta).toMatchObject({
      n: 1, full: true, stale: [M5], forming: [{ ...M5, bar: { time: 0 } }], closed: [], symbolsChanged: true,
      deadLetters: 0, fault: null, account: { login: '1' }, safety: { killSwitch: false },
    });
    expect([delta.quotes, delta.signals, delta.orders, delta.positions, delta.trades].map((list) => list.length))
      .toEqual([1, 1, 1, 1, 1]);
  });

  it('tells the newest 500 of long lists', async () => {
    for (let n = 1; n <= 600; n += 1) workstation.signals.set(`S${n}`, makeSignal(`S${n}`));
    const delta = await pull(null);
    expect(delta.signals).toHaveLength(500);
    expect(delta.signals.at(-1)?.id).toBe('S600');
  });
});

describe('studies', () => {
  const SMA: StudyRef = { ...M5, calc: 'SMA:3' };
  const bars = Array.from({ length: 5 }, (_, n) => makeBar(n * 5 * MINUTE, 1 + n));

  async function pullStudies(have: number | null, studies: readonly StudyRef[]): Promise<WindowDelta> {
    const pending = hub.pull({ windowId: 'w', have, watch: [M5], studies, waitMs: 1_000 }, undefined);
    await vi.advanceTimersByTimeAsync(1_000);
    return pending;
  }

  it('are told stale once they are warm, then with every bar that closes and with the bar that forms', async () => {
    workstation.closedBars.set('EURUSD:M5', bars);
    await pullStudies(null, [SMA]);
    const warm = await pullStudies(1, [SMA]);
    expect(warm.studies).toEqual([
      { ...SMA, state: 'ready', missing: 0, whyNot: null, stale: true, closed: [], forming: null },
    ]);
    workstation.closeBar('EURUSD', 'M5', makeBar(25 * MINUTE, 6));
    workstation.forming.set('EURUSD:M5', makeBar(30 * MINUTE, 9));
    workstation.tick('EURUSD', 9);
    expect((await pullStudies(2, [SMA])).studies).toEqual([{
      ...SMA, state: 'ready', missing: 0, whyNot: null, stale: false,
      closed: [{ time: 25 * MINUTE, values: [5] }], forming: { time: 30 * MINUTE, values: [(5 + 6 + 9) / 3] },
    }]);
  });

  it('say how many bars are missing, and why one is refused', async () => {
    workstation.closedBars.set('EURUSD:M5', bars);
    await pullStudies(null, [{ ...M5, calc: 'SMA:9' }, { ...M5, calc: 'SMA:0' }]);
    const { studies } = await hub.pull({
      windowId: 'w', have: null, watch: [M5], studies: [{ ...M5, calc: 'SMA:9' }, { ...M5, calc: 'SMA:0' }], waitMs: 0,
    }, undefined);
    expect(studies).toMatchObject([
      { calc: 'SMA:9', state: 'short', missing: 4 },
      { calc: 'SMA:0', state: 'refused', whyNot: { code: 'INDICATORS_PARAM_BAD' } },
    ]);
  });

  it('are computed once for two windows, and no more once both have let go or fallen silent', async () => {
    workstation.closedBars.set('EURUSD:M5', bars);
    const show = (windowId: string, studies: readonly StudyRef[]) => (
      hub.pull({ windowId, have: null, watch: [M5], studies, waitMs: 0 }, undefined)
    );
    await show('a', [SMA]);
    await show('b', [SMA]);
    expect(workstation.studies.active()).toMatchObject([{ calc: 'SMA:3', askers: ['chart'] }]);
    await show('a', []);
    expect(workstation.studies.active()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(WINDOW_SILENT_MS + 10_000);
    expect(hub.size).toBe(0);
    expect(workstation.studies.active()).toEqual([]);
    expect(workstation.listeners).toBe(0);
  });
});

describe('the next pull', () => {
  it('waits for news, and answers empty with the same number when there is none', async () => {
    await pull(null);
    const delta = await pull(1, 1_000);
    expect(delta).toMatchObject({ n: 1, full: false, quotes: [], forming: [], signals: [], positions: [] });
    expect(Object.keys(delta)).not.toContain('account');
  });

  it('answers at once when something changed while nobody asked', async () => {
    await pull(null);
    for (let n = 0; n < 1_000; n += 1) workstation.tick('EURUSD', 1 + n / 1_000);
    workstation.tick('GBPUSD', 1.5);
    const delta = await pull(1);
    expect(delta.n).toBe(2);
    expect(delta.quotes).toEqual([
      { symbol: 'EURUSD', timeMs: expect.any(Number) as number, bid: 1.999, ask: 1.9991 },
      { symbol: 'GBPUSD', timeMs: expect.any(Number) as number, bid: 1.5, ask: 1.5001 },
    ]);
  });

  it('wakes with the event, not with the clock', async () => {
    await pull(null);
    const pending = hub.pull({ windowId: 'w', have: 1, watch: [M5], waitMs: 5_000, studies: [] }, undefined);
    workstation.tick('EURUSD', 1.3);
    expect((await pending).quotes).toMatchObject([{ bid: 1.3 }]);
  });

  it('lists every closed bar of watched series in order, and of no other', async () => {
    await pull(null);
    for (let n = 1; n <= 3; n += 1) {
      workstation.closeBar('EURUSD', 'M5', makeBar(n * 5 * MINUTE));
      workstation.closeBar('EURUSD', 'M1', makeBar(n * MINUTE));
      workstation.closeBar('GBPUSD', 'M5', makeBar(n * 5 * MINUTE));
    }
    const { closed, stale } = await pull(1);
    expect(closed.map(({ symbol, timeframe, bar }) => `${symbol} ${timeframe} ${bar.time / MINUTE}`))
      .toEqual(['EURUSD M5 5', 'EURUSD M5 10', 'EURUSD M5 15']);
    expect(stale).toEqual([]);
  });

  it('calls a series stale when its past is rewritten, by an older bar or another feed', async () => {
    await pull(null);
    vi.advanceTimersByTime(2_000);
    workstation.closeBar('EURUSD', 'M5', makeBar(10 * MINUTE));
    workstation.closeBar('EURUSD', 'M5', makeBar(5 * MINUTE));
    expect(await pull(1)).toMatchObject({ closed: [], stale: [M5] });
    vi.advanceTimersByTime(2_000);
    workstation.closeBar('EURUSD', 'M5', makeBar(20 * MINUTE), 'import');
    expect(await pull(2)).toMatchObject({ closed: [], stale: [M5] });
  });

  it('calls one series stale at most once a second, and never forgets to', async () => {
    await pull(null);
    vi.advanceTimersByTime(2_000);
    const imported = { kind: 'BarsImported', feed: 'import', ...M5, file: 'f', bars: [] } as const;
    workstation.emit(imported);
    expect((await pull(1)).stale).toEqual([M5]);
    workstation.emit(imported);
    const soon = await pull(2);
    expect(soon.stale).toEqual([]);
    vi.advanceTimersByTime(1_000);
    expect((await pull(soon.n)).stale).toEqual([M5]);
  });

  it('gives up listing bars when too many closed, and says so', async () => {
    await pull(null);
    vi.advanceTimersByTime(2_000);
    for (let n = 1; n <= 2_500; n += 1) workstation.closeBar('EURUSD', 'M5', makeBar(n * 5 * MINUTE));
    expect(await pull(1)).toMatchObject({ closed: [], stale: [M5] });
  });

  it('takes up a series that is watched newly, and drops one that is not', async () => {
    await pull(null);
    workstation.forming.set('EURUSD:H1', makeBar(0));
    const both = await pull(1, 0, [M5, H1]);
    expect(both).toMatchObject({ full: false, stale: [H1], forming: [{ ...H1 }] });
    await pull(2, 0, [H1]);
    workstation.closeBar('EURUSD', 'M5', makeBar(5 * MINUTE));
    expect((await pull(2, 0, [H1])).closed).toEqual([]);
  });

  it('tells positions that changed and that are gone', async () => {
    workstation.positions.set('1', makePosition('1'));
    workstation.positions.set('2', makePosition('2'));
    await pull(null);
    workstation.positions.set('1', { ...makePosition('1'), profit: 7 });
    workstation.positions.delete('2');
    workstation.emit({ kind: 'PositionMarked', account: '1@Demo', id: '1', price: 1, profit: 7, swap: 0 });
    expect(await pull(1)).toMatchObject({ positions: [{ id: '1', profit: 7 }], positionsGone: ['2'] });
    expect(await pull(2)).toMatchObject({ n: 2, positions: [], positionsGone: [] });
  });

  it('checklist connection-5: tells signals, orders, trades, safety, account and dead letters that changed', async () => {
    await pull(null);
    workstation.signals.set('S1', makeSignal('S1'));
    workstation.emit({ kind: 'SignalOpened', signal: makeSignal('S1') });
    workstation.orders.set('CID00001', { ...makeOrder('CID00001'), state: 'filled' });
    workstation.emit({ kind: 'OrderMoved', cid: 'CID00001', from: 'issued', to: 'filled', whyNot: null });
    workstation.trades.set('9', { ...makeTrade('9'), closeMs: 5 });
    workstation.emit({ kind: 'TradeClosed', trade: makeTrade('9') });
    workstation.killSwitch = true;
    workstation.emit({ kind: 'KillSwitchPulled', by: 'window', flatten: false });
    workstation.letters = [{ id: '1', code: 'E_PROTO', reason: '', source: '', time: 0, raw: '' }];
    workstation.emit({ kind: 'Quarantined', wire: null, code: 'E_PROTO', reason: '', source: '', raw: '' });
    expect(await pull(1)).toMatchObject({
      signals: [{ id: 'S1' }], orders: [
        { cid: 'CID00001', state: 'filled' },
      ], trades: [{ positionId: '9', closeMs: 5 }],
      safety: { killSwitch: true }, deadLetters: 1, account: { login: '1' },
    });
  });

  it('checklist connection-2: tells the link\'s age about once a second', async () => {
    await pull(null);
    const account = makeAccount();
    workstation.account = { ...account, lastSeenMs: account.lastSeenMs + 10 };
    expect((await pull(1)).account).toBeUndefined();
    expect((await pull(1, 1_000)).account?.lastSeenMs).toBe(account.lastSeenMs + 10);
  });

  it('tells a fault and its end', async () => {
    await pull(null);
    workstation.fault = { code: 'JOURNAL_DISK_FULL', text: 'full' };
    expect((await pull(1)).fault).toEqual({ code: 'JOURNAL_DISK_FULL', text: 'full' });
    workstation.fault = null;
    expect((await pull(2)).fault).toBeNull();
  });

  it('tells everything again to a window that missed an answer', async () => {
    await pull(null);
    workstation.signals.set('S1', makeSignal('S1'));
    workstation.emit({ kind: 'SignalOpened', signal: makeSignal('S1') });
    await pull(1);
    const again = await pull(1);
    expect(again).toMatchObject({ full: true, n: 3, signals: [{ id: 'S1' }] });
  });
});

describe('a window that goes', () => {
  it('is forgotten after 30 s of silence and leaves nothing behind', async () => {
    await pull(null);
    expect([hub.size, workstation.listeners]).toEqual([1, 2]);
    await vi.advanceTimersByTimeAsync(WINDOW_SILENT_MS - 1_000);
    expect(hub.size).toBe(1);
    await vi.advanceTimersByTimeAsync(10_000);
    expect([hub.size, workstation.listeners, vi.getTimerCount()]).toEqual([0, 0, 0]);
    expect(await pull(1)).toMatchObject({ full: true, n: 1 });
  });

  it('is kept while it pulls', async () => {
    let { n } = await pull(null);
    for (let round = 0; round < 40; round += 1) ({ n } = await pull(n, 1_000));
    expect(hub.size).toBe(1);
  });

  it('ends its pull when it is closed, when its caller is gone, and when it pulls again', async () => {
    await pull(null);
    const request = { windowId: 'w', have: 1, watch: [M5], waitMs: 5_000, studies: [] };
    const ended = expect(hub.pull(request, undefined)).rejects.toMatchObject({ code: 'WEB_PULL_ENDED' });
    const gone = new AbortController();
    const aborted = expect(hub.pull(request, gone.signal)).rejects.toMatchObject({ code: 'WEB_PULL_ENDED' });
    await ended;
    gone.abort();
    await aborted;
    const closed = expect(hub.pull(request, undefined)).rejects.toMatchObject({ code: 'WEB_PULL_ENDED' });
    hub.close('w');
    await closed;
    expect([hub.size, workstation.listeners, vi.getTimerCount()]).toEqual([0, 0, 0]);
  });

  it('never ends another\'s pull', async () => {
    await pull(null);
    await hub.pull({ windowId: 'v', have: null, watch: [], waitMs: 0, studies: [] }, undefined);
    const pending = hub.pull({ windowId: 'w', have: 1, watch: [M5], waitMs: 5_000, studies: [] }, undefined);
    hub.close('v');
    workstation.tick('EURUSD', 1.4);
    expect((await pending).quotes).toHaveLength(1);
  });

  it('makes room: there are never more than the limit', async () => {
    const open = (n: number): Promise<WindowDelta> => hub.pull(
      { windowId: `w${n}`, have: null, watch: [], waitMs: 0, studies: [] }, undefined,
    );
    for (let n = 0; n < WINDOWS_MAX; n += 1) await open(n);
    await expect(open(WINDOWS_MAX)).rejects.toMatchObject({ code: 'WEB_WINDOWS_MAX' });
    hub.close('w0');
    expect((await open(WINDOWS_MAX)).full).toBe(true);
  });
});

describe('alerts', () => {
  it('cut off a reader that fell behind, and stop listening', async () => {
    const alerts = watchAlerts(workstation, undefined);
    for (let n = 0; n <= ALERTS_BEHIND_MAX; n += 1) workstation.emit({ kind: 'TradingUnlocked', code: 'RISK_LOCKED' });
    expect(workstation.listeners).toBe(0);
    await expect(alerts.next()).rejects.toMatchObject({ code: 'WEB_STREAM_BEHIND' });
  });

  it('end with the caller', async () => {
    const gone = new AbortController();
    const alerts = watchAlerts(workstation, gone.signal);
    const pending = alerts.next();
    gone.abort();
    expect((await pending).done).toBe(true);
    expect(workstation.listeners).toBe(0);
  });
});
