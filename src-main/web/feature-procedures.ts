// Feature vectors and their registry behind the contract.

import { FEATURE_LAYOUT, FEATURES } from '#core/features';
import { readFeatures, type WorkstationApi } from '#main/engine';
import { unwrap } from './failures.ts';
import { requireSymbol } from './market-pages.ts';
import type { Implementer } from './procedures.ts';

export function featureProcedures(os: Implementer, workstation: WorkstationApi) {
  return {
    features: {
      get: os.features.get.handler(async ({ input }) => {
        await requireSymbol(workstation, input.symbol);
        const { values, pairs, ...reading } = unwrap(await readFeatures(workstation, input.symbol, input.timeframe));
        return { ...reading, pairs: [...pairs], values: [...values] };
      }),
      list: os.features.list.handler(() => ({
        layout: { version: FEATURE_LAYOUT.version, hash: FEATURE_LAYOUT.hash }, next: null,
        items: FEATURES.map((feature) => ({
          ...feature, columns: [...feature.columns], inputs: [...feature.inputs],
        })),
      })),
    },
  };
}
