import type { Result } from '#core/base';
import type { MarketStore, MarketStoreOptions } from './market-types.ts';
export declare function openMarketStore(options: MarketStoreOptions): Promise<Result<MarketStore>>;
