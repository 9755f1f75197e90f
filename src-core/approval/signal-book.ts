// Every signal and its one decision: approved, rejected, expired, superseded or suppressed. The first answer in the
// journal's order wins; a later one is refused with the reason. Outside its time or price a card cannot be approved.

import { whyNot, type Quote, type Signal, type SignalState, type WhyNot } from '#core/model';

const SIGNALS_MAX = 5_000;

export interface SignalBookState {
  readonly count: number;
  readonly signals: readonly Signal[];
}

export class SignalBook {
  readonly signals = new Map<string, Signal>();
  #count = 0;

  constructor(state?: SignalBookState) {
    if (state === undefined) return;
    this.#count = state.count;
    for (const signal of state.signals) this.signals.set(signal.id, signal);
  }

  state(): SignalBookState {
    return { count: this.#count, signals: [...this.signals.values()] };
  }

  nextId(): string {
    this.#count += 1;
    return `S${String(this.#count)}`;
  }

  /** Takes a recorded signal as it is; its number is used up. */
  adopt(signal: Signal): void {
    const number = /^S(\d+)$/.exec(signal.id)?.[1];
    if (number !== undefined) this.#count = Math.max(this.#count, Number(number));
    this.put(signal);
  }

  put(signal: Signal): void {
    this.signals.set(signal.id, signal);
    if (this.signals.size <= SIGNALS_MAX) return;
    for (const [id, old] of this.signals) {
      if (old.state === 'pending') continue;
      this.signals.delete(id);
      return;
    }
  }

  /** The card that a request made, if it made one. */
  ofRequest(requestId: string): Signal | undefined {
    for (const signal of this.signals.values()) if (signal.requestId === requestId) return signal;
    return undefined;
  }

  pending(): readonly Signal[] {
    return [...this.signals.values()].filter((signal) => signal.state === 'pending');
  }

  /** Ends a pending signal; gives it as it is now. */
  close(
    signal: Signal,
    state: SignalState,
    nowMs: number,
    by: string | null,
    why: WhyNot | null,
    cid: string | null,
  ): Signal {
    const closed: Signal = {
      ...signal,
      state,
      whyNot: why,
      decidedMs: nowMs,
      decidedBy: by,
      cid,
      rejectReason: state === 'rejected' ? (why?.text ?? null) : null,
    };
    this.signals.set(signal.id, closed);
    return closed;
  }

  /** Why a signal cannot be answered now, null when it can. */
  refusal(id: string, nowMs: number): WhyNot | null {
    const signal = this.signals.get(id);
    if (signal === undefined) return whyNot('APPROVAL_UNKNOWN_SIGNAL', id);
    switch (signal.state) {
      case 'pending':
        return nowMs >= signal.expiresMs ? whyNot('APPROVAL_EXPIRED') : null;
      case 'expired':
        return whyNot('APPROVAL_EXPIRED');
      case 'superseded':
        return whyNot('APPROVAL_SUPERSEDED');
      case 'suppressed':
        return whyNot('APPROVAL_SUPPRESSED', signal.whyNot?.text);
      case 'approved':
      case 'rejected':
        return whyNot('APPROVAL_ALREADY_DECIDED', `It was ${signal.state}.`);
    }
  }
}

/** Why the price forbids an approval now: it left the card's bounds. null when it is inside. */
export function judgeBounds(signal: Signal, quote: Quote | null, point: number): WhyNot | null {
  if (quote === null) return whyNot('RISK_QUOTE_STALE');
  const price = signal.side === 'buy' ? quote.ask : quote.bid;
  const movedPoints = Math.round(Math.abs(price - signal.entry) / point);
  return movedPoints > signal.slippagePointsMax
    ? whyNot(
        'APPROVAL_PRICE_MOVED',
        `${String(movedPoints)} points from the entry, ${String(signal.slippagePointsMax)} allowed.`,
      )
    : null;
}
