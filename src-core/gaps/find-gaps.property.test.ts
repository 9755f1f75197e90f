import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TIMEFRAMES, TIMEFRAME_MS, barOpenMs, type Timeframe } from '#core/model';
import { findGaps, missingOpens } from './find-gaps.ts';
import { TradingHours, type OffsetStep } from './trading-hours.ts';

const MINUTE = 60_000;
/** A Thursday, 00:00 UTC: the days drawn from here run over a weekend. */
const START = Date.UTC(2025, 9, 23);
const DAYS = 5;
const END = START + DAYS * 86_400_000;

type Sessions = readonly (readonly (readonly [number, number])[])[];

// A day's sessions: cut points of the day in whole minutes, every second piece open.
const day = fc.uniqueArray(fc.integer({ min: 0, max: 1_440 }), { maxLength: 6 }).map((cuts) => {
  const sorted = cuts.sort((a, b) => a - b);
  return sorted.flatMap((cut, i): (readonly [number, number])[] => {
    const next = sorted[i + 1];
    return i % 2 === 0 && next !== undefined ? [[cut * 60, next * 60]] : [];
  });
});
const sessions: fc.Arbitrary<Sessions> = fc.array(day, { minLength: 7, maxLength: 7 })
  .filter((days) => days.some((one) => one.length > 0));
// A broker's clock, put forward and back at full hours.
const offsets: fc.Arbitrary<readonly OffsetStep[]> = fc.tuple(
  fc.constantFrom(-18_000, 0, 7_200, 10_800), fc.array(fc.integer({ min: 1, max: DAYS * 24 - 1 }), { maxLength: 2 }),
).map(([first, hours]) => [
  { fromMs: START - 86_400_000, offsetS: first },
  ...[...new Set(hours)].sort((a, b) => a - b).map((hour, i) => (
    { fromMs: START + hour * 3_600_000, offsetS: i % 2 === 0 ? first + 3_600 : first }
  )),
]);

function offsetAt(steps: readonly OffsetStep[], utcMs: number): number {
  return (steps.findLast(({ fromMs }) => fromMs <= utcMs) ?? steps[0])?.offsetS ?? 0;
}

/** The definition: a minute is open when the broker's clock shows a time inside a session at its beginning. */
function isOpen(days: Sessions, steps: readonly OffsetStep[], utcMs: number): boolean {
  const clock = new Date(utcMs + offsetAt(steps, utcMs) * 1000);
  const second = clock.getUTCHours() * 3_600 + clock.getUTCMinutes() * 60;
  return (days[clock.getUTCDay()] ?? []).some(([from, to]) => second >= from && second < to);
}

function openMinutes(days: Sessions, steps: readonly OffsetStep[]): readonly number[] {
  const all = Array.from({ length: DAYS * 1_440 }, (_, i) => START + i * MINUTE);
  return all.filter((minute) => isOpen(days, steps, minute));
}

