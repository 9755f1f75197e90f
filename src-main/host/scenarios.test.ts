// Every scenario of `sextant simulate` against the real host: its gateway, journal and kernel in this process, the
// terminal on a real socket, the market on its own clock and many times as fast. Each test asserts the point of its
// scenario as the app has it.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClientOrder, Deal, OrderKind, Position, Side } from '#core/model';
import { runSimulate, type SimulateOptions } from '#main/terminal';
import { startServedHost, type ServedHost } from './index.ts';

let folder = '';
let host: ServedHost;
let stopping = new AbortController();
let ended: Promise<unknown> | null = null;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sextant-scenario-'));
  stopping = new AbortController();
  const started = await startServedHost({
    dataDir: join(folder, 'data'), port: 0, host: '127.0.0.1', mode: 'minimal', staticDir: join(folder, 'window'),
    version: '0.0.1', eaDir: join(folder, 'ea'),
  });
  if (!started.ok) throw new Error(started.error.text);
  host = started.value;
});

afterEach(async () => {
  stopping.abort();
  await ended;
  await host.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function until<T>(find: () => T | undefined | null | false): Promise<T> {
  for (;;) {
    const found = find();
    if (found !== undefined && found !== null && found !== false) return found;
    await new Promise((resolve) => { setTimeout(resolve, 10); });
  }
}

/** The terminal's own window: a line in, its answer out. */
class Hand {
  readonly lines = new PassThrough();
  readonly #waiting: ((answer: Record<string, unknown>) => void)[] = [];

  hear(text: string): void {
    this.#waiting.shift()?.(JSON.parse(text) as Record<string, unknown>);
  }

  ask(line: object): Promise<Record<string, unknown>> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.lines.write(`${JSON.stringify(line)}\n`);
    });
  }
}

/** Starts the terminal of a scenario and waits until the app has its snapshot and a price. */
async function play(scenario: string, options: SimulateOptions = {}, symbol = 'EURUSD'): Promise<Hand> {
  const hand = new Hand();
  ended = runSimulate({ connect: host.ws, token: host.pairingToken, scenario, history: 2, ...options }, {
    stdout: (text) => { hand.hear(text); }, stderr: () => undefined, isInteractive: false, signal: stopping.signal,
    control: createInterface({ input: hand.lines }),
  });
  await until(() => view().account?.snapshotReady === true && view().account?.state !== null && view().quotes.has(symbol));
  return hand;
}

const view = () => host.workstation.view;
const deals = (): Deal[] => [...view().deals.values()].filter((deal) => deal.side !== 'balance');
const positions = (): Position[] => [...view().positions.values()];

interface Ticket {
  readonly symbol?: string;
  readonly side?: Side;
  readonly volume?: number;
  readonly type?: OrderKind;
  readonly price?: number;
  /** Distance of stop and target, points. */
  readonly stop?: number;
  readonly target?: number | null;
}

let keys = 0;

/** Asks for an order at its own approval; gives what became of it once its state is `until`. */
async function order(ticket: Ticket = {}, states: readonly string[] = ENDS): Promise<ClientOrder> {
  const { symbol = 'EURUSD', side = 'buy', volume = 0.1, type = 'market', price = null, stop = 600 } = ticket;
  const quote = view().quotes.get(symbol)!;
  const instrument = view().instruments.get(symbol)!;
  const from = price ?? (side === 'buy' ? quote.bid : quote.ask);
  const away = (points: number) => Number((from + points * instrument.point).toFixed(instrument.digits));
  const sign = side === 'buy' ? 1 : -1;
  keys += 1;
  const target = ticket.target === undefined ? 1200 : ticket.target;
  const asked = await host.workstation.submitOrder({
    by: 'test', key: `k${String(keys)}`, symbol, side, volume, type, price, sl: away(-stop * sign),
    tp: target === null ? null : away(target * sign), approve: true,
  });
  if (!asked.ok) throw new Error(`${asked.error.code}: ${asked.error.text}`);
  const cid = asked.value.order!.cid;
  return until(() => {
    const now = view().orders.get(cid);
    return now !== undefined && states.includes(now.state) ? now : null;
  });
}

const ENDS = ['filled', 'partial', 'done', 'rejected', 'expired', 'canceled', 'working'];

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Why an order cannot even be asked for. */
async function refusal(ticket: Ticket = {}): Promise<string> {
  return order(ticket).then((done) => `${done.state} ${done.whyNot?.code ?? ''}`, (error: unknown) => wordsOf(error));
}

async function close(position: string, volume: number | null = null): Promise<ClientOrder> {
  keys += 1;
  const asked = await host.workstation.closePosition({ by: 'test', key: `k${String(keys)}`, positionId: position, volume });
  if (!asked.ok) throw new Error(`${asked.error.code}: ${asked.error.text}`);
  return until(() => {
    const now = view().orders.get(asked.value.cid);
    return now !== undefined && ENDS.includes(now.state) ? now : null;
  });
}

