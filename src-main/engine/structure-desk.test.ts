import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { STRUCTURE_KINDS } from '#core/model';
import { StreamDesk } from './stream-desk.ts';
import { StructureDesk, type StructureQuery } from './structure-desk.ts';
import { Morning } from './testing.ts';

const MINUTE_MS = 60_000;
const QUERY: StructureQuery = {
  symbol: 'EURUSD', timeframe: 'M1', kinds: STRUCTURE_KINDS, fromMs: null, toMs: null, isStanding: false, limit: 500,
};
let folder = '';
let morning: Morning;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sextant-structure-'));
  morning = await new Morning(folder).start({ strategies: [] });
  morning.join();
});

afterEach(async () => {
  vi.useRealTimers();
  await morning.stop();
  rmSync(folder, { recursive: true, force: true });
});

function minute(bid: number): void {
  morning.tick(bid);
  morning.atMs += MINUTE_MS;
}

it('confirms a swing in the minute whose close shows it, and lets the stream go when nobody has asked for a while', async () => {
  const streams = new StreamDesk(morning.workstation());
  const desk = new StructureDesk(streams, 60_000);
  // Only the lease's own timer is held: the store answers on real ones.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  for (let i = 0; i < 40; i += 1) minute(1.1 + i * 0.0001);
  const before = await desk.read(QUERY);
  expect(before.findings.filter(({ form }) => form === 'swing-high')).toEqual([]);
  for (let i = 0; i < 10; i += 1) minute(1.1038 - i * 0.0001);
  const after = await desk.read(QUERY);
  const [swing] = after.findings.filter(({ form }) => form === 'swing-high');
  expect(swing?.points[0]?.price).toBeCloseTo(1.1039, 9);
  expect(swing?.confirmedMs).toBeGreaterThan(before.asOfMs ?? Infinity);
  // What was known when the first question was answered is what was answered then.
  expect(await desk.read({ ...QUERY, toMs: before.asOfMs })).toEqual(before);
  expect(streams.active()).toHaveLength(1);
  vi.advanceTimersByTime(59_000);
  await desk.read(QUERY);
  vi.advanceTimersByTime(59_000);
  expect(streams.active()).toHaveLength(1);
  vi.advanceTimersByTime(2_000);
  expect(streams.active()).toEqual([]);
});
