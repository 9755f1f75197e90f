// Bars by a second road: the ticks that count are grouped by their bar's open and folded naively.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TIMEFRAMES, TIMEFRAME_MS, type Bar, type TickColumns, type Timeframe } from '#core/model';
import { ClosedBars, Market } from './index.ts';

interface Row {
  readonly at: number;
  readonly bid: number;
  readonly ask: number;
  readonly volume: number;
}

const START = Date.UTC(2024, 2, 29, 18, 0, 0);

/** Mostly small steps, now and then hours; prices on a grid, with zero and crossed quotes; some come late. */
const stream = fc
  .array(
    fc.record({
      step: fc.oneof(
        { weight: 6, arbitrary: fc.nat(40_000) },
        { weight: 2, arbitrary: fc.nat(4_000_000) },
        { weight: 1, arbitrary: fc.nat(100_000_000) },
        { weight: 1, arbitrary: fc.integer({ min: -200_000, max: 0 }) },
      ),
      bid: fc.oneof(
        { weight: 12, arbitrary: fc.integer({ min: 100, max: 120 }) },
        { weight: 1, arbitrary: fc.constant(0) },
      ),
      spread: fc.oneof({ weight: 12, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: fc.constant(-1) }),
      volume: fc.nat(3),
    }),
    { minLength: 1, maxLength: 80 },
  )
  .map((steps) => {
    let at = START;
    return steps.map((row): Row => {
      at += row.step;
      return { at, bid: row.bid / 100, ask: (row.bid + row.spread) / 100, volume: row.volume };
    });
  });

const offsets = fc.integer({ min: -12 * 4, max: 14 * 4 }).map((quarters) => quarters * 900);

function columns(rows: readonly Row[], offsetS: number): TickColumns {
  return {
    brokerMs: rows.map((row) => row.at + offsetS * 1000),
    bid: rows.map((row) => row.bid),
    ask: rows.map((row) => row.ask),
    last: rows.map(() => 0),
    volume: rows.map((row) => row.volume),
    flags: rows.map(() => 0),
  };
}

function openOf(at: number, timeframe: Timeframe, offsetS: number): number {
  const length = TIMEFRAME_MS[timeframe];
  return Math.floor((at + offsetS * 1000) / length) * length - offsetS * 1000;
}

/** Which rows count: sound quotes whose minute has not been left behind. */
function countingRows(rows: readonly Row[], offsetS: number): readonly Row[] {
  let minute = Number.NEGATIVE_INFINITY;
  return rows.filter((row) => {
    if (!(row.bid > 0) || !(row.ask > 0) || row.ask < row.bid) return false;
    const own = openOf(row.at, 'M1', offsetS);
    if (own < minute) return false;
    minute = own;
    return true;
  });
}

/** All bars of a timeframe, the last one still forming. */
function naiveBars(rows: readonly Row[], timeframe: Timeframe, offsetS: number): readonly Bar[] {
  const groups = new Map<number, Row[]>();
  for (const row of countingRows(rows, offsetS)) {
    const open = openOf(row.at, timeframe, offsetS);
    groups.set(open, [...(groups.get(open) ?? []), row]);
  }
  return [...groups].map(([time, group], index) => {
    const bids = group.map((row) => row.bid);
    const asks = group.map((row) => row.ask);
    return {
      time,
      open: bids[0]!,
      high: Math.max(...bids),
      low: Math.min(...bids),
      close: bids.at(-1)!,
      tickVolume: group.length,
      realVolume: group.reduce((sum, row) => sum + row.volume, 0),
      spread: Math.round((asks.at(-1)! - bids.at(-1)!) / 0.01),
      askOpen: asks[0]!,
      askHigh: Math.max(...asks),
      askLow: Math.min(...asks),
      askClose: asks.at(-1)!,
      source: 'tick',
      partial: index === 0,
    };
  });
}

const INSTRUMENT_POINT = 0.01;

interface Played {
  readonly closed: readonly (readonly [Timeframe, Bar])[];
  readonly market: Market;
}

/** Plays rows in batches of the given sizes; `saveAt` saves and restores the market before that batch. */
function play(rows: readonly Row[], offsetS: number, sizes: readonly number[], saveAt = -1): Played {
  let market = new Market();
  const closed: (readonly [Timeframe, Bar])[] = [];
  let from = 0;
  for (let batch = 0; from < rows.length; batch += 1) {
    if (batch === saveAt)
      market = new Market(JSON.parse(JSON.stringify(market.state())) as ReturnType<Market['state']>);
    const size = Math.max(1, sizes.length === 0 ? rows.length : sizes[batch % sizes.length]!);
    market.next('f', 'S', offsetS, columns(rows.slice(from, from + size), offsetS), INSTRUMENT_POINT, {
      barClosed: (timeframe, bar) => {
        closed.push([timeframe, bar]);
      },
      ticked: () => undefined,
    });
    from += size;
  }
  return { closed, market };
}

