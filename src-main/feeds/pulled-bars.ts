// A file of bars read at the reader's pace: one batch is held, and the file waits until it is used up.

import { fail, ok, type Result } from '#core/base';
import type { Bar, Timeframe } from '#core/model';
import { importBars, type ImportHooks, type ImportReport } from './import-file.ts';
import type { Zone } from './zone.ts';

export interface PulledFile {
  readonly path: string;
  readonly symbol: string;
  readonly timeframe: Timeframe;
  /** Zone of times that have none; null is UTC. */
  readonly zone: Zone | null;
}

export class PulledBars {
  readonly #done: Promise<ImportReport>;
  #batch: readonly Bar[] = [];
  #at = 0;
  #isEnded = false;
  #isStopped = false;
  /** Lets the file read on. */
  #goOn: () => void = () => undefined;
  /** Tells the reader that a batch is there. */
  #tell: () => void = () => undefined;
  #told: Promise<void>;

  constructor({ path, symbol, timeframe, zone }: PulledFile, hooks: Pick<ImportHooks, 'onReject'>) {
    this.#told = this.#expect();
    this.#done = importBars({ path, name: path, symbol, timeframe, format: 'auto', zone }, {
      stored: () => () => Promise.resolve({ items: [], next: null }),
      put: async (rows) => {
        if (this.#isStopped) return ok(null);
        this.#batch = rows;
        this.#at = 0;
        const used = new Promise<void>((resolve) => { this.#goOn = resolve; });
        this.#tell();
        await used;
        return ok(null);
      },
    }, { ...hooks, isStopAsked: () => this.#isStopped }).finally(() => {
      this.#isEnded = true;
      this.#tell();
    });
    // Whoever ends the reading is told.
    this.#done.catch(() => undefined);
  }

  /** The next bar, not taken yet; null at the end, undefined where the next batch must be waited for with `more`. */
  get head(): Bar | null | undefined {
    const bar = this.#batch[this.#at];
    if (bar !== undefined) return bar;
    return this.#isEnded ? null : undefined;
  }

  take(): void {
    this.#at += 1;
  }

  /** Waits for the next batch; `head` is a bar or null then. */
  async more(): Promise<void> {
    while (this.head === undefined) {
      const told = this.#told;
      this.#goOn();
      await told;
      this.#told = this.#expect();
    }
  }

  /** Bars of the batch at hand, to look at before they are taken. */
  get batch(): readonly Bar[] {
    return this.#batch;
  }

  /** Ends the reading, at the end of the file or before. */
  async end(): Promise<Result<ImportReport>> {
    this.#isStopped = true;
    this.#goOn();
    const report = await this.#done;
    return report.error === null ? ok(report) : fail(report.error.code, report.error.text);
  }

  #expect(): Promise<void> {
    return new Promise((resolve) => { this.#tell = resolve; });
  }
}
