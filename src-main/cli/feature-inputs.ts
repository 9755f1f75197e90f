// The files beside the bars that `sextant features` was given, read whole: daily series, calendar, sentiment. They are
// small; what they hold of the future stays theirs, since each value carries the moment from which it was known.

import { ok, type Result } from '#core/base';
import type { FeatureInputs, KnownSeries } from '#core/features';
import { pairIn, readCalendarFile, readDailyFile, readSentimentFile, type SideReport, type Zone } from '#main/feeds';

const DAILY_FILES = ['spy', 'vix', 'dxy', 'gold'] as const;
type DailyName = (typeof DAILY_FILES)[number];

/** Paths of what was given. */
export type SideFiles = Partial<Readonly<Record<DailyName | 'calendar' | 'sentiment', string>>>;

export interface NamedReport extends SideReport {
  readonly name: string;
}

export interface ReadInputs {
  readonly inputs: FeatureInputs;
  readonly reports: readonly NamedReport[];
}

/** Minute of New York's day from which a daily close counts; the VIX is fixed a quarter of an hour later. */
const CLOSE_MINUTE: Readonly<Record<DailyName, number>> = { spy: 960, vix: 975, dxy: 960, gold: 960 };

/** Reads what was given; the first file that cannot be read is told. `onReject` hears of each row left out. */
export async function readInputs(
  files: SideFiles, symbol: string | null, zone: Zone | null,
  onReject: (path: string, line: number, code: string, text: string) => void,
): Promise<Result<ReadInputs>> {
  const reports: NamedReport[] = [];
  const hooksOf = (path: string) => ({
    onReject: (line: number, code: string, text: string) => { onReject(path, line, code, text); },
  });
  const name = (symbol ?? '').toUpperCase();
  const pair = pairIn(name.replaceAll(/[^A-Z0-9]/g, ''));
  const [base, quote] = pair === null ? ['', ''] : [pair.slice(0, 3), pair.slice(3)];
  const daily: Partial<Record<DailyName, KnownSeries>> = {};
  for (const one of DAILY_FILES) {
    const path = files[one];
    if (path === undefined) continue;
    const read = await readDailyFile(path, CLOSE_MINUTE[one], hooksOf(path));
    if (!read.ok) return read;
    daily[one] = read.value.value;
    reports.push({ name: one, ...read.value.report });
  }
  let inputs: FeatureInputs = daily;
  if (files.calendar !== undefined) {
    const currencies = pair === null ? null : [base, quote];
    const read = await readCalendarFile(files.calendar, currencies, zone, hooksOf(files.calendar));
    if (!read.ok) return read;
    inputs = { ...inputs, calendar: read.value.value };
    reports.push({ name: 'calendar', ...read.value.report });
  }
  if (files.sentiment !== undefined) {
    const read = await readSentimentFile(files.sentiment, name, base, quote, zone, hooksOf(files.sentiment));
    if (!read.ok) return read;
    inputs = { ...inputs, sentiment: read.value.value };
    reports.push({ name: 'sentiment', ...read.value.report });
  }
  return ok({ inputs, reports });
}
