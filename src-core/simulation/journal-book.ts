// What a journal says, read by a second road: none of the product's own bookkeeping is used here. Fed with committed
// events only; it holds the invariants that can be seen in the journal alone.

import type {
  ClientOrder, InputBody, JournalEvent, OrderResult, RiskLimits, Signal, TradeCommand, WireMark,
} from '#core/model';
import type { TickRow } from '#core/terminal';
import { hold } from './violation.ts';

interface EpochBook {
  ack: number;
  readonly seen: Set<number>;
}

interface BookSources {
  readonly limits: RiskLimits;
  /** Every tick the market had so far. */
  rows(symbol: string): readonly TickRow[];
  /** Digests of what the terminal sent under a reliable number. */
  sent(epoch: string, seq: number): ReadonlySet<number> | undefined;
}

export class JournalBook {
  /** Sequence number of the newest event that issued a command, by its id. */
  readonly commands = new Map<string, number>();
  readonly orders = new Map<string, ClientOrder>();
  readonly cursors = new Map<string, readonly [number, number]>();
  readonly barCursors = new Map<string, number>();
  readonly #sources: BookSources;
  readonly #epochs = new Map<string, EpochBook>();
  /** Index of the market's next tick, by symbol. */
  readonly #nextRow = new Map<string, number>();
  readonly #signals = new Map<string, Signal>();
  readonly #approvals = new Map<string, string>();
  readonly #requested = new Set<string>();
  readonly #answered = new Set<string>();
  readonly #commandTexts = new Map<string, string>();
  /** Client order ids whose last answer was that the broker does not know them. */
  readonly #absent = new Set<string>();
  readonly #used = new Set<string>();
  /** Client order ids that a requote ended, and nothing has followed yet. */
  readonly #requoted = new Set<string>();
  ticks = 0;
  seq = 0;

  constructor(sources: BookSources) {
    this.#sources = sources;
  }

  ackOf(epoch: string): number {
    return this.#epochs.get(epoch)?.ack ?? 0;
  }

  next(event: JournalEvent): void {
    this.seq += 1;
    hold('replay', event.seq === this.seq, () => `event ${String(event.seq)} stands where ${String(this.seq)} is due`);
    const { body } = event;
    if ('wire' in body && body.wire !== null && body.wire.wireSeq > 0) this.#number(body.wire, body);
    switch (body.kind) {
      case 'TicksReceived': this.#rows(body); return;
      case 'BarsReceived':
        if (body.next !== null) this.barCursors.set(`${body.symbol}:${body.timeframe}`, body.next);
        return;
      case 'SignalOpened': this.#signals.set(body.signal.id, body.signal); return;
      case 'SignalAnswered': if (body.answer === 'approve') this.#answered.add(body.signalId); return;
      case 'SignalClosed': 
        if (body.state === 'approved' && body.cid !== null) this.#approve(body.signalId, body.cid);
        return;
      case 'OrderRequested': if (body.approve) this.#requested.add(body.requestId); return;
      case 'CloseRequested':
      case 'CloseByRequested':
      case 'OrderModifyRequested':
      case 'OrderCancelRequested':
      case 'PositionModifyRequested': this.#requested.add(body.requestId); return;
      case 'OrderOpened': this.#order(body.order); return;
      case 'OrderAnswered': this.#answer(body.result); return;
      case 'OrderMoved': if (body.whyNot?.code === 'EXECUTION_REQUOTE') this.#requoted.add(body.cid); return;
      case 'CommandIssued': this.#command(body.command, event.seq); return;
      default:
    }
  }

