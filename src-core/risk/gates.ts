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
  type BrokerOrder,
  type Side,
  type WhyNot,
} from '#core/model';
import {
  judgeKind, judgePendingPrice, judgeStops, judgeTradable, roomInDirection, type PendingTerms,
} from './order-gates.ts';
import { floorVolume, hasValueMismatch, lossMoney, marginMoney, swapMoney } from './money.ts';

/** All that risk looks at. */
export interface RiskPicture {
  readonly identity: AccountIdentity;
  readonly account: AccountState | null;
  /** What the account guard says against trading on this account, null when nothing. */
  readonly guard: WhyNot | null;
  readonly isLinkUp: boolean;
  readonly isSnapshotReady: boolean;
  readonly killSwitch: boolean;
  readonly discrepancy: string | null;
  /** How the journal's replay differs from the record, until the trader accepts the record. */
  readonly replayDifference: string | null;
  readonly dayStartEquity: number | null;
  readonly dayLoss: number;
  readonly positions: readonly Position[];
  /** Opening orders that may still become positions; `filledVolume` is what stands among the positions already. */
  readonly inFlight: readonly ClientOrder[];
  /** Waiting orders at the broker that are not ours: they count for risk, and are left alone. */
  readonly foreignOrders: readonly BrokerOrder[];
  readonly instruments: ReadonlyMap<string, Instrument>;
  readonly limits: RiskLimits;
  readonly nowMs: number;
  /** Broker time minus UTC. */
  readonly offsetS: number;
}

export interface Plan {
  readonly symbol: string;
  readonly side: Side;
  /** The price at which it is expected to open. */
  readonly entry: number;
  /** Set for an order that waits at the broker. */
  readonly pending?: PendingTerms;
  readonly stop: number;
  readonly target: number | null;
}

export type Verdict = { readonly ok: true; readonly card: Card } | { readonly ok: false; readonly whyNot: WhyNot };

function veto(...args: Parameters<typeof whyNot>): Verdict {
  return { ok: false, whyNot: whyNot(...args) };
}

