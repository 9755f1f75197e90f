// The journal, read event by event as it grows, and what it must hold: each row and each reliable message once, every
// order opened once and issued before it was sent, and, at every start of the engine, all that the process before it
// had told anyone was stored.

import type { FactBody, InputBody, JournalEvent, OrderPurpose, WireMark } from '#core/model';
import { readEvents } from '#main/journal';
import type { Answers } from './clicker.ts';
import type { ExpectedMarket } from './expected-market.ts';
import { hold, Violation } from './violation.ts';
import type { Told, Witness } from './witness.ts';

/** What a process had promised when it ended. */
export interface Promises {
  readonly told: Told;
  readonly answers: Answers;
}

interface Epoch {
  /** Every number up to here is in the journal. */
  ack: number;
  readonly ahead: Set<number>;
}

export class Ledger {
  readonly #dataDir: string;
  readonly #market: ExpectedMarket;
  readonly #witness: Pick<Witness, 'hasSent'>;
  readonly #due: Promises[] = [];
  readonly #epochs = new Map<string, Epoch>();
  readonly #ticks = new Map<string, readonly [number, number]>();
  readonly #bars = new Map<string, number>();
  readonly #closed = new Map<string, { readonly state: string; readonly cid: string | null }>();
  readonly #requests = new Map<string, string>();
  readonly #deals = new Map<string, string>();
  /** Commands that trade by client order id, as the witness words them. */
  readonly #issued = new Map<string, string[]>();
  /** Client order ids that were opened, with their purpose. */
  readonly opened = new Map<string, OrderPurpose>();
  readonly orderStates = new Map<string, string>();
  seq = 0;
  starts = 0;
  reliable = 0;
  decisionHash: string | null = null;

  constructor(dataDir: string, market: ExpectedMarket, witness: Pick<Witness, 'hasSent'>) {
    this.#dataDir = dataDir;
    this.#market = market;
    this.#witness = witness;
  }

  /** These promises must be kept by what stands before the next start of the engine. */
  expectAtNextStart(promises: Promises): void {
    this.#due.push(promises);
  }

  /** Reads what was committed since the last call. */
  async catchUp(): Promise<void> {
    for await (const batch of readEvents(this.#dataDir, this.seq + 1)) {
      for (const event of batch) this.#take(event);
    }
  }

  /** Holds the journal as read so far to `promises`. */
  check({ told, answers }: Promises, when: string): void {
    for (const [epoch, ack] of told.acks) {
      const stored = this.#epochs.get(epoch)?.ack ?? 0;
      hold(stored >= ack, `${when}: message ${ack} was acknowledged and the journal ends at ${stored}`);
    }
    for (const [symbol, [msc, n]] of told.ticks) {
      const [storedMsc, storedN] = this.#ticks.get(symbol) ?? [0, 0];
      hold(storedMsc > msc || (storedMsc === msc && storedN >= n),
        `${when}: ${symbol} was confirmed up to (${msc}, ${n}) and is stored up to (${storedMsc}, ${storedN})`);
    }
    for (const [series, t] of told.bars) {
      const stored = this.#bars.get(series) ?? 0;
      hold(stored >= t, `${when}: bars ${series} were confirmed up to ${t} and are stored up to ${stored}`);
    }
    for (const [cid, content] of told.commands) {
      hold(this.#issued.get(cid)?.includes(content) === true,
        `${when}: ${content} was sent and the journal has ${this.#issued.get(cid)?.join(' ') ?? 'no such command'}`);
    }
    this.#checkAnswers(answers, when);
  }

  #checkAnswers({ approved, rejected, orders }: Answers, when: string): void {
    for (const [id, cid] of approved) {
      const closed = this.#closed.get(id);
      hold(closed?.state === 'approved' && closed.cid === cid && this.opened.has(cid),
        `${when}: signal ${id} was approved with order ${cid}, and the journal says ${closed?.state ?? 'nothing'}`);
    }
    for (const id of rejected) {
      const closed = this.#closed.get(id);
      hold(closed?.state === 'rejected',
        `${when}: signal ${id} was rejected, and the journal says ${closed?.state ?? 'nothing'}`);
    }
    for (const [key, cid] of orders) {
      const known = this.#requests.get(key);
      hold(known === cid, `${when}: request ${key} became order ${cid}, and the journal has ${known ?? 'none'}`);
    }
  }

