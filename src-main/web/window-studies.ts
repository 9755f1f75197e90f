// The studies one window shows: held at the desk while they are shown, and what the window has not been told of each.
// Bars that closed come every one; the forming value is read when the window asks, so a thousand ticks cost one.

import type { StudyNews, StudyRef } from '#core/contract';
import { whyNot } from '#core/model';
import { seriesKey } from '#core/model';
import type { StudyAsk, StudyDesk } from '#main/engine';
import { toPoint } from './study-procedures.ts';

/** Closed values held of one study; beyond it the window asks for the history again. */
const CLOSED_MAX = 500;

interface Shown {
  readonly ref: StudyRef;
  readonly series: string;
  /** Null where the desk refused it. */
  readonly ask: StudyAsk | null;
  readonly refusal: StudyNews['whyNot'];
  closed: StudyNews['closed'];
  isStale: boolean;
  isNews: boolean;
}

export class WindowStudies {
  readonly #desk: StudyDesk;
  readonly #wake: () => void;
  readonly #shown = new Map<string, Shown>();
  #isNews = false;

  constructor(desk: StudyDesk, wake: () => void) {
    this.#desk = desk;
    this.#wake = wake;
  }

  get hasNews(): boolean {
    return this.#isNews;
  }

  /** Takes the studies the window shows now: asks for new ones, lets go of those that are gone. */
  watch(refs: readonly StudyRef[]): void {
    const wanted = new Map(refs.map((ref) => [nameOf(ref), ref]));
    for (const [name, shown] of this.#shown) {
      if (wanted.has(name)) continue;
      this.#shown.delete(name);
      shown.ask?.release();
    }
    for (const [name, ref] of wanted) if (!this.#shown.has(name)) this.#show(name, ref);
  }

  /** The forming bar of a series moved. */
  markForming(series: string): void {
    for (const shown of this.#shown.values()) {
      if (shown.series === series && shown.ask?.isWarm === true) this.#mark(shown);
    }
  }

  /** Tells everything not told yet, and forgets that it was news; all of it where `isFull`. */
  answer(isFull: boolean): StudyNews[] {
    const news = [...this.#shown.values()].filter((shown) => isFull || shown.isNews).map((shown): StudyNews => {
      const { ref, ask, refusal } = shown;
      const forming = ask?.peek() ?? null;
      const told: StudyNews = {
        ...ref, ...stateOf(ask, refusal), stale: isFull || shown.isStale, closed: isFull ? [] : shown.closed,
        forming: forming === null ? null : toPoint(forming),
      };
      shown.closed = [];
      shown.isStale = false;
      shown.isNews = false;
      return told;
    });
    this.#isNews = false;
    return news;
  }

  /** Lets go of all. */
  release(): void {
    for (const { ask } of this.#shown.values()) ask?.release();
    this.#shown.clear();
  }

  #show(name: string, ref: StudyRef): void {
    const { symbol, timeframe, calc } = ref;
    const series = seriesKey(symbol, timeframe);
    const asked = this.#desk.ask({ account: null, symbol, timeframe }, calc, 'chart', (news) => {
      const shown = this.#shown.get(name);
      if (shown === undefined) return;
      if (news === 'closed') this.#close(shown);
      else shown.isStale = true;
      this.#mark(shown);
      if (news !== 'closed') this.#wake();
    });
    const shown: Shown = {
      ref, series, ask: asked.ok ? asked.value : null, refusal: asked.ok ? null : { ...asked.error },
      closed: [], isStale: true, isNews: true,
    };
    this.#shown.set(name, shown);
    this.#mark(shown);
  }

  #close(shown: Shown): void {
    const newest = shown.ask?.newest ?? null;
    if (newest === null || shown.isStale) return;
    shown.closed.push(toPoint(newest));
    if (shown.closed.length <= CLOSED_MAX) return;
    shown.closed = [];
    shown.isStale = true;
  }

  #mark(shown: Shown): void {
    shown.isNews = true;
    this.#isNews = true;
  }
}

function stateOf(ask: StudyAsk | null, refusal: StudyNews['whyNot']): Pick<StudyNews, 'state' | 'missing' | 'whyNot'> {
  if (ask === null) return { state: 'refused', missing: 0, whyNot: refusal };
  const { missing, failure, isWarm } = ask;
  if (failure !== null) return { state: 'failed', missing, whyNot: whyNot('STORES_UNREADABLE', failure) };
  if (!isWarm) return { state: 'warming', missing, whyNot: null };
  return { state: missing > 0 ? 'short' : 'ready', missing, whyNot: null };
}

function nameOf({ symbol, timeframe, calc }: StudyRef): string {
  return JSON.stringify([symbol, timeframe, calc]);
}
