import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { structureSchema, type StructureResource } from '#core/contract';
import { seriesKey, TIMEFRAME_MS } from '#core/model';
import { makeBar } from './testing/nouns.ts';
import { runServer, type RunningServer } from './testing/running-server.ts';

let running: RunningServer;
const BEGIN_MS = Date.UTC(2024, 0, 8);
/** Up, a double top at bars 60 and 80, down through its valley at bar 90. */
const CORNERS = [[0, 1.1], [40, 1.1], [60, 1.12], [70, 1.11], [80, 1.12], [110, 1.09]] as const;

beforeEach(async () => {
  running = await runServer();
  const bars = Array.from({ length: 111 }, (_, i) => {
    const at = Math.max(1, CORNERS.findIndex(([index]) => index >= i));
    const [[from, low], [to, high]] = [CORNERS[at - 1] as readonly [number, number], CORNERS[at] as readonly [number, number]];
    const close = low + ((high - low) * (i - from)) / (to - from);
    return { ...makeBar(timeOf(i), close), open: close, high: close + 0.0004, low: close - 0.0004 };
  });
  running.workstation.closedBars.set(seriesKey('EURUSD', 'H1'), bars);
});
afterEach(async () => { await running.stop(); });

function timeOf(bar: number): number {
  return BEGIN_MS + bar * TIMEFRAME_MS.H1;
}

async function ask(query: string): Promise<StructureResource> {
  const answered = await running.api('GET', `/structure?symbol=EURUSD&timeframe=H1${query}`);
  expect(answered.status).toBe(200);
  return structureSchema.parse(answered.json);
}

describe('GET /structure', () => {
  it('finds a double top in the stored bars, with anchors, neckline and the close that confirmed it', async () => {
    const { asOfMs, findings } = await ask('&kinds=double');
    expect(asOfMs).toBe(timeOf(111));
    expect(findings).toMatchObject([{ kind: 'double', form: 'double-top', direction: 'down' }]);
    const [top] = findings;
    expect(top?.points.slice(0, 3).map(({ timeMs, role }) => [timeMs, role]))
      .toEqual([[timeOf(60), 'top'], [timeOf(70), 'valley'], [timeOf(80), 'top']]);
    expect(top?.lines[0]?.fromPrice).toBeCloseTo(1.1096, 9);
    // The first close below the low of the valley is that of bar 91.
    expect(top?.confirmedMs).toBe(timeOf(92));
  });

  it('tells at a moment of the past what was known then', async () => {
    const now = await ask('');
    const then = await ask(`&to=${timeOf(85)}`);
    expect(then.asOfMs).toBe(timeOf(85));
    expect(then.findings.map(({ form }) => form)).not.toContain('double-top');
    expect(then.findings.length).toBeGreaterThan(2);
    const held = now.findings.filter(({ confirmedMs }) => confirmedMs <= timeOf(85));
    expect(then.findings.map(({ id }) => id)).toEqual(held.map(({ id }) => id));
    expect(then.findings.every(({ endedMs }) => endedMs === null || endedMs <= timeOf(85))).toBe(true);
  });

  it('takes kinds, a beginning, a limit, and leaves out what ended', async () => {
    const all = (await ask('')).findings;
    const some = (await ask('&kinds=swing,fibonacci')).findings;
    expect(some).toEqual(all.filter(({ kind }) => kind === 'swing' || kind === 'fibonacci'));
    expect((await ask('&standing=true')).findings).toEqual(all.filter(({ endedMs }) => endedMs === null));
    expect((await ask('&limit=2')).findings).toEqual(all.slice(-2));
    expect((await ask(`&from=${timeOf(92)}`)).findings).toEqual(all.filter(({ confirmedMs }) => confirmedMs >= timeOf(92)));
  });

  it('computes one stream for who asks, and none before', async () => {
    expect(running.workstation.streams.active()).toEqual([]);
    await ask('');
    await ask('&kinds=zone');
    expect(running.workstation.streams.active()).toMatchObject([
      { key: 'structure', askers: ['structure'], isWarm: true, bars: 111 },
    ]);
  });

  it('refuses what it does not know', async () => {
    for (const query of ['timeframe=H2', 'timeframe=H1&kinds=cup', 'timeframe=H1&limit=0', 'timeframe=H1&to=soon']) {
      expect((await running.api('GET', `/structure?symbol=EURUSD&${query}`)).status, query).toBe(400);
    }
    expect((await running.api('GET', '/structure?symbol=NOPE&timeframe=H1')).status).toBe(404);
  });
});
