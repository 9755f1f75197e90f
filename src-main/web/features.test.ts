import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { featureVectorSchema } from '#core/contract';
import { FEATURE_LAYOUT, FEATURES } from '#core/features';
import { runServer, type RunningServer } from './testing/running-server.ts';

let running: RunningServer;

beforeEach(async () => { running = await runServer(); });
afterEach(async () => { await running.stop(); });

describe('GET /features', () => {
  it('gives the newest vector in the order of the layout, what is not ready as null with the reason', async () => {
    const answered = await running.api('GET', '/features?symbol=EURUSD&timeframe=M5');
    expect(answered.status).toBe(200);
    const vector = featureVectorSchema.parse(answered.json);
    expect(vector.values.map(({ column }) => column)).toEqual(FEATURE_LAYOUT.columns);
    expect(vector.layout).toEqual({ version: FEATURE_LAYOUT.version, hash: FEATURE_LAYOUT.hash });
    expect(vector.values.every(({ value, state }) => (value === null) === (state !== 'ready'))).toBe(true);
    expect(running.workstation.streams.active()).toEqual([]);
  });

  it.each([
    ['symbol=NOPE&timeframe=M5', 404, 'WEB_SYMBOL_UNKNOWN'], ['symbol=EURUSD&timeframe=M7', 400, 'WEB_BAD_REQUEST'],
    ['timeframe=M5', 400, 'WEB_BAD_REQUEST'],
  ])('refuses %s with %i %s', async (query, status, code) => {
    const answered = await running.api('GET', `/features?${query}`);
    expect([answered.status, (answered.json as { code: string }).code]).toEqual([status, code]);
  });

  it('lists the registry', async () => {
    const answered = await running.api('GET', '/features/registry');
    const { items, layout } = answered.json as { items: { name: string }[]; layout: { version: number } };
    expect(items.map(({ name }) => name)).toEqual(FEATURES.map(({ name }) => name));
    expect(layout.version).toBe(FEATURE_LAYOUT.version);
  });
});
