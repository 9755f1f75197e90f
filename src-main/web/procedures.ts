// The contract's procedures on the workstation's façade: no rule lives here, only the way in and out.

import { implement } from '@orpc/server';
import { contract, OFF_IN_MODE, type OrderResource } from '#core/contract';
import type { ClientOrder } from '#core/model';
import type { WorkstationApi } from '#main/engine';
import { dataProcedures } from './data-procedures.ts';
import { watchAlerts } from './alert-stream.ts';
import { contractError, toContractError, unwrap } from './failures.ts';
import { isWithin, pageNewestFirst } from './pages.ts';
import { featureProcedures } from './feature-procedures.ts';
import { compareBars, filterOf, listGaps } from './gap-pages.ts';
import { listBars, listTicks, readChart } from './market-pages.ts';
import {
  toAccount, toDeal, toForeignOrder, toInstrument, toOrder, toPosition, toSafety, toSignal, toTrade,
} from './resources.ts';
import { readStudies, studyProcedures } from './study-procedures.ts';
import { setupProcedures, type SetupDesk } from './setup-procedures.ts';
import { similarProcedures } from './similar-procedures.ts';
import { structureProcedures } from './structure-procedures.ts';
import { timeframeProcedures } from './timeframe-procedures.ts';
import type { WindowHub } from './window-hub.ts';

/** Who calls. */
export interface CallContext {
  /** Goes into the journal: `window` or `api`. */
  readonly by: string;
  /** The caller's Idempotency-Key. */
  readonly key: string | null;
}

export interface ProcedureParts {
  readonly workstation: WorkstationApi;
  readonly hub: WindowHub;
  readonly setup: SetupDesk;
  /** Address for the Expert Advisor, e.g. `ws://127.0.0.1:8766/ws/mt5`. */
  readonly mt5Url: () => string;
  /** Hears of failures that are not the caller's. */
  readonly log: (error: unknown) => void;
}

function createImplementer(log: (error: unknown) => void) {
  return implement(contract).$context<CallContext>().use(async ({ next }) => {
    try {
      return await next();
    } catch (error) {
      throw toContractError(error, log);
    }
  });
}

export type Implementer = ReturnType<typeof createImplementer>;

/** Procedures with a REST path, and those of the window alone; together they are the router of the contract. */
export function createProcedures(parts: ProcedureParts) {
  const os = createImplementer(parts.log);
  const rest = {
    ...stateProcedures(os, parts), ...dataProcedures(os, parts.workstation), ...marketProcedures(os, parts),
    ...similarProcedures(os, parts.workstation), ...timeframeProcedures(os, parts.workstation),
    ...featureProcedures(os, parts.workstation), ...structureProcedures(os, parts.workstation),
    ...signalProcedures(os, parts), ...tradingProcedures(os, parts),
    ...accountProcedures(os, parts), ...setupProcedures(os, parts.setup),
    ...studyProcedures(os, parts.workstation),
  };
  return { rest, all: os.router({ ...rest, ...windowProcedures(os, parts) }) };
}

function stateProcedures(os: Implementer, { workstation }: ProcedureParts) {
  const { view } = workstation;
  return {
    health: {
      get: os.health.get.handler(() => {
        const { fault, version, mode, startedMs } = workstation.status();
        return {
          status: fault === null ? 'ok' : 'fault', version, mode, startedMs, linkUp: view.account?.linkUp ?? false,
        };
      }),
    },
    status: {
      get: os.status.get.handler(() => {
        const { pairingToken: _, ...status } = workstation.status();
        return {
          ...status, limits: { ...status.limits }, serverMs: Date.now(), off: [...OFF_IN_MODE[status.mode]],
          decisions: view.decisions, quarantined: view.quarantined, quoteFaults: { ...view.quoteFaults },
          safety: toSafety(view),
        };
      }),
    },
    journal: {
      get: os.journal.get.handler(() => ({ seq: workstation.status().headSeq, decisionHash: view.decisionHash })),
    },
  };
}

