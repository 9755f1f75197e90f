// The account's gates and the size: asked when the signal is made, and again just before the wire. Hard caps are
// never exceeded, also by orders that are on their way but not filled.

import {
  whyNot,
  type AccountIdentity,
  type AccountState,
  type Card,
  type ClientOrder,
  type Instrument,
  type Position,
  type Quote,
  type RiskLimits,
  type Side,
  type WhyNot,
} from '#core/model';
import { floorVolume, hasValueMismatch, lossMoney, marginMoney, swapMoney } from './money.ts';

/** All that risk looks at. */
export interface RiskPicture {
  readonly identity: AccountIdentity;
  readonly account: AccountState | null;
  readonly isConfirmed: boolean;
  readonly isLinkUp: boolean;
  readonly isSnapshotReady: boolean;
  readonly killSwitch: boolean;
  readonly discrepancy: string | null;
  readonly dayStartEquity: number | null;
  readonly dayLoss: number;
  readonly positions: readonly Position[];
  /** Opening orders that may still become positions; `filledVolume` is what stands among the positions already. */
  readonly inFlight: readonly ClientOrder[];
  readonly instruments: ReadonlyMap<string, Instrument>;
  readonly limits: RiskLimits;
  readonly nowMs: number;
  /** Broker time minus UTC. */
  readonly offsetS: number;
}

export interface Plan {
  readonly symbol: string;
  readonly side: Side;
  readonly entry: number;
  readonly stop: number;
  readonly target: number | null;
}

export type Verdict = { readonly ok: true; readonly card: Card } | { readonly ok: false; readonly whyNot: WhyNot };

function veto(...args: Parameters<typeof whyNot>): Verdict {
  return { ok: false, whyNot: whyNot(...args) };
}

/** May this account trade at all now? null = yes. */
export function judgeAccount(picture: RiskPicture): WhyNot | null {
  if (picture.identity.tradeMode !== 'demo')
    return whyNot('RISK_ACCOUNT_READ_ONLY', `This one is ${picture.identity.tradeMode}.`);
  if (!picture.isConfirmed) return whyNot('RISK_ACCOUNT_UNCONFIRMED');
  if (picture.killSwitch) return whyNot('RISK_KILL_SWITCH');
  if (!picture.isLinkUp) return whyNot('RISK_LINK_DOWN');
  if (picture.discrepancy !== null) return whyNot('RISK_DISCREPANCY', picture.discrepancy);
  if (!picture.isSnapshotReady) return whyNot('RISK_SNAPSHOT_MISSING');
  const { account } = picture;
  if (account === null) return whyNot('RISK_ACCOUNT_UNKNOWN');
  if (!account.tradeAllowed || !account.expertAllowed || !account.terminalConnected) return whyNot('RISK_TRADE_OFF');
  if (
    picture.dayStartEquity !== null &&
    !(picture.dayLoss < picture.dayStartEquity * picture.limits.dailyLossFractionMax)
  ) {
    return whyNot('RISK_DAILY_LOSS', `Lost ${money(picture.dayLoss, account.currency)} since the broker's midnight.`);
  }
  return null;
}

/**
 * Sizes a plan and fills its card, or says why not. `volume` null sizes by the risk fraction; a given volume is
 * checked, never changed.
 */
export function judgePlan(plan: Plan, volume: number | null, quote: Quote | null, picture: RiskPicture): Verdict {
  const account = judgeAccount(picture);
  if (account !== null) return { ok: false, whyNot: account };
  const instrument = picture.instruments.get(plan.symbol);
  if (instrument === undefined) return veto('EXECUTION_SYMBOL_UNKNOWN', plan.symbol);
  const market = judgePrices(plan, instrument, quote, picture);
  if (market !== null) return { ok: false, whyNot: market };
  return judgeSize(plan, volume, quote as Quote, instrument, picture);
}

