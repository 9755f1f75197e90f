// What an input changes in the picture of the world: links, market, account mirror. Whatever the inputs mean for
// signals and orders is judged in deciding.ts and trading.ts; kernel.ts calls them in order.

import { INSTRUMENTS } from '#core/broker-model';
import { AccountMirror } from '#core/market';
import { TIMEFRAME_MS, accountKey, whyNot, type Bar, type InputBody, type Timeframe } from '#core/model';
import { noticeIdentity } from './account-guard.ts';
import type { Context, Turn } from './context.ts';
import { refuse } from './issuing.ts';

type Input<K extends InputBody['kind']> = Extract<InputBody, { kind: K }>;

/** Bars that closed with this input and await the strategies, with the tick that closed them already counted. */
export type BarsDue = (symbol: string, timeframe: Timeframe, bar: Bar) => void;

const IMPORT_FEED = 'import';

export function perceiveConnected(context: Context, body: Input<'TerminalConnected'>): void {
  const key = accountKey(body.account.login, body.account.server);
  let mirror = context.mirrors.get(key);
  if (mirror === undefined) {
    mirror = new AccountMirror(body.account);
    context.mirrors.set(key, mirror);
  }
  if (context.activeKey === null) {
    context.activeKey = key;
    mirror.confirmed = body.account.tradeMode === 'demo';
  }
  noticeIdentity(context, key, body.account);
  mirror.connect(body.session, body.account, body.clock, body.offsetS, body.lastSeq);
}

/** Gives true when this ended the link of the account that trades. */
export function perceiveDisconnected(context: Context, body: Input<'TerminalDisconnected'>, ts: number): boolean {
  const mirror = context.mirrors.get(body.account);
  if (mirror?.session !== body.session || !mirror.linkUp) return false;
  mirror.disconnect(ts);
  return body.account === context.activeKey;
}

export function perceiveInstrument(context: Context, body: Input<'InstrumentReported'>): void {
  const feed = context.mirrors.get(body.wire.account)?.identity.server;
  if (feed !== undefined) context.instrumentsOf(feed).set(body.instrument.symbol, body.instrument);
}

/** The trader's word on a broker's name, for an account that has connected before. */
export function nameSymbol(context: Context, turn: Turn, body: Input<'SymbolNamed'>): void {
  const { account, symbol, name } = body;
  if (context.mirrors.has(account)) context.names.choose(account, symbol, name);
  else refuse(turn, symbol, whyNot('RISK_ACCOUNT_UNKNOWN', account));
}

export function perceiveTicks(
  context: Context,
  turn: Turn,
  body: Input<'TicksReceived'>,
  due: BarsDue,
  ticked: () => void,
): void {
  const mirror = context.mirrors.get(body.account);
  const feed = mirror?.identity.server ?? body.account.slice(body.account.lastIndexOf('@') + 1);
  const isActive = body.account === context.activeKey;
  const point = context.instruments.get(feed)?.get(body.symbol)?.point ?? 0;
  turn.outputs.market.putTicks(turn.seq, feed, body.symbol, body.offsetS, body.ticks);
  const closed: { readonly timeframe: Timeframe; readonly bar: Bar }[] = [];
  context.market.next(feed, body.symbol, body.offsetS, body.ticks, point, {
    barClosed: (timeframe, bar) => {
      const offsetS = context.links.offsetAt(body.account, bar.time);
      turn.outputs.market.putBar(turn.seq, feed, body.symbol, timeframe, bar, offsetS);
      if (isActive) closed.push({ timeframe, bar });
    },
    ticked: (timeMs) => {
      mirror?.seeRow(timeMs);
      if (closed.length > 0) {
        for (const { timeframe, bar } of closed) due(body.symbol, timeframe, bar);
        closed.length = 0;
      }
      if (isActive) ticked();
    },
  });
}

export function perceiveBars(context: Context, turn: Turn, body: Input<'BarsReceived'>, due: BarsDue): void {
  const mirror = context.mirrors.get(body.account);
  const feed = mirror?.identity.server ?? body.account.slice(body.account.lastIndexOf('@') + 1);
  if (!body.closed) {
    for (const bar of body.bars) context.market.tellForming(feed, body.symbol, body.offsetS, body.timeframe, bar);
    return;
  }
  for (const bar of body.bars) {
    turn.outputs.market.putBar(turn.seq, feed, body.symbol, body.timeframe, bar, body.offsetS);
    context.market.tellClosed(feed, body.symbol, body.timeframe, bar.time);
    mirror?.seeRow(bar.time + TIMEFRAME_MS[body.timeframe]);
    if (body.account === context.activeKey) due(body.symbol, body.timeframe, bar);
  }
}

export function perceiveImportedTicks(context: Context, turn: Turn, body: Input<'TicksImported'>): void {
  // The sink makes their bars from all it has stored: files come in any order and may lie inside one another.
  const past = { point: knownPoint(context, body.symbol), before: null };
  turn.outputs.market.putTicks(turn.seq, body.feed, body.symbol, body.offsetS ?? 0, body.ticks, past);
}

export function perceiveImportedBars(context: Context, turn: Turn, body: Input<'BarsImported'>): void {
  const clock = context.links.brokerClock;
  for (const bar of body.bars) {
    const offsetS = clock?.offsetS(bar.time) ?? null;
    turn.outputs.market.putBar(turn.seq, body.feed, body.symbol, body.timeframe, bar, offsetS);
  }
}

/** The symbol's point at whichever broker told it, the trading account's first, else the usual one; 0 unknown. */
export function knownPoint(context: Context, symbol: string): number {
  const own = context.active?.identity.server;
  const first = own === undefined ? undefined : context.instruments.get(own)?.get(symbol);
  if (first !== undefined) return first.point;
  for (const [feed, instruments] of context.instruments) {
    const found = instruments.get(symbol);
    if (feed !== IMPORT_FEED && found !== undefined) return found.point;
  }
  return INSTRUMENTS.find((instrument) => instrument.symbol === symbol)?.point ?? 0;
}
