// The structure of a chart behind the contract.

import type { WorkstationApi } from '#main/engine';
import { requireSymbol } from './market-pages.ts';
import type { Implementer } from './procedures.ts';

export function structureProcedures(os: Implementer, workstation: WorkstationApi) {
  return {
    structure: {
      get: os.structure.get.handler(async ({ input: { symbol, timeframe, kinds, from, to, standing, limit } }) => {
        await requireSymbol(workstation, symbol);
        const reading = await workstation.structure.read({
          symbol, timeframe, kinds, fromMs: from ?? null, toMs: to ?? null, isStanding: standing, limit,
        });
        return { symbol, timeframe, ...reading };
      }),
    },
  };
}