describe('bars of any stream of ticks', () => {
  it('equal a naive group-by in all six timeframes, closed and forming', () => {
    fc.assert(
      fc.property(stream, offsets, (rows, offsetS) => {
        const { closed, market } = play(rows, offsetS, []);
        for (const timeframe of TIMEFRAMES) {
          const wanted = naiveBars(rows, timeframe, offsetS);
          expect(closed.filter(([own]) => own === timeframe).map(([, bar]) => bar)).toEqual(wanted.slice(0, -1));
          expect(market.forming('f', 'S', timeframe, INSTRUMENT_POINT)).toEqual(
            wanted.at(-1) ?? null,
          );
        }
        const { zero, crossed, late } = market.faults;
        expect(zero + crossed + late).toBe(rows.length - countingRows(rows, offsetS).length);
      }),
      { numRuns: 300 },
    );
  });

  it('do not depend on where batches end, nor on a restart between any two', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(stream, offsets, sizes, fc.nat(12), (rows, offsetS, cut, saveAt) => {
        const whole = play(rows, offsetS, []);
        const parts = play(rows, offsetS, cut, saveAt);
        expect(parts.closed).toEqual(whole.closed);
        expect(parts.market.state()).toEqual(whole.market.state());
      }),
      { numRuns: 300 },
    );
  });

  it('close shortest first, and each before the tick that closed it counts', () => {
    fc.assert(
      fc.property(stream, offsets, (rows, offsetS) => {
        const market = new Market();
        let ticks = 0;
        let lastRank = -1;
        const counted: number[] = [];
        market.next('f', 'S', offsetS, columns(rows, offsetS), 0, {
          barClosed: (timeframe, bar) => {
            const rank = TIMEFRAMES.indexOf(timeframe);
            expect(rank > lastRank).toBe(true);
            lastRank = rank;
            if (timeframe === 'M1') counted.push(bar.tickVolume);
          },
          ticked: () => {
            ticks += 1;
            lastRank = -1;
          },
        });
        expect(ticks).toBe(countingRows(rows, offsetS).length);
        expect(counted.reduce((sum, volume) => sum + volume, 0)).toBeLessThan(ticks === 0 ? 1 : ticks);
      }),
    );
  });
});

function bar(time: number, source: Bar['source'], partial: boolean): Bar {
  return {
    time,
    open: 1,
    high: 1,
    low: 1,
    close: 1,
    tickVolume: 1,
    realVolume: 0,
    spread: null,
    askOpen: null,
    askHigh: null,
    askLow: null,
    askClose: null,
    source,
    partial,
  };
}

describe('closed bars as a strategy reads them', () => {
  function read(bars: readonly Bar[], reader = new ClosedBars()): readonly Bar[] {
    const seen: Bar[] = [];
    for (const one of bars)
      reader.next(one, (handed) => {
        seen.push(handed);
      });
    return seen;
  }

  it("let a partial bar wait, and take the terminal's own of the same time in its place", () => {
    const own = bar(60, 'broker', false);
    expect(read([bar(60, 'tick', true)])).toEqual([]);
    expect(read([bar(60, 'tick', true), own])).toEqual([own]);
  });

  it('take the partial one when its successor comes first', () => {
    expect(read([bar(60, 'tick', true), bar(120, 'tick', false)]).map((one) => [one.time, one.partial])).toEqual([
      [60, true],
      [120, false],
    ]);
  });

  it("let the terminal's older bars through while a partial one waits", () => {
    expect(
      read([bar(120, 'tick', true), bar(0, 'broker', false), bar(60, 'broker', false), bar(120, 'broker', false)]).map(
        (one) => [one.time, one.source],
      ),
    ).toEqual([
      [0, 'broker'],
      [60, 'broker'],
      [120, 'broker'],
    ]);
  });

  it('never hand a time on twice, nor one before it', () => {
    expect(
      read([bar(60, 'tick', false), bar(60, 'broker', false), bar(0, 'broker', false)]).map((one) => one.source),
    ).toEqual(['tick']);
  });

  const feed = fc.array(
    fc
      .record({
        time: fc.nat(12).map((minute) => minute * 60),
        source: fc.constantFrom('tick' as const, 'broker' as const),
        partial: fc.boolean(),
      })
      .map((one) => bar(one.time, one.source, one.partial && one.source === 'tick')),
    { maxLength: 25 },
  );

  it('come in strictly ascending time from any mixture, and are the same across a restart', () => {
    fc.assert(
      fc.property(feed, fc.nat(25), (bars, cut) => {
        const whole = read(bars);
        whole.forEach((one, index) => {
          if (index > 0) expect(one.time).toBeGreaterThan(whole[index - 1]!.time);
        });
        const reader = new ClosedBars();
        const first = read(bars.slice(0, cut), reader);
        const again = new ClosedBars(JSON.parse(JSON.stringify(reader.state())) as ReturnType<ClosedBars['state']>);
        expect([...first, ...read(bars.slice(cut), again)]).toEqual(whole);
      }),
    );
  });
});
