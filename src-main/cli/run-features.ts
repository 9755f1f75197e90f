// A file of bars through a feature stream, bar by bar, to a CSV: one row for each closed bar, `time` its open, the
// features as of its close, empty where not ready. Memory does not grow with the files of bars.

import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { fail, ok, type Result } from '#core/base';
import { FEATURE_LAYOUT, FeatureStream, type FeatureInputs } from '#core/features';
import { TIMEFRAMES, TIMEFRAME_MS, type Bar, type Timeframe } from '#core/model';
import { formatDecimal, formatStamp, importBars, PulledBars, type ImportHooks, type Zone } from '#main/feeds';
import { keepInputs } from './same-file.ts';

export interface FeatureRequest {
  readonly path: string;
  readonly out: string;
  /** Zone of times that have none; null is UTC. */
  readonly zone: Zone | null;
  /** null: told by the distances of the first bars. */
  readonly timeframe: Timeframe | null;
  /** Price units; null: told by the decimals of the first closes. */
  readonly point: number | null;
  readonly inputs: FeatureInputs;
  /** The files that the inputs were read from: none of them is written over. */
  readonly sidePaths: readonly string[];
  /** Other symbols with their files of bars of the same timeframe, in the order of their columns. */
  readonly pairs: readonly { readonly symbol: string; readonly path: string }[];
}

export interface FeatureReport {
  readonly path: string;
  readonly rows: number;
  readonly rejected: number;
  /** null where the file has no bar. */
  readonly timeframe: Timeframe | null;
  readonly layout: { readonly version: number; readonly hash: string };
  readonly columns: readonly string[];
  /** For each column how many rows have a value, and how it stands with the last row. */
  readonly ready: readonly { readonly column: string; readonly rows: number; readonly last: string }[];
  readonly partial: boolean;
}

export interface FeatureHooks extends Omit<ImportHooks, 'onReject'> {
  onReject(path: string, line: number, code: string, text: string): void;
}

/** Runs it; fails where a file is not understood or the CSV cannot be written. Rejected rows are left out. */
export async function runFeatureFile(request: FeatureRequest, hooks: FeatureHooks): Promise<Result<FeatureReport>> {
  const read = [request.path, ...request.pairs.map(({ path }) => path), ...request.sidePaths];
  const kept = await keepInputs(request.out, read);
  if (!kept.ok) return kept;
  const draft = `${request.out}.${String(process.pid)}.part`;
  const file = createWriteStream(draft);
  const closed = finished(file);
  closed.catch(() => undefined);
  const run = new FeatureRun(request, hooks, async (text) => {
    if (!file.write(text)) await Promise.race([once(file, 'drain'), closed]);
  });
  try {
    const report = await run.run();
    file.end();
    await closed;
    if (!report.ok) {
      await rm(draft, { force: true });
      return report;
    }
    await rename(draft, request.out);
    return report;
  } catch (error) {
    await rm(draft, { force: true });
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (typeof code !== 'string') throw error;
    return fail('EXPORT_FILE_UNWRITABLE', `${request.out} cannot be written (${code}).`);
  }
}

class FeatureRun {
  readonly #request: FeatureRequest;
  readonly #hooks: FeatureHooks;
  readonly #write: (text: string) => Promise<void>;
  readonly #ready = FEATURE_LAYOUT.columns.map(() => 0);
  #stream: FeatureStream | null = null;
  #timeframe: Timeframe | null = null;
  #pairs: readonly PulledBars[] = [];

  constructor(request: FeatureRequest, hooks: FeatureHooks, write: (text: string) => Promise<void>) {
    this.#request = request;
    this.#hooks = hooks;
    this.#write = write;
  }

