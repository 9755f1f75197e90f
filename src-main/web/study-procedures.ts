// The registry, the active studies and their values behind the contract.

import type { ActiveStudyResource, IndicatorResource, StudyHistory } from '#core/contract';
import { columnNames, listIndicators, readRequest } from '#core/indicators';
import type { Timeframe } from '#core/model';
import type { ActiveStudy, StudyPoint, WorkstationApi } from '#main/engine';
import { unwrap } from './failures.ts';
import { decodeTime, encodeTime, requireSymbol } from './market-pages.ts';
import type { Implementer } from './procedures.ts';

export function studyProcedures(os: Implementer, workstation: WorkstationApi) {
  return {
    indicators: {
      list: os.indicators.list.handler(() => ({ items: listIndicators().map(toIndicator), next: null })),
      active: os.indicators.active.handler(() => ({ items: workstation.studies.active().map(toActive), next: null })),
      series: os.indicators.series.handler(({ input }) => listValues(workstation, input)),
    },
  };
}

interface ValuesInput {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly calc: string;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly account?: string | undefined;
}

/** One page of values, a row for each closed bar. The cursor is the open of the next bar. */
async function listValues(workstation: WorkstationApi, input: ValuesInput) {
  const calcs = input.calc.split(',').map((text) => text.trim()).filter((text) => text !== '');
  const columns = calcs.flatMap((text) => columnNames(unwrap(readRequest(text))));
  const fromMs = input.cursor === undefined ? input.from ?? null : decodeTime(input.cursor);
  const series = { account: input.account ?? null, symbol: input.symbol, timeframe: input.timeframe };
  const read = unwrap(await workstation.studies.read(series, calcs, { fromMs, toMs: input.to ?? null }, 'api'));
  const time = read[0]?.time ?? new Float64Array();
  if (time.length === 0 && input.cursor === undefined) await requireSymbol(workstation, input.symbol);
  const places = read.map((study) => new Map([...study.time].map((at, i) => [at, i])));
  const items = [...time.subarray(0, input.limit)].map((at) => ({
    time: at,
    values: read.flatMap((study, k) => {
      const place = places[k]?.get(at);
      return study.values.map((column) => toValue(place === undefined ? Number.NaN : column[place] as number));
    }),
  }));
  const next = time[input.limit];
  return { columns, items, next: next === undefined ? null : encodeTime(next) };
}

export interface StudiesInput {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly calcs: readonly string[];
  readonly from?: number | undefined;
  readonly before?: number | undefined;
}

/** Columns of several studies for a chart. */
export async function readStudies(
  workstation: WorkstationApi, { symbol, timeframe, calcs, from, before }: StudiesInput,
): Promise<{ items: StudyHistory[] }> {
  const series = { account: null, symbol, timeframe };
  const span = { fromMs: from ?? null, toMs: before ?? null };
  const read = unwrap(await workstation.studies.read(series, calcs, span, 'chart'));
  return {
    items: read.map(({ time, values, missing }, i) => ({
      calc: calcs[i] as string, missing, time: [...time], values: values.map((column) => [...column].map(toValue)),
    })),
  };
}

/** A point as it is told; what is not ready is null. */
export function toPoint({ time, values }: StudyPoint): { time: number; values: (number | null)[] } {
  return { time, values: Array.from(values, toValue) };
}

function toValue(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function toIndicator(listing: ReturnType<typeof listIndicators>[number]): IndicatorResource {
  return {
    ...listing, params: listing.params.map((param) => ({ ...param })), outputs: [...listing.outputs],
    drawings: [...listing.drawings], levels: [...listing.levels],
  };
}

function toActive({ series, params, askers, ...study }: ActiveStudy): ActiveStudyResource {
  return { ...series, ...study, params: { ...params }, askers: [...askers] };
}
