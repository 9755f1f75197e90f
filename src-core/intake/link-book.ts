// What the server remembers of each terminal, folded from the journal alone, so that a restart knows exactly what
// was stored: reliable numbers per account and epoch, and market cursors per server (ticks are keyed by server and
// symbol, so two accounts of one server share them).
//
// Invariant: it is the state after the last *accepted* event and may run ahead of the commit; whoever tells the
// terminal waits for the commit of the event it read this after.

import {
  BrokerClock, seriesKey, type BrokerZone, type EventBody, type JournalEvent, type TickCursor, type Timeframe,
  type WireMark,
} from '#core/model';
import type { WireCursors } from './wire.ts';

/** A tick cursor as stored: raw broker ms under the offset it came with. */
export interface StoredTickCursor {
  readonly brokerMs: number;
  readonly count: number;
  readonly offsetS: number;
}

/** The last closed broker bar of a series: broker seconds of its open under the offset it came with. */
export interface StoredBarCursor {
  readonly brokerS: number;
  readonly offsetS: number;
}

interface EpochState {
  ack: number;
  /** Numbers accepted beyond a hole (a `gap` frame that came before the frames it precedes). */
  readonly ahead: Set<number>;
  /** Content digests of the newest reliable frames, to tell a repeat from another frame with the same number. */
  readonly digests: Map<number, number>;
}

interface LinkState {
  epoch: string;
  offsetS: number;
  /** The broker's offsets as steps in UTC ms, oldest first; the first begins at 0. */
  readonly offsets: { readonly fromMs: number; readonly offsetS: number }[];
  /** When the first of them was told, UTC ms. */
  toldMs: number;
  dealFromBrokerMs: number | null;
  calendarChangeId: string | null;
  /** Newest last; a few, because a terminal may come back with an older file. */
  readonly epochs: Map<string, EpochState>;
}

interface FeedState {
  readonly ticks: Map<string, StoredTickCursor>;
  readonly bars: Map<string, StoredBarCursor>;
}

export interface LinkBookJson {
  readonly zone: BrokerZone | null;
  readonly links: readonly {
    readonly account: string; readonly epoch: string; readonly offsetS: number;
    readonly offsets: readonly (readonly [number, number])[]; readonly toldMs: number;
    readonly dealFromBrokerMs: number | null; readonly calendarChangeId: string | null;
    readonly epochs: readonly {
      readonly epoch: string; readonly ack: number; readonly ahead: readonly number[];
      readonly digests: readonly (readonly [number, number])[];
    }[];
  }[];
  readonly feeds: readonly {
    readonly server: string;
    readonly ticks: readonly (readonly [string, number, number, number])[];
    readonly bars: readonly (readonly [string, number, number])[];
  }[];
}

const DIGESTS_MAX = 4096;
const EPOCHS_MAX = 8;

export class LinkBook {
  readonly #links = new Map<string, LinkState>();
  readonly #feeds = new Map<string, FeedState>();
  #clock: BrokerClock | null = null;

