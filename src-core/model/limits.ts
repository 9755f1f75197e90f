// The limits in force. Hard caps: nothing in the program may trade beyond them.

export interface RiskLimits {
  /** Fraction of equity put at risk by one signal, e.g. 0.005. */
  readonly riskFraction: number;
  /** Largest volume of one order, lots. */
  readonly lotsMax: number;
  /** Most open risk of all positions together, fraction of equity. */
  readonly openRiskFractionMax: number;
  /** Loss since the broker's midnight at which trading stops, fraction of the day's first equity. */
  readonly dailyLossFractionMax: number;
  readonly positionsMax: number;
  /** Spread at entry as a fraction of the stop distance. */
  readonly spreadOfStopMax: number;
  /** A quote older than this is stale, ms. */
  readonly quoteAgeMsMax: number;
  /** A card lives this long, ms. */
  readonly signalLifeMs: number;
  /** An order not at the broker by then is not sent, ms after approval. */
  readonly orderDeadlineMs: number;
  readonly deviationPoints: number;
}

export const DEFAULT_LIMITS: RiskLimits = {
  riskFraction: 0.005,
  lotsMax: 5,
  openRiskFractionMax: 0.03,
  dailyLossFractionMax: 0.03,
  positionsMax: 5,
  spreadOfStopMax: 0.25,
  quoteAgeMsMax: 15_000,
  signalLifeMs: 300_000,
  orderDeadlineMs: 10_000,
  deviationPoints: 20,
};
