// What makes each candlestick pattern of up to two candles. Definitions as in TA-Lib, after Greg Morris, "Candlestick
// Charting Explained", and Steve Nison. The newest candle is 0.

import { isWithin, type Candles } from './candles.ts';
import type { Judge } from './candle-pattern.ts';

const when = (holds: boolean, value: number): number => (holds ? value : 0);

// One candle.

const beltHold: Judge = (c) => (
  when(c.isLong(0) && (c.isWhite(0) ? c.hasNoLower(0) : c.hasNoUpper(0)), 100 * c.color[0])
);
const closingMarubozu: Judge = (c) => (
  when(c.isLong(0) && (c.isWhite(0) ? c.hasNoUpper(0) : c.hasNoLower(0)), 100 * c.color[0])
);
const marubozu: Judge = (c) => when(c.isLong(0) && c.hasNoUpper(0) && c.hasNoLower(0), 100 * c.color[0]);
const doji: Judge = (c) => when(c.isDoji(0), 100);
const dragonflyDoji: Judge = (c) => when(c.isDoji(0) && c.hasNoUpper(0) && c.hasLower(0), 100);
const gravestoneDoji: Judge = (c) => when(c.isDoji(0) && c.hasNoLower(0) && c.hasUpper(0), 100);
const longLeggedDoji: Judge = (c) => (
  when(c.isDoji(0) && (c.lower[0] > c.body[0] || c.upper[0] > c.body[0]), 100)
);
const rickshawMan: Judge = (c) => {
  const middle = c.low[0] + (c.high[0] - c.low[0]) / 2;
  const isCentred = c.bottom[0] <= middle + c.near[0] && c.top[0] >= middle - c.near[0];
  return when(c.isDoji(0) && c.lower[0] > c.body[0] && c.upper[0] > c.body[0] && isCentred, 100);
};
const takuri: Judge = (c) => when(c.isDoji(0) && c.hasNoUpper(0) && c.lower[0] > 2 * c.body[0], 100);
const highWave: Judge = (c) => (
  when(c.isShort(0) && c.upper[0] > 2 * c.body[0] && c.lower[0] > 2 * c.body[0], 100 * c.color[0])
);
const longLine: Judge = (c) => (
  when(c.isLong(0) && c.upper[0] < c.shadowShort[0] && c.lower[0] < c.shadowShort[0], 100 * c.color[0])
);
const shortLine: Judge = (c) => (
  when(c.isShort(0) && c.upper[0] < c.shadowShort[0] && c.lower[0] < c.shadowShort[0], 100 * c.color[0])
);
const spinningTop: Judge = (c) => (
  when(c.isShort(0) && c.upper[0] > c.body[0] && c.lower[0] > c.body[0], 100 * c.color[0])
);

// A candle and the one before it.

const isHammerShaped = (c: Candles): boolean => c.isShort(0) && c.lower[0] > c.body[0] && c.hasNoUpper(0);
const isStarShaped = (c: Candles): boolean => c.isShort(0) && c.upper[0] > c.body[0] && c.hasNoLower(0);

const hammer: Judge = (c) => when(isHammerShaped(c) && c.bottom[0] <= c.low[1] + c.near[1], 100);
const hangingMan: Judge = (c) => when(isHammerShaped(c) && c.bottom[0] >= c.high[1] - c.near[1], -100);
const invertedHammer: Judge = (c) => when(isStarShaped(c) && c.gapsDown(0, 1), 100);
const shootingStar: Judge = (c) => when(isStarShaped(c) && c.gapsUp(0, 1), -100);