describe('accounts', () => {
  it('netting: a reversal is one in/out deal and one position', async () => {
    await play('netting');
    await order({ volume: 0.1 });
    const [first] = await until(() => (positions().length === 1 ? positions() : null));
    await order({ side: 'sell', volume: 0.3 });
    await until(() => positions()[0]?.side === 'sell');
    expect(positions()).toMatchObject([{ id: first!.id, side: 'sell', volume: 0.2 }]);
    expect(deals().map((deal) => [deal.entry, deal.side, deal.volume])).toEqual([['in', 'buy', 0.1], ['inout', 'sell', 0.3]]);
    expect(view().account?.identity.marginMode).toBe('netting');
  });

  it('hedging: both sides stand, a close names its position, a part of it too', async () => {
    await play('hedging');
    await order({ volume: 0.2 });
    await order({ side: 'sell', volume: 0.1 });
    await until(() => positions().length === 2);
    const long = positions().find((one) => one.side === 'buy')!;
    expect(await close(long.id, 0.1)).toMatchObject({ state: 'filled' });
    await until(() => view().positions.get(long.id)?.volume === 0.1);
    await close(long.id);
    await until(() => positions().length === 1);
    expect(positions()).toMatchObject([{ side: 'sell', volume: 0.1 }]);
    expect(deals().map((deal) => deal.entry)).toEqual(['in', 'in', 'out', 'out']);
  });
});

describe('fillings and execution', () => {
  it('fok-only: what fits is filled whole, what does not is rejected whole', async () => {
    const hand = await play('fok-only', { deposit: 1_000_000 });
    expect(view().instruments.get('EURUSD')?.filling).toBe(1);
    expect(await order({ volume: 0.5 })).toMatchObject({ state: 'filled', filledVolume: 0.5, retcode: 10009 });
    expect(await hand.ask({ do: 'open', symbol: 'EURUSD', side: 'buy', volume: 1.5 })).toMatchObject({ ok: false, retcode: 10006 });
    expect(positions()).toMatchObject([{ volume: 0.5 }]);
  });

  it('ioc-only: the order is filled by IOC, never by the FOK it does not know', async () => {
    await play('ioc-only');
    expect(view().instruments.get('EURUSD')?.filling).toBe(2);
    expect(await order()).toMatchObject({ state: 'filled', retcode: 10009 });
    const [position] = await until(() => (positions().length === 1 ? positions() : null));
    expect(await close(position!.id)).toMatchObject({ state: 'filled', retcode: 10009 });
  });

  it('market-execution: orders are filled at the market with slippage that the app can tell', async () => {
    await play('market-execution', { seed: 5 });
    const done: ClientOrder[] = [];
    for (let n = 0; n < 5; n += 1) done.push(await order({ volume: 0.01 }));
    expect(done.every((one) => one.state === 'filled')).toBe(true);
    // the price asked for is the market's when asked: with 3 of 4 slipping, not all five are met
    expect(done.some((one) => one.fillPrice !== one.price)).toBe(true);
    expect(view().instruments.get('EURUSD')?.executionMode).toBe('market');
  });

  it('instant-with-requotes: a requote has its code and no deal; the order that follows it has its own id', async () => {
    await play('instant-with-requotes', { seed: 3 });
    for (let n = 0; n < 4; n += 1) await order({ volume: 0.01 });
    const all = [...view().orders.values()].filter((one) => one.purpose === 'open');
    const requoted = all.filter((one) => one.whyNot?.code === 'EXECUTION_REQUOTE');
    expect(requoted.length).toBeGreaterThan(0);
    expect(requoted.every((one) => one.state === 'rejected' && one.filledVolume === 0 && one.retcode === 10004)).toBe(true);
    const filled = all.filter((one) => one.state === 'filled');
    await until(() => positions().length === filled.length);
    expect(deals()).toHaveLength(filled.length);
    expect(new Set(all.map((one) => one.cid)).size).toBe(all.length);
  });

  it('partial-fills: 0.1 of 0.3 lots is filled, the rest is not there, and the position is what was filled', async () => {
    await play('partial-fills');
    const done = await order({ volume: 0.3 });
    expect(done).toMatchObject({ filledVolume: 0.1, retcode: 10010 });
    await until(() => positions().length === 1);
    expect(positions()).toMatchObject([{ volume: 0.1 }]);
    expect(view().brokerOrders.size).toBe(0);
    expect(view().discrepancy).toBeNull();
  });

  it('rejects: a rejected order says so with the broker\'s code and leaves nothing behind', async () => {
    await play('rejects', { seed: 2 });
    const done: ClientOrder[] = [];
    for (let n = 0; n < 8; n += 1) done.push(await order({ volume: 0.01 }));
    const rejected = done.filter((one) => one.state === 'rejected');
    expect(rejected.length).toBeGreaterThan(0);
    expect(rejected.length).toBeLessThan(8);
    expect(rejected.every((one) => one.retcode === 10006 && one.whyNot?.code === 'EXECUTION_REJECTED')).toBe(true);
    await until(() => positions().length === 8 - rejected.length);
  });
});

