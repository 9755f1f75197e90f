// Electron's MessageChannelMain for the stand-in: messages wait until the port is started, and closing one end closes
// the other.

import { EventEmitter } from 'node:events';

export class StandInPort extends EventEmitter {
  other: StandInPort | null = null;
  /** Messages that arrived here. */
  received = 0;
  #waiting: unknown[] | null = [];
  #isClosed = false;

  postMessage(data: unknown): void {
    if (!this.#isClosed) this.other?.take(data);
  }

  start(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const data of waiting) this.emit('message', { data, ports: [] });
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.emit('close');
    this.other?.close();
  }

  take(data: unknown): void {
    this.received += 1;
    if (this.#waiting === null) queueMicrotask(() => { this.emit('message', { data, ports: [] }); });
    else this.#waiting.push(data);
  }
}

export class MessageChannelMain {
  readonly port1 = new StandInPort();
  readonly port2 = new StandInPort();

  constructor() {
    this.port1.other = this.port2;
    this.port2.other = this.port1;
  }
}
