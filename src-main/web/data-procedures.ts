// Dead letters, counts of the fourteen data types, and open terminals, behind the contract.

import type { DataTypeResource, TerminalResource } from '#core/contract';
import { readBrokerZone } from '#core/model';
import { DATA_TYPES, DELIVERIES, type CountKey } from '#core/routing';
import type { WorkstationApi } from '#main/engine';
import type { LinkStatus } from '#main/mt5';
import { readBrokerZonePage } from './broker-zone-page.ts';
import { contractError, unwrap } from './failures.ts';
import type { Implementer } from './procedures.ts';

export function dataProcedures(os: Implementer, workstation: WorkstationApi) {
  return {
    deadLetters: {
      list: os.deadLetters.list.handler(async ({ input }) => {
        const filter = { code: input.code ?? null, source: input.source ?? null };
        const { items, next } = unwrap(await workstation.deadLetters(input.limit, input.cursor ?? null, filter));
        return { items: [...items], next };
      }),
    },
    dataTypes: {
      list: os.dataTypes.list.handler(() => ({ items: toDataTypes(workstation), next: null })),
    },
    brokerZone: {
      get: os.brokerZone.get.handler(({ input }) => readBrokerZonePage(workstation, input.symbol)),
      confirm: os.brokerZone.confirm.handler(async ({ input, context }) => {
        const zone = input.zone === null ? null : readBrokerZone(input.zone);
        if (zone === null && input.zone !== null) {
          throw contractError('WEB_BAD_REQUEST', `${input.zone} is no server's zone.`);
        }
        unwrap(await workstation.confirmBrokerZone({ by: context.by, zone }));
        return readBrokerZonePage(workstation, undefined);
      }),
    },
    terminals: {
      list: os.terminals.list.handler(() => ({ items: workstation.terminals().map(toTerminal), next: null })),
      nameSymbol: os.terminals.nameSymbol.handler(async ({ input, context }) => {
        unwrap(await workstation.nameSymbol({ by: context.by, ...input }));
        return input;
      }),
    },
  };
}

/** The fourteen in the plan's order, then what belongs to the link, then what was of no known type. */
function toDataTypes({ view }: WorkstationApi): DataTypeResource[] {
  const keys: readonly CountKey[] = [...DATA_TYPES, 'link', 'unknown'];
  return keys.map((key, index) => {
    const count = view.dataCounts.get(key) ?? { accepted: 0, dead: 0, rows: 0, lastMs: null };
    const isOfTheLink = key === 'link' || key === 'unknown';
    return {
      number: isOfTheLink ? null : index + 1, dataType: key, lane: isOfTheLink ? 'link' : DELIVERIES[key].lane,
      stores: isOfTheLink ? [] : [...DELIVERIES[key].stores], received: count.accepted + count.dead, ...count,
    };
  });
}

function toTerminal({ account, phase, counts, symbols, flow, log }: LinkStatus): TerminalResource {
  return {
    account, phase, frames: counts.frames, deadLetters: counts.quarantined, repeats: counts.repeats,
    mismatches: counts.mismatches, pause: [...flow.pause], tickMinMs: flow.tickMinMs,
    symbols: symbols.map((symbol) => ({ ...symbol, suggestions: [...symbol.suggestions] })),
    log: log.map((line) => ({ ...line })),
  };
}