const counterattack: Judge = (c) => (
  when(
    c.color[1] === -c.color[0] && c.isLong(1) && c.isLong(0) && isWithin(c.close, 0, c.close, 1, c.equal),
    100 * c.color[0],
  )
);
const darkCloudCover: Judge = (c) => (
  when(
    c.isWhite(1) && c.isLong(1) && c.isBlack(0) && c.open[0] > c.high[1] && c.close[0] > c.open[1]
      && c.close[0] < c.close[1] - c.body[1] * c.penetration,
    -100,
  )
);
const dojiStar: Judge = (c) => (
  when(c.isLong(1) && c.isDoji(0) && (c.isWhite(1) ? c.gapsUp(0, 1) : c.gapsDown(0, 1)), -100 * c.color[1])
);
const engulfing: Judge = (c) => {
  if (c.color[0] !== -c.color[1]) return 0;
  const covers = (c.top[0] >= c.top[1] && c.bottom[0] < c.bottom[1])
    || (c.top[0] > c.top[1] && c.bottom[0] <= c.bottom[1]);
  if (!covers) return 0;
  return (c.open[0] !== c.close[1] && c.close[0] !== c.open[1] ? 100 : 80) * c.color[0];
};
/** Inside the body before: 100 wholly, 80 with an end in common. */
const contained = (c: Candles): number => {
  if (c.top[0] < c.top[1] && c.bottom[0] > c.bottom[1]) return -100 * c.color[1];
  return when(c.top[0] <= c.top[1] && c.bottom[0] >= c.bottom[1], -80 * c.color[1]);
};
const harami: Judge = (c) => (c.isLong(1) && c.body[0] <= c.bodyShort[0] ? contained(c) : 0);
const haramiCross: Judge = (c) => (c.isLong(1) && c.isDoji(0) ? contained(c) : 0);
const homingPigeon: Judge = (c) => (
  when(
    c.isBlack(1) && c.isBlack(0) && c.isLong(1) && c.body[0] <= c.bodyShort[0] && c.open[0] < c.open[1]
      && c.close[0] > c.close[1],
    100,
  )
);
/** A long black candle, then a white one that opens below its low. */
const isBelowBlack = (c: Candles): boolean => (
  c.isBlack(1) && c.isLong(1) && c.isWhite(0) && c.open[0] < c.low[1]
);
const inNeck: Judge = (c) => (
  when(isBelowBlack(c) && c.close[0] <= c.close[1] + c.equal[1] && c.close[0] >= c.close[1], -100)
);
const onNeck: Judge = (c) => when(isBelowBlack(c) && isWithin(c.close, 0, c.low, 1, c.equal), -100);
const thrusting: Judge = (c) => (
  when(
    isBelowBlack(c) && c.close[0] > c.close[1] + c.equal[1] && c.close[0] <= c.close[1] + c.body[1] * 0.5,
    -100,
  )
);
const piercing: Judge = (c) => (
  when(
    isBelowBlack(c) && c.isLong(0) && c.close[0] < c.open[1] && c.close[0] > c.close[1] + c.body[1] * 0.5,
    100,
  )
);
const isMarubozu = (c: Candles, age: number): boolean => c.isLong(age) && c.hasNoUpper(age) && c.hasNoLower(age);
const isKicking = (c: Candles): boolean => (
  c.color[1] === -c.color[0] && isMarubozu(c, 1) && isMarubozu(c, 0)
    && (c.isBlack(1) ? c.leapsUp(0, 1) : c.leapsDown(0, 1))
);
const kicking: Judge = (c) => when(isKicking(c), 100 * c.color[0]);
const kickingByLength: Judge = (c) => when(isKicking(c), 100 * (c.body[0] > c.body[1] ? c.color[0] : c.color[1]));
const matchingLow: Judge = (c) => (
  when(c.isBlack(1) && c.isBlack(0) && isWithin(c.close, 0, c.close, 1, c.equal), 100)
);
const separatingLines: Judge = (c) => (
  when(
    c.color[1] === -c.color[0] && isWithin(c.open, 0, c.open, 1, c.equal) && c.isLong(0)
      && (c.isWhite(0) ? c.hasNoLower(0) : c.hasNoUpper(0)),
    100 * c.color[0],
  )
);

/** Name, title, judgement, candles looked at beyond the averages' own. */
export type PatternEntry = readonly [name: string, title: string, judge: Judge, warmup: number, penetration?: number];

export const SHORT_PATTERNS: readonly PatternEntry[] = [
  ['CDLBELTHOLD', 'Belt hold', beltHold, 10],
  ['CDLCLOSINGMARUBOZU', 'Closing marubozu', closingMarubozu, 10],
  ['CDLMARUBOZU', 'Marubozu', marubozu, 10],
  ['CDLDOJI', 'Doji', doji, 10],
  ['CDLDRAGONFLYDOJI', 'Dragonfly doji', dragonflyDoji, 10],
  ['CDLGRAVESTONEDOJI', 'Gravestone doji', gravestoneDoji, 10],
  ['CDLLONGLEGGEDDOJI', 'Long-legged doji', longLeggedDoji, 10],
  ['CDLRICKSHAWMAN', 'Rickshaw man', rickshawMan, 10],
  ['CDLTAKURI', 'Takuri (dragonfly doji with a very long lower shadow)', takuri, 10],
  ['CDLHIGHWAVE', 'High-wave candle', highWave, 10],
  ['CDLLONGLINE', 'Long line', longLine, 10],
  ['CDLSHORTLINE', 'Short line', shortLine, 10],
  ['CDLSPINNINGTOP', 'Spinning top', spinningTop, 10],
  ['CDLHAMMER', 'Hammer', hammer, 11],
  ['CDLHANGINGMAN', 'Hanging man', hangingMan, 11],
  ['CDLINVERTEDHAMMER', 'Inverted hammer', invertedHammer, 11],
  ['CDLSHOOTINGSTAR', 'Shooting star', shootingStar, 11],
  ['CDLCOUNTERATTACK', 'Counterattack', counterattack, 11],
  ['CDLDARKCLOUDCOVER', 'Dark cloud cover', darkCloudCover, 11, 0.5],
  ['CDLDOJISTAR', 'Doji star', dojiStar, 11],
  ['CDLENGULFING', 'Engulfing', engulfing, 2],
  ['CDLHARAMI', 'Harami', harami, 11],
  ['CDLHARAMICROSS', 'Harami cross', haramiCross, 11],
  ['CDLHOMINGPIGEON', 'Homing pigeon', homingPigeon, 11],
  ['CDLINNECK', 'In neck', inNeck, 11],
  ['CDLONNECK', 'On neck', onNeck, 11],
  ['CDLTHRUSTING', 'Thrusting', thrusting, 11],
  ['CDLPIERCING', 'Piercing', piercing, 11],
  ['CDLKICKING', 'Kicking', kicking, 11],
  ['CDLKICKINGBYLENGTH', 'Kicking by the longer marubozu', kickingByLength, 11],
  ['CDLMATCHINGLOW', 'Matching low', matchingLow, 6],
  ['CDLSEPARATINGLINES', 'Separating lines', separatingLines, 11],
];
