// What a native notification says of a new signal.

import type { JournalEvent, Signal } from '#core/model';
import type { DesktopWords } from './words.ts';

export interface Notice {
  readonly title: string;
  readonly body: string;
}

/** The notice for a signal. `digits` are the symbol's; `currency` is the account's. */
export function makeNotice(signal: Signal, digits: number, currency: string, words: DesktopWords): Notice {
  const price = (value: number): string => value.toFixed(digits);
  const money = signal.card === null ? '' : `${words.risk} ${signal.card.moneyAtRisk.toFixed(2)} ${currency} · `;
  return {
    title: `${signal.side === 'buy' ? words.buy : words.sell} ${signal.symbol} ${price(signal.entry)}`,
    body: `${money}${words.stop} ${price(signal.stop)} · ${words.target} ${price(signal.target)}`,
  };
}

/** The signals among `events` that now wait for an answer. */
export function findNewSignals(events: readonly JournalEvent[]): readonly Signal[] {
  return events.flatMap(({ body }) => (
    body.kind === 'SignalOpened' && body.signal.state === 'pending' ? [body.signal] : []
  ));
}