  /** Folds one event; facts and events without a wire leave it unchanged. */
  apply(event: JournalEvent): void {
    const body = event.body;
    switch (body.kind) {
      case 'TicksReceived':
        this.#feed(body.account).ticks.set(body.symbol, {
          brokerMs: body.next[0], count: body.next[1], offsetS: body.offsetS,
        });
        return;
      case 'BarsReceived':
        if (body.next !== null) {
          const key = seriesKey(body.symbol, body.timeframe);
          this.#feed(body.account).bars.set(key, { brokerS: body.next, offsetS: body.offsetS });
        }
        return;
      case 'TerminalConnected': {
        const link = this.#link(`${body.account.login}@${body.account.server}`);
        link.epoch = body.epoch;
        const newestMs = this.#newestRowMs(`${body.account.login}@${body.account.server}`);
        // on a data clock the host's time says nothing of when the rows are
        const nowMs = body.clock === 'data' && newestMs !== null ? newestMs + 1 : event.ts;
        noteOffset(link, nowMs, body.offsetS, newestMs);
        const state = epochOf(link, body.epoch);
        link.epochs.delete(body.epoch);
        link.epochs.set(body.epoch, state);
        return;
      }
      case 'BrokerZoneConfirmed':
        this.#clock = body.zone === null ? null : new BrokerClock(body.zone);
        return;
      default:
        this.#applyMarked(body);
    }
  }

  /** The clock of the broker's server as the trader confirmed it. */
  get brokerClock(): BrokerClock | null {
    return this.#clock;
  }

  /** Highest reliable number up to which all were accepted; 0 for an unknown epoch. */
  reliableSeq(account: string, epoch: string): number {
    return this.#links.get(account)?.epochs.get(epoch)?.ack ?? 0;
  }

  /** True for a number beyond `reliableSeq` that was accepted all the same. */
  isAhead(account: string, epoch: string, seq: number): boolean {
    return this.#links.get(account)?.epochs.get(epoch)?.ahead.has(seq) === true;
  }

  /** Digest of an accepted frame's content, null when it is no longer (or never was) known. */
  digestOf(account: string, epoch: string, seq: number): number | null {
    return this.#links.get(account)?.epochs.get(epoch)?.digests.get(seq) ?? null;
  }

  /** Broker time minus UTC in seconds as last reported; 0 for an unknown account. */
  offsetS(account: string): number {
    return this.#links.get(account)?.offsetS ?? 0;
  }

  /**
   * The offset that held at a UTC ms: as reported; before the first report by the confirmed zone, where that agrees
   * with the report.
   */
  offsetAt(account: string, utcMs: number): number {
    const link = this.#links.get(account);
    const clock = this.#clockBefore(link, utcMs);
    if (clock !== null) return clock.offsetS(utcMs);
    const offsets = link?.offsets ?? [];
    return (offsets.findLast(({ fromMs }) => fromMs <= utcMs) ?? offsets[0])?.offsetS ?? 0;
  }

  /** The offset that held at a raw broker ms; of an hour that came twice, the later. */
  offsetAtBroker(account: string, brokerMs: number): number {
    const link = this.#links.get(account);
    const offsets = link?.offsets ?? [];
    const firstMs = brokerMs - (offsets[0]?.offsetS ?? 0) * 1000;
    const clock = this.#clockBefore(link, firstMs);
    // of an hour that came twice, the later
    if (clock !== null) return (brokerMs - (clock.toUtc(brokerMs, Infinity) ?? firstMs)) / 1000;
    const found = offsets.findLast(({ fromMs, offsetS }) => brokerMs - offsetS * 1000 >= fromMs) ?? offsets[0];
    return found?.offsetS ?? 0;
  }

  /** All offsets known of an account, as steps in UTC ms. */
  offsetSteps(account: string): readonly { readonly fromMs: number; readonly offsetS: number }[] {
    const link = this.#links.get(account);
    const offsets = link?.offsets ?? [];
    const clock = link === undefined ? null : this.#clockBefore(link, link.toldMs - 1);
    if (link === undefined || clock === null) return offsets;
    const past = clock.steps(link.toldMs - PAST_MS, link.toldMs);
    return [...past, ...offsets.filter(({ fromMs }) => fromMs >= link.toldMs)];
  }

  /** Raw broker ms of the newest deal stored, null when there is none. */
  dealFromBrokerMs(account: string): number | null {
    return this.#links.get(account)?.dealFromBrokerMs ?? null;
  }

  calendarChangeId(account: string): string | null {
    return this.#links.get(account)?.calendarChangeId ?? null;
  }

  tickCursor(account: string, symbol: string): StoredTickCursor | null {
    return this.#feeds.get(serverOf(account))?.ticks.get(symbol) ?? null;
  }

  barCursor(account: string, symbol: string, timeframe: Timeframe): StoredBarCursor | null {
    return this.#feeds.get(serverOf(account))?.bars.get(seriesKey(symbol, timeframe)) ?? null;
  }

  /** All cursors of the account's server, as `welcome` carries them. */
  cursors(account: string): WireCursors {
    const feed = this.#feeds.get(serverOf(account));
    const ticks = [...(feed?.ticks ?? [])].map(([symbol, at]) => [symbol, [at.brokerMs, at.count]] as const);
    const bars = [...(feed?.bars ?? [])].map(([series, at]) => [series, at.brokerS] as const);
    return { tick: Object.fromEntries(ticks), bar: Object.fromEntries(bars) };
  }

  /** Everything, as plain JSON in a fixed order. */
  toJson(): LinkBookJson {
    return {
      zone: this.#clock?.zone ?? null,
      links: [...this.#links].map(([account, link]) => ({
        account, epoch: link.epoch, offsetS: link.offsetS,
        offsets: link.offsets.map(({ fromMs, offsetS }) => [fromMs, offsetS] as const), toldMs: link.toldMs,
        dealFromBrokerMs: link.dealFromBrokerMs,
        calendarChangeId: link.calendarChangeId,
        epochs: [...link.epochs].map(([epoch, state]) => ({
          epoch, ack: state.ack, ahead: [...state.ahead], digests: [...state.digests],
        })),
      })),
      feeds: [...this.#feeds].map(([server, feed]) => ({
        server,
        ticks: [...feed.ticks].map(([symbol, at]) => [symbol, at.brokerMs, at.count, at.offsetS] as const),
        bars: [...feed.bars].map(([series, at]) => [series, at.brokerS, at.offsetS] as const),
      })),
    };
  }

  static fromJson(json: LinkBookJson): LinkBook {
    const book = new LinkBook();
    book.#clock = json.zone === null ? null : new BrokerClock(json.zone);
    for (const link of json.links) {
      const epochs = link.epochs.map((epoch): [string, EpochState] => [epoch.epoch, {
        ack: epoch.ack, ahead: new Set(epoch.ahead), digests: new Map(epoch.digests),
      }]);
      book.#links.set(link.account, {
        epoch: link.epoch, offsetS: link.offsetS,
        offsets: link.offsets.map(([fromMs, offsetS]) => ({ fromMs, offsetS })), toldMs: link.toldMs,
        dealFromBrokerMs: link.dealFromBrokerMs,
        calendarChangeId: link.calendarChangeId, epochs: new Map(epochs),
      });
    }
    for (const feed of json.feeds) {
      book.#feeds.set(feed.server, {
        ticks: new Map(feed.ticks.map(([symbol, brokerMs, count, offsetS]) => [symbol, { brokerMs, count, offsetS }])),
        bars: new Map(feed.bars.map(([series, brokerS, offsetS]) => [series, { brokerS, offsetS }])),
      });
    }
    return book;
  }

  #applyMarked(body: EventBody): void {
    if (!('wire' in body) || body.wire === null) return;
    const mark = body.wire;
    const link = this.#link(mark.account);
    if (body.kind === 'OffsetReported') {
      const atMs = body.atBrokerMs - body.offsetS * 1000;
      noteOffset(link, atMs, body.offsetS, this.#newestRowMs(mark.account));
    }
    if (body.kind === 'DealReported') {
      link.dealFromBrokerMs = Math.max(link.dealFromBrokerMs ?? 0, body.deal.brokerMs);
    }
    if (body.kind === 'RecordReceived' && body.record.type === 'calendar') {
      link.calendarChangeId = body.record.changeId ?? link.calendarChangeId;
    }
    if (body.kind === 'RecordKept' && body.type === 'calendar') {
      link.calendarChangeId = changeIdOf(body.body) ?? link.calendarChangeId;
    }
    const state = epochOf(link, mark.epoch);
    if (body.kind === 'GapReported' && body.fromSeq <= state.ack + 1) state.ack = Math.max(state.ack, body.toSeq);
    if (mark.wireSeq > 0) advance(state, mark);
  }

  // The confirmed clock, for a time before the first report; null where that report contradicts it.
  #clockBefore(link: LinkState | undefined, utcMs: number): BrokerClock | null {
    const clock = this.#clock;
    const first = link?.offsets[0];
    if (clock === null || link === undefined || first === undefined || utcMs >= link.toldMs) return null;
    return clock.offsetS(link.toldMs) === first.offsetS ? clock : null;
  }

  /** UTC ms of the newest tick or bar stored from the account's server; null when there is none. */
  #newestRowMs(account: string): number | null {
    const feed = this.#feeds.get(serverOf(account));
    let newest: number | null = null;
    for (const { brokerMs, offsetS } of feed?.ticks.values() ?? []) {
      newest = Math.max(newest ?? 0, brokerMs - offsetS * 1000);
    }
    for (const { brokerS, offsetS } of feed?.bars.values() ?? []) {
      newest = Math.max(newest ?? 0, (brokerS - offsetS) * 1000);
    }
    return newest;
  }

  #link(account: string): LinkState {
    let link = this.#links.get(account);
    if (link === undefined) {
      link = {
        epoch: '', offsetS: 0, offsets: [], toldMs: 0, dealFromBrokerMs: null, calendarChangeId: null,
        epochs: new Map(),
      };
      this.#links.set(account, link);
    }
    return link;
  }

  #feed(account: string): FeedState {
    const server = serverOf(account);
    let feed = this.#feeds.get(server);
    if (feed === undefined) {
      feed = { ticks: new Map(), bars: new Map() };
      this.#feeds.set(server, feed);
    }
    return feed;
  }
}

