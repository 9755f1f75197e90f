// From a proposal to a decision: prices on the broker's grid, the market's gates, and one running hash over every
// decision taken. Only the market has a say here; the account is asked afterwards (risk), so that the same market
// gives the same decisions whoever trades and whether or not anyone clicks.

import { sha256Hex } from '#core/base';
import {
  whyNot,
  type Code,
  type FactBody,
  type Instrument,
  type Quote,
  type RiskLimits,
  type Side,
  type Timeframe,
} from '#core/model';

export interface DecisionQuestion {
  readonly engineHash: string;
  readonly symbol: string;
  readonly timeframe: Timeframe;
  /** Open of the closed bar, UTC ms. */
  readonly barTime: number;
  readonly strategy: string;
  readonly strategyHash: string;
  readonly side: Side;
  /** Price units from the entry, positive. */
  readonly stopDistance: number;
  readonly targetDistance: number;
  readonly quote: Quote | null;
  readonly instrument: Instrument | undefined;
  readonly nowMs: number;
  readonly limits: RiskLimits;
}

export interface Decision {
  readonly fact: Extract<FactBody, { kind: 'DecisionTaken' }>;
  readonly code: Code | null;
  readonly entry: number;
  readonly stop: number;
  readonly target: number;
}

export interface DecisionsState {
  readonly count: number;
  readonly hash: string;
}

export const EMPTY_HASH = '0'.repeat(64);

export class Decisions {
  #count = 0;
  #hash = EMPTY_HASH;

  constructor(state?: DecisionsState) {
    if (state === undefined) return;
    this.#count = state.count;
    this.#hash = state.hash;
  }

  get count(): number {
    return this.#count;
  }
  get hash(): string {
    return this.#hash;
  }

  state(): DecisionsState {
    return { count: this.#count, hash: this.#hash };
  }

  /** Takes the count and hash that a recorded decision left behind. */
  adopt(count: number, hash: string): void {
    this.#count = count;
    this.#hash = hash;
  }

  decide(question: DecisionQuestion): Decision {
    const prices = placePrices(question);
    const code = judgeMarket(question, prices);
    const point = question.instrument?.point ?? 0;
    const points = (price: number): number => (point > 0 ? Math.round(price / point) : 0);
    this.#count += 1;
    const outcome = code === null ? ('proposed' as const) : ('suppressed' as const);
    const entryPoints = points(prices.entry);
    const stopPoints = points(prices.stop);
    const targetPoints = points(prices.target);
    this.#hash = sha256Hex(
      [
        this.#hash,
        question.symbol,
        question.timeframe,
        question.barTime,
        question.strategy,
        question.strategyHash,
        outcome,
        code ?? '',
        question.side,
        entryPoints,
        stopPoints,
        targetPoints,
      ].join('|'),
    );
    return {
      code,
      ...prices,
      fact: {
        kind: 'DecisionTaken',
        n: this.#count,
        engineHash: question.engineHash,
        symbol: question.symbol,
        timeframe: question.timeframe,
        barTime: question.barTime,
        strategy: question.strategy,
        strategyHash: question.strategyHash,
        outcome,
        code,
        side: question.side,
        entryPoints,
        stopPoints,
        targetPoints,
        hash: this.#hash,
      },
    };
  }
}

interface Prices {
  readonly entry: number;
  readonly stop: number;
  readonly target: number;
}

/** A buy enters at the ask and leaves at the bid; stops and targets are rounded to the tick size, digits kept. */
function placePrices(question: DecisionQuestion): Prices {
  const { quote, instrument, side } = question;
  if (quote === null || instrument === undefined) return { entry: 0, stop: 0, target: 0 };
  const sign = side === 'buy' ? 1 : -1;
  const entry = side === 'buy' ? quote.ask : quote.bid;
  return {
    entry: roundToTick(entry, instrument),
    stop: roundToTick(entry - sign * question.stopDistance, instrument),
    target: roundToTick(entry + sign * question.targetDistance, instrument),
  };
}

function judgeMarket(question: DecisionQuestion, prices: Prices): Code | null {
  const { quote, instrument, limits } = question;
  if (instrument === undefined) return 'DECISION_INSTRUMENT_UNKNOWN';
  if (quote === null || Math.abs(question.nowMs - quote.timeMs) > limits.quoteAgeMsMax) return 'DECISION_QUOTE_STALE';
  const distance = Math.abs(prices.entry - prices.stop);
  if (Math.round(distance / instrument.point) <= instrument.stopsLevel) return 'DECISION_STOP_TOO_CLOSE';
  if (quote.ask - quote.bid > limits.spreadOfStopMax * distance) return 'DECISION_SPREAD_WIDE';
  return null;
}

/** The nearest price on the instrument's tick grid, printed with its digits. */
export function roundToTick(price: number, instrument: Instrument): number {
  return Number((Math.round(price / instrument.tickSize) * instrument.tickSize).toFixed(instrument.digits));
}

/** The words behind a market gate's code, with the figures that closed it. */
export function explainDecision(code: Code, question: DecisionQuestion): { code: Code; text: string } {
  const { quote, instrument } = question;
  if (code === 'DECISION_SPREAD_WIDE' && quote !== null && instrument !== undefined) {
    const spread = Math.round((quote.ask - quote.bid) / instrument.point);
    const stop = Math.round(question.stopDistance / instrument.point);
    return whyNot(code, `Spread ${String(spread)} points, stop ${String(stop)} points.`);
  }
  if (code === 'DECISION_QUOTE_STALE' && quote !== null) {
    return whyNot(code, `It is ${String(Math.round((question.nowMs - quote.timeMs) / 1000))} s old.`);
  }
  return whyNot(code);
}
