import { beforeEach, describe, expect, it } from 'vitest';
import { focusTimeframe, readLasting, setLook, timeframeOfKey, useLook, type Lasting } from './look-store.ts';

const DEFAULTS: Lasting = { symbol: null, theme: 'dark', hues: 'green-red', language: 'en', axisClock: 'broker' };

describe('readLasting', () => {
  it('takes back what was kept', () => {
    const kept: Lasting = { symbol: 'XAUUSD', theme: 'light', hues: 'blue-orange', language: 'id', axisClock: 'utc' };
    expect(readLasting(JSON.stringify(kept), DEFAULTS)).toEqual(kept);
  });

  it.each([
    null,
    '',
    '{',
    '3',
    'null',
    '[]',
    '{"symbol":3,"theme":"pink","language":"xx"}',
    `{"symbol":"${'x'.repeat(65)}"}`,
  ])('falls back on the defaults for %j', (text) => {
    expect(readLasting(text, DEFAULTS)).toEqual(DEFAULTS);
  });

  it('keeps the good fields beside a bad one', () => {
    expect(readLasting('{"symbol":"EURUSD","theme":7}', DEFAULTS)).toEqual({ ...DEFAULTS, symbol: 'EURUSD' });
  });
});

describe('focusTimeframe', () => {
  beforeEach(() => {
    setLook({ focusedTimeframe: null, enlargedTimeframe: null });
  });
  const state = (): readonly unknown[] => [useLook.getState().focusedTimeframe, useLook.getState().enlargedTimeframe];

  it('focuses, enlarges, and brings the six back', () => {
    focusTimeframe('M5');
    expect(state()).toEqual(['M5', null]);
    focusTimeframe('M5');
    expect(state()).toEqual(['M5', 'M5']);
    focusTimeframe('M5');
    expect(state()).toEqual(['M5', null]);
  });

  it('goes from one enlarged chart straight to another', () => {
    focusTimeframe('M5');
    focusTimeframe('M5');
    focusTimeframe('H1');
    expect(state()).toEqual(['H1', 'H1']);
  });
});

describe('timeframeOfKey', () => {
  it('maps 1 to 6 in order, and nothing else', () => {
    expect(['1', '2', '3', '4', '5', '6'].map(timeframeOfKey)).toEqual(['M1', 'M5', 'M15', 'H1', 'H4', 'D1']);
    expect(['0', '7', 'a', '', '11'].map(timeframeOfKey)).toEqual([null, null, null, null, null]);
  });
});
