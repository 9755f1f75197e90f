// The active studies: which are computed for which symbol and timeframe, with which parameters, for whom, how far they
// are and what they cost. A study lives while somebody asks for it, and no longer. Indicators of users (strategy API)
// will be asked for here by their name too.

import { fail, ok, type Result } from '#core/base';
import { readRequest, type IndicatorRequest } from '#core/indicators';
import type { StreamAsk, StreamDesk } from './stream-desk.ts';
import { StudySeries, type StudyColumns, type StudyPoint } from './study-series.ts';
import type { StreamNews, StreamSeries } from './warm-series.ts';

/** A study as one asker holds it. */
export interface StudyAsk {
  readonly request: IndicatorRequest;
  /** False while the stored bars are read for the first time. */
  readonly isWarm: boolean;
  /** Bars that are still needed before the first output; 0 where there is one. */
  readonly missing: number;
  /** Why the stored bars cannot be read now, in words; null when they can. */
  readonly failure: string | null;
  /** Outputs of the newest closed bar; null before the first. */
  readonly newest: StudyPoint | null;
  /** What the outputs would be if the forming bar closed now; null where none forms. */
  peek(): StudyPoint | null;
  /** Copies of the columns for bars that opened in [fromMs, toMs); empty while it is warmed. */
  columns(fromMs: number | null, toMs: number | null): StudyColumns;
  release(): void;
}

/** One study that is computed now. */
export interface ActiveStudy {
  readonly series: StreamSeries;
  /** Name and all parameters: `MACD:12:26:9`. */
  readonly calc: string;
  readonly name: string;
  readonly params: Readonly<Record<string, number>>;
  readonly askers: readonly string[];
  readonly state: 'warming' | 'short' | 'ready' | 'failed';
  readonly missing: number;
  /** Bars it has taken. */
  readonly bars: number;
  /** Nanoseconds, measured over the newest few thousand bars; null before the first. */
  readonly nsPerBar: number | null;
}

const NO_COLUMNS: StudyColumns = { time: new Float64Array(), values: [] };

/** A study's name with all its parameters: the same text for all ways to ask for the same. */
function calcOf({ definition, values }: IndicatorRequest): string {
  return [definition.name, ...values.map(String)].join(':');
}

interface Held {
  readonly series: StreamSeries;
  readonly request: IndicatorRequest;
  readonly stream: StreamAsk<StudySeries>;
}

export class StudyDesk {
  readonly #streams: StreamDesk;
  /** By stream key and series: any one of the asks that hold it, to read how far it is. */
  readonly #held = new Set<Held>();

  constructor(streams: StreamDesk) {
    this.#streams = streams;
  }

  /**
   * Asks for a study, such as `SMA:20`, on a series until it is released. Fails with INDICATORS_NAME_UNKNOWN or
   * INDICATORS_PARAM_BAD. `by` says who asks: `chart`, `api`.
   */
  ask(
    series: StreamSeries, calc: string, by: string, onNews: (news: StreamNews) => void = () => undefined,
  ): Result<StudyAsk> {
    const read = readRequest(calc);
    if (!read.ok) return read;
    const request = read.value;
    const stream = this.#streams.ask(
      { series, key: streamKey(request), by, make: () => new StudySeries(request) }, onNews,
    );
    const held: Held = { series, request, stream };
    this.#held.add(held);
    return ok({
      request,
      get isWarm() { return stream.stream !== null; },
      get missing() { return missingOf(held); },
      get failure() { return stream.failure; },
      get newest() { return stream.stream?.newest ?? null; },
      peek: () => {
        const forming = stream.forming();
        return forming === null ? null : stream.stream?.peek(forming) ?? null;
      },
      columns: (fromMs, toMs) => stream.stream?.columns(fromMs, toMs) ?? NO_COLUMNS,
      release: () => {
        this.#held.delete(held);
        stream.release();
      },
    });
  }

  /**
   * Columns of several studies at once, for one answer; each is let go afterwards. Waits until all are warmed. Fails
   * as `ask` does, and with STORES_UNREADABLE where the stored bars cannot be read.
   */
  async read(
    series: StreamSeries, calcs: readonly string[],
    span: { readonly fromMs: number | null; readonly toMs: number | null }, by: string,
  ): Promise<Result<readonly (StudyColumns & { readonly missing: number })[]>> {
    const asks: StudyAsk[] = [];
    try {
      const warm: Promise<void>[] = [];
      for (const calc of calcs) {
        let hear: () => void = () => undefined;
        const asked = this.ask(series, calc, by, () => { hear(); });
        if (!asked.ok) return asked;
        const study = asked.value;
        asks.push(study);
        warm.push(new Promise((done) => {
          hear = () => { if (study.isWarm || study.failure !== null) done(); };
          hear();
        }));
      }
      await Promise.all(warm);
      const failure = asks.find((study) => !study.isWarm)?.failure ?? null;
      if (failure !== null) return fail('STORES_UNREADABLE', failure);
      return ok(asks.map((study) => ({ ...study.columns(span.fromMs, span.toMs), missing: study.missing })));
    } finally {
      for (const study of asks) study.release();
    }
  }

  /** All studies that are computed now, each once, by series and name. */
  active(): readonly ActiveStudy[] {
    return this.#streams.active().flatMap((stream) => {
      const held = [...this.#held].find(({ series, request }) => (
        streamKey(request) === stream.key && isSame(series, stream.series)
      ));
      if (held === undefined) return [];
      const { definition, values } = held.request;
      const missing = missingOf(held);
      return [{
        series: stream.series, calc: calcOf(held.request), name: definition.name,
        params: Object.fromEntries(definition.params.map((param, i) => [param.name, values[i] as number])),
        askers: stream.askers, state: stateOf(held), missing, bars: stream.bars, nsPerBar: stream.nsPerBar,
      }] as const;
    });
  }
}

function stateOf(held: Held): ActiveStudy['state'] {
  if (held.stream.failure !== null) return 'failed';
  if (held.stream.stream === null) return 'warming';
  return missingOf(held) > 0 ? 'short' : 'ready';
}

function streamKey(request: IndicatorRequest): string {
  return `study ${calcOf(request)}`;
}

function missingOf({ request, stream }: Held): number {
  return stream.stream?.missing ?? request.definition.warmup(request.values) + 1;
}

function isSame(a: StreamSeries, b: StreamSeries): boolean {
  return a.account === b.account && a.symbol === b.symbol && a.timeframe === b.timeframe;
}
