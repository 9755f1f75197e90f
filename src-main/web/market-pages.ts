// Bars and ticks from the store, with the bar that is forming where it is asked for.

import type { BarResource, ChartHistory, TickResource } from '#core/contract';
import type { Bar, Timeframe } from '#core/model';
import type { WorkstationApi } from '#main/engine';
import { contractError, unwrap } from './failures.ts';
import { decodeCursor, encodeCursor, isWithin } from './pages.ts';
import { toBar } from './resources.ts';
import { barsOf, brokerSymbol, ticksOf } from './series-pages.ts';

export interface BarListInput {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly account?: string | undefined;
  readonly forming: boolean;
}

export type TickListInput = Omit<BarListInput, 'timeframe' | 'forming'>;

/** One page of bars, ascending. The cursor is the open of the next bar. */
export async function listBars(
  workstation: WorkstationApi, input: BarListInput,
): Promise<{ items: BarResource[]; next: string | null }> {
  const fromMs = input.cursor === undefined ? input.from ?? null : decodeTime(input.cursor);
  const page = await barsOf(workstation, {
    symbol: input.symbol, timeframe: input.timeframe, fromMs, toMs: input.to ?? null, limit: input.limit,
    account: input.account ?? null,
  });
  const last = page.items.at(-1);
  if (page.next !== null && last !== undefined) {
    return { items: page.items.map(toBar), next: encodeTime(last.time + 1) };
  }
  const items = [...page.items];
  const forming = input.forming ? formingBar(workstation, input, fromMs ?? undefined, last) : null;
  const isEmpty = items.length === 0 && forming === null;
  if (isEmpty && input.cursor === undefined) await requireSeries(workstation, input.symbol, input.account);
  if (forming === null) return { items: items.map(toBar), next: null };
  if (items.length === input.limit) return { items: items.map(toBar), next: encodeTime(forming.time) };
  return { items: [...items, forming].map(toBar), next: null };
}

function formingBar(
  workstation: WorkstationApi, input: BarListInput, from: number | undefined, last: Bar | undefined,
): Bar | null {
  const { view } = workstation;
  if (input.account !== undefined && input.account !== view.account?.key) return null;
  const bar = view.formingBar(brokerSymbol(workstation, input.symbol, null), input.timeframe);
  if (bar === null || !isWithin(bar.time, from, input.to)) return null;
  if (last !== undefined && bar.time <= last.time) return null;
  return view.account === null ? bar : { ...bar, offsetS: view.account.offsetS };
}

/** One page of ticks, ascending. */
export async function listTicks(
  workstation: WorkstationApi, input: TickListInput,
): Promise<{ items: TickResource[]; next: string | null }> {
  const { items, next } = unwrap(await ticksOf(workstation, {
    symbol: input.symbol, fromMs: input.from ?? null, toMs: input.to ?? null, limit: input.limit,
    cursor: input.cursor ?? null, account: input.account ?? null,
  }));
  if (items.length === 0 && input.cursor === undefined) {
    await requireSeries(workstation, input.symbol, input.account);
  }
  return { items: [...items], next };
}

export interface ChartInput {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly count: number;
  readonly before?: number | undefined;
}

/** The newest bars before a time as columns, oldest first. */
export async function readChart(workstation: WorkstationApi, input: ChartInput): Promise<ChartHistory> {
  const { symbol, timeframe, count, before } = input;
  // One more than asked tells whether older ones exist.
  const { items } = await barsOf(workstation, {
    symbol, timeframe, fromMs: null, toMs: before ?? null, limit: count + 1, account: null, newest: true,
  });
  const bars = items.length > count ? items.slice(items.length - count) : items;
  return {
    symbol, timeframe,
    time: bars.map((bar) => bar.time),
    open: bars.map((bar) => bar.open),
    high: bars.map((bar) => bar.high),
    low: bars.map((bar) => bar.low),
    close: bars.map((bar) => bar.close),
    tickVolume: bars.map((bar) => bar.tickVolume),
    spread: bars.map((bar) => bar.spread),
    more: items.length > count,
  };
}

/** Throws WEB_ACCOUNT_UNKNOWN for an account that never came, WEB_SYMBOL_UNKNOWN for a symbol without data. */
async function requireSeries(
  workstation: WorkstationApi, symbol: string, account: string | undefined,
): Promise<void> {
  const { view } = workstation;
  const isKnown = account === undefined || account === 'import' || account === view.account?.key
    || view.feeds.some(({ key }) => key === account);
  if (!isKnown) throw contractError('WEB_ACCOUNT_UNKNOWN', `There is no account ${account} in this data folder.`);
  await requireSymbol(workstation, symbol);
}

/** Throws WEB_SYMBOL_UNKNOWN where neither data nor a specification is there. */
export async function requireSymbol(workstation: WorkstationApi, symbol: string): Promise<void> {
  const known = await workstation.symbols();
  const name = brokerSymbol(workstation, symbol, null);
  if (known.some((entry) => entry.symbol === symbol || entry.symbol === name)) return;
  throw contractError('WEB_SYMBOL_UNKNOWN', `There is no data for ${symbol}.`);
}

export function encodeTime(timeMs: number): string {
  return encodeCursor(`b${timeMs}`);
}

/** The open that `encodeTime` made a cursor of. Throws WEB_CURSOR_BAD. */
export function decodeTime(cursor: string): number {
  const match = /^b(-?\d{1,15})$/.exec(decodeCursor(cursor));
  if (match === null) throw contractError('WEB_CURSOR_BAD');
  return Number(match[1]);
}