function marketProcedures(os: Implementer, { workstation }: ProcedureParts) {
  return {
    symbols: {
      list: os.symbols.list.handler(async ({ input }) => {
        const known = [...await workstation.symbols()].sort((a, b) => (a.symbol < b.symbol ? 1 : -1));
        const byName = new Map(known.map((entry) => [entry.symbol, entry]));
        return pageNewestFirst(byName, input, () => true, ({ symbol, feeds }) => {
          const instrument = workstation.view.instruments.get(symbol);
          const quote = workstation.view.quotes.get(symbol);
          return {
            symbol, marketName: workstation.view.marketName(symbol), feeds: [...feeds],
            instrument: instrument === undefined ? null : toInstrument(instrument),
            quote: quote === undefined ? null : { ...quote },
          };
        });
      }),
    },
    bars: { list: os.bars.list.handler(({ input }) => listBars(workstation, input)) },
    gaps: {
      list: os.gaps.list.handler(({ input }) => listGaps(workstation, input)),
      fill: os.gaps.fill.handler(async ({ input }) => ({ asked: await workstation.fillGaps(filterOf(input)) })),
    },
    barDifferences: { get: os.barDifferences.get.handler(({ input }) => compareBars(workstation, input)) },
    ticks: { list: os.ticks.list.handler(({ input }) => listTicks(workstation, input)) },
  };
}

function signalProcedures(os: Implementer, { workstation }: ProcedureParts) {
  const { view } = workstation;
  const untouched = { volume: null, stop: null, target: null };
  return {
    signals: {
      list: os.signals.list.handler(({ input }) => pageNewestFirst(view.signals, input, (signal) =>
        (input.state === undefined || signal.state === input.state)
        && (input.symbol === undefined || signal.symbol === input.symbol)
        && isWithin(signal.createdMs, input.from, input.to), toSignal)),
      get: os.signals.get.handler(({ input }) => {
        const signal = view.signals.get(input.id);
        if (signal === undefined) throw contractError('APPROVAL_UNKNOWN_SIGNAL', `There is no signal ${input.id}.`);
        return toSignal(signal);
      }),
      approve: os.signals.approve.handler(async ({ input, context }) => toSignal(unwrap(await workstation.answerSignal({
        signalId: input.id, answer: 'approve', ...context, reason: input.reason ?? null, ...untouched,
      })))),
      reject: os.signals.reject.handler(async ({ input, context }) => toSignal(unwrap(await workstation.answerSignal({
        signalId: input.id, answer: 'reject', ...context, reason: input.reason ?? null, ...untouched,
      })))),
      modify: os.signals.modify.handler(async ({ input, context }) => toSignal(unwrap(await workstation.answerSignal({
        signalId: input.id, answer: 'approve', ...context, reason: input.reason ?? null,
        volume: input.volume ?? null, stop: input.stop ?? null, target: input.target ?? null,
      })))),
    },
  };
}

function tradingProcedures(os: Implementer, { workstation }: ProcedureParts) {
  const { view } = workstation;
  const fits = (wanted: string | undefined, symbol: string): boolean => wanted === undefined || wanted === symbol;
  return {
    orders: {
      list: os.orders.list.handler(({ input }) => pageNewestFirst(allOrders(workstation), input, (order) =>
        fits(input.symbol, order.symbol) && isWithin(order.createdMs, input.from, input.to), (order) => order)),
      submit: os.orders.submit.handler(async ({ input, context }) => {
        const { signal, order } = unwrap(await workstation.submitOrder({
          ...context, symbol: input.symbol, side: input.side, volume: input.volume ?? null, type: input.type,
          price: input.price ?? null, sl: input.sl ?? null, tp: input.tp ?? null, approve: input.approve,
          stopLimit: input.stopLimit ?? null, expiryMs: input.expiry ?? null, checkOnly: input.checkOnly,
          ...(input.tif === undefined ? {} : { tif: input.tif }),
        }));
        return { signal: signal === null ? null : toSignal(signal), order: order === null ? null : toOrder(order) };
      }),
      modify: os.orders.modify.handler(async ({ input, context }) => toOrder(unwrap(await workstation.change({
        kind: 'OrderModifyRequested', orderId: input.id, ...levelsOf(input),
        ...(input.price === undefined ? {} : { price: input.price }),
        ...(input.expiry === undefined ? {} : { expiryMs: input.expiry }),
      }, context)))),
      cancel: os.orders.cancel.handler(async ({ input, context }) => toOrder(unwrap(await workstation.change({
        kind: 'OrderCancelRequested', orderId: input.id,
      }, context)))),
    },
    positions: {
      list: os.positions.list.handler(({ input }) => pageNewestFirst(view.positions, input,
        ({ symbol }) => fits(input.symbol, symbol), (position) => toPosition(position, view))),
      close: os.positions.close.handler(async ({ input, context }): Promise<OrderResource> => {
        const order: ClientOrder = unwrap(await workstation.closePosition({
          ...context, positionId: input.id, volume: input.volume ?? null,
        }));
        return toOrder(order);
      }),
      modify: os.positions.modify.handler(async ({ input, context }) => toOrder(unwrap(await workstation.change({
        kind: 'PositionModifyRequested', positionId: input.id, ...levelsOf(input),
      }, context)))),
      closeBy: os.positions.closeBy.handler(async ({ input, context }) => toOrder(unwrap(await workstation.change({
        kind: 'CloseByRequested', positionId: input.id, byPositionId: input.by,
      }, context)))),
      adopt: os.positions.adopt.handler(async ({ input, context }) => {
        unwrap(await workstation.adoptPosition({ by: context.by, positionId: input.id }));
        const position = view.positions.get(input.id);
        if (position === undefined) throw contractError('EXECUTION_POSITION_UNKNOWN', input.id);
        return toPosition(position, view);
      }),
    },
    trades: {
      list: os.trades.list.handler(({ input }) => pageNewestFirst(view.trades, input, (trade) =>
        fits(input.symbol, trade.symbol) && isWithin(trade.openMs, input.from, input.to), toTrade)),
    },
    deals: {
      list: os.deals.list.handler(({ input }) => pageNewestFirst(view.deals, input, (deal) =>
        fits(input.symbol, deal.symbol) && isWithin(deal.timeMs, input.from, input.to), toDeal)),
    },
  };
}

