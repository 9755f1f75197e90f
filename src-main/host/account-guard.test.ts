// What the terminal is told in its welcome and what the kernel lets leave are the same, over the real door: a terminal
// of a real account, a host whose hold is on or off, and the REST API.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeToken, terminalProof, WIRE_SUBPROTOCOL } from '#core/intake';
import { startServedHost, type ServedHost } from './index.ts';

const LOGIN = '7001';
const SERVER = 'Broker-Live';

let folder = '';
let host: ServedHost;
const sockets = new Set<WebSocket>();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sextant-guard-'));
});

afterEach(async () => {
  for (const socket of sockets) socket.terminate();
  sockets.clear();
  await host.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function start(realTrading: 'held' | 'allowed'): Promise<void> {
  const started = await startServedHost({
    dataDir: join(folder, 'data'), port: 0, host: '127.0.0.1', mode: 'minimal', staticDir: join(folder, 'window'),
    version: '0.0.1', eaDir: join(folder, 'mql5'), realTrading,
  });
  if (!started.ok) throw new Error(started.error.text);
  host = started.value;
}

async function call(method: string, path: string, body?: object): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(`${host.api}${path}`, {
    method, ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    headers: { authorization: `Bearer ${host.apiToken}`, 'content-type': 'application/json', connection: 'close' },
  });
  return (await response.json()) as Readonly<Record<string, unknown>>;
}

interface Session {
  /** What the welcome says of trading. */
  readonly trade: unknown;
  readonly closed: Promise<number>;
}

/** Proves itself as a terminal of the real account and is welcomed. */
function joinTerminal(): Promise<Session> {
  const socket = new WebSocket(host.ws, [WIRE_SUBPROTOCOL]);
  sockets.add(socket);
  const cnonce = randomBytes(16).toString('hex');
  const say = (type: string, body: object): void => {
    socket.send(JSON.stringify({ v: 1, type, seq: 0, ack: 0, ts: Date.now(), body }));
  };
  const closed = new Promise<number>((resolve) => { socket.on('close', resolve); });
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('open', () => {
      say('hello', {
        proto: [1, 1], ea: '1.0.0', build: 4620, login: LOGIN, server: SERVER, epoch: 'e1', cnonce, last_seq: 0,
        trade_mode: 'real', margin_mode: 'hedging', currency: 'USD', off: 7200, clock: 'wall', caps: [],
      });
    });
    socket.on('message', (data: Buffer) => {
      const { type, body } = JSON.parse(data.toString('utf8')) as { type: string; body: Record<string, unknown> };
      if (type === 'welcome') resolve({ trade: body['trade'], closed });
      if (type !== 'challenge') return;
      const token = decodeToken(host.pairingToken) as Uint8Array;
      const snonce = String(body['snonce']);
      say('auth', { mac: terminalProof(token, { snonce, cnonce, login: LOGIN, server: SERVER, epoch: 'e1' }) });
    });
  });
}

const ACCOUNT = { login: LOGIN, server: SERVER };
const UNLOCK = { ...ACCOUNT, word: 'REAL' };

describe('a terminal of a real account', () => {
  it('is read-only under the hold, whatever is confirmed, and its unlock is refused in words', async () => {
    await start('held');
    expect((await joinTerminal()).trade).toBe('readonly');
    expect(await call('POST', '/account/confirm', ACCOUNT)).toMatchObject({
      confirmed: true, trade: 'readonly', unlocked: false, whyNot: { code: 'RISK_ACCOUNT_READ_ONLY' },
    });
    expect(await call('POST', '/account/unlock', UNLOCK)).toMatchObject({ status: 422, code: 'RISK_ACCOUNT_READ_ONLY' });
    expect(await call('GET', '/account')).toMatchObject({ trade: 'readonly', login: LOGIN, currency: 'USD', tradeMode: 'real' });
  });

  it('without the hold is welcomed anew as it is unlocked and locked, and says what the kernel says', async () => {
    await start('allowed');
    const first = await joinTerminal();
    expect(first.trade).toBe('readonly');
    expect(await call('POST', '/account/unlock', UNLOCK)).toMatchObject({ code: 'RISK_ACCOUNT_UNCONFIRMED' });
    expect(await call('POST', '/account/confirm', ACCOUNT)).toMatchObject({
      confirmed: true, trade: 'readonly', whyNot: { code: 'RISK_ACCOUNT_LOCKED' },
    });
    expect(await call('POST', '/account/unlock', UNLOCK)).toMatchObject({ trade: 'enabled', unlocked: true });
    expect(await first.closed).toBe(1001);
    const second = await joinTerminal();
    expect(second.trade).toBe('enabled');
    expect(await call('POST', '/account/lock')).toMatchObject({ trade: 'readonly', unlocked: false });
    expect(await second.closed).toBe(1001);
    expect((await joinTerminal()).trade).toBe('readonly');
  });
});
