import { describe, expect, it } from 'vitest';
import { commonAbsence, findGaps, findTickGaps, type Gap } from './find-gaps.ts';
import { filledSince, planAsks, stateOfGaps } from './gap-plan.ts';
import { intersectSpans, joinSpans, subtractSpans } from './spans.ts';
import { ToldSpans } from './told-spans.ts';
import { TradingHours } from './trading-hours.ts';

const MINUTE = 60_000;
/** Monday, 00:00 UTC. */
const MONDAY = Date.UTC(2025, 10, 24);
const at = (time: string, day = 0): number => {
  const [hours, minutes] = time.split(':').map(Number) as [number, number];
  return MONDAY + day * 86_400_000 + (hours * 60 + minutes) * MINUTE;
};
const span = (from: string, to: string): { readonly fromMs: number; readonly toMs: number } => (
  { fromMs: at(from), toMs: at(to) }
);
const WEEK = [[], [[0, 86_400]], [[0, 86_400]], [[0, 86_400]], [[0, 86_400]], [[0, 86_400]], []] as const;
const HOURS = new TradingHours(WEEK, []);

/** Minutes of Monday from 10:00 to 12:00 but those of `holes`. */
function gapsOf(
  holes: readonly (readonly [string, string])[], told: readonly { readonly fromMs: number; readonly toMs: number }[] = [],
  isBroker = true,
): readonly Gap[] {
  const times: number[] = [];
  for (let minute = at('10:00'); minute < at('12:00'); minute += MINUTE) {
    if (!holes.some(([from, to]) => minute >= at(from) && minute < at(to))) times.push(minute);
  }
  return findGaps({
    hours: HOURS, timeframe: 'M1', fromMs: at('10:00'), toMs: at('12:00'), stored: {
      times, isBroker: times.map(() => isBroker),
    }, told, holidays: [],
  });
}

describe('a gap', () => {
  it('is a run of missing minutes longer than a quiet market may be', () => {
    expect(gapsOf([['10:10', '10:25'], ['11:00', '11:16']])).toEqual([
      { ...span('11:00', '11:16'), bars: 16, isToldEmpty: false },
    ]);
  });

  it('is a single minute too where the broker\'s own bars do not lie around it', () => {
    expect(gapsOf([['10:10', '10:11']], [], false)).toEqual([
      { ...span('10:10', '10:11'), bars: 1, isToldEmpty: false },
    ]);
  });

  it('is not what the broker was asked for and is short; a long one is empty at the broker', () => {
    const told = [span('10:00', '12:00')];
    expect(gapsOf([['10:10', '10:11'], ['10:30', '11:00']], told, false)).toEqual([
      { ...span('10:30', '11:00'), bars: 30, isToldEmpty: true },
    ]);
    expect(gapsOf([['10:30', '11:30']], [span('10:00', '11:00')])).toEqual([
      { ...span('10:30', '11:00'), bars: 30, isToldEmpty: true },
      { ...span('11:00', '11:30'), bars: 30, isToldEmpty: false },
    ]);
  });

  it('does not lie before the broker\'s history begins, once it was asked', () => {
    expect(gapsOf([['10:00', '10:40']], [])).toHaveLength(1);
    expect(gapsOf([['10:00', '10:40']], [span('10:00', '12:00')])).toEqual([]);
  });

  it('checklist time-28: is no bar that still runs, and nothing of a weekend', () => {
    const question = { hours: HOURS, timeframe: 'H1', stored: { times: [], isBroker: [] }, told: [], holidays: [] } as const;
    expect(findGaps({ ...question, fromMs: at('08:00'), toMs: at('10:59') }))
      .toEqual([{ ...span('08:00', '10:00'), bars: 2, isToldEmpty: false }]);
    expect(findGaps({ ...question, fromMs: at('00:00', 5), toMs: at('00:00', 7) })).toEqual([]);
    expect(findGaps({ ...question, fromMs: at('22:00', 4), toMs: at('01:00', 7) }).map(({ bars }) => bars)).toEqual([2, 1]);
  });

  it('of ticks is a minute between stored ticks that the broker has a bar for', () => {
    const minutes = (list: readonly string[]): readonly number[] => list.map((time) => at(time));
    const question = {
      brokerMinutes: minutes(['10:00', '10:01', '10:02', '10:03', '10:05', '10:06', '10:07']),
      tickMinutes: minutes(['10:01', '10:05', '10:06']),
    };
    expect(findTickGaps({ ...question, told: [] })).toEqual([{ ...span('10:02', '10:04'), bars: 2, isToldEmpty: false }]);
    expect(findTickGaps({ ...question, told: [span('10:00', '10:03')] })).toEqual([
      { ...span('10:02', '10:03'), bars: 1, isToldEmpty: true }, { ...span('10:03', '10:04'), bars: 1, isToldEmpty: false },
    ]);
    expect(findTickGaps({ ...question, tickMinutes: [], told: [] })).toEqual([]);
  });
});

