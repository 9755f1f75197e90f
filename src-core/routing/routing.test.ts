import { describe, expect, it } from 'vitest';
import type { CalendarRow, DataRecord, EventBody, WireMark } from '#core/model';
import { DATA_TYPES, DataCounts, DELIVERIES, LatestRecords, RECORD_TYPES, routeOfRecord } from './index.ts';

/** The plan's table 2.9, copied by hand: number, data type, what of the wire it comes from, where it is delivered. */
const PLAN: readonly (readonly [number, string, readonly string[], readonly string[]])[] = [
  [1, 'calendar', ['calendar'], ['clickhouse', 'arangodb']],
  [2, 'news', ['news'], ['arangodb', 'weaviate']],
  [3, 'central_bank', ['central_bank'], ['clickhouse', 'arangodb']],
  [4, 'flow', ['flow', 'book'], ['clickhouse']],
  [5, 'tick', ['tick'], ['clickhouse', 'redpanda']],
  [6, 'account', ['account'], ['clickhouse', 'postgres']],
  [7, 'signal', ['signal'], ['arangodb', 'redpanda']],
  [8, 'position', ['position', 'position.mark', 'order'], ['clickhouse', 'dragonfly']],
  [9, 'sentiment', ['sentiment'], ['clickhouse', 'weaviate']],
  [10, 'pattern', ['pattern'], ['weaviate', 'arangodb']],
  [11, 'performance', ['performance'], ['clickhouse']],
  [12, 'correlation', ['correlation'], ['clickhouse', 'dragonfly']],
  [13, 'bar', ['bar'], ['clickhouse']],
  [14, 'execution', ['deal', 'order.result', 'symbol'], ['clickhouse', 'arangodb', 'redpanda']],
];

describe('the routing table', () => {
  it('has the fourteen data types of the plan, in its order', () => {
    expect(DATA_TYPES).toEqual(PLAN.map(([, name]) => name));
  });

  it.each(PLAN)('delivers data type %i, %s, made of %j, to %j', (_number, name, records, stores) => {
    for (const record of records) expect(routeOfRecord(record)).toMatchObject({ record, dataType: name, stores });
    expect(Object.entries(RECORD_TYPES).filter(([, type]) => type === name).map(([record]) => record).sort())
      .toEqual([...records].sort());
  });

  it('keeps time and log for the link, and delivers them nowhere', () => {
    expect(routeOfRecord('time')).toEqual({ record: 'time', dataType: 'link', lane: 'link', stores: [] });
    expect(routeOfRecord('log')?.dataType).toBe('link');
  });

  it('knows no other name', () => {
    for (const name of ['hb', 'constructor', '__proto__', '']) expect(routeOfRecord(name)).toBeNull();
  });

  it('uses each of the six stores', () => {
    const used = new Set(Object.values(DELIVERIES).flatMap(({ stores }): readonly string[] => stores));
    expect([...used].sort()).toEqual(['arangodb', 'clickhouse', 'dragonfly', 'postgres', 'redpanda', 'weaviate']);
  });
});

const WIRE: WireMark = { account: '1@B', epoch: 'e', wireSeq: 1 };

function row(id: string, change: Partial<CalendarRow> = {}): CalendarRow {
  return {
    id, eventId: '1', brokerS: 0, timeMs: 0, periodBrokerS: null, rev: 0, country: 'US', currency: 'USD', name: 'CPI',
    importance: 1, sector: '', unit: '', mult: '', digits: 0, impact: 0, actual: null, forecast: null, prev: null,
    revised: null, ...change,
  };
}

function received(record: DataRecord): EventBody {
  return { kind: 'RecordReceived', wire: WIRE, record };
}

function dead(of?: string): EventBody {
  return { kind: 'Quarantined', wire: null, code: 'E_RANGE', reason: '', source: '', raw: '', ...(of === undefined ? {} : { of }) };
}

const SENTIMENT: DataRecord = {
  type: 'sentiment', origin: 'ext', scope: 'EUR', score: 0.1, count: 1, windowS: 1, basis: 'news',
};

