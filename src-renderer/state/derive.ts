// What panels read out of the desk: lists in their order, and the reasons why a card's button is off. The window
// decides nothing here: the engine judges every request again; this only says beforehand what it would say.

import type {
  AccountResource,
  InstrumentResource,
  PositionResource,
  QuoteResource,
  SafetyResource,
  SignalResource,
  TradeResource,
} from '#core/contract';
import type { WhyNot } from '#core/model';

/** Cards that wait for an answer, the one that ends first on top. */
export function pendingSignals(signals: ReadonlyMap<string, SignalResource>): readonly SignalResource[] {
  return [...signals.values()]
    .filter((s) => s.state === 'pending')
    .sort((a, b) => a.expiresMs - b.expiresMs || (a.id < b.id ? -1 : 1));
}

/** Cards that were answered, ran out or were replaced, newest first. */
export function decidedSignals(signals: ReadonlyMap<string, SignalResource>): readonly SignalResource[] {
  return [...signals.values()]
    .filter((s) => s.state !== 'pending' && s.state !== 'suppressed')
    .sort((a, b) => (b.decidedMs ?? b.createdMs) - (a.decidedMs ?? a.createdMs));
}

/** Everything that was held back with a reason, newest first; what the trader rejected was not held back. */
export function heldBackSignals(signals: ReadonlyMap<string, SignalResource>): readonly SignalResource[] {
  return [...signals.values()]
    .filter((s) => s.whyNot !== null && s.state !== 'rejected')
    .sort((a, b) => b.createdMs - a.createdMs);
}

/** The card that A, M and R act on: the one chosen while it waits, else the first that waits. */
export function focusedSignal(
  signals: ReadonlyMap<string, SignalResource>,
  chosenId: string | null,
): SignalResource | null {
  const chosen = chosenId === null ? undefined : signals.get(chosenId);
  if (chosen?.state === 'pending') return chosen;
  return pendingSignals(signals)[0] ?? null;
}

export type CardBlock =
  | { readonly kind: 'disconnected' }
  | { readonly kind: 'expired' }
  | { readonly kind: 'readonly'; readonly code: string; readonly text: string }
  | { readonly kind: 'stale'; readonly ageMs: number }
  | { readonly kind: 'moved' };

export interface CardCircumstances {
  readonly isConnected: boolean;
  readonly account: AccountResource | null;
  readonly safety: SafetyResource | null;
  readonly quote: Pick<QuoteResource, 'timeMs' | 'bid' | 'ask'> | null;
  readonly instrument: Pick<InstrumentResource, 'point'> | null;
  readonly quoteAgeMsMax: number;
  /** Account clock, UTC ms. */
  readonly nowMs: number;
}

/** What stands against any order at all; null where orders may leave. */
export function barOfTrading(account: AccountResource | null, safety: SafetyResource | null): WhyNot | null {
  if (safety?.killSwitch === true) return { code: 'RISK_KILL_SWITCH', text: '' };
  if (account?.trade !== 'enabled') return account?.whyNot ?? { code: 'RISK_ACCOUNT_UNKNOWN', text: '' };
  if (safety === null) return null;
  if (safety.lock !== null) return safety.lock;
  return safety.discrepancy === null ? null : { code: 'RISK_DISCREPANCY', text: '' };
}

/** Told by the chip or strip of their own, with the button that ends them; or not worth a line (a wait of a moment). */
const TOLD_ELSEWHERE: ReadonlySet<string> = new Set([
  'RISK_KILL_SWITCH',
  'RISK_LINK_DOWN',
  'RISK_DISCREPANCY',
  'RISK_REPLAY_DIFFERS',
  'RISK_ACCOUNT_UNKNOWN',
  'RISK_SNAPSHOT_MISSING',
]);

