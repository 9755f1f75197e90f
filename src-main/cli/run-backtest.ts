// Reads a price file into a backtest: streaming, so memory does not grow with the file's ticks.

import { basename } from 'node:path';
import { fail, ok, type Failure, type Result } from '#core/base';
import { Backtest, NextOpenRun, ticksOfBar, type BacktestResult, type TickInput } from '#core/backtest';
import { instrumentForRecord, INSTRUMENTS } from '#core/broker-model';
import { DEFAULT_LIMITS, type Bar, type StrategySetting } from '#core/model';
import { checkSetting, type StrategyKind } from '#core/strategies';
import {
  formatDecimal, importBars, importTicks, type ImportReport, type ImportRequest, type ImportTarget, type Zone,
} from '#main/feeds';
import { readEngineHash } from '#main/engine';

export interface BacktestRequest {
  readonly path: string;
  readonly symbol: string;
  readonly strategy: StrategySetting;
  /** Ours, or those of backtesting.py: the file's bars are then of the strategy's timeframe. */
  readonly rules: 'mt5' | 'backtesting.py';
  /** `ticks`: the file's ticks; `m1`: its M1 bars, four ticks a bar. */
  readonly model: 'ticks' | 'm1';
  readonly cash: number;
  readonly leverage: number;
  /** Account currency for a lot and side; by the rules of backtesting.py a share of the value. */
  readonly commission: number;
  /** Points, null for the data's own; by the rules of backtesting.py a share of the price. */
  readonly spread: number | null;
  /** Points that a market or stop fill is worse. */
  readonly slippagePoints: number;
  /** Points a lot and night, long and short; null for the symbol's own. */
  readonly swap: readonly [long: number, short: number] | null;
  /** UTC ms, inclusive and exclusive; null for all. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly zone: Zone | null;
}

export interface BacktestHooks {
  onProgress(bytesRead: number, bytesTotal: number, rows: number): void;
  onReject(line: number, code: string, text: string): void;
  isStopAsked(): boolean;
}

export interface BacktestRun {
  readonly result: BacktestResult;
  readonly report: ImportReport;
}

const DIGITS_MAX = 8;

/** Fails with HOST_USAGE for an unknown strategy or parameter, with IMPORT_* where the file cannot be used. */
export async function runBacktestFile(request: BacktestRequest, hooks: BacktestHooks): Promise<Result<BacktestRun>> {
  const known = checkSetting(request.strategy);
  if (!known.ok) return known;
  const file = { path: request.path, name: basename(request.path), format: 'auto' as const, zone: request.zone };
  if (request.rules === 'backtesting.py') return runNextOpen(request, known.value, file, hooks);
  const feeder = new Feeder(request);
  const report = request.model === 'ticks'
    ? await importTicks({ ...file, timeframe: 'tick' }, target((rows) => { feeder.ticks(rows); }), hooks)
    : await importBars({ ...file, timeframe: 'M1' }, target((rows) => { feeder.bars(rows); }), hooks);
  const failure: Failure | null = report.error;
  if (failure !== null) return { ok: false, error: failure };
  const run = feeder.run;
  if (run === null) return fail('IMPORT_FORMAT_UNKNOWN', `${request.path} holds no usable row in the time asked for.`);
  return ok({ result: run.result(report.partial), report });
}

async function runNextOpen(
  request: BacktestRequest, kind: StrategyKind, file: Omit<ImportRequest, 'timeframe'>, hooks: BacktestHooks,
): Promise<Result<BacktestRun>> {
  const { strategy, cash, leverage, commission, spread } = request;
  const run = new NextOpenRun({
    strategy: kind.make(strategy.params), cash, leverage, commission, spread: spread ?? 0,
  });
  let bars = 0;
  const report = await importBars({ ...file, timeframe: strategy.timeframe }, target((rows: readonly Bar[]) => {
    for (const bar of rows) {
      if (!isWanted(request, bar.time)) continue;
      run.next(bar);
      bars += 1;
    }
  }), hooks);
  if (report.error !== null) return { ok: false, error: report.error };
  if (bars === 0) return fail('IMPORT_FORMAT_UNKNOWN', `${request.path} holds no usable bar in the time asked for.`);
  return ok({ result: run.result(report.partial), report });
}

function isWanted({ fromMs, toMs }: BacktestRequest, timeMs: number): boolean {
  return (fromMs === null || timeMs >= fromMs) && (toMs === null || timeMs < toMs);
}

// Nothing is stored: the rows go straight into the run.
function target<T>(take: (rows: readonly T[]) => void): ImportTarget<T> {
  return {
    stored: () => async () => ({ items: [], next: null }),
    put: async (rows) => {
      take(rows);
      return ok(null);
    },
  };
}

class Feeder {
  run: Backtest | null = null;
  readonly #request: BacktestRequest;
  #point = 0;

  constructor(request: BacktestRequest) {
    this.#request = request;
  }

  ticks(rows: readonly TickInput[]): void {
    const run = this.#begin(rows.flatMap(({ bid, ask }) => [bid, ask]));
    for (const row of rows) {
      if (isWanted(this.#request, row.time)) run.next(row);
    }
  }

  bars(rows: readonly Bar[]): void {
    this.#begin(rows.flatMap(({ open, high, low, close }) => [open, high, low, close]));
    for (const bar of rows) this.ticks(ticksOfBar(bar, this.#point));
  }

  // The instrument's digits are the file's own (its first rows'), and a known symbol's at least, as in `simulate`.
  #begin(prices: readonly number[]): Backtest {
    if (this.run !== null) return this.run;
    const { symbol, strategy, cash, leverage, commission, spread, slippagePoints, swap } = this.#request;
    const digits = Math.max(INSTRUMENTS.find((one) => one.symbol === symbol)?.digits ?? 0, digitsOf(prices));
    const record = instrumentForRecord(symbol, digits);
    const instrument = swap === null ? record : { ...record, swapLong: swap[0], swapShort: swap[1] };
    this.#point = instrument.point;
    this.run = new Backtest({
      instrument, strategy, limits: DEFAULT_LIMITS, engineHash: readEngineHash(), cash, leverage,
      commissionPerLot: commission, spreadPoints: spread, slippagePoints, seed: 1,
    });
    return this.run;
  }
}

function digitsOf(prices: readonly number[]): number {
  let most = 0;
  for (const price of prices) {
    const text = formatDecimal(price);
    const dot = text.indexOf('.');
    if (dot >= 0) most = Math.max(most, text.length - dot - 1);
  }
  return Math.min(DIGITS_MAX, most);
}
