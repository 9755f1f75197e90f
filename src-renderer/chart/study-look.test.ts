import type { IndicatorResource } from '#core/contract';
import { describe, expect, it } from 'vitest';
import { decimalsOf, formatValue, hueOfOutput, readParam } from './study-look.ts';

const make = (more: Partial<IndicatorResource>): IndicatorResource => ({
  name: 'X', title: 'X', group: 'momentum', params: [], outputs: ['real'], unit: '0-100', warmup: 0, unstable: false,
  source: 'TA-Lib', pane: 'own', drawings: ['line'], levels: [], ...more,
});

describe('a parameter that is typed', () => {
  const period = { name: 'timeperiod', default: 30, min: 2, max: 100_000, whole: true };
  const factor = { name: 'vfactor', default: 0.7, min: 0, max: 1, whole: false };

  it.each([['2', 2], ['100000', 100_000], [' 20 ', 20]])('is read: %j', (text, value) => {
    expect(readParam(period, text)).toBe(value);
  });

  it.each(['', ' ', '1', '100001', '2.5', 'x', 'NaN', 'Infinity', '-3'])('does not fit: %j', (text) => {
    expect(readParam(period, text)).toBeNull();
  });

  it('may have a fraction where the indicator takes one, with a point or a comma', () => {
    expect(readParam(factor, '0.25')).toBe(0.25);
    expect(readParam(factor, '0,25')).toBe(0.25);
    expect(readParam(factor, '1.01')).toBeNull();
  });
});

describe('values', () => {
  it('have the digits of the symbol over the candles, and one more as a difference of prices', () => {
    expect(formatValue(make({ unit: 'price', pane: 'price' }), 1.137961, 5)).toBe('1.13796');
    expect(formatValue(make({ unit: 'price' }), -0.0005512, 5)).toBe('\u22120.000551');
    expect(decimalsOf(make({ unit: 'price', pane: 'price' }), 2)).toBe(2);
  });

  it('have what their unit asks for elsewhere', () => {
    expect(formatValue(make({ unit: '0-100' }), 63.914, 5)).toBe('63.91');
    expect(formatValue(make({ unit: 'volume' }), -1_004_687.2, 5)).toBe('\u22121,004,687');
    expect(formatValue(make({ unit: '100 bullish, -100 bearish, 0 none', group: 'pattern' }), 100, 5)).toBe('+100');
  });

  it('are a dash where there is none, never zero', () => {
    expect(formatValue(make({}), null, 5)).toBe('\u2013');
    expect(formatValue(make({}), undefined, 5)).toBe('\u2013');
  });
});

describe('colours of outputs', () => {
  it('are one for bands and levels, and apart for lines that cross', () => {
    const bands = make({ outputs: ['upperband', 'middleband', 'lowerband'] });
    expect([0, 1, 2].map((k) => hueOfOutput(bands, 3, k))).toEqual([3, 3, 3]);
    expect([0, 1].map((k) => hueOfOutput(make({ group: 'levels', outputs: ['pivot', 'r1'] }), 1, k))).toEqual([1, 1]);
    const macd = make({ outputs: ['macd', 'macdsignal', 'macdhist'] });
    expect(new Set([0, 1, 2].map((k) => hueOfOutput(macd, 0, k))).size).toBe(3);
  });
});