/** The server's name in an account key: a login has no `@`. */
function serverOf(account: string): string {
  return account.slice(account.indexOf('@') + 1);
}

/**
 * The cursor after `count` more ticks: walks the rows from `from`, counting those of one millisecond.
 * `fromBrokerMs` must be under the same offset as the rows.
 */
export function advanceTickCursor(from: TickCursor | null, brokerMs: readonly number[]): TickCursor | null {
  let at = from?.[0] ?? null;
  let count = from?.[1] ?? 0;
  for (const ms of brokerMs) {
    if (ms === at) {
      count += 1;
    } else {
      at = ms;
      count = 1;
    }
  }
  return at === null ? null : [at, count];
}

const DAY_MS = 86_400_000;
/** So far back the offsets of a confirmed zone are listed; looked at are ten years. */
const PAST_MS = 12 * 366 * DAY_MS;
/** A Saturday noon, UTC: markets are shut from before it until after any change of daylight saving. */
const SATURDAY_NOON_MS = Date.UTC(1970, 0, 3, 12);

/**
 * Takes an offset that was reported at `reportedMs`. The report comes with the first sign of life after the change, so
 * the step is put where the change can have been at the earliest: after the newest row stored, and not before the
 * weekend that precedes the report. Rows and bars of the first minute are then read by it too. With nothing stored
 * the report's own moment stands.
 */
