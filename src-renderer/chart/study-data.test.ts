import { describe, expect, it } from 'vitest';
import { StudyData } from './study-data.ts';

const history = (from: number, to: number, plus = 0) => {
  const time = Array.from({ length: to - from }, (_, i) => from + i);
  return { calc: 'X', missing: 0, time, values: [time.map((at) => (at === 0 ? null : at + plus)), time.map((at) => -at)] };
};
const first = (data: StudyData) => data.points.map(({ time, values }) => [time, values[0]]);

describe('the values of a study', () => {
  it('stand below live ones, and a fresh history replaces what it reaches', () => {
    const data = new StudyData();
    data.put({ time: 3, values: [30, 0] });
    data.put({ time: 4, values: [40, 0] });
    data.setHistory(history(1, 4));
    expect(first(data)).toEqual([[1, 1], [2, 2], [3, 3], [4, 40]]);
  });

  it('take older ones in front, each bar once', () => {
    const data = new StudyData();
    data.setHistory(history(3, 6));
    data.addOlder(history(0, 4, 100));
    expect(first(data)).toEqual([[0, null], [1, 101], [2, 102], [3, 3], [4, 4], [5, 5]]);
  });

  it('replace the forming value with each live one, and the closed one takes its place behind the next', () => {
    const data = new StudyData();
    data.setHistory(history(1, 3));
    for (const value of [1, 2, 3]) data.put({ time: 3, values: [value, 0] });
    data.put({ time: 4, values: [9, 0] });
    data.put({ time: 3, values: [7, 0] });
    expect(first(data)).toEqual([[1, 1], [2, 2], [3, 7], [4, 9]]);
    expect(data.last?.values).toEqual([9, 0]);
  });

  it('are given for their own bar only', () => {
    const data = new StudyData();
    data.setHistory(history(2, 5));
    expect(data.at(3)?.values).toEqual([3, -3]);
    for (const time of [1, 3.5, 5]) expect(data.at(time)).toBeNull();
  });
});
