// What a chart's study asks for and when: the values of the bars that are there, and no value twice.

import type { StudyHistory, StudyNews, StudyRef } from '#core/contract';
import { studyBoard } from '#renderer/state';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SeriesData } from './series-data.ts';
import { StudyData } from './study-data.ts';
import { StudyFeed, type StudyState } from './study-feed.ts';

const REF: StudyRef = { symbol: 'EURUSD', timeframe: 'M1', calc: 'SMA:2' };

/** The engine's side: a value for each stored bar, and what was asked. */
const asked: (readonly [from: number | null, before: number | null])[] = [];
let bars: SeriesData;
let data: StudyData;
let states: StudyState[];
let drawn: number[];
let stop: () => void;
let feed: StudyFeed;

function history(from: number, to: number): StudyHistory {
  const time = Array.from({ length: to - from }, (_, i) => from + i);
  return { calc: REF.calc, missing: 0, time, values: [time.map((at) => (at === 0 ? null : at - 0.5))] };
}

function putBars(from: number, to: number): void {
  const time = Array.from({ length: to - from }, (_, i) => from + i);
  const column = { time, open: time, high: time, low: time, close: time, tickVolume: time, spread: time.map(() => null) };
  const more = { symbol: 'EURUSD', timeframe: 'M1' as const, ...column, more: from > 0 };
  if (bars.first === null) bars.setHistory(more);
  else bars.addOlder(more);
}

function tell(news: Partial<StudyNews>): void {
  studyBoard.merge([{
    ...REF, state: 'ready', missing: 0, whyNot: null, stale: false, closed: [], forming: null, ...news,
  }]);
}

/** Lets what was asked be answered. */
async function answered(): Promise<void> {
  for (let i = 0; i < 10; i += 1) await Promise.resolve();
}

beforeEach(() => {
  asked.length = 0;
  bars = new SeriesData();
  data = new StudyData();
  states = [];
  drawn = [];
  feed = new StudyFeed({
    ref: REF,
    bars,
    data,
    load: async (_ref, from, before) => {
      asked.push([from, before]);
      return { ok: true, value: history(from ?? 0, Math.min(before ?? 100, 100)) };
    },
    onHistory: () => undefined,
    onLive: (point) => { drawn.push(point.time); },
    onState: (state) => { states.push(state); },
  });
  stop = feed.start();
});

afterEach(() => { stop(); });

describe('a study of a chart', () => {
  it('is asked for once the chart has bars, from the first of them on', async () => {
    await answered();
    expect(asked).toEqual([]);
    putBars(60, 100);
    feed.followBars();
    await answered();
    expect(asked).toEqual([[60, null]]);
    expect(data.points.map(({ time }) => time)).toEqual(history(60, 100).time);
    expect(states.at(-1)).toEqual({ phase: 'ready', missing: 0, failure: null });
  });

  it('asks for the older values alone when the trader scrolls back, and for nothing when nothing is older', async () => {
    putBars(60, 100);
    feed.followBars();
    await answered();
    putBars(20, 60);
    feed.followBars();
    await answered();
    feed.followBars();
    await answered();
    expect(asked).toEqual([[60, null], [20, 60]]);
    expect(data.points.map(({ time, values }) => [time, values[0]]))
      .toEqual(history(20, 100).time.map((time) => [time, time - 0.5]));
  });

  it('asks for all anew when its past changed', async () => {
    putBars(60, 100);
    feed.followBars();
    await answered();
    tell({ stale: true });
    await answered();
    expect(asked).toEqual([[60, null], [60, null]]);
  });

  it('takes live values as they come, the forming one replaced by the closed one', () => {
    tell({ forming: { time: 100, values: [1] } });
    tell({ closed: [{ time: 100, values: [2] }], forming: { time: 101, values: [3] } });
    expect(data.points).toEqual([{ time: 100, values: [2] }, { time: 101, values: [3] }]);
    expect(drawn).toEqual([100, 100, 101]);
  });

  it('says how many bars are missing, and why it was refused', () => {
    tell({ state: 'short', missing: 7 });
    tell({ state: 'refused', whyNot: { code: 'INDICATORS_PARAM_BAD', text: 'no' } });
    expect(states).toEqual([
      { phase: 'short', missing: 7, failure: null },
      { phase: 'refused', missing: 0, failure: { code: 'INDICATORS_PARAM_BAD', text: 'no' } },
    ]);
  });

  it('touches nothing after it was stopped', async () => {
    putBars(60, 100);
    feed.followBars();
    stop();
    await answered();
    tell({ forming: { time: 100, values: [1] } });
    expect(data.points).toEqual([]);
    expect(states).toEqual([]);
  });
});