function noteOffset(link: LinkState, reportedMs: number, offsetS: number, newestRowMs: number | null): void {
  link.offsetS = offsetS;
  const last = link.offsets[link.offsets.length - 1];
  if (last?.offsetS === offsetS) return;
  if (last === undefined) {
    link.offsets.push({ fromMs: 0, offsetS });
    link.toldMs = reportedMs;
    return;
  }
  const weekendMs = reportedMs - ((reportedMs - SATURDAY_NOON_MS) % (7 * DAY_MS));
  const earliestMs = newestRowMs === null ? reportedMs : Math.max(newestRowMs + 1, weekendMs);
  link.offsets.push({ fromMs: Math.max(Math.min(earliestMs, reportedMs), last.fromMs), offsetS });
}

function advance(state: EpochState, mark: WireMark): void {
  if (mark.digest !== undefined) {
    state.digests.set(mark.wireSeq, mark.digest);
    if (state.digests.size > DIGESTS_MAX) state.digests.delete(state.digests.keys().next().value as number);
  }
  if (mark.wireSeq > state.ack + 1) state.ahead.add(mark.wireSeq);
  else state.ack = Math.max(state.ack, mark.wireSeq);
  while (state.ahead.delete(state.ack + 1)) state.ack += 1;
}

function epochOf(link: LinkState, epoch: string): EpochState {
  let state = link.epochs.get(epoch);
  if (state === undefined) {
    state = { ack: 0, ahead: new Set(), digests: new Map() };
    link.epochs.set(epoch, state);
    if (link.epochs.size > EPOCHS_MAX) link.epochs.delete(link.epochs.keys().next().value as string);
  }
  return state;
}

function changeIdOf(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('change_id' in body)) return null;
  return typeof body.change_id === 'string' ? body.change_id : null;
}
