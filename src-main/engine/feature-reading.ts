// The newest feature vector of a symbol and timeframe, for those who ask: warmed on the desk's stored bars with what
// else the workstation knows, and let go again. Models that follow every bar will hold a stream of their own.

import { fail, newYorkMoment, ok, type Result } from '#core/base';
import {
  EventCalendar, FeatureStream, FEATURE_LAYOUT, KnownSeries, PairSentiment, type FeatureInputs, type NotReadyReason,
} from '#core/features';
import { TIMEFRAME_MS, type Bar, type Timeframe } from '#core/model';
import type { BarStream } from './warm-run.ts';
import type { WorkstationApi } from './workstation-api.ts';

export interface FeatureReading {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  /** Close of the newest bar, UTC ms; null where there is no bar. */
  readonly asOfMs: number | null;
  readonly layout: { readonly version: number; readonly hash: string };
  /** The other symbols in the order of their columns. */
  readonly pairs: readonly string[];
  readonly values: readonly FeatureValue[];
}

export interface FeatureValue {
  readonly column: string;
  readonly value: number | null;
  /** `ready`, or why there is no value. */
  readonly state: NotReadyReason;
}

type Door = Pick<WorkstationApi, 'view' | 'bars' | 'streams' | 'symbols' | 'similar'>;

/** Which other symbols a vector looks at, in this order, where there are bars of them. */
const PAIRS = ['EURUSD', 'GBPUSD', 'USDJPY', 'XAUUSD'];
const PAIRS_MAX = 3;
/** More than the window of a correlation, holes included. */
const PAIR_BARS = 240;
const DAILY_BARS = 120;
/** Names that daily series are imported under, and the minute of New York's day from which a close counts. */
const DAILY = [['spy', 'SPY', 960], ['vix', 'VIX', 975], ['dxy', 'DXY', 960], ['gold', 'GOLD', 960]] as const;
const SIMILAR = { windowBars: 64, horizonBars: 24, count: 20 };
const HIGH_IMPORTANCE = 3;
const DAY_MS = 86_400_000;

/** Closed bars of the symbol with those of the others in between: bars of one open have closed at one time. */
class JoinedStream implements BarStream {
  readonly features: FeatureStream;
  readonly #others: readonly (readonly Bar[])[];
  readonly #at: number[];

  constructor(features: FeatureStream, others: readonly (readonly Bar[])[]) {
    this.features = features;
    this.#others = others;
    this.#at = others.map(() => 0);
  }

  next(bar: Bar): void {
    for (const [slot, bars] of this.#others.entries()) {
      let at = this.#at[slot] ?? 0;
      for (let other = bars[at]; other !== undefined && other.time <= bar.time; other = bars[at]) {
        this.features.takePair(slot, other.time, other.close);
        at += 1;
      }
      this.#at[slot] = at;
    }
    this.features.next(bar);
  }
}

/**
 * The vector as of the newest closed bar of the active account, imports behind it. Fails with STORES_UNREADABLE where
 * the stored bars cannot be read.
 */
export async function readFeatures(door: Door, symbol: string, timeframe: Timeframe): Promise<Result<FeatureReading>> {
  const pairs = await findPairs(door, symbol);
  const [last] = await newest(door, symbol, timeframe, 1, null, null);
  const toMs = last === undefined ? null : last.time + TIMEFRAME_MS[timeframe];
  const others = await Promise.all(pairs.map((name) => newest(door, name, timeframe, PAIR_BARS, null, toMs)));
  const inputs = await readInputs(door, symbol, timeframe, toMs);
  const point = door.view.instruments.get(symbol)?.point ?? 0;
  const make = (): JoinedStream => new JoinedStream(new FeatureStream({ timeframe, point, inputs }), others);
  const series = { account: null, symbol, timeframe };
  let hear: () => void = () => undefined;
  const ask = door.streams.ask({ series, key: 'features', by: 'api', make }, () => { hear(); });
  try {
    await new Promise<void>((done) => {
      hear = () => { if (ask.stream !== null || ask.failure !== null) done(); };
      hear();
    });
    if (ask.stream === null) return fail('STORES_UNREADABLE', ask.failure ?? symbol);
    const { vector } = ask.stream.features;
    const { version, hash, columns } = FEATURE_LAYOUT;
    return ok({
      symbol, timeframe, asOfMs: Number.isNaN(vector.asOfMs) ? null : vector.asOfMs, layout: { version, hash }, pairs,
      values: columns.map((column, place) => {
        const value = vector.values[place] as number;
        return { column, value: Number.isNaN(value) ? null : value, state: vector.reasonAt(place) };
      }),
    });
  } finally {
    ask.release();
  }
}

