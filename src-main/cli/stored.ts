// The market store of a data folder, opened only to be asked.

import { existsSync } from 'node:fs';
import { fail, type Result } from '#core/base';
import { openMarketStore, type MarketStore } from '#main/stores';

/** Fails where there is no data folder: asking must not make one. */
export async function openStored(dataDir: string): Promise<Result<MarketStore>> {
  if (!existsSync(dataDir)) return fail('WEB_SYMBOL_UNKNOWN', `There is no data folder ${dataDir}.`);
  return openMarketStore({ dataDir, journal: null });
}
