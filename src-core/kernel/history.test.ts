import { describe, expect, it } from 'vitest';
import type { Bar, BrokerOrder, InputBody, TickColumns, Timeframe } from '#core/model';
import type { PastTicks } from '#core/ports';
import { Kernel } from './kernel.ts';
import { DEMO, keyOf, KernelRun, makeDeal, MORNING } from './testing/events.ts';

const account = keyOf(DEMO);
const SPAN = { fromMs: MORNING - 3_600_000, toMs: MORNING };
const TICKS: TickColumns = { brokerMs: [5, 5], bid: [1, 2], ask: [2, 3], last: [0, 0], volume: [0, 0], flags: [6, 6] };

function ended(changes: Partial<Extract<InputBody, { kind: 'HistoryEnded' }>> = {}): InputBody {
  return {
    kind: 'HistoryEnded', account, of: 'bars', symbol: 'EURUSD', timeframe: 'M1', ...SPAN, rows: 0,
    outcome: 'complete', code: null, ...changes,
  };
}

describe('the past of a terminal', () => {
  it('goes to the market store under the server\'s name, ticks with their place, and decides nothing', () => {
    const run = new KernelRun().begin();
    const ticks: (readonly [string, number, PastTicks | undefined])[] = [];
    const bars: (readonly [string, Timeframe, Bar])[] = [];
    const outputs = {
      fact: (): never => { throw new Error('a fact of the past'); },
      market: {
        putTicks: (_seq: number, feed: string, _symbol: string, offsetS: number, _t: TickColumns, past?: PastTicks) => {
          ticks.push([feed, offsetS, past]);
        },
        putBar: (_seq: number, feed: string, _symbol: string, timeframe: Timeframe, bar: Bar) => {
          bars.push([feed, timeframe, bar]);
        },
      },
    };
    const bar: Bar = {
      time: MORNING - 600_000, open: 1, high: 1, low: 1, close: 1, tickVolume: 1, realVolume: 0, spread: 1,
      askOpen: null, askHigh: null, askLow: null, askClose: null, source: 'broker', partial: false,
    };
    const at = { ts: run.atMs };
    run.kernel.apply({ ...at, seq: 100, body: {
      kind: 'HistoryTicksReceived', account, symbol: 'EURUSD', offsetS: 7_200, ticks: TICKS, before: 3,
    } }, outputs);
    run.kernel.apply({ ...at, seq: 101, body: {
      kind: 'HistoryBarsReceived', account, symbol: 'EURUSD', timeframe: 'M1', bars: [bar],
    } }, outputs);
    expect(ticks).toEqual([['Broker-Demo', 7_200, { point: 0.00001, before: 3 }]]);
    expect(bars).toEqual([['Broker-Demo', 'M1', bar]]);
    expect(run.kernel.view.quotes.get('EURUSD')).toBeUndefined();
  });

  it('once told whole is known so, also from a snapshot; a refusal tells nothing', () => {
    const run = new KernelRun().begin();
    run.take(ended(), ended({ fromMs: SPAN.toMs, toMs: SPAN.toMs + 5, of: 'ticks', timeframe: null }));
    run.take(ended({ fromMs: SPAN.toMs, toMs: SPAN.toMs + 60_000, outcome: 'refused', code: 'E_BUSY' }));
    expect(run.kernel.told.spans('Broker-Demo', 'EURUSD', 'M1')).toEqual([SPAN]);
    expect(run.kernel.told.spans('Broker-Demo', 'EURUSD', 'tick')).toEqual([{ fromMs: SPAN.toMs, toMs: SPAN.toMs + 5 }]);
    expect(run.kernel.told.spans('Broker-Demo', 'EURUSD', 'M5')).toEqual([]);
    const twin = new Kernel();
    twin.restore(JSON.parse(JSON.stringify(run.kernel.snapshot())) as ReturnType<Kernel['snapshot']>);
    expect(twin.told.state()).toEqual(run.kernel.told.state());
  });

  it('brings deals that were missed, each once, and the trade they close', () => {
    const run = new KernelRun().begin();
    const opened = makeDeal({ deal: '1', entry: 'in', positionId: '77', side: 'buy', timeMs: MORNING - 7_200_000 });
    const closed = makeDeal({
      deal: '2', entry: 'out', positionId: '77', side: 'sell', timeMs: MORNING - 3_600_000, profit: 12,
    });
    const history: InputBody = { kind: 'HistoryDealsReceived', account, deals: [opened, closed] };
    expect(run.take(history).map(({ kind }) => kind)).toEqual(['TradeClosed']);
    expect(run.take(history)).toEqual([]);
    expect(run.take({ kind: 'DealReported', wire: { account, epoch: 'e1', wireSeq: 9 }, deal: closed })).toEqual([]);
    expect([...run.kernel.view.deals.values()].map(({ deal }) => deal).sort()).toEqual(['1', '2']);
  });

  it('ends orders that have ended, and brings back none that the snapshot does not hold', () => {
    const run = new KernelRun().begin();
    const order: BrokerOrder = {
      id: '5', ticket: '5', symbol: 'EURUSD', state: 'placed', kind: 'limit', side: 'buy', volume: 0.1,
      volumeInitial: 0.1, price: 1, stopLimit: null, sl: null, tp: null, magic: '0', cid: null, comment: '',
      brokerMs: MORNING,
    };
    run.take({ kind: 'OrderReported', wire: { account, epoch: 'e1', wireSeq: 9 }, op: 'add', order });
    run.take({ kind: 'HistoryOrdersReceived', account, orders: [{ ...order, id: '6' }] });
    expect([...run.kernel.view.brokerOrders.keys()]).toEqual(['5']);
    run.take({ kind: 'HistoryOrdersReceived', account, orders: [{ ...order, state: 'canceled' }] });
    expect([...run.kernel.view.brokerOrders.keys()]).toEqual([]);
  });
});
