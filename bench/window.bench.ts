// From a tick's leaving the terminal to the window that shows it: a served host between a terminal and a window, both
// in this process and so on one clock; against a bare server that hands each frame on. A quote's bid is the number of
// the frame it left with, so every answer tells when what it carries was sent.

import { once } from 'node:events';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { WebSocket } from 'ws';
import type { ContractClient } from '#core/contract';
import { TIMEFRAMES } from '#core/model';
import { BenchTerminal, tickFrame } from './bench-terminal.ts';
import { startBareServer, startServe } from './child.ts';
import { quantile, race, type BenchRow, type Budget } from './frame.ts';
import { OFFSET_S, SYMBOLS, type TickBatch } from './tick-stream.ts';

const RUN_MS = 2_000;
/** Four symbols, each a frame every 20 ms: the 200 messages a second that a terminal may send. */
const STEP_MS = 20;
const RATES = [500, 5_000] as const;
const POINT = 0.00001;
/** Time for the last quotes to arrive. */
const REST_MS = 100;

/** Makes frames on the wall clock and remembers when each left. */
class TimedSender {
  readonly #send: (batch: TickBatch, text: string) => void;
  readonly #sentMs: number[] = [];
  readonly #prev = new Map<string, readonly [number, number]>();
  #rowsDue = 0;

  constructor(send: (batch: TickBatch, text: string) => void) {
    this.#send = send;
  }

  /** When the frame of this bid left. */
  sentMs(bid: number): number | undefined {
    return this.#sentMs[Math.round((bid - 1) / POINT)];
  }

  /** Sends `ticksPerSecond` in all for RUN_MS. */
  async play(ticksPerSecond: number): Promise<void> {
    const startMs = performance.now();
    for (let step = 1; step <= RUN_MS / STEP_MS; step += 1) {
      const waitMs = startMs + step * STEP_MS - performance.now();
      await new Promise((done) => { setTimeout(done, Math.max(0, waitMs)); });
      for (const symbol of SYMBOLS) {
        this.#rowsDue += ticksPerSecond * STEP_MS / 1000 / SYMBOLS.length;
        const rows = Math.floor(this.#rowsDue);
        this.#rowsDue -= rows;
        if (rows > 0) this.#sendFrame(symbol, rows);
      }
    }
    await new Promise((done) => { setTimeout(done, REST_MS); });
  }

  #sendFrame(symbol: string, rows: number): void {
    const prev = this.#prev.get(symbol) ?? null;
    const lastMs = Math.max(Date.now() + OFFSET_S * 1000, (prev?.[0] ?? 0) + rows);
    const bid = 1 + this.#sentMs.length * POINT;
    const column = (value: number): number[] => new Array<number>(rows).fill(value);
    const batch: TickBatch = {
      symbol, prev, next: [lastMs, 1],
      ticks: {
        brokerMs: Array.from({ length: rows }, (_, i) => lastMs - rows + 1 + i), bid: column(Number(bid.toFixed(5))),
        ask: column(Number((bid + POINT).toFixed(5))), last: column(0), volume: column(0), flags: column(6),
      },
    };
    this.#prev.set(symbol, batch.next);
    const text = tickFrame(batch);
    this.#sentMs.push(performance.now());
    this.#send(batch, text);
  }
}

/** A window that pulls again as soon as it was answered, all charts of all symbols in view. */
class BenchWindow {
  onQuote: (bid: number) => void = () => undefined;
  readonly #socket: WebSocket;
  readonly #client: ContractClient;
  #isOpen = true;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    // What the link uses of a socket is what ws has too.
    this.#client = createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }));
  }

  /** Exchanges the key of `url` for the cookie, as a browser does. */
  static async open(url: string): Promise<BenchWindow> {
    const page = await fetch(url, { redirect: 'manual' });
    const cookie = (page.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const address = new URL('/ws/app', url);
    address.protocol = 'ws:';
    const socket = new WebSocket(address, { headers: { cookie }, perMessageDeflate: false });
    await once(socket, 'open');
    return new BenchWindow(socket);
  }

  /** Pulls until it is closed; rejects where the host refuses. */
  async live(): Promise<void> {
    const { windowId } = await this.#client.window.open();
    const watch = SYMBOLS.flatMap((symbol) => TIMEFRAMES.map((timeframe) => ({ symbol, timeframe })));
    let have: number | null = null;
    try {
      while (this.#isOpen) {
        const delta = await this.#client.window.pull({ windowId, have, watch, waitMs: 1_000 });
        have = delta.n;
        for (const { bid } of delta.quotes) this.onQuote(bid);
      }
    } catch (error) {
      // A call that the closing cut off is no failure.
      if (this.#isOpen) throw error;
    }
  }

  close(): void {
    this.#isOpen = false;
    this.#socket.terminate();
  }
}

interface RelayedFrame {
  readonly body: { readonly rows: readonly (readonly number[])[] };
}

/** Latencies of what was shown while `sender` played: p50 and p99 in ms. */
async function measure(
  sender: TimedSender, rate: number, hear: (take: (bid: number) => void) => void,
): Promise<readonly number[]> {
  const taken: number[] = [];
  hear((bid) => {
    const sentMs = sender.sentMs(bid);
    if (sentMs !== undefined) taken.push(performance.now() - sentMs);
  });
  await sender.play(rate);
  hear(() => undefined);
  return [quantile(taken, 0.5), quantile(taken, 0.99)];
}

async function raceRoads(terminal: BenchTerminal, window: BenchWindow, bareUrl: string): Promise<readonly BenchRow[]> {
  const out = new WebSocket(`${bareUrl}/relay`, { perMessageDeflate: false });
  const back = new WebSocket(`${bareUrl}/listen`, { perMessageDeflate: false });
  try {
    await Promise.all([once(out, 'open'), once(back, 'open')]);
    let takeBare: (bid: number) => void = () => undefined;
    back.on('message', (data) => {
      const { body } = JSON.parse((data as Buffer).toString('utf8')) as RelayedFrame;
      takeBare(body.rows.at(-1)?.[1] ?? 0);
    });
    const ours = new TimedSender((batch, text) => { terminal.sendNow(batch, text); });
    const bare = new TimedSender((_batch, text) => { out.send(text); });
    const rows: BenchRow[] = [];
    for (const rate of RATES) {
      const name = `tick to window at ${rate.toLocaleString('en-US')} ticks/s`;
      rows.push(...await race({
        figures: [
          { name: `${name}, p50`, unit: 'ms', better: 'less' }, { name: `${name}, p99`, unit: 'ms', better: 'less' },
        ],
        peerName: 'bare ws: hands each frame on',
        ours: () => measure(ours, rate, (take) => { window.onQuote = take; }),
        peer: () => measure(bare, rate, (take) => { takeBare = take; }),
      }));
    }
    return rows;
  } finally {
    out.terminate();
    back.terminate();
  }
}

async function run(): Promise<readonly BenchRow[]> {
  const serve = await startServe();
  try {
    const bare = await startBareServer();
    try {
      const { ws, pairingToken } = serve.ready;
      const terminal = await BenchTerminal.connect({ url: ws, pairingToken, clock: 'wall' });
      const window = await BenchWindow.open(serve.ready.url);
      const living = window.live();
      try {
        return await Promise.race([
          raceRoads(terminal, window, bare.ready.url), living.then(() => { throw new Error('the window ended'); }),
        ]);
      } finally {
        window.close();
        terminal.close();
      }
    } finally {
      await bare.stop();
    }
  } finally {
    await serve.stop();
  }
}

export const windowBudget: Budget = { name: 'window', run };
