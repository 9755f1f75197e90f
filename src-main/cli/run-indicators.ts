// A file of bars through a set of indicators, bar by bar, to a CSV: one row for each bar, empty where not ready.
// Memory does not grow with the file.

import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { fail, ok, type Result } from '#core/base';
import { columnNames, makeIndicator, readRequest, type IndicatorRequest } from '#core/indicators';
import type { Bar } from '#core/model';
import { formatDecimal, formatStamp, importBars, type ImportHooks, type Zone } from '#main/feeds';
import { keepInputs } from './same-file.ts';

interface Request {
  readonly path: string;
  readonly calc: string;
  readonly out: string;
  /** Zone of times that have none; null is UTC. */
  readonly zone: Zone | null;
}

/** Studies of other groups that weigh by volume. */
const VOLUME_READERS: ReadonlySet<string> = new Set(['VWMA', 'MFI', 'SESSIONVWAP']);

interface Report {
  readonly path: string;
  readonly rows: number;
  readonly rejected: number;
  readonly columns: readonly string[];
  readonly partial: boolean;
  /** Requests that read the volume, where no bar of the file has any. */
  readonly withoutVolume: readonly string[];
}

/** Requests that read the volume, as they were asked for. */
function volumeReaders(requests: readonly IndicatorRequest[]): readonly string[] {
  return requests.filter(({ definition: { group, name } }) => (
    group === 'volume' || VOLUME_READERS.has(name)
  )).map(({ text }) => text);
}

/** Reads a list of requests; the first that is wrong is told. The same one twice is one column. */
function readCalc(calc: string): Result<readonly IndicatorRequest[]> {
  const requests: IndicatorRequest[] = [];
  for (const text of new Set(calc.split(',').map((part) => part.trim()).filter((part) => part !== ''))) {
    const request = readRequest(text);
    if (!request.ok) return request;
    requests.push(request.value);
  }
  if (requests.length === 0) return fail('INDICATORS_NAME_UNKNOWN', '--calc names no indicator.');
  return ok(requests);
}

/** Fails where a request or the file is not understood, or the CSV cannot be written; rejected rows are left out. */
export async function runIndicatorFile(request: Request, hooks: ImportHooks): Promise<Result<Report>> {
  const requests = readCalc(request.calc);
  if (!requests.ok) return requests;
  const kept = await keepInputs(request.out, [request.path]);
  if (!kept.ok) return kept;
  const columns = ['time', ...requests.value.flatMap(columnNames)];
  const studies = requests.value.map(makeIndicator);
  const draft = `${request.out}.${String(process.pid)}.part`;
  const file = createWriteStream(draft);
  const closed = finished(file);
  closed.catch(() => undefined);
  const write = async (text: string): Promise<void> => {
    if (!file.write(text)) await Promise.race([once(file, 'drain'), closed]);
  };
  const seen = { hasVolume: false };
  const put = async (bars: readonly Bar[]): Promise<Result<null>> => {
    let text = '';
    for (const bar of bars) {
      if (bar.tickVolume > 0) seen.hasVolume = true;
      text += formatStamp(bar.time);
      for (const study of studies) {
        study.next(bar);
        for (const value of study.out) text += Number.isNaN(value) ? ',' : `,${formatDecimal(value)}`;
      }
      text += '\n';
    }
    await write(text);
    return ok(null);
  };
  try {
    await write(`${columns.join(',')}\n`);
    // any bar opens on the minute
    const report = await importBars(
      { path: request.path, name: request.path, timeframe: 'M1', format: 'auto', zone: request.zone },
      { stored: () => () => Promise.resolve({ items: [], next: null }), put }, hooks,
    );
    file.end();
    await closed;
    if (report.error !== null) {
      await rm(draft, { force: true });
      return fail(report.error.code, report.error.text);
    }
    await rename(draft, request.out);
    return ok({
      path: request.out, rows: report.accepted, rejected: report.rejected, columns, partial: report.partial,
      withoutVolume: seen.hasVolume ? [] : volumeReaders(requests.value),
    });
  } catch (error) {
    await rm(draft, { force: true });
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (typeof code !== 'string') throw error;
    return fail('EXPORT_FILE_UNWRITABLE', `${request.out} cannot be written (${code}).`);
  }
}