describe('mishaps', () => {
  it('lost-answers: an order whose answer is lost is asked about, found filled, and never sent again', async () => {
    await play('lost-answers', { speed: 10 });
    const done = await order({}, ['filled']);
    await until(() => positions().length === 1);
    expect(done).toMatchObject({ state: 'filled', filledVolume: 0.1 });
    expect(deals()).toHaveLength(1);
    expect([...view().orders.values()]).toHaveLength(1);
  });

  it('flapping-link: every order is executed once, whatever its link did', async () => {
    const hand = await play('flapping-link', { speed: 4 });
    const cids: string[] = [];
    while (cids.length < 5) {
      const asked = await order({ volume: 0.01 }, ['filled']).catch(wordsOf);
      if (typeof asked === 'string') {
        // between two links nothing is sent, and that is said
        expect(asked).toMatch(/^(RISK_LINK_DOWN|RISK_SNAPSHOT_MISSING|RISK_QUOTE_STALE)/);
        await until(() => view().lock === null);
      } else {
        cids.push(asked.cid);
      }
    }
    await until(() => view().account?.snapshotReady === true && positions().length === 5);
    const truth = await hand.ask({ do: 'state' });
    const ours = (truth['deals'] as Deal[]).filter((deal) => deal.cid !== null);
    expect(ours.map((deal) => deal.cid).sort()).toEqual([...cids].sort());
    expect(view().discrepancy).toBeNull();
  });

  it('clock-skew: deadlines and ages go by the server\'s clock, seven minutes and a drift away from the terminal\'s', async () => {
    await play('clock-skew');
    expect(view().account?.clock).toBe('wall');
    expect(await order({ volume: 0.01 })).toMatchObject({ state: 'filled' });
    const quote = view().quotes.get('EURUSD')!;
    expect(Math.abs(quote.timeMs - Date.now())).toBeLessThan(60_000);
    expect(view().lock).toBeNull();
  });

  it('weekend-gap: Monday opens below the stop, which fills at the first price there is and not at its own', async () => {
    const hand = await play('weekend-gap');
    const bid = view().quotes.get('EURUSD')!.bid;
    await order({ stop: 300, target: null });
    const [held] = await until(() => (positions().length === 1 ? positions() : null));
    expect(new Date(view().nowMs).getUTCDay()).toBe(5);
    await hand.ask({ do: 'speed', factor: 200 });
    const out = await until(() => deals().find((deal) => deal.entry === 'out'));
    expect(out.reason).toBe('sl');
    expect(out.price).toBeLessThan(held!.sl! - 0.002);
    expect(out.price).toBeLessThan(bid - 0.005);
    // Monday of the broker's time, 00:00 at UTC+3
    expect(out.timeMs).toBeGreaterThanOrEqual(Date.UTC(2026, 4, 17, 21));
    expect(positions()).toEqual([]);
    const trade = [...view().trades.values()][0]!;
    expect(trade.closeMs).toBe(out.timeMs);
  });

  it('dst-change: the offset changes over the weekend, and the trading hours around it are there once each', async () => {
    await play('dst-change', { speed: 400 });
    expect(view().account?.offsetS).toBe(10_800);
    await until(() => view().account?.offsetS === 7200);
    // Monday, after its first whole hour
    await until(() => view().nowMs > Date.UTC(2026, 10, 1, 23, 1));
    const page = await host.workstation.bars({
      symbol: 'EURUSD', timeframe: 'H1', fromMs: Date.UTC(2026, 9, 30, 12), toMs: Date.UTC(2026, 10, 1, 23), limit: 100, account: null,
    });
    const hours = page.items.map((bar) => new Date(bar.time).toISOString());
    // Friday's last hour ends at 21:00 UTC, Monday's first begins at 22:00 UTC
    expect(hours.filter((hour) => hour >= '2026-10-30T19')).toEqual([
      '2026-10-30T19:00:00.000Z', '2026-10-30T20:00:00.000Z', '2026-11-01T22:00:00.000Z',
    ]);
    expect(new Set(hours).size).toBe(hours.length);
    const quote = view().quotes.get('EURUSD')!;
    expect(Math.abs(quote.timeMs - view().nowMs)).toBeLessThan(600_000);
  });

  it('margin-call: what was opened by hand shows, the level falls to the call, and the worst position goes first', async () => {
    const hand = await play('margin-call', { speed: 400 });
    await until(() => positions().length === 2);
    expect(positions().map((one) => [one.symbol, one.magic]).sort()).toEqual([['EURUSD', '0'], ['GBPUSD', '0']]);
    await until(() => (view().account?.state?.marginLevel ?? 999) <= 100);
    const first = await until(() => deals().find((deal) => deal.reason === 'so'));
    expect(first.symbol).toBe('GBPUSD');
    await until(() => deals().filter((deal) => deal.reason === 'so').length === 2);
    expect(deals().filter((deal) => deal.reason === 'so').map((deal) => deal.symbol)).toEqual(['GBPUSD', 'EURUSD']);
    expect(positions()).toEqual([]);
    const truth = await hand.ask({ do: 'state' });
    await until(() => view().account?.state?.balance === (truth['account'] as { balance: number }).balance);
  });

  it('investor-password: the account is seen, and no order is sent for it', async () => {
    const hand = await play('investor-password');
    expect(view().account?.state).toMatchObject({ tradeAllowed: false });
    expect(await refusal()).toMatch(/^RISK_INVESTOR_PASSWORD/);
    expect(await hand.ask({ do: 'open', symbol: 'EURUSD', side: 'buy', volume: 0.1 })).toMatchObject({ ok: false, retcode: 10017 });
    expect(deals()).toEqual([]);
  });

  it('algo-off: orders are refused with the button\'s name until it is pressed', async () => {
    const hand = await play('algo-off');
    expect(view().account?.state).toMatchObject({ expertAllowed: false, tradeAllowed: true });
    expect(await refusal()).toMatch(/^RISK_EXPERTS_FORBIDDEN/);
    expect(await hand.ask({ do: 'algo', on: true })).toMatchObject({ ok: true });
    await until(() => view().account?.state?.expertAllowed === true && view().lock === null);
    expect(await order()).toMatchObject({ state: 'filled' });
  });
});

