// What makes each candlestick pattern of three to five candles. Definitions as in TA-Lib, after Greg Morris,
// "Candlestick Charting Explained". The newest candle is 0.

import { isWithin, type Candles } from './candles.ts';
import type { PatternEntry } from './candle-judges.ts';
import type { Judge } from './candle-pattern.ts';

const when = (holds: boolean, value: number): number => (holds ? value : 0);

const areBlack = (c: Candles, from: number, to: number): boolean => {
  for (let age = from; age >= to; age -= 1) if (!c.isBlack(age)) return false;
  return true;
};
const areWhite = (c: Candles, from: number, to: number): boolean => {
  for (let age = from; age >= to; age -= 1) if (!c.isWhite(age)) return false;
  return true;
};
/** Opens within the body before, or near it. */
const opensInside = (c: Candles, later: number, earlier: number): boolean => {
  const open = c.open[later] as number;
  const slack = c.near[earlier] as number;
  return open >= (c.bottom[earlier] as number) - slack && open <= (c.top[earlier] as number) + slack;
};

// Three candles.

const twoCrows: Judge = (c) => (
  when(
    c.isWhite(2) && c.isLong(2) && c.isBlack(1) && c.gapsUp(1, 2) && c.isBlack(0) && c.open[0] < c.open[1]
      && c.open[0] > c.close[1] && c.close[0] > c.open[2] && c.close[0] < c.close[2],
    -100,
  )
);
const upsideGapTwoCrows: Judge = (c) => (
  when(
    c.isWhite(2) && c.isLong(2) && c.isBlack(1) && c.body[1] <= c.bodyShort[1] && c.gapsUp(1, 2) && c.isBlack(0)
      && c.open[0] > c.open[1] && c.close[0] < c.close[1] && c.close[0] > c.close[2],
    -100,
  )
);
const threeInside: Judge = (c) => {
  const isInside = c.isLong(2) && c.body[1] <= c.bodyShort[1] && c.top[1] < c.top[2] && c.bottom[1] > c.bottom[2];
  const turns = c.isWhite(2) ? c.isBlack(0) && c.close[0] < c.open[2] : c.isWhite(0) && c.close[0] > c.open[2];
  return when(isInside && turns, -100 * c.color[2]);
};
const threeOutside: Judge = (c) => {
  if (c.color[1] !== -c.color[2]) return 0;
  const engulfs = c.top[1] > c.top[2] && c.bottom[1] < c.bottom[2];
  const goesOn = c.isWhite(1) ? c.close[0] > c.close[1] : c.close[0] < c.close[1];
  return when(engulfs && goesOn, 100 * c.color[1]);
};
const threeStarsInSouth: Judge = (c) => (
  when(
    areBlack(c, 2, 0) && c.isLong(2) && c.lower[2] > c.body[2] && c.body[1] < c.body[2] && c.open[1] > c.close[2]
      && c.open[1] <= c.high[2] && c.low[1] < c.close[2] && c.low[1] >= c.low[2] && c.hasLower(1) && c.isShort(0)
      && c.hasNoLower(0) && c.hasNoUpper(0) && c.low[0] > c.low[1] && c.high[0] < c.high[1],
    100,
  )
);
/** White candles that open within the body before (or near it) and close ever higher. */
const climb = (c: Candles): boolean => (
  areWhite(c, 2, 0) && c.close[0] > c.close[1] && c.close[1] > c.close[2]
    && c.open[1] > c.open[2] && c.open[1] <= c.close[2] + c.near[2]
);
const climbsOn = (c: Candles): boolean => c.open[0] > c.open[1] && c.open[0] <= c.close[1] + c.near[1];
const threeWhiteSoldiers: Judge = (c) => (
  when(
    climb(c) && climbsOn(c) && c.hasNoUpper(2) && c.hasNoUpper(1) && c.hasNoUpper(0)
      && c.body[1] > c.body[2] - c.far[2] && c.body[0] > c.body[1] - c.far[1] && c.body[0] > c.bodyShort[0],
    100,
  )
);
const advanceBlock: Judge = (c) => {
  const isWeaker = (c.body[1] < c.body[2] - c.far[2] && c.body[0] < c.body[1] + c.near[1])
    || c.body[0] < c.body[1] - c.far[1]
    || (c.body[0] < c.body[1] && c.body[1] < c.body[2]
      && (c.upper[0] > c.shadowShort[0] || c.upper[1] > c.shadowShort[1]))
    || (c.body[0] < c.body[1] && c.upper[0] > c.body[0]);
  return when(climb(c) && climbsOn(c) && c.isLong(2) && c.upper[2] < c.shadowShort[2] && isWeaker, -100);
};
const stalled: Judge = (c) => (
  when(
    climb(c) && c.isLong(2) && c.isLong(1) && c.hasNoUpper(1) && c.isShort(0)
      && c.open[0] >= c.close[1] - c.body[0] - c.near[1],
    -100,
  )
);
const abandonedBaby: Judge = (c) => {
  if (!(c.isLong(2) && c.isDoji(1) && c.body[0] > c.bodyShort[0]) || c.color[0] !== -c.color[2]) return 0;
  const reach = c.body[2] * c.penetration;
  const isLeft = c.isWhite(2)
    ? c.close[0] < c.close[2] - reach && c.leapsUp(1, 2) && c.leapsDown(0, 1)
    : c.close[0] > c.close[2] + reach && c.leapsDown(1, 2) && c.leapsUp(0, 1);
  return when(isLeft, 100 * c.color[0]);
};
/** A long white candle, a gap up, then a black one that reaches into the first body. */
const isEvening = (c: Candles): boolean => (
  c.isLong(2) && c.isWhite(2) && c.gapsUp(1, 2) && c.body[0] > c.bodyShort[0] && c.isBlack(0)
    && c.close[0] < c.close[2] - c.body[2] * c.penetration
);
const isMorning = (c: Candles): boolean => (
  c.isLong(2) && c.isBlack(2) && c.gapsDown(1, 2) && c.body[0] > c.bodyShort[0] && c.isWhite(0)
    && c.close[0] > c.close[2] + c.body[2] * c.penetration
);
const eveningStar: Judge = (c) => when(c.body[1] <= c.bodyShort[1] && isEvening(c), -100);
const eveningDojiStar: Judge = (c) => when(c.isDoji(1) && isEvening(c), -100);
const morningStar: Judge = (c) => when(c.body[1] <= c.bodyShort[1] && isMorning(c), 100);
const morningDojiStar: Judge = (c) => when(c.isDoji(1) && isMorning(c), 100);
const gapSideSideWhite: Judge = (c) => {
  const isUp = c.gapsUp(1, 2) && c.gapsUp(0, 2);
  const isDown = c.gapsDown(1, 2) && c.gapsDown(0, 2);
  const isAlike = c.isWhite(1) && c.isWhite(0) && isWithin(c.body, 0, c.body, 1, c.near)
    && isWithin(c.open, 0, c.open, 1, c.equal);
  return when((isUp || isDown) && isAlike, c.gapsUp(1, 2) ? 100 : -100);
};
const identicalThreeCrows: Judge = (c) => (
  when(
    areBlack(c, 2, 0) && c.hasNoLower(2) && c.hasNoLower(1) && c.hasNoLower(0) && c.close[2] > c.close[1]
      && c.close[1] > c.close[0] && isWithin(c.open, 1, c.close, 2, c.equal)
      && isWithin(c.open, 0, c.close, 1, c.equal),
    -100,
  )
);
const stickSandwich: Judge = (c) => (
  when(
    c.isBlack(2) && c.isWhite(1) && c.isBlack(0) && c.low[1] > c.close[2]
      && isWithin(c.close, 0, c.close, 2, c.equal),
    100,
  )
);
const tasukiGap: Judge = (c) => {
  const isAlike = Math.abs(c.body[1] - c.body[0]) < c.near[1];
  if (!isAlike || c.color[0] !== -c.color[1]) return 0;
  const opensWithin = c.open[0] < c.top[1] && c.open[0] > c.bottom[1];
  const holds = c.isWhite(1)
    ? c.gapsUp(1, 2) && c.close[0] < c.open[1] && c.close[0] > c.top[2]
    : c.gapsDown(1, 2) && c.close[0] > c.open[1] && c.close[0] < c.bottom[2];
  return when(opensWithin && holds, 100 * c.color[1]);
};
const triStar: Judge = (c) => {
  const limit = c.doji[2];
  if (!(c.body[2] <= limit && c.body[1] <= limit && c.body[0] <= limit)) return 0;
  if (c.gapsUp(1, 2) && c.top[0] < c.top[1]) return -100;
  return when(c.gapsDown(1, 2) && c.bottom[0] > c.bottom[1], 100);
};
const uniqueThreeRiver: Judge = (c) => (
  when(
    c.isLong(2) && c.isBlack(2) && c.isBlack(1) && c.close[1] > c.close[2] && c.open[1] <= c.open[2]
      && c.low[1] < c.low[2] && c.isShort(0) && c.isWhite(0) && c.open[0] > c.low[1],
    100,
  )
);
const gapThreeMethods: Judge = (c) => {
  if (c.color[2] !== c.color[1] || c.color[1] !== -c.color[0]) return 0;
  const fills = c.open[0] < c.top[1] && c.open[0] > c.bottom[1] && c.close[0] < c.top[2] && c.close[0] > c.bottom[2];
  return when(fills && (c.isWhite(2) ? c.gapsUp(1, 2) : c.gapsDown(1, 2)), 100 * c.color[2]);
};

