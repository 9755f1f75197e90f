// The moment of an event to the millisecond: random cuts at closes of bars hardly ever fall into the minute before one.

import { describe, expect, it } from 'vitest';
import { EventCalendar, type CalendarEvent } from './event-calendar.ts';

const at = (text: string): number => Date.parse(`${text}Z`);

const payrolls = (time: string, actual: number | null, forecast: number | null = 0): CalendarEvent => (
  { timeMs: at(time), currency: 'USD', name: 'Non-Farm Payrolls', isHigh: true, actual, forecast }
);

describe('an actual', () => {
  const calendar = new EventCalendar([
    payrolls('2024-03-08T13:30', 1), payrolls('2024-04-05T12:30', -2), payrolls('2024-05-03T12:30', 3),
    payrolls('2024-06-07T12:30', -4), payrolls('2024-07-05T12:30', null),
  ], ['EUR', 'USD']);
  const { surprises } = calendar;

  it('counts from the very moment of its event, measured by the sizes of the three before it', () => {
    const moment = at('2024-06-07T12:30');
    expect(surprises.newestAt(moment - 1)).toBe(-1);
    expect(surprises.newestAt(moment)).toBe(0);
    expect(surprises.value(0)).toBe(-4 / 2);
    expect(surprises.count).toBe(1);
  });

  it('is not needed for the schedule, which counts down to the moment itself', () => {
    expect(calendar.minutesToNext(at('2024-07-05T12:29'))).toBe(1);
    expect(calendar.minutesToNext(at('2024-07-05T12:30'))).toBe(0);
    expect(calendar.minutesToNext(at('2024-07-05T12:30') + 1)).toBeNaN();
  });
});