describe('a holiday', () => {
  it('is what no symbol of the broker has, when more than one was asked', () => {
    const eur = [span('08:00', '12:00'), span('14:00', '18:00')];
    expect(commonAbsence([eur, [span('09:00', '11:30'), span('15:00', '15:20')]])).toEqual([span('09:00', '11:30')]);
    expect(commonAbsence([eur, []])).toEqual([]);
    expect(commonAbsence([eur])).toEqual([]);
    expect(commonAbsence([])).toEqual([]);
  });

  it('is no gap', () => {
    const stored = { times: [], isBroker: [] };
    const question = { hours: HOURS, timeframe: 'H1', fromMs: at('08:00'), toMs: at('14:00'), stored, told: [] } as const;
    expect(findGaps({ ...question, holidays: [span('09:00', '13:00')] }).map(({ fromMs }) => fromMs))
      .toEqual([at('08:00'), at('13:00')]);
  });
});

describe('a plan', () => {
  const gap = (from: string, to: string, isToldEmpty = false): Gap => (
    { ...span(from, to), bars: (at(to) - at(from)) / MINUTE, isToldEmpty }
  );

  it('asks for the newest first, near ones together, and never for what the broker lacks', () => {
    const far: Gap = { fromMs: at('00:00', -5), toMs: at('01:00', -5), bars: 60, isToldEmpty: false };
    const asks = planAsks('EURUSD', 'M1', [far, gap('10:00', '10:20'), gap('11:00', '11:10', true), gap('12:00', '12:01')]);
    expect(asks.map(({ ask }) => ask)).toEqual([
      { kind: 'bars', symbol: 'EURUSD', timeframe: 'M1', fromMs: at('10:00'), toMs: at('12:01') },
      { kind: 'bars', symbol: 'EURUSD', timeframe: 'M1', fromMs: far.fromMs, toMs: far.toMs },
    ]);
    expect(planAsks('X', 'tick', [gap('10:00', '10:20')])[0]?.ask).toMatchObject({ kind: 'ticks', timeframe: null });
  });

  it('puts long bars before short ones, ticks last, and what a person waits for before all', () => {
    const priorityOf = (kind: Parameters<typeof planAsks>[1], isUrgent = false): number => (
      planAsks('X', kind, [gap('10:00', '10:20')], isUrgent)[0]?.priority ?? NaN
    );
    const kinds = ['D1', 'H4', 'H1', 'M15', 'M5', 'M1', 'tick'] as const;
    const priorities = kinds.map((kind) => priorityOf(kind));
    expect([...priorities].sort((a, b) => b - a)).toEqual(priorities);
    expect(new Set(priorities).size).toBe(7);
    expect(priorityOf('tick', true)).toBeGreaterThan(priorityOf('D1'));
  });

  it('says how far each gap is', () => {
    const gaps = [gap('10:00', '10:20'), gap('11:00', '11:20'), gap('12:00', '12:20'), gap('13:00', '13:20', true)];
    const asks = [{ ...span('10:10', '10:15'), state: 'loading' as const }, { ...span('11:00', '12:00'), state: 'waiting' as const }];
    expect(stateOfGaps(gaps, asks).map(({ state }) => state)).toEqual(['loading', 'asked', 'found', 'empty']);
  });

  it('knows a gap that is one no more as filled, and only the part that is', () => {
    const before = [gap('10:00', '10:20'), gap('11:00', '11:20'), gap('13:00', '13:20', true)];
    const times = ['10:05', '10:06', '11:00', '11:30', '13:05'].map((time) => at(time));
    expect(filledSince(before, [gap('11:10', '11:20', true)], times)).toEqual([
      { ...span('10:00', '10:20'), bars: 2, state: 'filled' }, { ...span('11:00', '11:10'), bars: 1, state: 'filled' },
    ]);
    expect(filledSince(before, [], [])).toEqual([]);
  });
});

describe('spans', () => {
  it('join where they touch, meet where both are, and leave what only the first has', () => {
    const [a, b, c] = [span('10:00', '11:00'), span('11:00', '12:00'), span('13:00', '14:00')];
    expect(joinSpans([c, b, a, span('13:10', '13:20')])).toEqual([span('10:00', '12:00'), c]);
    expect(joinSpans([{ fromMs: 5, toMs: 5 }])).toEqual([]);
    expect(intersectSpans([span('10:00', '12:00'), c], [span('11:30', '13:30')]))
      .toEqual([span('11:30', '12:00'), span('13:00', '13:30')]);
    expect(subtractSpans([span('10:00', '12:00'), c], [span('10:30', '11:00'), span('11:30', '13:30')]))
      .toEqual([span('10:00', '10:30'), span('11:00', '11:30'), span('13:30', '14:00')]);
  });

  it('that were told are kept by series', () => {
    const told = new ToldSpans();
    told.note('S', 'EURUSD', 'M1', span('10:00', '11:00'));
    told.note('S', 'EURUSD', 'M1', span('10:30', '12:00'));
    told.note('S', 'EURUSD', 'tick', span('15:00', '16:00'));
    const twin = new ToldSpans(JSON.parse(JSON.stringify(told.state())) as ReturnType<ToldSpans['state']>);
    expect(twin.spans('S', 'EURUSD', 'M1')).toEqual([span('10:00', '12:00')]);
    expect(twin.spans('S', 'EURUSD', 'M5')).toEqual([]);
  });
});