/** The newest bars that opened before `toMs` (UTC ms), null for the newest of all. */
async function newest(
  door: Door, symbol: string, timeframe: Timeframe, limit: number, account: string | null, toMs: number | null,
): Promise<readonly Bar[]> {
  return (await door.bars({ symbol, timeframe, fromMs: null, toMs, limit, account, newest: true })).items;
}

/** The broker's names of the first three others that have data. */
async function findPairs(door: Door, symbol: string): Promise<readonly string[]> {
  const known = new Set((await door.symbols()).map((entry) => entry.symbol));
  const own = door.view.marketName(symbol);
  const account = door.view.account?.key ?? '';
  return PAIRS.filter((name) => name !== own).map((name) => door.view.brokerName(account, name) ?? name)
    .filter((name) => known.has(name)).slice(0, PAIRS_MAX);
}

async function readInputs(
  door: Door, symbol: string, timeframe: Timeframe, toMs: number | null,
): Promise<FeatureInputs> {
  const instrument = door.view.instruments.get(symbol);
  const currencies = instrument === undefined ? null : [instrument.baseCurrency, instrument.profitCurrency];
  const daily: Partial<Record<(typeof DAILY)[number][0], KnownSeries>> = {};
  for (const [name, imported, closeMinute] of DAILY) {
    const bars = await newest(door, imported, 'D1', DAILY_BARS, 'import', toMs);
    if (bars.length === 0) continue;
    const series = new KnownSeries();
    for (const { time, close } of bars) series.put(newYorkMoment(Math.floor(time / DAY_MS), closeMinute), [close]);
    daily[name] = series;
  }
  return {
    ...daily, ...readCalendar(door, currencies), ...readSentiment(door, symbol, currencies),
    ...await readNeighbours(door, symbol, timeframe),
  };
}

/** The calendar as terminals have told it; absent where none did. */
function readCalendar({ view }: Door, currencies: readonly string[] | null): Pick<FeatureInputs, 'calendar'> {
  if (view.latest.calendar.size === 0) return {};
  const events = [...view.latest.calendar.values()].map(({ record }) => ({
    timeMs: record.timeMs, currency: record.currency, name: record.eventId, actual: record.actual,
    forecast: record.forecast, isHigh: record.importance === HIGH_IMPORTANCE,
  }));
  return { calendar: new EventCalendar(events, currencies) };
}

function readSentiment(
  { view }: Door, symbol: string, currencies: readonly string[] | null,
): Pick<FeatureInputs, 'sentiment'> {
  const [base = '', quote = ''] = currencies ?? [];
  const scores = new PairSentiment(view.marketName(symbol), base, quote);
  const told = [...view.latest.of('sentiment')].sort((a, b) => a.atMs - b.atMs);
  for (const { atMs, record } of told) scores.take(atMs, record.scope === symbol ? '' : record.scope, record.score);
  return scores.series.count === 0 ? {} : { sentiment: scores.series };
}

async function readNeighbours(
  door: Door, symbol: string, timeframe: Timeframe,
): Promise<Pick<FeatureInputs, 'neighbours'>> {
  const found = await door.similar({ symbol, timeframe, ...SIMILAR, atMs: null });
  if (!found.ok || found.value.neighbours === null) return {};
  const neighbours = new KnownSeries(2);
  neighbours.put(found.value.knownMs, [found.value.neighbours.mean, found.value.neighbours.shareUp]);
  return { neighbours };
}
