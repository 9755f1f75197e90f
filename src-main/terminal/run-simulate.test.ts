import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { encodeToken } from '#core/intake';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runSimulate, type SimulateOptions } from './index.ts';
import { PageServer, TOKEN_TEXT } from './page-server.test-kit.ts';

let folder = '';
let server: PageServer;
let url = '';
const running: AbortController[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sextant-simulate-'));
  server = new PageServer();
  url = await server.listen();
});

afterEach(async () => {
  for (const one of running.splice(0)) one.abort();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

interface Run {
  /** The exit code, or the code of what kept it from starting. */
  readonly code: Promise<number | string>;
  readonly stop: () => void;
  readonly out: () => string;
  readonly err: () => string;
}

function start(options: SimulateOptions): Run {
  const controller = new AbortController();
  running.push(controller);
  let out = '';
  let err = '';
  const code = runSimulate({ connect: url, token: TOKEN_TEXT, ...options }, {
    stdout: (text) => { out += text; }, stderr: (text) => { err += text; }, isInteractive: false,
    signal: controller.signal,
  }).then((ended) => {
    if (ended.ok) return ended.value;
    err += ended.error.text;
    return ended.error.code;
  });
  return { code, stop: () => { controller.abort(); }, out: () => out, err: () => err };
}

async function until(what: () => boolean): Promise<void> {
  while (!what()) await new Promise((resolve) => { setTimeout(resolve, 10); });
}

const ticks = Array.from(
  { length: 1234 },
  (_, i) => [1_400_000_000_000 + Math.floor(i / 2) * 250, 1.1 + (i % 50) / 1e5, 1.1002 + (i % 50) / 1e5],
);
const lineOf = (row: readonly number[]) => row.map((cell) => String(Math.round(cell * 1e5) / 1e5)).join(',');
const csv = `epoch_ms,bid,ask\n${ticks.map(lineOf).join('\n')}\n`;
const wire = csv.trim().split('\n').slice(1).map((line) => [...line.split(',').map(Number), 0, 0, 6]);

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

describe('a recorded file', () => {
  it('at full speed arrives row for row, ends by itself with exit 0, and says what it did in one line', async () => {
    const run = start({ file: await file('t.csv.gz', gzipSync(csv)), symbol: 'EURUSD', speed: 'max', json: true });
    expect(await run.code).toBe(0);
    expect(server.rows).toEqual(wire);
    expect(JSON.parse(run.out())).toMatchObject(
      { rowsSent: 1234, rowsConfirmed: 1234, rowsRejected: 0, reconnects: 0, endedBy: 'end' },
    );
    expect(run.out().trim().split('\n')).toHaveLength(1);
    expect(server.trouble).toEqual([]);
    expect(server.headers['origin']).toBeUndefined();
    expect(server.headers['sec-websocket-protocol']).toBe('sextant-mt5.v1');
  });

  it('in lockstep arrives one row a frame', async () => {
    const run = start({ file: await file('t.csv', csv), symbol: 'EURUSD', lockstep: true });
    expect(await run.code).toBe(0);
    expect(server.rows).toEqual(wire);
    expect(server.types.filter((type) => type === 'tick')).toHaveLength(1234);
  });

  it('goes on where the server stands when the link breaks', async () => {
    server.breakAfter = 6;
    const run = start({ file: await file('t.csv', csv), symbol: 'EURUSD', speed: 'max', json: true });
    expect(await run.code).toBe(0);
    expect(server.rows).toEqual(wire);
    expect(JSON.parse(run.out())).toMatchObject({ reconnects: 1, rowsConfirmed: 1234 });
    expect(server.trouble).toEqual([]);
  });

  it('makes four ticks of each M1 bar and counts bad lines', async () => {
    const bars = 'time,open,high,low,close,spread\n2026-01-05T10:00:00Z,1.1,1.102,1.099,1.101,12\nnonsense\n'
      + '2026-01-05T10:01:00Z,1.101,1.1015,1.1,1.1005,0\n';
    const run = start({ file: await file('b.csv', bars), symbol: 'EURUSD', speed: 'max', json: true });
    expect(await run.code).toBe(0);
    const t = Date.UTC(2026, 0, 5, 10);
    expect(server.rows.map((row) => row.slice(0, 3))).toEqual([
      [t, 1.1, 1.10012], [t + 20_000, 1.099, 1.09912], [t + 40_000, 1.102, 1.10212], [t + 59_999, 1.101, 1.10112],
      [t + 60_000, 1.101, 1.1011], [t + 80_000, 1.1015, 1.1016], [t + 100_000, 1.1, 1.1001], [
        t + 119_999, 1.1005, 1.1006,
      ],
    ]);
    expect(JSON.parse(run.out())).toMatchObject({ rowsRejected: 1 });
    expect(run.err()).toContain('lines 3');
  });

  it('refuses what it cannot read, with the reason', async () => {
    const missing = start({ file: join(folder, 'no.csv'), symbol: 'EURUSD' });
    expect(await missing.code).toBe('IMPORT_FILE_UNREADABLE');
    expect(missing.err()).toContain('no.csv');
    const strange = start({ file: await file('x.csv', 'a,b,c\n1,2,3\n'), symbol: 'EURUSD' });
    expect(await strange.code).toBe('IMPORT_FILE_UNREADABLE');
    expect(strange.err()).toContain('first line');
    const broken = start(
      {
        file: await file('g.gz', Buffer.concat([gzipSync(csv).subarray(0, 400), Buffer.from('junk')])),
        symbol: 'EURUSD', speed: 'max',
      },
    );
    expect(await broken.code).toBe('IMPORT_FILE_UNREADABLE');
    expect(broken.err()).toContain('cannot be read');
    const nameless = start({ file: await file('t.csv', csv) });
    expect(await nameless.code).toBe('HOST_USAGE');
    expect(nameless.err()).toContain('--symbol');
  });
});

describe('a server that does not fit', () => {
  it('ends with exit 1 and words: wrong token, refused upgrade, wrong subprotocol', async () => {
    const wrong = start({ token: encodeToken(new Uint8Array(32).fill(7)), demo: true, json: true });
    expect(await wrong.code).toBe(1);
    expect(wrong.err()).toContain('E_AUTH');
    expect(JSON.parse(wrong.out())).toMatchObject({ endedBy: 'failure', failure: expect.stringContaining('E_AUTH') as unknown });
    expect(server.types).toEqual(['hello']);
    server.refusal = 403;
    const refused = start({ demo: true });
    expect(await refused.code).toBe(1);
    expect(refused.err()).toContain('403');
    server.refusal = 426;
    const other = start({ demo: true });
    expect(await other.code).toBe(1);
    expect(other.err()).toContain('426');
  });
});

describe('the demo', () => {
  const order = (cid: string) => ({
    id: `c${cid}`, cid, s: 'EURUSD', kind: 'market', side: 'buy', vol: 0.1, price: null, stoplimit: null,
    sl: null, tp: null, dev: 10, fill: 'auto', tif: 'gtc', expiry_ts: null, label: 't',
    deadline_ts: 1_900_000_000_000, check_only: false,
  });

  it('fills an order, keeps its state on disk, and knows the order after a restart', async () => {
    const state = join(folder, 'deep', 'terminal.json');
    const first = start({ demo: true, state });
    await until(() => server.types.includes('snapshot.end'));
    server.say('order.send', order('7H3K9QZX'));
    await until(() => server.results.length === 1);
    first.stop();
    expect(await first.code).toBe(0);
    const kept = JSON.parse(await readFile(state, 'utf8')) as { broker: { positions: unknown[] } };
    expect(kept.broker.positions).toHaveLength(1);
    const second = start({ demo: true, state });
    await until(() => server.connections === 2 && server.types.filter((type) => type === 'snapshot.end').length === 2);
    server.say('order.send', order('7H3K9QZX'));
    await until(() => server.results.length === 2);
    expect(server.results).toMatchObject([{ state: 'done', replay: false }, { state: 'done', replay: true }]);
    second.stop();
    expect(await second.code).toBe(0);
    expect(server.trouble).toEqual([]);
  });

  it('refuses a state file that is not its own', async () => {
    const run = start({ demo: true, state: await file('s.json', '{"x":1}') });
    expect(await run.code).toBe('SIMULATE_STATE_BAD');
    expect(run.err()).toContain('not written by this program');
    const torn = start({ demo: true, state: await file('s2.json', '{"x":') });
    expect(await torn.code).toBe('SIMULATE_STATE_BAD');
    expect(torn.err()).toContain('not JSON');
  });

  it('lists its scenarios, each with words, and refuses an unknown one', async () => {
    const list = start({ list: true, json: true });
    expect(await list.code).toBe(0);
    const scenarios = JSON.parse(list.out()) as { name: string; text: string }[];
    expect(scenarios.map((one) => one.name)).toEqual([
      'netting', 'hedging', 'fok-only', 'ioc-only', 'market-execution', 'instant-with-requotes', 'partial-fills',
      'rejects', 'lost-answers', 'flapping-link', 'clock-skew', 'dst-change', 'weekend-gap', 'margin-call',
      'investor-password', 'algo-off', 'suffix-symbols', 'eur-account', 'jpy-and-gold', 'demo', 'fifo', 'holes',
      'wall-clock',
    ]);
    expect(scenarios.every((one) => one.text.length > 10)).toBe(true);
    const unknown = start({ scenario: 'utopia' });
    expect(await unknown.code).toBe('HOST_USAGE');
    expect(unknown.err()).toContain('utopia');
  });

  it('loses answers on request: the order runs, and is found when asked for', async () => {
    const run = start({ scenario: 'lost-answers' });
    await until(() => server.types.includes('snapshot.end'));
    server.say('order.send', order('00000009'));
    await until(() => server.types.includes('deal') && server.types.includes('position'));
    expect(server.results).toEqual([]);
    server.say('order.query', { id: 'q', cid: '00000009' });
    await until(() => server.results.length === 1);
    expect(server.results[0]).toMatchObject({ state: 'done', replay: true });
    run.stop();
    expect(await run.code).toBe(0);
  });
});