  /** A command goes out a second time only as it was, and only when the broker has said that it never saw it. */
  #command(command: TradeCommand, seq: number): void {
    const { id } = command;
    const text = JSON.stringify(command);
    if (this.commands.has(id)) {
      const isSame = this.#commandTexts.get(id) === text;
      const isAbsent = 'cid' in command && this.#absent.delete(command.cid);
      hold('order-once', isSame && isAbsent, () => `command ${id} was issued twice`);
    }
    this.commands.set(id, seq);
    this.#commandTexts.set(id, text);
  }

  #answer(result: OrderResult): void {
    if (result.state === 'absent') this.#absent.add(result.cid);
    else this.#absent.delete(result.cid);
  }

  #approve(signalId: string, cid: string): void {
    const signal = this.#signals.get(signalId);
    const hasCard = signal !== undefined && signal.card !== null && signal.state === 'pending';
    hold('order-approved', hasCard, () => `${signalId} had no card and was approved`);
    hold('order-approved', this.#answered.has(signalId), () => `${signalId} was approved without an answer`);
    this.#approvals.set(cid, signalId);
  }

  #order(order: ClientOrder): void {
    hold('order-once', !this.orders.has(order.cid), () => `client order id ${order.cid} was given twice`);
    this.orders.set(order.cid, order);
    const cause = order.signalId ?? order.requestId ?? '';
    if (order.retryOf === null) {
      const isApproved =
        order.signalId === null ? this.#requested.has(cause) : this.#approvals.get(order.cid) === cause;
      // A stop that was approved and is not there is set again by itself: it only lowers risk.
      const isProtection = order.purpose === 'modify' && order.requestId === null && order.sl !== null;
      hold('order-approved', isApproved || isProtection, () => `order ${order.cid} follows from no approval`);
      hold('order-once', isProtection || !this.#used.has(cause), () => `${cause} made a second order`);
      this.#used.add(cause);
    } else {
      const before = this.orders.get(order.retryOf);
      hold('order-once', before !== undefined && this.#requoted.delete(before.cid), () => (
        `order ${order.cid} asks again for ${order.retryOf ?? ''}, which no requote ended`
      ));
    }
    if (order.purpose !== 'open') return;
    const { limits } = this.#sources;
    hold('hard-caps', order.volume <= limits.lotsMax, () => `order ${order.cid} of ${String(order.volume)} lots`);
    hold('hard-caps', order.sl !== null, () => `order ${order.cid} has no stop`);
  }

  #rows(body: Extract<InputBody, { kind: 'TicksReceived' }>): void {
    const { symbol, ticks } = body;
    const rows = this.#sources.rows(symbol);
    let at = this.#nextRow.get(symbol) ?? rows.findIndex((row) => row.msc === ticks.brokerMs[0]);
    let [msc, n] = this.cursors.get(symbol) ?? [0, 0];
    for (let i = 0; i < ticks.brokerMs.length; i += 1) {
      const row = rows[at];
      const is = [ticks.brokerMs[i], ticks.bid[i], ticks.ask[i]];
      hold('rows-once', row !== undefined && row.msc === is[0] && row.bid === is[1] && row.ask === is[2], () => (
        `${symbol}: row ${String(at)} of the market is ${JSON.stringify(row)}, the journal has ${JSON.stringify(is)}`
      ));
      n = row.msc === msc ? n + 1 : 1;
      msc = row.msc;
      at += 1;
    }
    this.ticks += ticks.brokerMs.length;
    this.#nextRow.set(symbol, at);
    this.cursors.set(symbol, [msc, n]);
  }

  #number(wire: WireMark, body: InputBody): void {
    let book = this.#epochs.get(wire.epoch);
    if (book === undefined) {
      book = { ack: 0, seen: new Set() };
      this.#epochs.set(wire.epoch, book);
    }
    const name = `${wire.epoch.slice(0, 6)}/${String(wire.wireSeq)}`;
    hold('reliable-once', !book.seen.has(wire.wireSeq), () => `${name} ${body.kind} is in the journal twice`);
    book.seen.add(wire.wireSeq);
    const sent = this.#sources.sent(wire.epoch, wire.wireSeq);
    const isKnown = wire.digest === undefined || sent?.has(wire.digest) === true;
    hold('reliable-once', isKnown, () => `${name} ${body.kind} was never sent like that`);
    if (body.kind === 'GapReported') {
      for (let seq = body.fromSeq; seq <= body.toSeq; seq += 1) book.seen.add(seq);
    }
    while (book.seen.has(book.ack + 1)) book.ack += 1;
    const { ack } = book;
    hold('reliable-once', ack >= wire.wireSeq, () => `${name} ${body.kind} came after a hole at ${String(ack + 1)}`);
  }
}
