import { describe, expect, it } from 'vitest';
import { WireFuzz } from './wire-fuzz.ts';

describe('the wire\'s fuzzer', () => {
  it.each([1, 2, 3])('finds nothing in a slice of frames of seed %i', (seed) => {
    const fuzz = new WireFuzz(seed);
    fuzz.run(10_000);
    const { frames, read, sessions, events, deadLetters } = fuzz.report;
    expect(frames).toBe(10_000);
    // it reaches what it is for: records, sessions, events and refusals
    for (const reached of [read, events, deadLetters]) expect(reached).toBeGreaterThan(300);
    expect(sessions).toBeGreaterThan(20);
  });

  it('makes the same frames from the same seed', () => {
    const reports = [7, 7, 8].map((seed) => {
      const fuzz = new WireFuzz(seed);
      fuzz.run(3_000);
      return fuzz.report;
    });
    expect(reports[0]).toEqual(reports[1]);
    expect(reports[0]).not.toEqual(reports[2]);
  });
});
