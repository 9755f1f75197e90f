// When a symbol trades, in UTC: its sessions stand on the broker's clock, which may be put forward or back. An instant
// is open exactly when the broker's clock then shows a time inside a session.

import { TIMEFRAME_MS, barOpenMs, type Instrument, type Timeframe } from '#core/model';
import { joinSpans, type Span } from './spans.ts';

/** The broker's distance from UTC from a moment on; the first one holds before it too. */
export interface OffsetStep {
  /** UTC ms. */
  readonly fromMs: number;
  readonly offsetS: number;
}

interface Segment extends Span {
  readonly offsetS: number;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** 1970-01-01 was a Thursday. */
const EPOCH_WEEKDAY = 4;
/** Monday to Friday, for a broker that tells no sessions. */
const UNKNOWN_SESSIONS: Instrument['sessions'] = [
  [], [[0, 86_400]], [[0, 86_400]], [[0, 86_400]], [[0, 86_400]], [[0, 86_400]], [],
];

export class TradingHours {
  readonly #sessions: Instrument['sessions'];
  readonly #offsets: readonly OffsetStep[];

  /** `offsets` by time; empty counts as UTC. */
  constructor(sessions: Instrument['sessions'], offsets: readonly OffsetStep[]) {
    this.#sessions = sessions.some((day) => day.length > 0) ? sessions : UNKNOWN_SESSIONS;
    this.#offsets = offsets;
  }

  /** Open time within [fromMs, toMs). */
  openSpans(fromMs: number, toMs: number): readonly Span[] {
    return joinSpans(this.#openSegments(fromMs, toMs));
  }

  /**
   * Opens of the bars that begin within [fromMs, toMs) and hold the beginning of an open minute, ascending. `closed` is
   * open time in which nothing traded (holidays), sorted and apart.
   */
  barOpens(timeframe: Timeframe, fromMs: number, toMs: number, closed: readonly Span[] = []): readonly number[] {
    const length = TIMEFRAME_MS[timeframe];
    const opens: number[] = [];
    // A bar that begins in the span may hold its first open minute behind it.
    for (const segment of this.#openSegments(fromMs, toMs + length)) {
      let minute = Math.ceil(segment.fromMs / MINUTE_MS) * MINUTE_MS;
      while (minute < segment.toMs) {
        const rest = closed.find((span) => span.fromMs <= minute && span.toMs > minute);
        if (rest !== undefined) {
          minute = Math.ceil(rest.toMs / MINUTE_MS) * MINUTE_MS;
          continue;
        }
        const open = barOpenMs(minute, timeframe, segment.offsetS);
        const last = opens[opens.length - 1];
        // The day on which the clock is put forward or back is one day.
        const isSame = last !== undefined && open - last < length / 2;
        if (!isSame && open >= fromMs && open < toMs) opens.push(open);
        minute = open + length;
      }
    }
    return opens;
  }

  /** Open time in parts under one offset each, ascending. */
  #openSegments(fromMs: number, toMs: number): readonly Segment[] {
    const out: Segment[] = [];
    for (const part of this.#parts(fromMs, toMs)) {
      const offsetMs = part.offsetS * 1000;
      const lastDay = Math.floor((part.toMs + offsetMs) / DAY_MS);
      for (let day = Math.floor((part.fromMs + offsetMs) / DAY_MS); day <= lastDay; day += 1) {
        const weekday = (((day + EPOCH_WEEKDAY) % 7) + 7) % 7;
        for (const [fromS, toS] of this.#sessions[weekday] ?? []) {
          const dayMs = day * DAY_MS - offsetMs;
          const span = {
            fromMs: Math.max(part.fromMs, dayMs + fromS * 1000), toMs: Math.min(part.toMs, dayMs + toS * 1000),
          };
          if (span.toMs > span.fromMs) out.push({ ...span, offsetS: part.offsetS });
        }
      }
    }
    return out.sort((a, b) => a.fromMs - b.fromMs);
  }

  /** [fromMs, toMs) in parts under one offset. */
  *#parts(fromMs: number, toMs: number): Generator<Segment, void, undefined> {
    const steps = this.#offsets.length === 0 ? [{ fromMs, offsetS: 0 }] : this.#offsets;
    for (let i = 0; i < steps.length; i += 1) {
      const { offsetS } = steps[i] as OffsetStep;
      const begin = i === 0 ? fromMs : Math.max(fromMs, (steps[i] as OffsetStep).fromMs);
      const end = Math.min(toMs, steps[i + 1]?.fromMs ?? toMs);
      if (end > begin) yield { fromMs: begin, toMs: end, offsetS };
    }
  }
}