function accountProcedures(os: Implementer, { workstation }: ProcedureParts) {
  const { view } = workstation;
  const readAccount = () => {
    if (view.account === null) throw contractError('RISK_ACCOUNT_UNKNOWN');
    return toAccount(view.account, view.feeds);
  };
  return {
    account: {
      get: os.account.get.handler(readAccount),
      confirm: os.account.confirm.handler(async ({ input, context }) => {
        unwrap(await workstation.confirmAccount({ by: context.by, login: input.login, server: input.server }));
        return readAccount();
      }),
      unlock: os.account.unlock.handler(async ({ input, context }) => {
        unwrap(await workstation.unlockAccount({ by: context.by, login: input.login, server: input.server }));
        return readAccount();
      }),
      lock: os.account.lock.handler(async ({ context }) => {
        unwrap(await workstation.lockAccount(context.by));
        return readAccount();
      }),
    },
    killSwitch: {
      pull: os.killSwitch.pull.handler(async ({ input, context }) => {
        unwrap(await workstation.pullKillSwitch({ by: context.by, flatten: input?.flatten ?? false }));
        return toSafety(view);
      }),
      reset: os.killSwitch.reset.handler(async ({ context }) => {
        unwrap(await workstation.resetKillSwitch(context.by));
        return toSafety(view);
      }),
    },
    recordedState: {
      accept: os.recordedState.accept.handler(async ({ context }) => {
        unwrap(await workstation.acceptRecordedState(context.by));
        return toSafety(view);
      }),
    },
    brokerState: {
      accept: os.brokerState.accept.handler(async ({ context }) => {
        unwrap(await workstation.acceptBrokerState(context.by));
        return toSafety(view);
      }),
    },
  };
}

function windowProcedures(os: Implementer, { workstation, hub, mt5Url }: ProcedureParts) {
  return {
    window: {
      open: os.window.open.handler(() => ({ windowId: hub.open() })),
      pull: os.window.pull.handler(({ input, signal }) => hub.pull(input, signal)),
      close: os.window.close.handler(({ input }) => {
        hub.close(input.windowId);
        return {};
      }),
    },
    chart: {
      history: os.chart.history.handler(({ input }) => readChart(workstation, input)),
      studies: os.chart.studies.handler(({ input }) => readStudies(workstation, input)),
    },
    alerts: { watch: os.alerts.watch.handler(({ signal }) => watchAlerts(workstation, signal)) },
    connection: {
      get: os.connection.get.handler(() => ({ ws: mt5Url(), pairingToken: workstation.status().pairingToken })),
    },
  };
}

/** What was given of stop and target: an absent one stays as it is, null takes it away. */
function levelsOf(input: { readonly sl?: number | null | undefined; readonly tp?: number | null | undefined }) {
  return { ...(input.sl === undefined ? {} : { sl: input.sl }), ...(input.tp === undefined ? {} : { tp: input.tp }) };
}

// Ours and the broker's that are not, by time.
function allOrders({ view }: WorkstationApi): ReadonlyMap<string, OrderResource> {
  const foreign = [...view.brokerOrders.values()].filter(({ cid }) => cid === null || !view.orders.has(cid));
  const offsetS = view.account?.offsetS ?? 0;
  const all = [...view.orders.values()].map(toOrder).concat(foreign.map((order) => toForeignOrder(order, offsetS)));
  all.sort((a, b) => a.createdMs - b.createdMs);
  return new Map(all.map((order) => [order.id, order]));
}
