import { describe, expect, it } from 'vitest';
import type { InputBody } from '#core/model';
import { Kernel } from './kernel.ts';
import { connect, DEMO, keyOf, NO_MARKET, startEngine } from './testing/events.ts';

const WIRE = { account: keyOf(DEMO), epoch: 'e1', wireSeq: 0 };
const NEWS = {
  id: 'n1', ts: 5, headline: 'ECB holds', body: '', source: 'wire', currencies: ['EUR'], lang: 'en', origin: 'ext',
};

function run(inputs: readonly InputBody[]): Kernel {
  const kernel = new Kernel();
  inputs.forEach((body, i) => {
    kernel.apply({ seq: i + 1, ts: 1_000 + i, body }, { fact: () => undefined, market: NO_MARKET });
  });
  return kernel;
}

const BEGIN: readonly InputBody[] = [
  { kind: 'JournalCreated', seed: '42', formatVersion: 1 }, startEngine(), connect(),
];

describe('records in the kernel', () => {
  it('are counted and their newest can be read, with the sender', () => {
    const { view } = run([...BEGIN, {
      kind: 'RecordReceived', wire: WIRE, record: {
        type: 'news', origin: 'ext', id: 'n1', timeMs: 5, headline: 'ECB holds', body: '', source: 'wire',
        currencies: ['EUR'], lang: 'en',
      },
    }, { kind: 'Quarantined', wire: null, code: 'E_RANGE', reason: '', source: 'mt5', raw: '', of: 'news' }]);
    expect(view.dataCounts.get('news')).toEqual({ accepted: 1, dead: 1, rows: 1, lastMs: 1_003 });
    expect(view.latest.of('news')).toMatchObject([{ account: '51234567@Broker-Demo', atMs: 1_003, record: { id: 'n1' } }]);
    expect(view.quarantined).toBe(1);
  });

  it('never touch what the broker says: neither money, nor positions, nor deals', () => {
    const { view } = run([...BEGIN, {
      kind: 'RecordReceived', wire: WIRE, record: {
        type: 'performance', origin: 'ext', fromBrokerMs: 0, toBrokerMs: 1, trades: 9, winRate: 1, profitFactor: null,
        net: 1e6, drawdownMax: 0, sharpe: null, bySymbol: [],
      },
    }]);
    expect([view.account?.state, view.positions.size, view.deals.size, view.trades.size]).toEqual([null, 0, 0, 0]);
  });

  it('of a journal of version 0.1.0 are read as they were sent; what does not fit today is passed over', () => {
    const { view } = run([
      ...BEGIN, { kind: 'RecordKept', wire: WIRE, type: 'news', body: NEWS },
      { kind: 'RecordKept', wire: WIRE, type: 'news', body: { id: 'no origin' } },
      { kind: 'RecordKept', wire: WIRE, type: 'seq.mark', body: { of: 'hb' } },
    ]);
    expect(view.dataCounts.get('news')?.accepted).toBe(1);
    expect(view.latest.of('news')).toMatchObject([{ record: { headline: 'ECB holds', origin: 'ext' } }]);
  });

  it('survive a snapshot exactly', () => {
    const kernel = run([...BEGIN, { kind: 'RecordKept', wire: WIRE, type: 'news', body: NEWS }]);
    const state = JSON.parse(JSON.stringify(kernel.snapshot())) as ReturnType<Kernel['snapshot']>;
    const again = new Kernel();
    again.restore(state);
    expect(again.snapshot()).toEqual(kernel.snapshot());
    expect(again.view.latest.of('news')).toHaveLength(1);
  });
});