function judgePrices(plan: Plan, instrument: Instrument, quote: Quote | null, picture: RiskPicture): WhyNot | null {
  const { limits } = picture;
  const closed = judgeSession(instrument, plan.side, picture);
  if (closed !== null) return closed;
  // A quote from the future is as doubtful as an old one: a wrong stamp must not freeze the price unseen.
  if (quote === null || Math.abs(picture.nowMs - quote.timeMs) > limits.quoteAgeMsMax) {
    return whyNot(
      'RISK_QUOTE_STALE',
      quote === null ? undefined : `It is ${String(Math.round((picture.nowMs - quote.timeMs) / 1000))} s old.`,
    );
  }
  const sign = plan.side === 'buy' ? 1 : -1;
  const stopDistance = sign * (plan.entry - plan.stop);
  const targetDistance = plan.target === null ? null : sign * (plan.target - plan.entry);
  if (!(stopDistance > 0)) return whyNot('RISK_STOP_WRONG_SIDE', 'Stop.');
  if (targetDistance !== null && !(targetDistance > 0)) return whyNot('RISK_STOP_WRONG_SIDE', 'Target.');
  const nearest = Math.min(stopDistance, targetDistance ?? stopDistance);
  if (Math.round(nearest / instrument.point) < instrument.stopsLevel) {
    return whyNot('RISK_STOP_TOO_CLOSE', `At least ${String(instrument.stopsLevel)} points.`);
  }
  if (quote.ask - quote.bid > limits.spreadOfStopMax * stopDistance) {
    return whyNot('RISK_SPREAD_WIDE', `${((100 * (quote.ask - quote.bid)) / stopDistance).toFixed(1)} % of the stop.`);
  }
  return null;
}

function judgeSession(instrument: Instrument, side: Side, picture: RiskPicture): WhyNot | null {
  const mode = instrument.tradeMode;
  if (
    mode === 'disabled' ||
    mode === 'closeonly' ||
    (mode === 'longonly' && side === 'sell') ||
    (mode === 'shortonly' && side === 'buy')
  ) {
    return whyNot('RISK_MARKET_CLOSED', `The broker allows: ${mode}.`);
  }
  if (instrument.sessions.every((day) => day.length === 0)) return null;
  const brokerS = Math.floor(picture.nowMs / 1000) + picture.offsetS;
  const weekday = (Math.floor(brokerS / 86_400) + 4) % 7;
  const second = brokerS % 86_400;
  const isOpen = (instrument.sessions[weekday] ?? []).some(([from, to]) => second >= from && second < to);
  return isOpen ? null : whyNot('RISK_MARKET_CLOSED', 'Outside its session.');
}

function judgeSize(
  plan: Plan,
  volume: number | null,
  quote: Quote,
  instrument: Instrument,
  picture: RiskPicture,
): Verdict {
  const { limits } = picture;
  const account = picture.account as AccountState;
  if (hasValueMismatch(instrument, account.currency, plan.entry)) return veto('RISK_VALUE_MISMATCH', plan.symbol);
  if (picture.positions.length + picture.inFlight.length >= limits.positionsMax) {
    return veto('RISK_POSITIONS_MAX', `${String(limits.positionsMax)} at most.`);
  }
  const distance = Math.abs(plan.entry - plan.stop);
  const perLot = lossMoney(instrument, 1, distance);
  const size =
    volume ??
    Math.min(
      floorVolume((account.equity * limits.riskFraction) / perLot, instrument),
      floorVolume(limits.lotsMax, instrument),
    );
  if (volume === null && size === 0) {
    return veto(
      'RISK_VOLUME_TOO_SMALL',
      `${money(account.equity * limits.riskFraction, account.currency)} at risk, ` +
        `${money(perLot * instrument.volumeMin, account.currency)} needed.`,
    );
  }
  const floored = floorVolume(size, instrument);
  if (!(floored > 0) || !(Math.abs(floored - size) <= 1e-9)) {
    return veto(
      'RISK_VOLUME_INVALID',
      `${String(instrument.volumeMin)} to ${String(instrument.volumeMax)}, ` +
        `in steps of ${String(instrument.volumeStep)}.`,
    );
  }
  // Each cap is asked so that a figure that is no number fails it.
  if (!(size <= limits.lotsMax)) return veto('RISK_LOTS_MAX', `At most ${String(limits.lotsMax)} lots.`);
  const atRisk = perLot * size;
  const open = openRisk(picture);
  if (open === null) return veto('RISK_OPEN_RISK', 'An open position has no stop loss.');
  if (!(open + atRisk <= account.equity * limits.openRiskFractionMax)) {
    return veto('RISK_OPEN_RISK', `${money(open, account.currency)} open and ${money(atRisk, account.currency)} more.`);
  }
  return fillCard(plan, size, atRisk, quote, instrument, picture);
}

