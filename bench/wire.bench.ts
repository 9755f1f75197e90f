// Ticks over the socket into a served host: how many a second until the last is confirmed, and how long one frame
// takes until it is confirmed. Confirmed means committed in the journal; the peer only parses and answers.

import { once } from 'node:events';
import { WebSocket } from 'ws';
import { BenchTerminal, tickFrame } from './bench-terminal.ts';
import { startBareServer, startServe } from './child.ts';
import { quantile, race, type BenchRow, type Budget } from './frame.ts';
import { TickStream, type TickBatch } from './tick-stream.ts';

/** The host takes at most 10,000 messages a second from a terminal: more rows to a message keep clear of that. */
const FRAME_ROWS = 100;
const FRAMES = 2_000;
const SINGLE_FRAMES = 500;
const SERVER_CPU_RATE = { name: 'socket to committed, the server alone', unit: 'ticks/CPU s', better: 'more' } as const;

interface Prepared {
  readonly batch: TickBatch;
  readonly text: string;
}

/** One end of a wire: ours or the bare one. */
interface Line {
  /** Sends all frames as fast as they go; resolves when the last is answered. */
  sendAll(frames: readonly Prepared[]): Promise<void>;
  /** Sends one frame; resolves when it is answered. */
  sendOne(frame: Prepared): Promise<void>;
  /** Processor seconds of the server behind it; null where the system does not tell. */
  cpuSeconds(): number | null;
}

function prepare(stream: TickStream, count: number, rows: number): readonly Prepared[] {
  return Array.from({ length: count }, () => {
    const batch = stream.next(rows);
    return { batch, text: tickFrame(batch) };
  });
}

function ourLine(terminal: BenchTerminal, cpuSeconds: Line['cpuSeconds']): Line {
  return {
    cpuSeconds,
    sendAll: async (frames) => {
      for (const { batch, text } of frames) await terminal.sendTicks(batch, text);
      await terminal.settled();
    },
    sendOne: async ({ batch, text }) => {
      terminal.sendNow(batch, text);
      await terminal.settled();
    },
  };
}

function bareLine(socket: WebSocket, cpuSeconds: Line['cpuSeconds']): Line {
  let waited = 0;
  let done: () => void = () => undefined;
  socket.on('message', (data) => {
    JSON.parse((data as Buffer).toString('utf8'));
    waited -= 1;
    if (waited === 0) done();
  });
  const sendAll = async (frames: readonly Prepared[]): Promise<void> => {
    const answered = new Promise<void>((resolve) => { done = resolve; });
    waited = frames.length;
    for (const { text } of frames) socket.send(text);
    await answered;
  };
  return { cpuSeconds, sendAll, sendOne: (frame) => sendAll([frame]) };
}

async function measureRate(line: Line, stream: TickStream): Promise<readonly number[]> {
  const frames = prepare(stream, FRAMES, FRAME_ROWS);
  const ticks = FRAMES * FRAME_ROWS;
  const cpuBefore = line.cpuSeconds();
  const before = performance.now();
  await line.sendAll(frames);
  const rate = ticks / (performance.now() - before) * 1000;
  const cpuAfter = line.cpuSeconds();
  return cpuBefore === null || cpuAfter === null ? [rate] : [rate, ticks / (cpuAfter - cpuBefore)];
}

async function measureLatency(line: Line, stream: TickStream): Promise<readonly number[]> {
  const frames = prepare(stream, SINGLE_FRAMES, 1);
  const taken: number[] = [];
  for (const frame of frames) {
    const before = performance.now();
    await line.sendOne(frame);
    taken.push(performance.now() - before);
  }
  return [quantile(taken, 0.5), quantile(taken, 0.99)];
}

async function raceLines(ours: Line, peer: Line): Promise<readonly BenchRow[]> {
  const stream = new TickStream(21);
  // The bare server keeps no cursors: its ticks are a stream of their own.
  const peerStream = new TickStream(21);
  const rate = await race({
    figures: [
      { name: 'socket to committed', unit: 'ticks/s', better: 'more' },
      ...(ours.cpuSeconds() === null ? [] : [SERVER_CPU_RATE]),
    ],
    peerName: 'bare ws: parses and answers each frame',
    ours: () => measureRate(ours, stream),
    peer: () => measureRate(peer, peerStream),
  });
  const latency = await race({
    figures: [
      { name: 'acknowledged after commit, p50', unit: 'ms', better: 'less' },
      { name: 'acknowledged after commit, p99', unit: 'ms', better: 'less' },
    ],
    peerName: 'bare ws: round trip',
    ours: () => measureLatency(ours, stream),
    peer: () => measureLatency(peer, peerStream),
  });
  return [...rate, ...latency];
}

async function run(): Promise<readonly BenchRow[]> {
  const serve = await startServe();
  try {
    const bare = await startBareServer();
    try {
      const { ws, pairingToken } = serve.ready;
      const terminal = await BenchTerminal.connect({ url: ws, pairingToken, clock: 'data' });
      const socket = new WebSocket(`${bare.ready.url}/ack`, { perMessageDeflate: false });
      try {
        await once(socket, 'open');
        return await raceLines(
          ourLine(terminal, () => serve.cpuSeconds()), bareLine(socket, () => bare.cpuSeconds()),
        );
      } finally {
        terminal.close();
        socket.terminate();
      }
    } finally {
      await bare.stop();
    }
  } finally {
    await serve.stop();
  }
}

export const wireBudget: Budget = { name: 'wire', run };
