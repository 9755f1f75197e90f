import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { StreamDesk } from './stream-desk.ts';
import { Morning } from './testing.ts';
import { TimeframeDesk } from './timeframe-desk.ts';

const MINUTE_MS = 60_000;
let folder = '';
let morning: Morning;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sextant-timeframes-'));
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

it('counts each minute as it closes, and lets the streams go when nobody has asked for a while', async () => {
  const workstation = morning.workstation();
  const streams = new StreamDesk(workstation);
  const desk = new TimeframeDesk(streams, 60_000);
  // Only the lease's own timer is held: the store answers on real ones.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  for (let i = 0; i < 40; i += 1) minute(1.1 + i * 0.0001);
  const first = await desk.read('EURUSD');
  const bars = first.cells[0]?.bars ?? 0;
  expect(bars).toBeGreaterThan(35);
  expect(first.cells[0]?.trend).toBeGreaterThan(0.5);
  minute(1.104);
  minute(1.1041);
  expect((await desk.read('EURUSD')).cells[0]?.bars).toBe(bars + 2);
  expect(streams.active()).toHaveLength(6);
  vi.advanceTimersByTime(59_000);
  await desk.read('EURUSD');
  vi.advanceTimersByTime(59_000);
  expect(streams.active()).toHaveLength(6);
  vi.advanceTimersByTime(2_000);
  expect(streams.active()).toHaveLength(0);
  expect((await desk.read('EURUSD')).cells[0]?.bars).toBe(bars + 2);
});