  #take(event: JournalEvent): void {
    this.seq = event.seq;
    const { body } = event;
    if ('wire' in body && body.wire !== null) this.#takeReliable(event.seq, body.wire, body.kind);
    switch (body.kind) {
      case 'EngineStarted': this.#takeStart(); return;
      case 'TicksReceived':
        this.#market.takeTicks(event.seq, body.symbol, body.offsetS, body.ticks);
        this.#ticks.set(body.symbol, body.next);
        return;
      case 'BarsReceived':
        if (!body.closed || body.next === null) return;
        this.#market.takeBars(event.seq, body.symbol, body.timeframe, body.offsetS, body.bars);
        this.#bars.set(`${body.symbol}:${body.timeframe}`, body.next);
        return;
      case 'GapReported':
        // its outbox never fills up in a run
        throw new Violation(`event ${event.seq}: the terminal lost its messages ${body.fromSeq} to ${body.toSeq}`);
      default: this.#takeTrade(event.seq, body);
    }
  }

  #takeStart(): void {
    this.starts += 1;
    const promises = this.#due.shift();
    if (promises !== undefined) this.check(promises, `start ${this.starts}`);
  }

  #takeReliable(seq: number, { epoch, wireSeq, digest }: WireMark, kind: string): void {
    if (wireSeq === 0) return;
    this.reliable += 1;
    let known = this.#epochs.get(epoch);
    if (known === undefined) {
      known = { ack: 0, ahead: new Set() };
      this.#epochs.set(epoch, known);
    }
    hold(wireSeq > known.ack && !known.ahead.has(wireSeq),
      `event ${seq}: message ${wireSeq} (${kind}) is stored twice`);
    hold(digest === undefined || this.#witness.hasSent(epoch, wireSeq, digest),
      `event ${seq}: message ${wireSeq} (${kind}) is not what the terminal sent under that number`);
    known.ahead.add(wireSeq);
    while (known.ahead.delete(known.ack + 1)) known.ack += 1;
  }

  #takeTrade(seq: number, body: InputBody | FactBody): void {
    switch (body.kind) {
      case 'DealReported': {
        const content = JSON.stringify({ ...body.deal, timeMs: 0 });
        const known = this.#deals.get(body.deal.deal);
        hold(known === undefined || known === content,
          `event ${seq}: deal ${body.deal.deal} was ${known ?? ''} and is ${content}`);
        this.#deals.set(body.deal.deal, content);
        return;
      }
      case 'DecisionTaken': this.decisionHash = body.hash; return;
      case 'SignalClosed':
        hold(!this.#closed.has(body.signalId), `event ${seq}: signal ${body.signalId} was decided twice`);
        this.#closed.set(body.signalId, { state: body.state, cid: body.cid });
        return;
      case 'OrderOpened': {
        const { cid, requestId, purpose, state, retryOf } = body.order;
        hold(!this.opened.has(cid), `event ${seq}: order ${cid} was opened twice`);
        hold(requestId === null || retryOf !== null || !this.#requests.has(requestId),
          `event ${seq}: request ${requestId ?? ''} made a second order`);
        this.opened.set(cid, purpose);
        this.orderStates.set(cid, state);
        if (requestId !== null) this.#requests.set(requestId, cid);
        return;
      }
      case 'OrderMoved': this.orderStates.set(body.cid, body.to); return;
      case 'CommandIssued': {
        const { command } = body;
        if (command.type !== 'order.send' && command.type !== 'position.close') return;
        const words = command.type === 'order.send'
          ? [command.type, command.cid, command.symbol, command.side, command.volume, command.sl, command.tp]
          : [command.type, command.cid, command.position, command.volume];
        this.#issued.set(command.cid, [...(this.#issued.get(command.cid) ?? []), JSON.stringify(words)]);
        return;
      }
      default:
    }
  }
}