/** May this account trade at all now? null = yes. */
export function judgeAccount(picture: RiskPicture): WhyNot | null {
  if (picture.guard !== null) return picture.guard;
  if (picture.killSwitch) return whyNot('RISK_KILL_SWITCH');
  if (picture.replayDifference !== null) return whyNot('RISK_REPLAY_DIFFERS', picture.replayDifference);
  if (!picture.isLinkUp) return whyNot('RISK_LINK_DOWN');
  if (picture.discrepancy !== null) return whyNot('RISK_DISCREPANCY', picture.discrepancy);
  if (!picture.isSnapshotReady) return whyNot('RISK_SNAPSHOT_MISSING');
  const { account } = picture;
  if (account === null) return whyNot('RISK_ACCOUNT_UNKNOWN');
  if (!account.terminalConnected) return whyNot('RISK_TERMINAL_OFFLINE');
  if (!account.tradeAllowed) return whyNot('RISK_INVESTOR_PASSWORD');
  if (!account.expertAllowed) return whyNot('RISK_EXPERTS_FORBIDDEN');
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
  const { limits, nowMs } = picture;
  const pending = plan.pending ?? null;
  const closed =
    judgeTradable(instrument, plan.side, Math.floor(nowMs / 1000) + picture.offsetS) ??
    judgeKind(instrument, pending?.kind ?? 'market', true, plan.target !== null, pending, nowMs);
  if (closed !== null) return closed;
  // A quote from the future is as doubtful as an old one: a wrong stamp must not freeze the price unseen.
  if (quote === null || Math.abs(nowMs - quote.timeMs) > limits.quoteAgeMsMax) {
    return whyNot(
      'RISK_QUOTE_STALE',
      quote === null ? undefined : `It is ${String(Math.round((nowMs - quote.timeMs) / 1000))} s old.`,
    );
  }
  const outside = pending === null ? null : judgePendingPrice(instrument, plan.side, pending, quote);
  if (outside !== null) return outside;
  const isTargetBehind = plan.target !== null && !((plan.side === 'buy' ? 1 : -1) * (plan.target - plan.entry) > 0);
  if (isTargetBehind) return whyNot('RISK_STOP_WRONG_SIDE', 'Target.');
  const closesAt = plan.side === 'buy' ? quote.bid : quote.ask;
  const stops = judgeStops(instrument, plan.side, pending === null ? closesAt : plan.entry, plan.stop, plan.target);
  if (stops !== null) return stops;
  const stopDistance = Math.abs(plan.entry - plan.stop);
  if (!(quote.ask - quote.bid <= limits.spreadOfStopMax * stopDistance)) {
    return whyNot('RISK_SPREAD_WIDE', `${((100 * (quote.ask - quote.bid)) / stopDistance).toFixed(1)} % of the stop.`);
  }
  return null;
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
  const held = picture.positions.length + picture.inFlight.length + picture.foreignOrders.length;
  if (held >= limits.positionsMax) {
    return veto('RISK_POSITIONS_MAX', `${String(limits.positionsMax)} at most.`);
  }
  const distance = Math.abs(plan.entry - plan.stop);
  const perLot = lossMoney(instrument, 1, distance);
  const room = roomInDirection(instrument, plan.side, [
    ...picture.positions,
    ...picture.inFlight.map((one) => ({ ...one, volume: one.volume - one.filledVolume })),
    ...picture.foreignOrders,
  ]);
  const size =
    volume ??
    Math.min(
      floorVolume((account.equity * limits.riskFraction) / perLot, instrument),
      floorVolume(Math.min(limits.lotsMax, room), instrument),
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
  if (!(size <= room)) return veto('RISK_VOLUME_LIMIT', `${String(room)} lots are left.`);
  // Each cap is asked so that a figure that is no number fails it.
  if (!(size <= limits.lotsMax)) return veto('RISK_LOTS_MAX', `At most ${String(limits.lotsMax)} lots.`);
  const atRisk = perLot * size;
  const open = openRisk(picture);
  if (open === null) return veto('RISK_OPEN_RISK', 'An open position or a waiting order has no stop loss.');
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
    const opensAt = order.stopLimit ?? order.price;
    sum += lossMoney(instrument, order.volume - order.filledVolume, Math.abs(opensAt - order.sl));
  }
  for (const order of picture.foreignOrders) {
    const instrument = picture.instruments.get(order.symbol);
    if (order.sl === null || order.price === null || instrument === undefined) return null;
    sum += lossMoney(instrument, order.volume, Math.abs((order.stopLimit ?? order.price) - order.sl));
  }
  return sum;
}

function money(value: number, currency: string): string {
  return `${value.toFixed(2)} ${currency}`;
}

/**
 * May a stop or a price of what is open or waiting be moved so? Less risk always may; more only inside the caps.
 * `before` and `after` differ in nothing but what is moved.
 */
export function judgeWiderRisk(before: RiskPicture, after: RiskPicture): WhyNot | null {
  const { account, limits } = after;
  if (account === null) return whyNot('RISK_ACCOUNT_UNKNOWN');
  const bare = bareCount(after) - bareCount(before);
  if (bare < 0 || (bare === 0 && !(statedRisk(after) > statedRisk(before) + 1e-9))) return null;
  const open = openRisk(after);
  if (open === null || !(open <= account.equity * limits.openRiskFractionMax)) {
    return whyNot('RISK_OPEN_RISK', open === null ? undefined : `${money(open, account.currency)} would be open.`);
  }
  const dayMax = (after.dayStartEquity ?? account.equity) * limits.dailyLossFractionMax;
  const room = dayMax - after.dayLoss - pledgedLoss(after);
  return room >= 0 ? null : whyNot('RISK_DAILY_LOSS', `${money(-room, account.currency)} beyond what today may lose.`);
}

function bareCount({ positions, inFlight, foreignOrders }: RiskPicture): number {
  return [...positions, ...inFlight, ...foreignOrders].filter(({ sl }) => sl === null).length;
}

/** Open risk of everything that states a stop. */
function statedRisk(picture: RiskPicture): number {
  const hasStop = (one: { readonly sl: number | null }): boolean => one.sl !== null;
  return openRisk({
    ...picture, positions: picture.positions.filter(hasStop), inFlight: picture.inFlight.filter(hasStop),
    foreignOrders: picture.foreignOrders.filter(hasStop),
  }) ?? 0;
}
