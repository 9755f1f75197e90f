// The way to the thread of the similar past situations. The thread begins with the first question, and anew where it
// died; nothing of it exists in a folder that is not asked.

import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { ok, type Result } from '#core/base';
import { workerUrl } from '#main/workers';
import type { FromSimilar, SimilarAnswer, SimilarQuery, ToSimilar } from './similar-types.ts';

interface Asking {
  readonly done: (result: Result<SimilarAnswer>) => void;
  readonly failed: (error: Error) => void;
}

export class SimilarDesk {
  readonly #folder: string;
  readonly #asking = new Map<number, Asking>();
  #worker: Worker | null = null;
  #nextId = 1;
  #isClosed = false;

  constructor(dataDir: string) {
    this.#folder = join(dataDir, 'stores');
  }

  /** Answers from the store's bars; fails with PATTERNS_RECIPE_BAD or PATTERNS_TOO_FEW_BARS. Rejects on a defect. */
  ask(query: SimilarQuery): Promise<Result<SimilarAnswer>> {
    if (this.#isClosed) return Promise.reject(new Error('the data folder is closed'));
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise((done, failed) => {
      this.#asking.set(id, { done, failed });
      const message: ToSimilar = { id, query };
      this.#start().postMessage(message);
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const worker = this.#worker;
    this.#giveUp(new Error('the data folder is closed'));
    await worker?.terminate();
  }

  #start(): Worker {
    if (this.#worker !== null) return this.#worker;
    const worker = new Worker(workerUrl(import.meta.url, './similar-worker'), { workerData: this.#folder });
    worker.on('message', (message: FromSimilar) => { this.#hear(message); });
    worker.on('error', (error: Error) => { if (this.#worker === worker) this.#giveUp(error); });
    // A question that is still open keeps its caller waiting, not the process alive.
    worker.unref();
    this.#worker = worker;
    return worker;
  }

  #hear(message: FromSimilar): void {
    const asking = this.#asking.get(message.id);
    this.#asking.delete(message.id);
    if ('answer' in message) asking?.done(ok(message.answer));
    else if ('failure' in message) asking?.done({ ok: false, error: message.failure });
    else asking?.failed(new Error(message.defect));
  }

  #giveUp(error: Error): void {
    this.#worker = null;
    const asking = [...this.#asking.values()];
    this.#asking.clear();
    for (const { failed } of asking) failed(error);
  }
}
