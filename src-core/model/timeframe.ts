// The six timeframes and where their bars begin.

export const TIMEFRAMES = ['M1', 'M5', 'M15', 'H1', 'H4', 'D1'] as const;
export type Timeframe = (typeof TIMEFRAMES)[number];

/** Length of a bar in milliseconds. */
export const TIMEFRAME_MS: Readonly<Record<Timeframe, number>> = {
  M1: 60_000, M5: 300_000, M15: 900_000, H1: 3_600_000, H4: 14_400_000, D1: 86_400_000,
};

export function isTimeframe(value: unknown): value is Timeframe {
  return typeof value === 'string' && (TIMEFRAMES as readonly string[]).includes(value);
}

/**
 * Open of the bar that holds `timeMs` (UTC ms), as UTC ms. Bars stand on broker time: `offsetS` is broker time
 * minus UTC in seconds, so that H4 and D1 begin where the broker's day does.
 */
export function barOpenMs(timeMs: number, timeframe: Timeframe, offsetS: number): number {
  const length = TIMEFRAME_MS[timeframe];
  const brokerMs = timeMs + offsetS * 1000;
  return brokerMs - (((brokerMs % length) + length) % length) - offsetS * 1000;
}
