// The structure of one series as a stream of closed bars. What it says at a bar depends on that bar and those before
// it alone, so a replay shows at any moment what was shown then. Memory is bounded: a trail of bars, the newest swings,
// and the newest findings of each kind. A bar without a swing costs a walk over what stands.

import { assert, fail, ok, type Result } from '#core/base';
import { Atr } from '#core/indicators';
import { TIMEFRAME_MS, type Bar, type StructureFinding, type Timeframe } from '#core/model';
import { FindingBook, type BookState } from './finding-book.ts';
import { flagFound } from './flag-shapes.ts';
import { candidatesOf, judge, reversalFound, type Candidate } from './reversal-shapes.ts';
import {
  STRUCTURE_PARAMS, Trail, type Draft, type Sight, type StructureParams, type Swing, type TrailState,
} from './structure-parts.ts';
import { retracementFound, swingFound, trendLineFound, zoneFound } from './swing-shapes.ts';
import { twoLinesFound } from './two-line-shapes.ts';
import { Zigzag } from './zigzag.ts';

/** Swings of both sides that are remembered. */
const KEPT_SWINGS = 20;
const SIDES = [1, -1] as const;
/** Of the state's JSON; another one is refused. */
const STATE_VERSION = 1;

interface StreamState {
  readonly version: number;
  readonly timeframe: Timeframe;
  readonly params: StructureParams;
  readonly atr: readonly (number | null)[];
  readonly trail: TrailState;
  readonly zigzag: readonly number[];
  readonly swings: readonly Swing[];
  readonly candidates: readonly Candidate[];
  readonly book: BookState;
}

/** Says what is wrong with parameters, null where nothing is. */
function faultOf({ atrPeriod, reversal, tolerance, minBars }: StructureParams): string | null {
  const isWhole = (value: number, least: number, most: number): boolean => (
    Number.isInteger(value) && value >= least && value <= most
  );
  if (!isWhole(atrPeriod, 1, 200)) return 'atrPeriod is a whole number from 1 to 200.';
  if (!(reversal >= 0.5 && reversal <= 20)) return 'reversal is a number from 0.5 to 20.';
  if (!(tolerance >= 0.05 && tolerance <= reversal / 2)) return 'tolerance is from 0.05 to half of reversal.';
  return isWhole(minBars, 2, 100) ? null : 'minBars is a whole number from 2 to 100.';
}

export class StructureStream {
  readonly timeframe: Timeframe;
  readonly params: StructureParams;
  readonly #atr: Atr;
  readonly #trail = new Trail();
  readonly #zigzag = new Zigzag();
  readonly #book = new FindingBook();
  #swings: Swing[] = [];
  #candidates: readonly Candidate[] = [];

  /** Asserts that the parameters are in their ranges, which docs/structure.md lists. */
  constructor(timeframe: Timeframe, params: StructureParams = STRUCTURE_PARAMS) {
    const fault = faultOf(params);
    assert(fault === null, fault ?? '');
    this.timeframe = timeframe;
    this.params = params;
    this.#atr = new Atr(params.atrPeriod);
  }

  /** Closed bars taken. */
  get bars(): number {
    return this.#trail.count;
  }

  /** UTC ms at which the newest bar had closed; null before the first. */
  get asOfMs(): number | null {
    const { newest } = this.#trail;
    return newest < 0 ? null : this.#trail.timeOf(newest) + TIMEFRAME_MS[this.timeframe];
  }

  /** What the newest bar confirmed and ended. Replaced by the next bar. */
  get news(): readonly StructureFinding[] {
    return this.#book.news;
  }

  /** What stands and the newest of what ended, by the moment of confirmation. A new array. */
  findings(): readonly StructureFinding[] {
    return this.#book.all();
  }

