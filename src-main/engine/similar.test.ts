import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Bar } from '#core/model';
import { Morning } from './testing.ts';

it('the workstation tells past situations of the trading account\'s bars, with imports behind them', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'sextant-situations-'));
  const morning = await new Morning(dataDir).start();
  try {
    morning.join();
    const workstation = morning.workstation();
    const asked = { symbol: 'EURUSD', timeframe: 'H1', windowBars: 8, horizonBars: 4, count: 3, atMs: null } as const;
    const none = await workstation.similar(asked);
    expect(none.ok ? '' : none.error.code).toBe('PATTERNS_TOO_FEW_BARS');
    // A wave of 25 bars: every whole turn back is the same shape.
    for (let i = 0; i < 200; i += 1) {
      const close = 1.1 + Math.sin((i * 2 * Math.PI) / 25) * 0.01;
      const bar: Bar = {
        time: Date.UTC(2024, 0, 1) + i * 3_600_000, open: close, high: close + 0.001, low: close - 0.001, close,
        tickVolume: 5, realVolume: 0, spread: null, askOpen: null, askHigh: null, askLow: null, askClose: null,
        source: i < 100 ? 'import' : 'broker', partial: false,
      };
      morning.open.store.putBar(morning.open.journal.headSeq, i < 100 ? 'import' : 'Broker-Demo', 'EURUSD', 'H1', bar);
    }
    const answered = await workstation.similar(asked);
    if (!answered.ok) throw new Error(answered.error.text);
    expect(answered.value.bars).toBe(200);
    const hours = answered.value.situations.map(({ endMs }) => (answered.value.barTime - endMs) / 3_600_000);
    expect(hours.map((hour) => hour % 25)).toEqual([0, 0, 0]);
    expect(answered.value.situations[0]?.correlation).toBeCloseTo(1, 9);
  } finally {
    await morning.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