// Four and five candles.

const threeBlackCrows: Judge = (c) => (
  when(
    c.isWhite(3) && areBlack(c, 2, 0) && c.hasNoLower(2) && c.hasNoLower(1) && c.hasNoLower(0)
      && c.open[1] < c.open[2] && c.open[1] > c.close[2] && c.open[0] < c.open[1] && c.open[0] > c.close[1]
      && c.high[3] > c.close[2] && c.close[2] > c.close[1] && c.close[1] > c.close[0],
    -100,
  )
);
const threeLineStrike: Judge = (c) => {
  if (c.color[3] !== c.color[2] || c.color[2] !== c.color[1] || c.color[0] !== -c.color[1]) return 0;
  const inLine = opensInside(c, 2, 3) && opensInside(c, 1, 2);
  const strikes = c.isWhite(1)
    ? c.close[1] > c.close[2] && c.close[2] > c.close[3] && c.open[0] > c.close[1] && c.close[0] < c.open[3]
    : c.close[1] < c.close[2] && c.close[2] < c.close[3] && c.open[0] < c.close[1] && c.close[0] > c.open[3];
  return when(inLine && strikes, 100 * c.color[1]);
};
const concealingBabySwallow: Judge = (c) => (
  when(
    areBlack(c, 3, 0) && c.hasNoLower(3) && c.hasNoUpper(3) && c.hasNoLower(2) && c.hasNoUpper(2)
      && c.gapsDown(1, 2) && c.hasUpper(1) && c.high[1] > c.close[2] && c.high[0] > c.high[1] && c.low[0] < c.low[1],
    100,
  )
);
const breakaway: Judge = (c) => {
  const isRun = c.isLong(4) && c.color[4] === c.color[3] && c.color[3] === c.color[1] && c.color[1] === -c.color[0];
  if (!isRun) return 0;
  const breaks = c.isBlack(4)
    ? c.gapsDown(3, 4) && c.high[2] < c.high[3] && c.low[2] < c.low[3] && c.high[1] < c.high[2]
      && c.low[1] < c.low[2] && c.close[0] > c.open[3] && c.close[0] < c.close[4]
    : c.gapsUp(3, 4) && c.high[2] > c.high[3] && c.low[2] > c.low[3] && c.high[1] > c.high[2]
      && c.low[1] > c.low[2] && c.close[0] < c.open[3] && c.close[0] > c.close[4];
  return when(breaks, 100 * c.color[0]);
};
const ladderBottom: Judge = (c) => (
  when(
    areBlack(c, 4, 1) && c.open[4] > c.open[3] && c.open[3] > c.open[2] && c.close[4] > c.close[3]
      && c.close[3] > c.close[2] && c.hasUpper(1) && c.isWhite(0) && c.open[0] > c.open[1] && c.close[0] > c.high[1],
    100,
  )
);
const matHold: Judge = (c) => {
  const isShape = c.isLong(4) && c.isShort(3) && c.isShort(2) && c.isShort(1) && c.isWhite(4) && c.isBlack(3)
    && c.isWhite(0) && c.gapsUp(3, 4);
  if (!isShape) return 0;
  const floor = c.close[4] - c.body[4] * c.penetration;
  const rests = c.bottom[2] < c.close[4] && c.bottom[1] < c.close[4] && c.bottom[2] > floor && c.bottom[1] > floor
    && c.top[2] < c.open[3] && c.top[1] < c.top[2];
  return when(
    rests && c.open[0] > c.close[1] && c.close[0] > Math.max(c.high[3], c.high[2], c.high[1]),
    100,
  );
};
const riseFallThreeMethods: Judge = (c) => {
  const side = c.color[4];
  const isShape = c.isLong(4) && c.isShort(3) && c.isShort(2) && c.isShort(1) && c.isLong(0)
    && c.color[3] === -side && c.color[2] === -side && c.color[1] === -side && c.color[0] === side;
  if (!isShape) return 0;
  for (let age = 3; age >= 1; age -= 1) {
    if (!((c.bottom[age] as number) < c.high[4] && (c.top[age] as number) > c.low[4])) return 0;
  }
  const falls = c.close[2] * side < c.close[3] * side && c.close[1] * side < c.close[2] * side;
  const resumes = c.open[0] * side > c.close[1] * side && c.close[0] * side > c.close[4] * side;
  return when(falls && resumes, 100 * side);
};

