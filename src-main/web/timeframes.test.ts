import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { timeframesSchema, type TimeframesResource } from '#core/contract';
import { seriesKey, TIMEFRAME_MS, TIMEFRAMES, type Timeframe } from '#core/model';
import { makeBar } from './testing/nouns.ts';
import { runServer, type RunningServer } from './testing/running-server.ts';

let running: RunningServer;
const END_MS = Date.UTC(2024, 0, 10);

beforeEach(async () => { running = await runServer(); });
afterEach(async () => { await running.stop(); });

/** A steady rise, or fall, of `count` bars that end at END_MS. */
function tell(timeframe: Timeframe, count: number, step: number): void {
  const bars = Array.from({ length: count }, (_, i) => {
    const open = 1.1 + (i - count) * step;
    const close = open + step;
    const [high, low] = [Math.max(open, close) + 0.0001, Math.min(open, close) - 0.0001];
    return { ...makeBar(END_MS - (count - i) * TIMEFRAME_MS[timeframe], close), open, high, low };
  });
  running.workstation.closedBars.set(seriesKey('EURUSD', timeframe), bars);
}

async function ask(query: string): Promise<TimeframesResource> {
  const answered = await running.api('GET', `/timeframes?${query}`);
  expect(answered.status).toBe(200);
  return timeframesSchema.parse(answered.json);
}

describe('GET /timeframes', () => {
  it('reads the stored bars of six timeframes, and says in both languages what they say together', async () => {
    for (const timeframe of TIMEFRAMES) tell(timeframe, 130, timeframe === 'M15' ? -0.0002 : 0.0005);
    const told = await ask('symbol=EURUSD');
    expect(told.asOfMs).toBe(END_MS);
    expect(told.cells.map(({ notReady }) => notReady)).toEqual([null, null, null, null, null, null]);
    expect(told.cells[3]?.trend).toBeGreaterThan(0.7);
    expect(told.score).toBeGreaterThan(20);
    expect(told.words.trend).toBe('Uptrend');
    expect(told.words.agreement).toBe('5 of 6 timeframes agree');
    expect(told.words.conflicts).toContain('D1 up, M15 down: pullback in an uptrend');
    const indonesian = await ask('symbol=EURUSD&lang=id');
    expect(indonesian.words.conflicts).toContain('D1 naik, M15 turun: koreksi dalam tren naik');
    expect({ ...indonesian, words: told.words }).toEqual(told);
  });

  it('names timeframes that are not ready instead of counting them as nothing', async () => {
    tell('H1', 130, 0.0005);
    tell('H4', 20, 0.0005);
    const told = await ask('symbol=EURUSD');
    expect(told.score).toBeNull();
    expect(told.words.sentence).toBe('Too few timeframes are ready.');
    expect(told.words.notReady).toEqual([
      'M1: no bars', 'M5: no bars', 'M15: no bars', 'H4: 20 of 36 bars', 'D1: no bars',
    ]);
  });

  it('keeps six streams for who asks, whoever asks again', async () => {
    tell('H1', 130, 0.0005);
    await ask('symbol=EURUSD');
    await ask('symbol=EURUSD');
    const active = running.workstation.streams.active();
    expect(active.map(({ series }) => series.timeframe).sort()).toEqual([...TIMEFRAMES].sort());
    expect(active.every(({ askers, isWarm }) => askers.join() === 'timeframes' && isWarm)).toBe(true);
  });

  it('refuses an unknown symbol and language', async () => {
    expect((await running.api('GET', '/timeframes?symbol=NOPE')).status).toBe(404);
    expect((await running.api('GET', '/timeframes?symbol=EURUSD&lang=fr')).status).toBe(400);
    expect((await running.api('GET', '/timeframes')).status).toBe(400);
  });
});
