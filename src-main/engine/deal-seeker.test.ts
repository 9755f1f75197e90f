import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Deal, HistoryAsk, InputBody, Position } from '#core/model';
import { DealSeeker } from './deal-seeker.ts';
import { Morning } from './testing.ts';

const ACCOUNT = '51234567@Broker-Demo';
const OFFSET_MS = 7_200_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

let folder: string;
let morning: Morning;
let asks: { readonly account: string; readonly ask: HistoryAsk }[];
let seeker: DealSeeker;

async function start(): Promise<void> {
  morning = await new Morning(folder).start();
  asks = [];
  const door = { askHistory: (account: string, ask: HistoryAsk): boolean => asks.push({ account, ask }) > 0 };
  seeker = new DealSeeker({ engine: morning.open.engine, door });
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sextant-deals-'));
  await start();
});

afterEach(async () => {
  seeker.close();
  await morning.stop();
  rmSync(folder, { recursive: true, force: true });
});

function held(openMs: number): Position {
  return {
    id: '900', ticket: '900', symbol: 'EURUSD', side: 'buy', volume: 0.1, priceOpen: 1.1, sl: 1.09, tp: null, price: 1.1,
    profit: 0, swap: 0, magic: '0', cid: null, comment: '', openBrokerMs: openMs + OFFSET_MS,
  };
}

function closing(timeMs: number): InputBody {
  const deal: Deal = {
    deal: '950', order: '940', positionId: '900', symbol: 'EURUSD', entry: 'out', reason: 'client', side: 'sell',
    volume: 0.1, price: 1.101, profit: 10, commission: 0, fee: 0, swap: 0, brokerMs: timeMs + OFFSET_MS, timeMs,
    magic: '0', cid: null, comment: '',
  };
  return { kind: 'HistoryDealsReceived', account: ACCOUNT, deals: [deal] };
}

describe('the seeker of deals', () => {
  it('asks once for the deals of a position that was closed while the link was down, and the trade ends by its deal', () => {
    const openMs = morning.atMs;
    morning.join([held(openMs)]);
    expect(asks).toEqual([]);
    morning.atMs += 4 * DAY_MS;
    morning.join();
    const { view } = morning.open.engine.kernel;
    expect(view.trades.get('900')).toMatchObject({ closeReason: 'orphan' });
    expect(view.discrepancy).toContain('Position 900');
    expect(asks).toHaveLength(1);
    for (const { account, ask } of asks) {
      expect(account).toBe(ACCOUNT);
      expect(ask).toMatchObject({ kind: 'deals', symbol: null, timeframe: null, toMs: morning.atMs + DAY_MS });
    }
    expect(Math.min(...asks.map(({ ask }) => ask.fromMs))).toBe(openMs - HOUR_MS);
    morning.atMs += 5_000;
    morning.join();
    expect(asks).toHaveLength(1);
    morning.take(closing(openMs + DAY_MS));
    expect(view.trades.get('900')).toMatchObject({ closeReason: 'client', profit: 10, closeMs: openMs + DAY_MS });
    expect(view.discrepancy ?? '').not.toContain('Position 900');
  });

  it('asks again after a restart for what is still missing', async () => {
    const openMs = morning.atMs;
    morning.join([held(openMs)]);
    morning.atMs += DAY_MS;
    morning.join();
    const { atMs } = morning;
    seeker.close();
    await morning.stop();
    await start();
    morning.atMs = atMs + 60_000;
    morning.join();
    expect(asks.map(({ ask }) => ask.fromMs)).toContain(openMs - HOUR_MS);
  });
});
