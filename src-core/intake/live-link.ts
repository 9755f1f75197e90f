// A proven terminal's frames, after the welcome: numbers and cursors are checked, bodies become journal events, and
// what is committed is confirmed. One frame makes at most one event of substance.
//
// Invariants: a reliable number is advanced only by an event that carries it; a cursor only by ticks or bars that fit
// it; nothing is confirmed before its commit.

import {
  seriesKey, type DataRecord, type InputBody, type Instrument, type OrderResult, type WireMark,
} from '#core/model';
import { AckKeeper } from './ack-keeper.ts';
import { contentDigest } from './envelope.ts';
import type { LinkBook } from './link-book.ts';
import { readBody, type BodyRecord } from './read-body.ts';
import type { BarRecord, TickRecord } from './read-market.ts';
import type { LogLine } from './read-records.ts';
import { deadLetter, type Refused } from './dead-letter.ts';
import type { SessionCounts, SessionEffects } from './session-parts.ts';
import type { SendGate } from './send-gate.ts';
import { cursorFrames } from './welcome-cursors.ts';
import { WIRE_TIMES, type Envelope, type WireFault } from './wire.ts';

/** What the link needs of the session around it. */
export interface LinkHost {
  readonly effects: SessionEffects;
  readonly counts: SessionCounts;
  readonly account: string;
  readonly epoch: string;
  /** The highest number that the terminal had used when it said hello: up to it, it repeats itself. */
  readonly usedSeq: number;
  readonly currency: string;
  links(): LinkBook;
  say(type: string, body: object | string): void;
  /** At the pace of the terminal. */
  sayInTurn(type: string, body: object | string): void;
  sayError(fault: Refused, seq: number, re: string | null): void;
  /** The journal takes nothing more. */
  fail(): void;
  askSnapshot(): void;
  noteSnapshotBegun(): void;
  noteBusy(): void;
  /** The terminal has told its whole state. */
  noteSnapshotEnded(): void;
  takeHistory(record: Extract<BodyRecord, { type: 'history.page' | 'history.end' }>, text: string): void;
  noteLog(line: LogLine): void;
  noteInstrument(instrument: Instrument): void;
  /** Gives the record of an answer to a command; what it means for the books comes back. */
  takeAnswer(record: Extract<BodyRecord, { type: 'result' | 'error' | 'order.result' }>): OrderResult | null;
}

export class LiveLink {
  readonly acks: AckKeeper;
  readonly #host: LinkHost;
  readonly #resyncs = new Set<string>();
  readonly #poisonedTicks = new Map<string, string>();
  readonly #unknownTypes = new Set<string>();
  #highestSeq = 0;
  #progressMs: number;
  #nack = { from: 0, ms: -Infinity };

  constructor(host: LinkHost, gate: SendGate) {
    this.#host = host;
    this.#progressMs = host.effects.nowMs();
    const ack = host.links().reliableSeq(host.account, host.epoch);
    this.acks = new AckKeeper(ack, gate, ({ ticks, bars }) => {
      if (ticks.size === 0 && bars.size === 0) host.say('ack', {});
      else for (const cursors of cursorFrames(ticks, bars)) host.say('ack.cursor', cursors);
    });
  }

