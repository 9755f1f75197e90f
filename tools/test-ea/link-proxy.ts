// A TCP proxy between terminal and workstation: it cuts and stalls connections, and writes the Host header that the
// server behind it answers to.

import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

const HEAD_END = '\r\n\r\n';

export class LinkProxy {
  readonly #server: Server;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #target = 0;
  #isOpen = true;
  #isStalled = false;
  /** Connections made so far. */
  connections = 0;

  constructor() {
    this.#server = createServer((near) => { this.#join(near); });
  }

  async listen(): Promise<void> {
    await new Promise<void>((done) => { this.#server.listen(0, '127.0.0.1', done); });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}/ws/mt5`;
  }

  aimAt(port: number): void {
    this.#target = port;
  }

  /** Closed: every connection is cut and none is taken. */
  setOpen(isOpen: boolean): void {
    this.#isOpen = isOpen;
    if (!isOpen) this.cut();
  }

  /** Cuts what is there, in the middle of whatever is on its way. */
  cut(): void {
    for (const [near, far] of this.#pairs) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
    this.#pairs.clear();
  }

  /** Nothing passes any more and nothing is closed: the silence that only a heartbeat finds. */
  setStalled(isStalled: boolean): void {
    this.#isStalled = isStalled;
    for (const pair of this.#pairs) {
      for (const socket of pair) {
        if (isStalled) socket.pause();
        else socket.resume();
      }
    }
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise<void>((done) => { this.#server.close(() => { done(); }); });
  }

  #join(near: Socket): void {
    near.on('error', () => undefined);
    if (!this.#isOpen || this.#target === 0) {
      near.resetAndDestroy();
      return;
    }
    this.connections += 1;
    const far = connect(this.#target, '127.0.0.1');
    const pair = [near, far] as const;
    this.#pairs.add(pair);
    const end = (): void => {
      this.#pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    far.on('error', end);
    near.on('close', end);
    far.on('close', end);
    let head = '';
    let isPast = false;
    near.on('data', (chunk: Buffer) => {
      if (isPast) {
        far.write(chunk);
        return;
      }
      head += chunk.toString('latin1');
      if (!head.includes(HEAD_END)) return;
      isPast = true;
      far.write(Buffer.from(head.replace(/\r\nHost:[^\r]*/i, `\r\nHost: 127.0.0.1:${this.#target}`), 'latin1'));
    });
    far.on('data', (chunk: Buffer) => { near.write(chunk); });
    if (this.#isStalled) {
      near.pause();
      far.pause();
    }
  }
}
