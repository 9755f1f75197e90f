// The contract's calls and streams over both channels, with the client that a window uses.

import { MessageChannel } from 'node:worker_threads';
import { createORPCClient, ORPCError } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Alert, ContractClient } from '#core/contract';
import { attachMessagePort } from './message-port.ts';
import { MemorySetup } from './testing/memory-setup.ts';
import { MemoryWorkstation } from './testing/memory-workstation.ts';
import { makeBar, makeSignal } from './testing/nouns.ts';
import { API_TOKEN, runServer, type RunningServer } from './testing/running-server.ts';

interface Channel {
  readonly client: ContractClient;
  readonly workstation: MemoryWorkstation;
  /** Sends what is no call. */
  sendRaw(data: unknown): void;
  readonly closed: Promise<void>;
  stop(): Promise<void>;
}

async function openSocket(): Promise<Channel> {
  const running: RunningServer = await runServer();
  const socket = new WebSocket(
    `ws://127.0.0.1:${running.server.port}/ws/app`, { headers: { authorization: `Bearer ${API_TOKEN}` } },
  );
  await new Promise((done) => { socket.on('open', done); });
  return {
    client: createORPCClient(new SocketLink({ websocket: socket as unknown as globalThis.WebSocket })),
    workstation: running.workstation,
    sendRaw: (data) => { socket.send(data as string); },
    closed: new Promise((done) => { socket.on('close', () => { done(); }); }),
    stop: async () => {
      socket.terminate();
      await running.stop();
    },
  };
}

async function openPort(): Promise<Channel> {
  const workstation = new MemoryWorkstation();
  const { port1, port2 } = new MessageChannel();
  const detach = attachMessagePort(
    port1, workstation, { mt5Url: () => 'ws://127.0.0.1:1/ws/mt5', setup: new MemorySetup(), log: () => undefined },
  );
  const client: ContractClient = createORPCClient(new PortLink({ port: port2 }));
  port2.start();
  return {
    client, workstation,
    sendRaw: (data) => { port2.postMessage(data); },
    closed: new Promise((done) => { port2.on('close', done); }),
    stop: async () => {
      detach();
      port2.close();
    },
  };
}

const channels = [['a WebSocket', openSocket], ['a message port', openPort]] as const;

describe.each(channels)('over %s', (_name, open) => {
  let channel: Channel;
  beforeEach(async () => { channel = await open(); });
  afterEach(async () => { await channel.stop(); });

  it('a call is answered', async () => {
    const { client, workstation } = channel;
    workstation.signals.set('S1', makeSignal('S1'));
    expect(await client.health.get()).toMatchObject({ status: 'ok', version: '0.1.0' });
    expect(await client.signals.approve({ id: 'S1' })).toMatchObject({
      state: 'approved', decidedBy: 'window', probability: 0.55,
    });
    expect((await client.connection.get()).ws).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/ws\/mt5$/);
  });

  it('a failure arrives with its code, detail and remedy', async () => {
    const error: unknown = await channel.client.signals.approve({ id: 'none' }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ORPCError);
    expect(error).toMatchObject({
      code: 'APPROVAL_UNKNOWN_SIGNAL', status: 404, defined: true,
      data: { detail: 'There is no signal none.', remedy: 'Refresh the list.' },
    });
    const wrong: unknown = await channel.client.chart.history({
      symbol: 'EURUSD', timeframe: 'M5', count: 0,
    }).catch((thrown: unknown) => thrown);
    expect(wrong).toMatchObject({ code: 'WEB_BAD_REQUEST', defined: true });
  });

  it('a chart gets its newest bars in columns', async () => {
    channel.workstation.closedBars.set('EURUSD:M5', [0, 1, 2, 3].map((n) => makeBar(n * 300_000, 1 + n / 10)));
    const history = await channel.client.chart.history({
      symbol: 'EURUSD', timeframe: 'M5', count: 2, before: 900_000_000_000,
    });
    expect(history).toMatchObject({ time: [600_000, 900_000], close: [1.2, 1.3], spread: [12, 12], more: true });
    const older = await channel.client.chart.history({ symbol: 'EURUSD', timeframe: 'M5', count: 9, before: 600 });
    expect(older).toMatchObject({ time: [0, 300_000], more: false });
  });

  it('a window pulls everything, then what changed, as soon as it changed', async () => {
    const { client, workstation } = channel;
    const { windowId } = await client.window.open();
    const watch = [{ symbol: 'EURUSD', timeframe: 'M5' as const }];
    const first = await client.window.pull({ windowId, have: null, watch });
    expect(first).toMatchObject({ full: true, stale: watch, account: { login: '1' }, safety: { killSwitch: false } });
    const pending = client.window.pull({ windowId, have: first.n, watch, waitMs: 5_000 });
    // The channel keeps its order: once this answer is here, the pull before it has arrived.
    await client.health.get();
    workstation.tick('EURUSD', 1.2);
    const second = await pending;
    expect(second).toMatchObject({
      full: false, n: first.n + 1, quotes: [{ symbol: 'EURUSD', bid: 1.2 }], signals: [],
    });
    expect(second.account).toBeUndefined();
  });

  it('alerts arrive as they happen, and listening ends with the reader', async () => {
    const { client, workstation } = channel;
    const alerts = await client.alerts.watch();
    expect(workstation.listeners).toBe(1);
    workstation.emit(
      { kind: 'SignalOpened', signal: makeSignal('S1') },
      { kind: 'TradingLocked', code: 'RISK_DAILY_LOSS', text: 'reached' },
    );
    const seen: Alert['kind'][] = [];
    for await (const alert of alerts) {
      seen.push(alert.kind);
      if (seen.length === 2) break;
    }
    expect(seen).toEqual(['signal-opened', 'locked']);
    // The end travels after the reader's break; a call behind it tells that it arrived.
    await client.health.get();
    expect(workstation.listeners).toBe(0);
  });

  it.each([
    ['no JSON', 'hello'], ['no object', '7'], ['no call', '{"i":"1"}'],
    ['a stream to us', '{"i":"1","t":3,"p":{"e":"message"}}'], ['another host', '{"i":"1","p":{"u":"http://evil/"}}'],
  ])('%s ends the channel and nothing else', async (_what, data) => {
    channel.sendRaw(data);
    await channel.closed;
    expect(channel.workstation.requests).toEqual([]);
  });
});

describe('a window that goes away', () => {
  it('takes its alert listener with it when its socket closes', async () => {
    const channel = await openSocket();
    await channel.client.alerts.watch();
    expect(channel.workstation.listeners).toBe(1);
    channel.sendRaw('hello');
    await channel.closed;
    await expect.poll(() => channel.workstation.listeners).toBe(0);
    await channel.stop();
  });

  it('takes everything with it when its port closes', async () => {
    const channel = await openPort();
    const { windowId } = await channel.client.window.open();
    await channel.client.window.pull({ windowId, have: null, watch: [] });
    await channel.client.alerts.watch();
    expect(channel.workstation.listeners).toBe(3);
    await channel.stop();
    await expect.poll(() => channel.workstation.listeners).toBe(0);
  });
});