/** What else keeps orders from leaving, each once: the guard first, then what locks new entries, then MT5's refusal. */
export function stopsToTell(account: AccountResource | null, safety: SafetyResource | null): readonly WhyNot[] {
  const guard = account?.trade === 'readonly' ? account.whyNot : null;
  const tradeOff = account?.tradeOff ?? null;
  const stops = new Map<string, WhyNot>();
  for (const why of [guard, safety?.lock ?? null, tradeOff]) {
    if (why !== null && !TOLD_ELSEWHERE.has(why.code) && !stops.has(why.code)) stops.set(why.code, why);
  }
  return [...stops.values()];
}

/** Why this card cannot be approved now, the strongest reason first; null where it can. */
export function blockOfCard(signal: SignalResource, at: CardCircumstances): CardBlock | null {
  if (!at.isConnected) return { kind: 'disconnected' };
  if (signal.state !== 'pending' || at.nowMs >= signal.expiresMs) return { kind: 'expired' };
  const bar = barOfTrading(at.account, at.safety);
  if (bar !== null) return { kind: 'readonly', ...bar };
  if (at.quote === null) return { kind: 'stale', ageMs: Number.NaN };
  const ageMs = at.nowMs - at.quote.timeMs;
  if (ageMs > at.quoteAgeMsMax) return { kind: 'stale', ageMs };
  const price = signal.side === 'buy' ? at.quote.ask : at.quote.bid;
  const room = signal.slippagePointsMax * (at.instrument?.point ?? 0);
  const isPastStop = signal.side === 'buy' ? price <= signal.stop : price >= signal.stop;
  const worse = signal.side === 'buy' ? price - signal.entry : signal.entry - price;
  if (at.instrument !== null && (worse > room + at.instrument.point / 2 || isPastStop)) return { kind: 'moved' };
  return null;
}

/** Money at risk and reward over risk for changed values, by proportion to the card's own; null where senseless. */
export function estimateChanged(
  signal: SignalResource,
  changed: { readonly volume: number; readonly stop: number; readonly target: number },
): { readonly moneyAtRisk: number; readonly rewardRatio: number } | null {
  const card = signal.card;
  const sign = signal.side === 'buy' ? 1 : -1;
  const distance = (signal.entry - changed.stop) * sign;
  const reach = (changed.target - signal.entry) * sign;
  const distanceBefore = (signal.entry - signal.stop) * sign;
  if (card === null || distance <= 0 || reach <= 0 || distanceBefore <= 0 || card.volume <= 0) return null;
  return {
    moneyAtRisk: card.moneyAtRisk * (changed.volume / card.volume) * (distance / distanceBefore),
    rewardRatio: reach / distance,
  };
}

export function positionsInOrder(positions: ReadonlyMap<string, PositionResource>): readonly PositionResource[] {
  return [...positions.values()].sort((a, b) => b.openMs - a.openMs);
}

/** The account whose confirmation is due: the one that trades, else a session that is only read. */
export function accountToConfirm(
  account: AccountResource,
): Pick<AccountResource, 'login' | 'server' | 'tradeMode' | 'currency'> | null {
  if (!account.confirmed) return account;
  return account.feeds.find(({ linkUp }) => linkUp) ?? null;
}

/** Closed trades, newest first. */
export function closedTrades(trades: ReadonlyMap<string, TradeResource>): readonly TradeResource[] {
  return [...trades.values()].filter((t) => t.closeMs !== null).sort((a, b) => (b.closeMs ?? 0) - (a.closeMs ?? 0));
}

/** What a trade brought after its costs. */
export function netOf(trade: Pick<TradeResource, 'profit' | 'commission' | 'swap' | 'fee'>): number {
  return trade.profit + trade.commission + trade.swap + trade.fee;
}

/** Digits of a symbol: the broker's, else guessed from the price itself. */
export function digitsOf(
  instrument: Pick<InstrumentResource, 'digits'> | null | undefined,
  price: number | null | undefined,
): number {
  if (instrument !== null && instrument !== undefined) return instrument.digits;
  if (price === null || price === undefined) return 5;
  if (price < 20) return 5;
  return price < 500 ? 3 : 2;
}