  /** Takes one readable frame; `text` is kept where it is refused. */
  take(frame: Envelope, text: string): { readonly unreadable: WireFault } | null {
    if (frame.seq > 0 && !this.#isNext(frame, text)) return null;
    const { account, currency } = this.#host;
    if (frame.off !== null && frame.type !== 'time' && frame.off !== this.#host.links().offsetS(account)) {
      this.#store({
        kind: 'OffsetReported', wire: this.#mark(0), offsetS: frame.off, source: 'envelope',
        atBrokerMs: frame.ts + frame.off * 1000,
      });
    }
    const offsetS = this.#host.links().offsetS(account);
    const read = readBody(frame.type, frame.body, { offsetS, currency, re: frame.re });
    if (read.ok) {
      this.#takeRecord(read.value, frame, text);
      return null;
    }
    if (read.fault.code === 'E_PROTO') return { unreadable: read.fault };
    const rest = read.rest === null ? null : this.#spared(read.rest, read.fault);
    this.#refuse(read.fault, frame, text);
    if (rest !== null) this.#takeTicks(rest);
    return null;
  }

  /** An unreadable frame that seems to carry `seq`: held back once, acknowledged past when it comes again. */
  passUnreadable(seq: number, wasSeen: boolean, fault: WireFault, text: string, of?: string): void {
    const { effects, account, epoch } = this.#host;
    const expected = this.#host.links().reliableSeq(account, epoch) + 1;
    if (seq === expected && wasSeen) {
      this.#quarantine(fault, text, { account, epoch, wireSeq: seq }, of);
      this.#host.askSnapshot();
      return;
    }
    this.#quarantine(fault, text, null, of);
    if (seq >= expected) {
      this.#highestSeq = Math.max(this.#highestSeq, seq);
      this.#sayHole(expected, effects.nowMs());
    }
  }

  /** Journals an input that no number waits for; false when nothing more is taken. */
  store(input: InputBody): boolean {
    return this.#accept(input) !== null;
  }

  /** Keeps a frame of which a part could not be read. */
  quarantine(fault: Refused, raw: string): void {
    this.#quarantine(fault, raw, null);
  }

  /** Confirms what is due, and asks again for a hole that nothing has begun to fill. */
  release(nowMs: number): void {
    this.acks.release(nowMs);
    const expected = this.#host.links().reliableSeq(this.#host.account, this.#host.epoch) + 1;
    if (this.#highestSeq >= expected && nowMs - this.#progressMs >= WIRE_TIMES.nackMs) this.#sayHole(expected, nowMs);
  }

  nextMs(nowMs: number): number {
    const expected = this.#host.links().reliableSeq(this.#host.account, this.#host.epoch) + 1;
    const acksMs = this.acks.nextMs(nowMs);
    if (this.#highestSeq < expected) return acksMs;
    return Math.min(acksMs, Math.max(this.#nack.ms, this.#progressMs) + WIRE_TIMES.nackMs);
  }

  /** True when the frame is the next one due; repeats, holes and numbers with other content are dealt with here. */
  #isNext(frame: Envelope, text: string): boolean {
    const { account, epoch, counts, effects } = this.#host;
    const links = this.#host.links();
    const accepted = links.reliableSeq(account, epoch);
    const nowMs = effects.nowMs();
    if (frame.seq <= accepted || links.isAhead(account, epoch, frame.seq)) {
      counts.repeats += 1;
      const known = links.digestOf(account, epoch, frame.seq);
      if (known !== null && known !== contentDigest(frame.type, frame.body)) {
        const reason = `number ${String(frame.seq)} came before with other content`;
        const fault = { code: 'E_SEQ', path: 'seq', reason };
        this.#quarantine(fault, text, null, frame.type);
        this.#host.sayError(fault, frame.seq, frame.re);
      } else {
        this.acks.noteRepeat(nowMs);
        effects.wakeAt(this.acks.nextMs(nowMs));
      }
      return false;
    }
    this.#highestSeq = Math.max(this.#highestSeq, frame.seq);
    const isGap = frame.type === 'gap' && Number(frame.body['from_seq']) <= accepted + 1;
    if (frame.seq > accepted + 1 && !isGap) {
      this.#sayHole(accepted + 1, nowMs);
      return false;
    }
    this.#progressMs = nowMs;
    return true;
  }

  #sayHole(from: number, nowMs: number): void {
    if (nowMs - this.#nack.ms >= WIRE_TIMES.nackMs || from > this.#nack.from) {
      this.#nack = { from, ms: nowMs };
      this.#host.sayInTurn('nack', { from });
    }
    this.#host.effects.wakeAt(nowMs + WIRE_TIMES.nackMs);
  }

  #takeRecord(record: BodyRecord, frame: Envelope, text: string): void {
    const { account } = this.#host;
    const wire = this.#mark(frame.seq, frame);
    switch (record.type) {
      case 'tick':
        this.#takeTicks(record);
        this.#storeNumber(frame);
        return;
      case 'bar': this.#takeBars(record, frame, text); return;
      case 'account': this.#storeVolatile({ kind: 'AccountReported', account, state: record.state }, frame); return;
      case 'position.mark': {
        const { id, price, profit, swap } = record;
        this.#storeVolatile({ kind: 'PositionMarked', account, id, price, profit, swap }, frame);
        return;
      }
      case 'symbol':
        this.#host.noteInstrument(record.instrument);
        this.#store({ kind: 'InstrumentReported', wire, instrument: record.instrument });
        return;
      case 'position':
        this.#store({ kind: 'PositionReported', wire, op: record.op, position: record.position });
        return;
      case 'order': this.#store({ kind: 'OrderReported', wire, op: record.op, order: record.order }); return;
      case 'deal': this.#store({ kind: 'DealReported', wire, deal: record.deal }); return;
      case 'snapshot.begin':
        // one out of its file is of before, and the fresh one that follows the welcome is still due
        if (frame.seq === 0 || frame.seq > this.#host.usedSeq) this.#host.noteSnapshotBegun();
        this.#store({ kind: 'SnapshotBegan', wire });
        return;
      case 'snapshot.end':
        this.#store({ kind: 'SnapshotEnded', wire, hash: record.hash, counts: record.counts });
        this.#host.noteSnapshotEnded();
        return;
      case 'time': {
        const { offsetS, source, atBrokerMs } = record;
        this.#store({ kind: 'OffsetReported', wire, offsetS, source, atBrokerMs });
        return;
      }
      case 'gap':
        this.#store({ kind: 'GapReported', wire, fromSeq: record.fromSeq, toSeq: record.toSeq });
        this.#host.askSnapshot();
        return;
      case 'order.result':
      case 'result':
      case 'error': this.#takeAnswer(record, frame); return;
      case 'calendar':
      case 'central_bank':
      case 'news':
      case 'flow':
      case 'book':
      case 'signal':
      case 'sentiment':
      case 'pattern':
      case 'performance':
      case 'correlation': this.#takeData(record, frame); return;
      case 'log': this.#host.noteLog(record.line); break;
      case 'history.page':
      case 'history.end': this.#host.takeHistory(record, text); break;
      case 'busy': this.#host.noteBusy(); break;
      default: break;
    }
    this.#storeNumber(frame);
  }

  /** Flows, books and what was computed may come without a number: nobody waits for their commit then. */
  #takeData(record: DataRecord, frame: Envelope): void {
    const input: InputBody = { kind: 'RecordReceived', wire: this.#mark(frame.seq, frame), record };
    if (frame.seq > 0) this.#store(input);
    else this.#accept(input);
  }

  #takeAnswer(record: Extract<BodyRecord, { type: 'result' | 'error' | 'order.result' }>, frame: Envelope): void {
    const result = this.#host.takeAnswer(record);
    if (result === null) this.#storeNumber(frame);
    else this.#store({ kind: 'OrderAnswered', wire: this.#mark(frame.seq, frame), result });
  }

  #takeTicks(record: TickRecord): void {
    const { account, effects } = this.#host;
    const links = this.#host.links();
    const { symbol, prev, next } = record;
    const offsetS = record.offsetS ?? links.offsetS(account);
    const cursor = links.tickCursor(account, symbol);
    const fits = cursor === null || prev === null
      ? cursor === null && prev === null
      : prev[1] === cursor.count
        && (prev[0] === cursor.brokerMs || prev[0] - offsetS * 1000 === cursor.brokerMs - cursor.offsetS * 1000);
    if (!fits) {
      this.#resync(symbol, { s: symbol, cursor: cursor === null ? null : [cursor.brokerMs, cursor.count] });
    } else if (next !== null && (record.ticks.brokerMs.length > 0 || this.#poisonedTicks.has(symbol))) {
      this.#resyncs.delete(symbol);
      this.#poisonedTicks.delete(symbol);
      const accepted = this.#accept({ kind: 'TicksReceived', account, symbol, offsetS, ticks: record.ticks, next });
      if (accepted === null) return;
      this.acks.noteAccepted();
      effects.whenCommitted(accepted.lastSeq, () => {
        this.acks.noteTicks(symbol, next, effects.nowMs());
        effects.wakeAt(this.acks.nextMs(effects.nowMs()));
      });
    }
  }

  /**
   * Readable rows of a batch in which single rows are at fault. The batch is refused whole at first; when the
   * terminal sends it again it would do so for ever, so then the good rows are taken and the cursor moves past.
   */
  #spared(rest: TickRecord, fault: WireFault): TickRecord | null {
    const key = `${JSON.stringify(rest.prev)} ${fault.path} ${fault.reason}`;
    if (this.#poisonedTicks.get(rest.symbol) === key) return rest;
    this.#poisonedTicks.set(rest.symbol, key);
    return null;
  }

  #takeBars(record: BarRecord, frame: Envelope, text: string): void {
    const { account, effects } = this.#host;
    const { symbol, timeframe, offsetS, closed, prev } = record;
    const cursor = this.#host.links().barCursor(account, symbol, timeframe);
    const series = seriesKey(symbol, timeframe);
    if (!closed) {
      const forming = { account, symbol, timeframe, offsetS, closed, bars: record.bars, next: null };
      this.#storeVolatile({ kind: 'BarsReceived', ...forming }, frame);
      return;
    }
    const afterUtcS = cursor === null ? -Infinity : cursor.brokerS - cursor.offsetS;
    // a sender that does not state `prev` gets what is new taken; one that does must fit
    const fits = prev === undefined || (cursor === null || prev === null
      ? cursor === null && prev === null
      : prev === cursor.brokerS || prev - offsetS === afterUtcS);
    const isNew = record.openBrokerS.map((t) => t - offsetS > afterUtcS);
    if (!fits) {
      this.#resync(series, { s: symbol, tf: timeframe, cursor: cursor === null ? null : cursor.brokerS });
    } else if (prev !== undefined && isNew.includes(false)) {
      const path = `body.rows[${String(isNew.indexOf(false))}][0]`;
      this.#refuse({ code: 'E_RANGE', path, reason: 'not after the last closed bar' }, frame, text);
      return;
    } else if (isNew.includes(true)) {
      this.#resyncs.delete(series);
      const next = record.openBrokerS[record.openBrokerS.length - 1] as number;
      const bars = record.bars.filter((_, i) => isNew[i] === true);
      const accepted = this.#accept({ kind: 'BarsReceived', account, symbol, timeframe, offsetS, closed, bars, next });
      if (accepted === null) return;
      this.acks.noteAccepted();
      effects.whenCommitted(accepted.lastSeq, () => {
        this.acks.noteBars(series, next, effects.nowMs());
        effects.wakeAt(this.acks.nextMs(effects.nowMs()));
      });
    }
    this.#storeNumber(frame);
  }

  #resync(key: string, body: object): void {
    this.#host.counts.mismatches += 1;
    if (this.#resyncs.has(key)) return;
    this.#resyncs.add(key);
    this.#host.sayInTurn('resync', body);
  }

  /** Answers, dead letter, and the reliable number moves past: a poisoned frame never blocks the stream. */
  #refuse(fault: WireFault, frame: Envelope, text: string): void {
    // a stream of an unknown volatile type is one dead letter, not thousands
    const isOld = fault.code === 'E_TYPE' && frame.seq === 0 && this.#unknownTypes.has(frame.type);
    if (fault.code === 'E_TYPE' && this.#unknownTypes.size < 1_000) this.#unknownTypes.add(frame.type);
    if (!isOld) this.#quarantine(fault, text, frame.seq > 0 ? this.#mark(frame.seq, frame) : null, frame.type);
    this.#host.sayError(fault, frame.seq, frame.re);
  }

  #quarantine(fault: Refused, raw: string, wire: WireMark | null, of?: string): void {
    const { account, counts } = this.#host;
    counts.quarantined += 1;
    const input = deadLetter({ fault, raw, wire, source: `mt5 ${account}`, of });
    if (wire === null) this.#accept(input);
    else this.#store(input);
  }

  /** A volatile record: nobody waits for its commit, unless the terminal gave it a reliable number. */
  #storeVolatile(input: InputBody, frame: Envelope): void {
    if (this.#accept(input) !== null) this.#storeNumber(frame);
  }

  /** A frame with a number whose event carries none (or that makes no event): the number alone is kept. */
  #storeNumber(frame: Envelope): void {
    if (frame.seq > 0) {
      const wire = this.#mark(frame.seq, frame);
      this.#store({ kind: 'RecordKept', wire, type: 'seq.mark', body: { of: frame.type } });
    }
  }

  #store(input: InputBody): void {
    const { account, epoch, effects } = this.#host;
    const accepted = this.#accept(input);
    if (accepted === null) return;
    const ack = this.#host.links().reliableSeq(account, epoch);
    this.acks.noteAccepted();
    effects.whenCommitted(accepted.lastSeq, () => {
      this.acks.noteReliable(ack, effects.nowMs());
      effects.wakeAt(this.acks.nextMs(effects.nowMs()));
    });
  }

  #accept(input: InputBody): { readonly lastSeq: number } | null {
    const accepted = this.#host.effects.accept(input);
    if (accepted === null) this.#host.fail();
    return accepted;
  }

  #mark(wireSeq: number, frame?: Envelope): WireMark {
    const { account, epoch } = this.#host;
    if (wireSeq === 0 || frame === undefined) return { account, epoch, wireSeq };
    return { account, epoch, wireSeq, digest: contentDigest(frame.type, frame.body) };
  }
}
