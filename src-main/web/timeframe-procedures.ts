// The six timeframes together behind the contract.

import { sayTimeframes } from '#core/model';
import type { WorkstationApi } from '#main/engine';
import { requireSymbol } from './market-pages.ts';
import type { Implementer } from './procedures.ts';

export function timeframeProcedures(os: Implementer, workstation: WorkstationApi) {
  return {
    timeframes: {
      get: os.timeframes.get.handler(async ({ input: { symbol, lang } }) => {
        await requireSymbol(workstation, symbol);
        const synthesis = await workstation.timeframes.read(symbol);
        return { ...synthesis, words: sayTimeframes(synthesis, lang) };
      }),
    },
  };
}