describe('missing bars', () => {
  it('checklist time-28: are exactly the open minutes that are not stored, over weekends, breaks and changes of the clock', () => {
    const given = [sessions, offsets, fc.array(fc.nat(DAYS * 1_440), { maxLength: 30 }), fc.nat(400)] as const;
    fc.assert(fc.property(...given, (days, steps, picks, run) => {
      const open = openMinutes(days, steps);
      const missing = new Set(picks.flatMap((pick, i) => (
        open.slice(pick % Math.max(1, open.length), pick % Math.max(1, open.length) + (i === 0 ? run : 1))
      )));
      const times = open.filter((minute) => !missing.has(minute));
      const found = missingOpens({
        hours: new TradingHours(days, steps), timeframe: 'M1', fromMs: START, toMs: END,
        stored: { times, isBroker: times.map(() => true) }, holidays: [],
      });
      expect(found).toEqual([...missing].sort((a, b) => a - b));
    }), { numRuns: 60 });
  });

  it('of longer timeframes are those that hold an open minute and are not stored', () => {
    const given = [sessions, offsets, fc.constantFrom<Timeframe>('M5', 'M15', 'H1'), fc.infiniteStream(fc.boolean())];
    fc.assert(fc.property(...given as [
      fc.Arbitrary<Sessions>, fc.Arbitrary<readonly OffsetStep[]>, fc.Arbitrary<Timeframe>,
      fc.Arbitrary<fc.Stream<boolean>>,
    ], (days, steps, timeframe, coins) => {
      const length = TIMEFRAME_MS[timeframe];
      const due = [...new Set(openMinutes(days, steps).map((at) => barOpenMs(at, timeframe, offsetAt(steps, at))))]
        .filter((at) => at >= START && at + length <= END);
      const kept = [...coins.take(due.length)];
      const times = due.filter((_, i) => kept[i] === true);
      const found = missingOpens({
        hours: new TradingHours(days, steps), timeframe, fromMs: START, toMs: END,
        stored: { times, isBroker: times.map(() => true) }, holidays: [],
      });
      expect(found).toEqual(due.filter((_, i) => kept[i] !== true));
    }), { numRuns: 60 });
  });

  it('make gaps that hold every one of them once, whatever the broker has told', () => {
    const told = fc.tuple(fc.integer({ min: 0, max: DAYS * 1_440 }), fc.integer({ min: 1, max: 3_000 }));
    const given = [sessions, offsets, told] as const;
    fc.assert(fc.property(...given, (days, steps, [at, minutes]) => {
      const span = { fromMs: START + at * MINUTE, toMs: START + (at + minutes) * MINUTE };
      const hours = new TradingHours(days, steps);
      // one stored minute before everything: the broker's history begins there
      const stored = { times: [START - MINUTE], isBroker: [true] };
      const gaps = findGaps({
        hours, timeframe: 'M1', fromMs: START, toMs: END, stored, told: [span], holidays: [],
      });
      const within = gaps.flatMap((gap) => Array.from({ length: gap.bars }, (_, i) => gap.fromMs + i * MINUTE));
      const due = openMinutes(days, steps);
      const isTold = (ms: number): boolean => ms >= span.fromMs && ms < span.toMs;
      expect(within.filter((ms) => !isTold(ms))).toEqual(due.filter((ms) => !isTold(ms)));
      for (const gap of gaps) {
        expect(gap.toMs - gap.fromMs).toBe(gap.bars * MINUTE);
        expect(gap.isToldEmpty).toBe(isTold(gap.fromMs));
        if (gap.isToldEmpty) expect(gap.bars).toBeGreaterThan(15);
      }
    }), { numRuns: 60 });
  });
});

describe('days of the broker', () => {
  it.each(TIMEFRAMES)('stay whole in %s over a change of the clock: nothing is missing, nothing hidden', (timeframe) => {
    // EET: the clock goes back on Sunday 2025-10-26 at 01:00 UTC; bars stand on the broker's clock
    const steps: readonly OffsetStep[] = [
      { fromMs: 0, offsetS: 10_800 }, { fromMs: Date.UTC(2025, 9, 26, 1), offsetS: 7_200 },
    ];
    const always = Array.from({ length: 7 }, () => [[0, 86_400]] as const);
    const length = TIMEFRAME_MS[timeframe];
    const [fromMs, toMs] = [Date.UTC(2025, 9, 23, 21), Date.UTC(2025, 9, 28, 22)];
    // what the broker has: a bar for each of its clock's bar opens, converted with the offset that held then
    const times: number[] = [];
    for (let utc = fromMs; utc + length <= toMs; utc += MINUTE) {
      const open = barOpenMs(utc, timeframe, offsetAt(steps, utc));
      if (open === utc) times.push(open);
    }
    const question = { hours: new TradingHours(always, steps), timeframe, fromMs, toMs, holidays: [] };
    const all = { times, isBroker: times.map(() => true) };
    expect(missingOpens({ ...question, stored: all })).toEqual([]);
    const without = times.filter((_, i) => i !== Math.floor(times.length / 2));
    expect(missingOpens({ ...question, stored: { times: without, isBroker: [] } }))
      .toEqual([times[Math.floor(times.length / 2)]]);
  });
});
