// A backtest's result as files: result.json, trades.csv, equity.csv.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '#core/base';
import type { BacktestResult, BacktestTrade } from '#core/backtest';
import { formatDecimal } from '#main/feeds';

const TRADE_HEADER = 'side,size,entryBar,exitBar,entryTime,exitTime,entryPrice,exitPrice,profit,commission,swap';

/** Fails with EXPORT_FILE_UNWRITABLE. */
export function writeBacktest(folder: string, result: BacktestResult): Result<null> {
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'result.json'), `${JSON.stringify(result)}\n`);
    writeFileSync(join(folder, 'trades.csv'), `${[TRADE_HEADER, ...result.trades.map(formatTrade)].join('\n')}\n`);
    const equity = result.equity.map(([time, value]) => `${new Date(time).toISOString()},${formatDecimal(value)}`);
    writeFileSync(join(folder, 'equity.csv'), `${['time,value', ...equity].join('\n')}\n`);
    return ok(null);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return fail('EXPORT_FILE_UNWRITABLE', `${folder} cannot be written (${reason}).`);
  }
}

function formatTrade(trade: BacktestTrade): string {
  const { side, size, entryBar, exitBar, entryTime, exitTime, entryPrice, exitPrice, profit, commission, swap } = trade;
  return [
    side, formatDecimal(size), entryBar, exitBar, new Date(entryTime).toISOString(), new Date(exitTime).toISOString(),
    ...[entryPrice, exitPrice, profit, commission, swap].map(formatDecimal),
  ].join(',');
}
