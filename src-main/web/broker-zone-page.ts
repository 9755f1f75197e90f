// The clock of the broker's server: as confirmed, as the terminal reports it, and as the weeks of stored bars show it.

import type { BrokerZoneResource } from '#core/contract';
import { WeekOpens } from '#core/market';
import { BrokerClock, formatBrokerZone } from '#core/model';
import type { WorkstationApi } from '#main/engine';

/** About a year and a half of hours. */
const BARS_MAX = 10_000;

export async function readBrokerZonePage(
  workstation: WorkstationApi, symbol: string | undefined,
): Promise<BrokerZoneResource> {
  const { brokerZone, account, nowMs } = workstation.view;
  const reportedOffsetS = account?.offsetS ?? null;
  return {
    zone: brokerZone === null ? null : formatBrokerZone(brokerZone),
    reportedOffsetS,
    agrees: brokerZone === null || reportedOffsetS === null ? null
      : new BrokerClock(brokerZone).offsetS(nowMs) === reportedOffsetS,
    guess: symbol === undefined ? null : await guessOf(workstation, symbol),
  };
}

// The broker's digits of a bar are its UTC and the offset it was read with, right or wrong.
async function guessOf(workstation: WorkstationApi, symbol: string): Promise<BrokerZoneResource['guess']> {
  const { items } = await workstation.bars({
    symbol, timeframe: 'H1', fromMs: null, toMs: null, limit: BARS_MAX, newest: true, account: null,
  });
  const opens = new WeekOpens();
  for (const { time, offsetS } of items) if (offsetS !== undefined) opens.next(time + offsetS * 1000);
  const guess = opens.guess();
  if (guess === null) return null;
  const { zone, agreeing, weeks, alternatives } = guess;
  return {
    zone: formatBrokerZone(zone), agreeing, weeks,
    alternatives: alternatives.map((one) => ({ zone: formatBrokerZone(one.zone), agreeing: one.agreeing })),
  };
}
