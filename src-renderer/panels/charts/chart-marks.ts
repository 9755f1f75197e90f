// What the account puts on a symbol's charts: lines of the focused card and of open positions, marks of trades and
// signals. Pure.

import type { PositionResource, SignalResource, TradeResource } from '#core/contract';
import type { ChartLine, ChartMark } from '#renderer/chart';

export interface LineWords {
  readonly entry: string;
  readonly stop: string;
  readonly target: string;
}

const MARKS_MAX = 300;

/** Lines of the card in focus and of every open position on this symbol. */
export function linesOf(
  symbol: string,
  card: SignalResource | null,
  positions: Iterable<PositionResource>,
  words: LineWords,
): readonly ChartLine[] {
  const lines: ChartLine[] = [];
  const add = (id: string, role: ChartLine['role'], price: number | null): void => {
    if (price !== null && price > 0)
      lines.push({ id: `${id}:${role}`, role, price, title: words[role], isForemost: id === card?.id });
  };
  if (card !== null && card.symbol === symbol) {
    add(card.id, 'entry', card.entry);
    add(card.id, 'stop', card.stop);
    add(card.id, 'target', card.target);
  }
  for (const position of positions) {
    if (position.symbol !== symbol) continue;
    add(position.id, 'entry', position.priceOpen);
    add(position.id, 'stop', position.sl);
    add(position.id, 'target', position.tp);
  }
  return lines;
}

/** Triangles of trades, diamonds of signals; the newest ones. */
export function marksOf(
  symbol: string,
  trades: Iterable<TradeResource>,
  signals: Iterable<SignalResource>,
): readonly ChartMark[] {
  const marks: ChartMark[] = [];
  for (const trade of trades) {
    if (trade.symbol !== symbol) continue;
    const { closeMs, closePrice } = trade;
    const to = closeMs === null || closePrice === null ? null : { timeMs: closeMs, price: closePrice };
    marks.push({
      kind: trade.side,
      timeMs: trade.openMs,
      price: trade.openPrice,
      tone: trade.side === 'buy' ? 'up' : 'down',
      to,
    });
    if (to !== null) marks.push({ kind: 'exit', ...to, tone: 'second', to: null });
  }
  for (const signal of signals) {
    if (signal.symbol !== symbol || signal.state === 'suppressed') continue;
    marks.push({ kind: 'signal', timeMs: signal.createdMs, price: signal.entry, tone: 'accent', to: null });
  }
  return marks.sort((a, b) => a.timeMs - b.timeMs).slice(-MARKS_MAX);
}
