import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Random } from '#core/base';
import { makeFolder, oneDocument, runCliProcess, startCli, type Started } from './testing.ts';

interface Ready {
  readonly url: string; readonly api: string; readonly ws: string; readonly pairingToken: string;
  readonly apiToken: string;
  readonly pid: number; readonly version: string; readonly mode: string;
}

if (process.platform === 'win32') {
  process.stdout.write('skipped: serve ends on signals: Windows ends a process without asking it\n');
}

let folder: ReturnType<typeof makeFolder>;
let dataDir: string;
let running: Started[];

beforeEach(() => {
  folder = makeFolder();
  dataDir = join(folder.path, 'data');
  running = [];
});

afterEach(async () => {
  for (const { child, ended } of running) {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await ended;
  }
  folder.remove();
});

async function serve(stdin: 'pipe' | 'ignore' = 'ignore', args: readonly string[] = []): Promise<{
  readonly started: Started; readonly ready: Ready
}> {
  const started = startCli(['serve', '--port', '0', '--data-dir', dataDir, '--json', ...args], stdin);
  running.push(started);
  return { started, ready: JSON.parse(await started.firstLine) as Ready };
}

describe('serve', () => {
  it('prints one line once ready, is findable by its data folder, and ends when asked by stop', async () => {
    const { started, ready } = await serve('ignore', ['--mode', 'minimal']);
    expect(Object.keys(ready)).toEqual(['url', 'api', 'ws', 'pairingToken', 'apiToken', 'pid', 'version', 'mode']);
    expect(ready).toMatchObject({ pid: started.child.pid, mode: 'minimal' });
    expect(ready.api).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api\/v1$/);
    expect(ready.ws).toBe(ready.api.replace('http', 'ws').replace('/api/v1', '/ws/mt5'));
    expect((await fetch(`${ready.api}/health`)).status).toBe(200);
    const record = join(dataDir, 'serve.json');
    expect(JSON.parse(readFileSync(record, 'utf8'))).toMatchObject(
      { pid: ready.pid, port: Number(new URL(ready.api).port) }
    );
    if (process.platform !== 'win32') expect(statSync(record).mode & 0o777).toBe(0o600);

    const second = await runCliProcess(['serve', '--port', '0', '--data-dir', dataDir, '--json']);
    expect(second).toMatchObject({ code: 1, stdout: '' });
    expect(second.stderr).toMatch(/error JOURNAL_LOCKED: .*sextant stop/);
    const beside = await runCliProcess(['replay', '--verify', '--data-dir', dataDir, '--json']);
    expect(beside.code).toBe(0);
    expect(oneDocument(beside.stdout)).toMatchObject({ equal: true, broken: null });

    const stopped = await runCliProcess(['stop', '--data-dir', dataDir, '--json']);
    expect(stopped.code).toBe(0);
    expect(oneDocument(stopped.stdout)).toEqual({ stopped: true, pid: ready.pid });
    const ended = await started.ended;
    expect(ended.code).toBe(0);
    expect(oneDocument(ended.stdout)).toEqual(ready);
    expect(existsSync(record)).toBe(false);
    expect(oneDocument((await runCliProcess(['stop', '--data-dir', dataDir, '--json'])).stdout)).toEqual(
      { stopped: false, pid: null }
    );
  });

  it('ends cleanly when the pipe on its stdin is closed', async () => {
    const { started } = await serve('pipe');
    started.child.stdin?.end();
    expect((await started.ended).code).toBe(0);
  });

  it.skipIf(process.platform === 'win32').each(['SIGTERM', 'SIGINT'] as const)('ends cleanly on %s', async (signal) => {
    const { started } = await serve('pipe');
    started.child.kill(signal);
    expect((await started.ended).code).toBe(0);
  });

  it('starts again on a folder whose process was killed, and keeps its tokens', async () => {
    const first = await serve();
    first.started.child.kill('SIGKILL');
    await first.started.ended;
    expect(existsSync(join(dataDir, 'serve.json'))).toBe(true);
    const { started, ready } = await serve();
    expect(ready.pairingToken).toBe(first.ready.pairingToken);
    expect(ready.pid).not.toBe(first.ready.pid);
    await runCliProcess(['stop', '--data-dir', dataDir]);
    expect((await started.ended).code).toBe(0);
  });

  it('takes a record that a killed process left for what it is', async () => {
    const { started } = await serve();
    started.child.kill('SIGKILL');
    await started.ended;
    const stopped = await runCliProcess(['stop', '--data-dir', dataDir, '--json']);
    expect(stopped.code).toBe(0);
    expect(oneDocument(stopped.stdout)).toEqual({ stopped: false, pid: null });
    expect(existsSync(join(dataDir, 'serve.json'))).toBe(false);
  });

  it('names a port that is in use and leaves the folder free', async () => {
    const blocker = createServer();
    await new Promise<void>((done) => { blocker.listen(0, '127.0.0.1', done); });
    const port = String((blocker.address() as AddressInfo).port);
    const refused = await runCliProcess(['serve', '--port', port, '--data-dir', dataDir, '--json']);
    blocker.close();
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(new RegExp(`error HOST_PORT_IN_USE: .*${port}`));
    const { started } = await serve();
    await runCliProcess(['stop', '--data-dir', dataDir]);
    expect((await started.ended).code).toBe(0);
  });

  it('names a folder that cannot be made', async () => {
    writeFileSync(join(folder.path, 'plain'), '');
    const refused = await runCliProcess(
      ['serve', '--port', '0', '--data-dir', join(folder.path, 'plain', 'data'), '--json']
    );
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(/^error JOURNAL_READ_ONLY: .*plain/m);
    expect(refused.stderr).not.toMatch(/\n\s+at /);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // No such process.
    return false;
  }
}

/** Ids of the demo markets that were started so far. */
function demoPids(started: Started): readonly number[] {
  return [...started.out().stderr.matchAll(/The demo market runs as process (\d+)\./g)].map(
    (match) => Number(match[1])
  );
}

describe('start', () => {
  async function start(): Promise<{ readonly started: Started; readonly ready: Ready; readonly firstDemo: number }> {
    const started = startCli(['start', '--port', '0', '--data-dir', dataDir, '--no-open', '--json'], 'pipe');
    running.push(started);
    const ready = JSON.parse(await started.firstLine) as Ready;
    await expect.poll(() => demoPids(started).length, { timeout: 30_000 }).toBe(1);
    return { started, ready, firstDemo: demoPids(started)[0] as number };
  }

  it('runs the demo market as a process of its own, starts it again when it dies, and ends it', async () => {
    const { started, ready, firstDemo } = await start();
    const isDemoAccountThere = async (): Promise<boolean> => {
      const answer = await fetch(`${ready.api}/account`, { headers: { authorization: `Bearer ${ready.apiToken}` } });
      return answer.ok && (await answer.text()).includes('demo');
    };
    await expect.poll(isDemoAccountThere, { timeout: 30_000, interval: 200 }).toBe(true);
    expect(firstDemo).not.toBe(ready.pid);
    process.kill(firstDemo, 'SIGKILL');
    await expect.poll(() => demoPids(started).length, { timeout: 30_000 }).toBe(2);
    const secondDemo = demoPids(started)[1] as number;
    started.child.stdin?.end();
    const ended = await started.ended;
    expect(ended.code).toBe(0);
    expect(oneDocument(ended.stdout)).toEqual(ready);
    expect(isAlive(secondDemo)).toBe(false);
  });

  it('leaves no demo market behind when it is killed', async () => {
    const { started, firstDemo } = await start();
    started.child.kill('SIGKILL');
    await expect.poll(() => isAlive(firstDemo), { timeout: 30_000 }).toBe(false);
  });
});

describe('the same ticks', () => {
  it('give the same decisions by a file, by a lockstep socket, and by replaying what that recorded', async () => {
    const random = new Random(5);
    let points = 138_000;
    let drift = 0;
    const rows = Array.from({ length: 2_500 }, (_, index) => {
      if (random.nextChance(0.02)) drift = random.nextInt(-6, 6);
      points += random.nextInt(-9, 9) + drift;
      const time = Date.UTC(2014, 4, 5) + index * 60_000 + random.nextInt(0, 50_000);
      return `${time},${points / 1e5},${(points + 5) / 1e5}`;
    });
    const data = join(folder.path, 'ticks.csv');
    writeFileSync(data, `epoch_ms,bid,ask\n${rows.join('\n')}\n`);
    const tested = await runCliProcess(
      ['backtest', '--data', data, '--symbol', 'EURUSD', '--strategy', 'trend', '--model', 'ticks', '--json']
    );
    const { decisionHash, decisions } = oneDocument(tested.stdout) as { decisionHash: string; decisions: number };
    expect(decisions).toBeGreaterThan(3);

    const { started, ready } = await serve();
    const played = await runCliProcess([
      'simulate', '--connect', ready.ws, '--token', ready.pairingToken, '--file', data, '--symbol', 'EURUSD',
      '--lockstep',
    ]);
    expect(played.code).toBe(0);
    const live = await fetch(`${ready.api}/journal`, { headers: { authorization: `Bearer ${ready.apiToken}` } });
    expect(await live.json()).toMatchObject({ decisionHash });
    const replayed = await runCliProcess(['replay', '--verify', '--data-dir', dataDir, '--json']);
    expect(oneDocument(replayed.stdout)).toMatchObject(
      { decisionHash, recordedHash: decisionHash, decisions, equal: true }
    );
    await runCliProcess(['stop', '--data-dir', dataDir]);
    expect((await started.ended).code).toBe(0);
  }, 180_000);
});