function fillCard(
  plan: Plan,
  size: number,
  atRisk: number,
  quote: Quote,
  instrument: Instrument,
  picture: RiskPicture,
): Verdict {
  const account = picture.account as AccountState;
  const margin = marginMoney(instrument, account.currency, account.leverage, size, plan.entry);
  if (margin !== null && !(margin <= account.marginFree)) {
    return veto(
      'RISK_MARGIN_SHORT',
      `${money(margin, account.currency)} needed, ${money(account.marginFree, account.currency)} free.`,
    );
  }
  const dayMax = (picture.dayStartEquity ?? account.equity) * picture.limits.dailyLossFractionMax;
  const room = dayMax - picture.dayLoss - pledgedLoss(picture);
  if (!(atRisk <= room)) {
    return veto(
      'RISK_DAILY_LOSS',
      `${money(atRisk, account.currency)} at risk, ${money(room, account.currency)} left today.`,
    );
  }
  const distance = Math.abs(plan.entry - plan.stop);
  return {
    ok: true,
    card: {
      volume: size,
      moneyAtRisk: atRisk,
      riskPct: (100 * atRisk) / account.equity,
      marginNeeded: margin,
      marginFreeAfter: margin === null ? null : account.marginFree - margin,
      spreadOfStopPct: (100 * (quote.ask - quote.bid)) / distance,
      swapPerNight: swapMoney(instrument, plan.side, size),
      equity: account.equity,
      dailyLossRoomBefore: room,
      dailyLossRoomAfter: room - atRisk,
      rewardRatio: plan.target === null ? 0 : Math.abs(plan.target - plan.entry) / distance,
    },
  };
}

/** What today may still lose from here if every stop were hit: equity already shows the rest of each loss. */
function pledgedLoss(picture: RiskPicture): number {
  let sum = inFlightRisk(picture) ?? 0;
  for (const position of picture.positions) {
    const instrument = picture.instruments.get(position.symbol);
    if (position.sl === null || instrument === undefined) continue;
    const sign = position.side === 'buy' ? 1 : -1;
    sum += lossMoney(instrument, position.volume, Math.max(0, sign * (position.price - position.sl)));
  }
  return sum;
}

/** Money lost if every stop were hit now, orders in flight included; null when a position has no stop. */
export function openRisk(picture: RiskPicture): number | null {
  let sum = 0;
  for (const position of picture.positions) {
    const instrument = picture.instruments.get(position.symbol);
    if (position.sl === null || instrument === undefined) return null;
    const sign = position.side === 'buy' ? 1 : -1;
    sum += lossMoney(instrument, position.volume, Math.max(0, sign * (position.priceOpen - position.sl)));
  }
  const inFlight = inFlightRisk(picture);
  return inFlight === null ? null : sum + inFlight;
}

function inFlightRisk(picture: RiskPicture): number | null {
  let sum = 0;
  for (const order of picture.inFlight) {
    const instrument = picture.instruments.get(order.symbol);
    if (order.sl === null || order.price === null || instrument === undefined) return null;
    sum += lossMoney(instrument, order.volume - order.filledVolume, Math.abs(order.price - order.sl));
  }
  return sum;
}

function money(value: number, currency: string): string {
  return `${value.toFixed(2)} ${currency}`;
}
