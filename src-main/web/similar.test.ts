import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { similarSchema } from '#core/contract';
import { makeSimilar } from './testing/nouns.ts';
import { runServer, type RunningServer } from './testing/running-server.ts';

let running: RunningServer;

beforeEach(async () => { running = await runServer(); });
afterEach(async () => { await running.stop(); });

describe('GET /similar', () => {
  it('passes on what was asked, with its defaults, and gives the answer', async () => {
    running.workstation.similarAnswer = makeSimilar();
    const answered = await running.api('GET', '/similar?symbol=EURUSD&timeframe=H1');
    expect(answered.status).toBe(200);
    expect(similarSchema.parse(answered.json)).toEqual(running.workstation.similarAnswer);
    await running.api('GET', '/similar?symbol=EURUSD&timeframe=M5&window=32&horizon=8&k=5&at=2024-01-02T03:04:05Z');
    expect(running.workstation.requests).toEqual([
      { symbol: 'EURUSD', timeframe: 'H1', windowBars: 64, horizonBars: 24, count: 20, atMs: null },
      {
        symbol: 'EURUSD', timeframe: 'M5', windowBars: 32, horizonBars: 8, count: 5,
        atMs: Date.UTC(2024, 0, 2, 3, 4, 5),
      },
    ]);
  });

  it.each([
    ['symbol=EURUSD&timeframe=M5', 409, 'PATTERNS_TOO_FEW_BARS'],
    ['symbol=NOPE&timeframe=M5', 404, 'WEB_SYMBOL_UNKNOWN'],
    ['symbol=EURUSD&timeframe=M5&k=0', 400, 'WEB_BAD_REQUEST'],
    ['symbol=EURUSD&timeframe=M5&k=201', 400, 'WEB_BAD_REQUEST'],
    ['symbol=EURUSD&timeframe=M5&window=wide', 400, 'WEB_BAD_REQUEST'],
    ['symbol=EURUSD', 400, 'WEB_BAD_REQUEST'],
  ])('refuses %s with %i %s', async (query, status, code) => {
    const answered = await running.api('GET', `/similar?${query}`);
    expect(answered.status).toBe(status);
    expect((answered.json as { code: string }).code).toBe(code);
  });
});
