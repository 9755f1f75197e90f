// The demo market: one seed and one moment, forty seconds before an M5 close at which EURUSD's EMA(12) crosses above
// its EMA(36), in the London session of a Tuesday. demo.test.ts computes that anew.

/** Trade server of the simulated terminal, unless it is told another: no trader's terminal has it. */
export const DEMO_SERVER = 'Sextant-Demo';

export const DEMO = {
  seed: 34,
  /** 2026-04-14T11:39:20Z, London's noon */
  startMs: 1_776_166_760_000,
  /** Broker time is UTC+3. */
  offsetS: 10_800,
  /** The bar that closes then opens here, broker seconds. */
  crossBarS: 1_776_177_300,
} as const;