describe('symbols', () => {
  it('suffix-symbols: the broker\'s names are kept, with the currencies that they stand for', async () => {
    await play('suffix-symbols', {}, 'EURUSDm');
    await until(() => view().instruments.size === 4);
    expect([...view().instruments.keys()].sort()).toEqual(['EURUSDm', 'GBPUSDm', 'USDJPYm', 'XAUUSD.a']);
    expect(view().instruments.get('EURUSDm')).toMatchObject({ baseCurrency: 'EUR', profitCurrency: 'USD' });
    expect(view().instruments.get('XAUUSD.a')).toMatchObject({ baseCurrency: 'XAU', contractSize: 100 });
    expect(await order({ symbol: 'EURUSDm' })).toMatchObject({ state: 'filled', symbol: 'EURUSDm' });
    await until(() => positions().length === 1);
    expect(positions()).toMatchObject([{ symbol: 'EURUSDm' }]);
  });

  it('eur-account: tick values, margin and profit are in euros', async () => {
    await play('eur-account');
    expect(view().account).toMatchObject({ identity: { currency: 'EUR' }, state: { currency: 'EUR' } });
    const { bid } = view().quotes.get('EURUSD')!;
    const { tickValue } = view().instruments.get('EURUSD')!;
    // one point of one lot is 1 USD, a hundredth of a per cent of which may have moved on
    expect(Math.abs(tickValue * bid - 1)).toBeLessThan(0.003);
    await order({ volume: 0.5 });
    await until(() => positions().length === 1 && (view().account?.state?.margin ?? 0) > 0);
    // 50,000 EUR at a leverage of 100
    expect(view().account?.state?.margin).toBe(500);
    const done = await close(positions()[0]!.id);
    expect(done.state).toBe('filled');
    const [into, out] = await until(() => (deals().length === 2 ? deals() : null));
    expect(out!.profit).toBeCloseTo(((out!.price - into!.price) * 50_000) / out!.price, 2);
  });

  it('jpy-and-gold: three digits and two, a hundred ounces a lot, margins by hand', async () => {
    await play('jpy-and-gold', {}, 'USDJPY');
    await until(() => view().quotes.has('XAUUSD'));
    expect([...view().instruments.values()].map((one) => [one.symbol, one.digits, one.contractSize]).sort())
      .toEqual([['USDJPY', 3, 100_000], ['XAUUSD', 2, 100]]);
    await order({ symbol: 'USDJPY', volume: 0.1, stop: 600 });
    await until(() => view().account?.state?.margin === 100);
    const gold = await order({ symbol: 'XAUUSD', volume: 0.01, stop: 3000 });
    expect(gold.state).toBe('filled');
    // 0.01 lots are one ounce: its price over 100, beside the 100 of the yen
    await until(() => Math.abs((view().account?.state?.margin ?? 0) - 100 - gold.fillPrice! / 100) < 0.006);
  });
});