  /** Takes one closed bar, newer than those before. */
  next(bar: Bar): void {
    const trail = this.#trail;
    this.#atr.next(bar);
    trail.push(bar.time, bar.high, bar.low, bar.close);
    const nowMs = bar.time + TIMEFRAME_MS[this.timeframe];
    this.#book.judge(trail.newest, bar.close, nowMs);
    if (!this.#atr.isReady) return;
    const range = this.#atr.out[0] as number;
    const { params } = this;
    const swing = this.#zigzag.step(trail, params.reversal * range);
    const sight: Sight = { trail, range, near: params.tolerance * range, params };
    if (swing !== null) this.#takeSwing(swing, sight, nowMs);
    if (this.#candidates.length > 0) this.#judgeCandidates(sight, nowMs);
    if (range > 0) for (const sign of SIDES) this.#confirm(flagFound(sign, sight), nowMs);
  }

  #takeSwing(swing: Swing, sight: Sight, nowMs: number): void {
    const { trail } = sight;
    this.#swings = [...this.#swings, swing].filter(({ bar }) => trail.has(bar)).slice(-KEPT_SWINGS);
    if (!trail.has(swing.bar)) {
      this.#swings = [];
      return;
    }
    const swings = this.#swings;
    this.#confirm(swingFound(swings, sight), nowMs);
    this.#confirm(retracementFound(swings, sight), nowMs);
    this.#confirm(zoneFound(swings, sight), nowMs);
    this.#confirm(trendLineFound(swings, sight), nowMs);
    this.#confirm(twoLinesFound(swings, sight), nowMs);
    for (const candidate of candidatesOf(swings, sight)) this.#await(candidate);
  }

  /** One candidate of each kind and side waits; three tops are not two as well. */
  #await(candidate: Candidate): void {
    const { kind, sign, swings } = candidate;
    const isPart = kind === 'double' && this.#candidates.some((other) => (
      other.kind === 'triple' && other.sign === sign && other.swings.at(-1)?.bar === swings.at(-1)?.bar
    ));
    if (isPart) return;
    const others = this.#candidates.filter((other) => (
      other.sign !== sign || (other.kind !== kind && !(kind === 'triple' && other.kind === 'double'))
    ));
    this.#candidates = [...others, candidate];
  }

  #judgeCandidates(sight: Sight, nowMs: number): void {
    const waiting: Candidate[] = [];
    for (const candidate of this.#candidates) {
      const verdict = judge(candidate, sight);
      if (verdict === 'waits') waiting.push(candidate);
      else if (verdict === 'confirmed') this.#confirm(reversalFound(candidate, sight), nowMs);
    }
    if (waiting.length < this.#candidates.length) this.#candidates = waiting;
  }

  #confirm(draft: Draft | null, nowMs: number): void {
    if (draft !== null) this.#book.confirm(draft, nowMs);
  }

  /** The whole state as JSON text; a stream that takes it continues to the same findings. */
  snapshot(): string {
    const state: StreamState = {
      version: STATE_VERSION, timeframe: this.timeframe, params: this.params, atr: this.#atr.cells(),
      trail: this.#trail.state(), zigzag: this.#zigzag.cells(), swings: this.#swings, candidates: this.#candidates,
      book: this.#book.state(),
    };
    return JSON.stringify(state);
  }

  /** Takes a snapshot of the same timeframe and parameters; refuses any other. `news` is empty after it. */
  restore(text: string): Result<null> {
    const state = JSON.parse(text) as StreamState;
    const isOwn = state.version === STATE_VERSION && state.timeframe === this.timeframe
      && JSON.stringify(state.params) === JSON.stringify(this.params);
    if (!isOwn) return fail('PATTERNS_STATE_BAD', 'The snapshot is of another timeframe, version or parameters.');
    this.#atr.takeCells(state.atr);
    this.#trail.take(state.trail);
    this.#zigzag.take(state.zigzag);
    this.#swings = [...state.swings];
    this.#candidates = state.candidates;
    this.#book.take(state.book);
    return ok(null);
  }
}
