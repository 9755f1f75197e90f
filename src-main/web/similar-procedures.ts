// Similar past situations behind the contract.

import type { SimilarResource } from '#core/contract';
import type { WorkstationApi } from '#main/engine';
import type { SimilarAnswer } from '#main/stores';
import { unwrap } from './failures.ts';
import { requireSymbol } from './market-pages.ts';
import type { Implementer } from './procedures.ts';

export function similarProcedures(os: Implementer, workstation: WorkstationApi) {
  return {
    similar: {
      get: os.similar.get.handler(async ({ input }) => {
        const { symbol, timeframe, window, horizon, k, at } = input;
        await requireSymbol(workstation, symbol);
        return toSimilar(unwrap(await workstation.similar({
          symbol, timeframe, windowBars: window, horizonBars: horizon, count: k, atMs: at ?? null,
        })));
      }),
    },
  };
}

function toSimilar(answer: SimilarAnswer): SimilarResource {
  return {
    ...answer, shape: [...answer.shape],
    situations: answer.situations.map((one) => ({ ...one, shape: [...one.shape], after: [...one.after] })),
  };
}
