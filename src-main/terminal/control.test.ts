import { PassThrough } from 'node:stream';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ok, type Result } from '#core/base';
import { runSimulate } from './index.ts';
import { PageServer, TOKEN_TEXT } from './page-server.test-kit.ts';

let server: PageServer;
let url = '';
let stopping = new AbortController();

beforeEach(async () => {
  stopping = new AbortController();
  server = new PageServer();
  url = await server.listen();
});

afterEach(async () => {
  stopping.abort();
  await server.close();
});

/** A terminal worked by hand: `ask` writes a line and resolves with its answer. */
class Hand {
  readonly #lines = new PassThrough();
  readonly #waiting: ((answer: Record<string, unknown>) => void)[] = [];
  readonly ended: Promise<Result<number>>;

  constructor() {
    this.ended = runSimulate({ connect: url, token: TOKEN_TEXT, demo: true }, {
      stdout: (text) => { this.#waiting.shift()?.(JSON.parse(text) as Record<string, unknown>); },
      stderr: () => undefined, isInteractive: false, signal: stopping.signal,
      control: createInterface({ input: this.#lines }),
    });
  }

  ask(line: object | string): Promise<Record<string, unknown>> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#lines.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`);
    });
  }

  end(): void {
    this.#lines.end();
  }
}

async function until(what: () => boolean): Promise<void> {
  while (!what()) await new Promise((resolve) => { setTimeout(resolve, 10); });
}

describe('sextant simulate --control', () => {
  it('trades by hand, tells the broker\'s truth, and ends with its input', async () => {
    const hand = new Hand();
    await until(() => server.types.includes('snapshot.end'));
    const opened = await hand.ask({ id: 'a', do: 'open', symbol: 'EURUSD', side: 'buy', volume: 0.2 });
    expect(opened).toMatchObject({ re: 'a', ok: true, retcode: 10009, volume: 0.2 });
    await until(() => server.types.includes('position'));
    const state = await hand.ask({ do: 'state' });
    expect(state).toMatchObject({
      re: 2, ok: true, phase: 'live', trade: 'enabled',
      positions: [{ id: opened['position'], volume: 0.2, magic: '0' }],
    });
    expect(await hand.ask({ do: 'close', position: opened['position'], volume: 0.05 })).toMatchObject({ ok: true });
    expect(await hand.ask({ do: 'close', position: opened['position'] })).toMatchObject({ volume: 0.15 });
    expect(await hand.ask({ do: 'close', position: opened['position'] })).toMatchObject({ ok: false, retcode: 10036 });
    hand.end();
    expect(await hand.ended).toEqual(ok(0));
    expect(server.trouble).toEqual([]);
  });

  it('answers a line it cannot read with what is wrong, and goes on', async () => {
    const hand = new Hand();
    const unread = await hand.ask('buy!');
    expect(unread).toMatchObject({ re: 1, ok: false });
    expect(unread['error']).toContain('{"do":"open"');
    expect(await hand.ask('[1]')).toMatchObject({ re: 2, ok: false });
    expect(await hand.ask({ id: 7, do: 'fly' })).toEqual({
      re: 7, ok: false, error: 'do: one of open, modify, close, close_by, cancel, algo, kill, speed, state, cut',
    });
    expect(await hand.ask({ do: 'open', symbol: 'EURUSD' })).toMatchObject({ ok: false, error: 'side: buy or sell' });
    expect(await hand.ask(`{"do":"${'x'.repeat(70_000)}"}`)).toMatchObject({ ok: false });
    hand.end();
    expect(await hand.ended).toEqual(ok(0));
  });

  it('presses the switches of the terminal and moves the market on', async () => {
    const hand = new Hand();
    await until(() => server.types.includes('snapshot.end'));
    const opened = await hand.ask({ do: 'open', symbol: 'EURUSD', side: 'buy', volume: 0.1 });
    expect(opened).toMatchObject({ ok: true });
    expect(await hand.ask({ do: 'algo', on: false })).toMatchObject({ ok: true });
    // what programs may not do, the person in front of the terminal may
    expect(await hand.ask({ do: 'open', symbol: 'EURUSD', side: 'sell', volume: 0.1 })).toMatchObject({ ok: true });
    expect(await hand.ask({ do: 'algo' })).toMatchObject({ ok: false, error: 'on: true or false' });
    await hand.ask({ do: 'algo', on: true });
    const before = await hand.ask({ do: 'state' });
    expect(await hand.ask({ do: 'speed', factor: 500 })).toMatchObject({ ok: true });
    expect(await hand.ask({ do: 'speed', factor: 0 })).toMatchObject({ ok: false });
    let gone = 0;
    while (gone < 60_000) {
      await new Promise((resolve) => { setTimeout(resolve, 10); });
      gone = ((await hand.ask({ do: 'state' }))['timeMs'] as number) - (before['timeMs'] as number);
    }
    await hand.ask({ do: 'speed', factor: 1 });
    expect(await hand.ask({ do: 'kill', flatten: true })).toMatchObject({ ok: true });
    expect(await hand.ask({ do: 'state' })).toMatchObject({ positions: [], isReadOnly: true, drawn: [] });
    hand.end();
    expect(await hand.ended).toEqual(ok(0));
  });

  it('cuts the link on request, and the terminal comes back', async () => {
    const hand = new Hand();
    await until(() => server.types.includes('snapshot.end'));
    expect(await hand.ask({ do: 'cut' })).toMatchObject({ ok: true });
    await until(() => server.connections === 2 && server.types.filter((type) => type === 'snapshot.end').length === 2);
    hand.end();
    expect(await hand.ended).toEqual(ok(0));
  });
});
