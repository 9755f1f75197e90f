import type { ChartHistory } from '#core/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeriesData, barsOf, type ChartBar } from './series-data.ts';

function bar(time: number, close = 1): ChartBar {
  return { time, open: close, high: close, low: close, close, tickVolume: 1 };
}

function history(times: readonly number[], close = 1): ChartHistory {
  const column = times.map(() => close);
  return {
    symbol: 'EURUSD',
    timeframe: 'M1',
    time: [...times],
    open: column,
    high: column,
    low: column,
    close: column,
    tickVolume: times.map(() => 1),
    spread: times.map(() => null),
    more: false,
  };
}

const times = fc.uniqueArray(fc.nat(50), { maxLength: 20 }).map((list) => list.sort((a, b) => a - b));
const live = fc.array(fc.record({ time: fc.nat(60), close: fc.nat(9) }), { maxLength: 30 });

describe('SeriesData', () => {
  it('is always ascending, each time once, whatever comes in whatever order', () => {
    fc.assert(
      fc.property(times, live, times, (first, bars, second) => {
        const data = new SeriesData();
        data.setHistory(history(first));
        for (const b of bars) data.put(bar(b.time, b.close));
        data.addOlder(history(second));
        data.setHistory(history(second));
        const held = data.bars.map((b) => b.time);
        expect(held).toEqual([...new Set(held)].sort((a, b) => a - b));
      }),
    );
  });

  it('holds the newest word on every bar', () => {
    fc.assert(
      fc.property(live, (bars) => {
        const data = new SeriesData();
        for (const b of bars) data.put(bar(b.time, b.close));
        const expected = new Map(bars.map((b) => [b.time, b.close]));
        expect(new Map(data.bars.map((b) => [b.time, b.close]))).toEqual(expected);
      }),
    );
  });

  it('finds the bar that holds a moment as a plain search does', () => {
    fc.assert(
      fc.property(times, fc.integer({ min: -5, max: 60 }), (list, at) => {
        const data = new SeriesData();
        data.setHistory(history(list));
        expect(data.barAt(at)?.time ?? null).toBe(list.filter((t) => t <= at).pop() ?? null);
      }),
    );
  });

  it('says what a live bar did', () => {
    const data = new SeriesData();
    expect(data.put(bar(10))).toBe('appended');
    expect(data.put(bar(20))).toBe('appended');
    expect(data.put(bar(20, 2))).toBe('replaced-last');
    expect(data.put(bar(10, 2))).toBe('changed-past');
    expect(data.put(bar(15))).toBe('changed-past');
    expect(data.bars.map((b) => b.time)).toEqual([10, 15, 20]);
  });

  it('keeps live bars that are newer than a history that comes late', () => {
    const data = new SeriesData();
    data.put(bar(40, 7));
    data.setHistory(history([10, 20, 30]));
    expect(data.bars.map((b) => b.time)).toEqual([10, 20, 30, 40]);
  });
});

describe('barsOf', () => {
  it('leaves out times that go back or come twice', () => {
    expect(barsOf(history([10, 20, 20, 15, 30])).map((b) => b.time)).toEqual([10, 20, 30]);
  });
});
