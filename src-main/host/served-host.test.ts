import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { WebSocket } from 'ws';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WIRE_SUBPROTOCOL } from '#core/intake';
import type { JournalEvent } from '#core/model';
import { readEvents, readLockHolder } from '#main/journal';
import { startServedHost, type ServedHost, type ServedHostOptions } from './index.ts';

let folder = '';
const hosts = new Set<ServedHost>();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sextant-host-'));
});

afterEach(async () => {
  for (const host of hosts) await host.stop();
  hosts.clear();
  rmSync(folder, { recursive: true, force: true });
});

function options(changes: Partial<ServedHostOptions> = {}): ServedHostOptions {
  return {
    dataDir: join(folder, 'data'), port: 0, host: '127.0.0.1', mode: 'minimal', staticDir: join(folder, 'window'),
    version: '0.0.1', eaDir: join(folder, 'mql5'), ...changes,
  };
}

async function start(changes: Partial<ServedHostOptions> = {}): Promise<ServedHost> {
  const started = await startServedHost(options(changes));
  if (!started.ok) throw new Error(started.error.text);
  hosts.add(started.value);
  return started.value;
}

async function call(host: ServedHost, method: string, path: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${host.api}${path}`, {
    method, headers: { authorization: `Bearer ${host.apiToken}`, connection: 'close' },
  });
  return { status: response.status, body: await response.json() };
}

async function journal(): Promise<readonly JournalEvent[]> {
  const all: JournalEvent[] = [];
  for await (const batch of readEvents(join(folder, 'data'))) all.push(...batch);
  return all;
}

function change(sql: string): void {
  const db = new Database(join(folder, 'data', 'journal', 'journal.sqlite'));
  db.exec(sql);
  db.close();
}

describe('a served host', () => {
  it('answers at every door it names, with its journal begun', async () => {
    const host = await start();
    expect(await call(host, 'GET', '/health')).toMatchObject({ status: 200, body: { status: 'ok', linkUp: false } });
    const status = await call(host, 'GET', '/status');
    expect(status).toMatchObject({ status: 200, body: { version: '0.0.1', mode: 'minimal', fault: null } });
    const socket = new WebSocket(host.ws, [WIRE_SUBPROTOCOL]);
    await new Promise((done, failed) => { socket.once('open', done).once('error', failed); });
    socket.terminate();
    expect((await journal()).map(({ body }) => body.kind)).toEqual(['JournalCreated', 'EngineStarted']);
    expect(readLockHolder(join(folder, 'data'))?.pid).toBe(process.pid);
  });

  it('stops in order: doors first, then the last state, then the folder is free; a second stop waits for the first', async () => {
    const host = await start();
    const socket = new WebSocket(host.ws, [WIRE_SUBPROTOCOL]);
    await new Promise((done, failed) => { socket.once('open', done).once('error', failed); });
    const closed = new Promise<number>((done) => { socket.once('close', done); });
    await call(host, 'POST', '/kill-switch');
    await Promise.all([host.stop(), host.stop()]);
    expect(await closed).toBe(1001);
    await expect(fetch(`${host.api}/health`)).rejects.toThrow();
    expect(readLockHolder(join(folder, 'data'))).toBeNull();
    const again = await start();
    expect(again.workstation.view.killSwitch).toBe(true);
    expect(again.pairingToken).toBe(host.pairingToken);
    const events = await journal();
    // The state was saved after the last event: the second start read none before its own.
    const head = events.filter(({ body }) => body.kind === 'EngineStarted').at(-1)?.seq ?? 0;
    const name = `kernel-${String(head - 1).padStart(16, '0')}.snapshot`;
    expect(existsSync(join(folder, 'data', 'journal', 'snapshots', name))).toBe(true);
  });

  it('lets no second one on its folder, and goes on', async () => {
    const host = await start();
    const second = await startServedHost(options());
    expect(second).toMatchObject({ ok: false, error: { code: 'JOURNAL_LOCKED' } });
    expect(!second.ok && second.error.text).toContain(String(process.pid));
    expect(await call(host, 'GET', '/health')).toMatchObject({ status: 200 });
  });

  it('that finds its port taken names it and leaves nothing open', async () => {
    const taken = createServer();
    await new Promise<void>((done) => { taken.listen(0, '127.0.0.1', done); });
    const { port } = taken.address() as AddressInfo;
    const refused = await startServedHost(options({ port }));
    expect(refused).toMatchObject({ ok: false, error: { code: 'HOST_PORT_IN_USE' } });
    expect(!refused.ok && refused.error.text).toContain(String(port));
    expect(readLockHolder(join(folder, 'data'))).toBeNull();
    await new Promise((done) => { taken.close(done); });
    await start({ port });
  });

  it('that cannot write its folder names the folder', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, 'not a folder');
    const refused = await startServedHost(options({ dataDir: file }));
    expect(refused).toMatchObject({ ok: false, error: { code: 'JOURNAL_READ_ONLY' } });
    expect(!refused.ok && refused.error.text).toContain(file);
    expect(readFileSync(file, 'utf8')).toBe('not a folder');
  });
});

describe('a journal that fails under a served host', () => {
  it('turns every write into 503 with its code, tells of it, lives on, and a next start has none of it', async () => {
    const host = await start();
    const told: string[] = [];
    host.onFault(({ code }) => { told.push(code); });
    change("CREATE TRIGGER refuse BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'refused'); END");
    for (const path of ['/kill-switch', '/kill-switch/reset', '/kill-switch']) {
      const refused = await call(host, 'POST', path);
      expect(refused).toMatchObject({ status: 503, body: { code: 'JOURNAL_WRITE_FAILED' } });
    }
    expect(told).toEqual(['JOURNAL_WRITE_FAILED']);
    expect(await call(host, 'GET', '/health')).toMatchObject({ status: 200, body: { status: 'fault' } });
    await host.stop();
    change('DROP TRIGGER refuse');
    const again = await start();
    expect(again.workstation.view.killSwitch).toBe(false);
    expect((await journal()).map(({ body }) => body.kind)).toEqual(['JournalCreated', 'EngineStarted', 'EngineStarted']);
  });
});