  async run(): Promise<Result<FeatureReport>> {
    const { path, zone, out } = this.#request;
    await this.#write(`${['time', ...FEATURE_LAYOUT.columns].join(',')}\n`);
    // any bar opens on the minute
    const report = await importBars(
      { path, name: path, timeframe: 'M1', format: 'auto', zone },
      { stored: () => () => Promise.resolve({ items: [], next: null }), put: (bars) => this.#put(bars) },
      { ...this.#hooks, onReject: (line, code, text) => { this.#hooks.onReject(path, line, code, text); } },
    );
    const ended = await this.#endPairs();
    if (report.error !== null) return fail(report.error.code, report.error.text);
    if (!ended.ok) return ended;
    const { version, hash, columns } = FEATURE_LAYOUT;
    const vector = this.#stream?.vector ?? null;
    return ok({
      path: out, rows: report.accepted, rejected: report.rejected, timeframe: this.#timeframe,
      layout: { version, hash }, columns: ['time', ...columns],
      ready: columns.map((column, place) => ({
        column, rows: this.#ready[place] ?? 0, last: vector?.reasonAt(place) ?? 'warm-up',
      })),
      partial: report.partial,
    });
  }

  async #put(bars: readonly Bar[]): Promise<Result<null>> {
    if (this.#stream === null) {
      const begun = await this.#begin(bars);
      if (!begun.ok) return begun;
    }
    const stream = this.#stream;
    if (stream === null || this.#timeframe === null) return ok(null);
    const { values } = stream.vector;
    let text = '';
    for (const bar of bars) {
      await this.#takePairs(stream, bar.time + TIMEFRAME_MS[this.#timeframe]);
      stream.next(bar);
      text += formatStamp(bar.time);
      for (let place = 0; place < values.length; place += 1) {
        const value = values[place] as number;
        if (Number.isNaN(value)) text += ',';
        else {
          text += `,${formatDecimal(value)}`;
          this.#ready[place] = (this.#ready[place] ?? 0) + 1;
        }
      }
      text += '\n';
    }
    await this.#write(text);
    return ok(null);
  }

  /** Makes the stream by the first bars, and opens the files of the other symbols. */
  async #begin(bars: readonly Bar[]): Promise<Result<null>> {
    const { path, timeframe, point, inputs, zone, pairs } = this.#request;
    const found = findTimeframe(path, bars, timeframe);
    if (!found.ok) return found;
    this.#timeframe = found.value;
    this.#stream = new FeatureStream({ timeframe: found.value, point: point ?? findPoint(bars), inputs });
    this.#pairs = pairs.map((pair) => new PulledBars({ ...pair, zone, timeframe: found.value }, {
      onReject: (line, code, text) => { this.#hooks.onReject(pair.path, line, code, text); },
    }));
    for (const [slot, pair] of this.#pairs.entries()) {
      await pair.more();
      const same = findTimeframe(pairs[slot]?.path ?? '', pair.batch, found.value);
      if (!same.ok) return same;
    }
    return ok(null);
  }

  /** Gives the stream the other symbols' bars that had closed. */
  async #takePairs(stream: FeatureStream, asOfMs: number): Promise<void> {
    if (this.#timeframe === null) return;
    const lengthMs = TIMEFRAME_MS[this.#timeframe];
    for (const [slot, pair] of this.#pairs.entries()) {
      for (;;) {
        if (pair.head === undefined) await pair.more();
        const { head } = pair;
        if (head === null || head === undefined || head.time + lengthMs > asOfMs) break;
        stream.takePair(slot, head.time, head.close);
        pair.take();
      }
    }
  }

  async #endPairs(): Promise<Result<null>> {
    for (const pair of this.#pairs) {
      const ended = await pair.end();
      if (!ended.ok) return ended;
    }
    return ok(null);
  }
}

/** The timeframe that most of the bars are apart by; it must be the one that was named, where one was. */
function findTimeframe(path: string, bars: readonly Bar[], named: Timeframe | null): Result<Timeframe> {
  const counts = new Map<number, number>();
  for (let i = 1; i < bars.length; i += 1) {
    const step = (bars[i] as Bar).time - (bars[i - 1] as Bar).time;
    counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  const [step] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0] ?? [];
  const found = TIMEFRAMES.find((timeframe) => TIMEFRAME_MS[timeframe] === step);
  if (named !== null && (found === named || bars.length < 3)) return ok(named);
  const apart = step === undefined ? 'it has one bar' : `most bars are ${step / 60_000} minutes apart`;
  if (named !== null) return fail('IMPORT_TIMEFRAME_OTHER', `${path}: ${apart}, which is not ${named}.`);
  if (found === undefined) return fail('FEATURES_TIMEFRAME_UNKNOWN', `${path}: ${apart}.`);
  return ok(found);
}

const DECIMALS_MAX = 8;

/** The smallest step that the closes' decimals show, in price units. */
function findPoint(bars: readonly Bar[]): number {
  let decimals = 0;
  for (const { close } of bars) {
    const text = formatDecimal(close);
    const at = text.indexOf('.');
    if (at >= 0) decimals = Math.max(decimals, text.length - at - 1);
  }
  return Number(`1e-${String(Math.min(DECIMALS_MAX, decimals))}`);
}