export const LONG_PATTERNS: readonly PatternEntry[] = [
  ['CDL2CROWS', 'Two crows', twoCrows, 12],
  ['CDLUPSIDEGAP2CROWS', 'Upside gap two crows', upsideGapTwoCrows, 12],
  ['CDL3INSIDE', 'Three inside up or down', threeInside, 12],
  ['CDL3OUTSIDE', 'Three outside up or down', threeOutside, 3],
  ['CDL3STARSINSOUTH', 'Three stars in the south', threeStarsInSouth, 12],
  ['CDL3WHITESOLDIERS', 'Three advancing white soldiers', threeWhiteSoldiers, 12],
  ['CDLADVANCEBLOCK', 'Advance block', advanceBlock, 12],
  ['CDLSTALLEDPATTERN', 'Stalled pattern', stalled, 12],
  ['CDLABANDONEDBABY', 'Abandoned baby', abandonedBaby, 12, 0.3],
  ['CDLEVENINGSTAR', 'Evening star', eveningStar, 12, 0.3],
  ['CDLEVENINGDOJISTAR', 'Evening doji star', eveningDojiStar, 12, 0.3],
  ['CDLMORNINGSTAR', 'Morning star', morningStar, 12, 0.3],
  ['CDLMORNINGDOJISTAR', 'Morning doji star', morningDojiStar, 12, 0.3],
  ['CDLGAPSIDESIDEWHITE', 'Side-by-side white lines after a gap', gapSideSideWhite, 7],
  ['CDLIDENTICAL3CROWS', 'Identical three crows', identicalThreeCrows, 12],
  ['CDLSTICKSANDWICH', 'Stick sandwich', stickSandwich, 7],
  ['CDLTASUKIGAP', 'Tasuki gap', tasukiGap, 7],
  ['CDLTRISTAR', 'Tristar', triStar, 12],
  ['CDLUNIQUE3RIVER', 'Unique three river', uniqueThreeRiver, 12],
  ['CDLXSIDEGAP3METHODS', 'Gap three methods', gapThreeMethods, 2],
  ['CDL3BLACKCROWS', 'Three black crows', threeBlackCrows, 13],
  ['CDL3LINESTRIKE', 'Three-line strike', threeLineStrike, 8],
  ['CDLCONCEALBABYSWALL', 'Concealing baby swallow', concealingBabySwallow, 13],
  ['CDLBREAKAWAY', 'Breakaway', breakaway, 14],
  ['CDLLADDERBOTTOM', 'Ladder bottom', ladderBottom, 14],
  ['CDLMATHOLD', 'Mat hold', matHold, 14, 0.5],
  ['CDLRISEFALL3METHODS', 'Rising or falling three methods', riseFallThreeMethods, 14],
];