describe('the counts of data types', () => {
  it('count messages, rows and dead letters under the type they belong to', () => {
    const counts = new DataCounts();
    const ticks = { brokerMs: [1, 2, 3], bid: [], ask: [], last: [], volume: [], flags: [] };
    counts.take({ kind: 'TicksReceived', account: 'a', symbol: 'S', offsetS: 0, ticks, next: [3, 1] }, 10);
    counts.take({ kind: 'TicksReceived', account: 'a', symbol: 'S', offsetS: 0, ticks, next: [3, 1] }, 11);
    counts.take(received({ type: 'calendar', changeId: '1', rows: [row('1'), row('2')] }), 12);
    counts.take(received({ type: 'book', symbol: 'S', bids: [], asks: [] }), 13);
    counts.take(dead('flow'), 14);
    counts.take(dead('order.result'), 14);
    counts.take(dead('future'), 14);
    counts.take(dead(), 14);
    counts.take({ kind: 'OffsetReported', wire: WIRE, offsetS: 0, source: 'calc', atBrokerMs: 0 }, 15);
    counts.take({ kind: 'ClockRead' }, 16);
    expect(counts.counts.get('tick')).toEqual({ accepted: 2, dead: 0, rows: 6, lastMs: 11 });
    expect(counts.counts.get('calendar')).toEqual({ accepted: 1, dead: 0, rows: 2, lastMs: 12 });
    expect(counts.counts.get('flow')).toEqual({ accepted: 1, dead: 1, rows: 1, lastMs: 13 });
    expect(counts.counts.get('execution')).toEqual({ accepted: 0, dead: 1, rows: 0, lastMs: null });
    expect(counts.counts.get('unknown')).toMatchObject({ accepted: 0, dead: 2 });
    expect(counts.counts.get('link')).toMatchObject({ accepted: 1, dead: 0 });
    expect(new DataCounts(JSON.parse(JSON.stringify(counts.state())) as ReturnType<DataCounts['state']>).state())
      .toEqual(counts.state());
  });
});

describe('the newest records', () => {
  it('hold one calendar row an id, never an older revision, and at most 5,000', () => {
    const latest = new LatestRecords();
    latest.take({ type: 'calendar', changeId: '1', rows: [row('7', { rev: 2, actual: 5 })] }, '1@B', 1);
    latest.take({ type: 'calendar', changeId: '2', rows: [row('7', { rev: 1, actual: 4 })] }, '1@B', 2);
    expect(latest.calendar.get('7')).toMatchObject({ account: '1@B', atMs: 1, record: { rev: 2, actual: 5 } });
    latest.take({ type: 'calendar', changeId: '3', rows: Array.from({ length: 5_000 }, (_, i) => row(`x${String(i)}`)) }, '1@B', 3);
    expect(latest.calendar.size).toBe(5_000);
    expect(latest.calendar.has('7')).toBe(false);
  });

  it('hold a sentiment a scope, basis and origin, with its sender', () => {
    const latest = new LatestRecords();
    latest.take(SENTIMENT, '1@B', 1);
    latest.take({ ...SENTIMENT, score: 0.2 }, '2@B', 2);
    latest.take({ ...SENTIMENT, origin: 'ea', score: 0.3 }, '1@B', 3);
    expect(latest.of('sentiment').map(({ account, record }) => [account, record.origin, record.score]))
      .toEqual([['2@B', 'ext', 0.2], ['1@B', 'ea', 0.3]]);
  });

  it('put the rows of a central bank\'s event into the calendar too', () => {
    const latest = new LatestRecords();
    latest.take({ type: 'central_bank', origin: 'ea', bank: 'ECB', kind: 'rate', rate: 2, rows: [row('9')] }, '1@B', 1);
    expect(latest.of('central_bank')).toHaveLength(1);
    expect(latest.calendar.has('9')).toBe(true);
  });

  it('are bounded, and the same after their own JSON', () => {
    const latest = new LatestRecords();
    for (let i = 0; i < 700; i += 1) {
      latest.take({
        type: 'news', origin: 'ext', id: String(i), timeMs: i, headline: 'h', body: '', source: 's', currencies: [], lang: '',
      }, '1@B', i);
      latest.take({ type: 'book', symbol: `S${String(i)}`, bids: [], asks: [] }, '1@B', i);
    }
    expect(latest.of('news')).toHaveLength(500);
    expect(latest.of('news')[0]?.record.id).toBe('200');
    expect(latest.of('book')).toHaveLength(256);
    const again = new LatestRecords(JSON.parse(JSON.stringify(latest.state())) as ReturnType<LatestRecords['state']>);
    expect(again.state()).toEqual(latest.state());
    again.take(SENTIMENT, '1@B', 1);
    expect(again.of('sentiment')).toHaveLength(1);
  });
});
