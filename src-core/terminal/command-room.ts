// The commands of section 5 that act in the terminal: orders one after another (the EA has one thread, and an order
// may take its time at the broker), histories between live data, signals on the chart, the kill switch, the throttle.
//
// Invariants: orders run in the order in which they came; a known client order id is answered whatever the rate; what
// is too much is refused with a code and not run.

import type { Broker, BrokerEvent } from '#core/broker-model';
import type { OrderResult } from '#core/model';
import { resultBody } from './bodies.ts';
import type { CommandFields } from './command-fields.ts';
import { Drawings, type DrawnSignal } from './drawings.ts';
import type { FrameOutlet } from './frame-outlet.ts';
import { HistoryDesk } from './history-desk.ts';
import { historyPages } from './history-pages.ts';
import type { MarketPump } from './market-pump.ts';
import type { MarketSource } from './market-source.ts';
import { isOrderCommand, type OrderDesk, type PermissionHolder } from './order-desk.ts';
import { TakeLimit } from './rate-limit.ts';

export interface CommandHost {
  /** The account's clock, UTC ms. */
  accountNowMs(): number;
  hostMs(): number;
  report(events: readonly BrokerEvent[]): void;
}

export interface CommandParts {
  readonly broker: Broker;
  readonly source: MarketSource;
  readonly desk: OrderDesk;
  readonly pump: MarketPump;
  readonly outlet: FrameOutlet;
  readonly orderDelayMs: number;
}

const COMMANDS_PER_S = 50;
/** What the EA holds itself to where `welcome` names nothing else. */
const ORDERS_PER_S = 5;
const OTHERS: ReadonlySet<string> = new Set(
  ['order.query', 'kill', 'flow.ctl', 'history', 'signal', 'signal.draw', 'signal.erase'],
);

/** True for what the room answers. */
export function isRoomCommand(type: string): boolean {
  return isOrderCommand(type) || OTHERS.has(type);
}

interface Waiting {
  readonly type: string;
  readonly fields: CommandFields;
  readonly dueMs: number;
}

export class CommandRoom {
  readonly #parts: CommandParts;
  readonly #host: CommandHost;
  readonly #drawings: Drawings;
  readonly #histories = new HistoryDesk();
  #commandRate = new TakeLimit(COMMANDS_PER_S, 2 * COMMANDS_PER_S);
  #orderRate = new TakeLimit(ORDERS_PER_S, 2 * ORDERS_PER_S);
  #waiting: Waiting[] = [];
  orders = 0;

  constructor(parts: CommandParts, host: CommandHost, drawn: readonly DrawnSignal[] = []) {
    this.#parts = parts;
    this.#host = host;
    this.#drawings = new Drawings(drawn);
  }

  get drawn(): readonly DrawnSignal[] {
    return this.#drawings.list();
  }

  /** A new session. What was sent to the broker goes on; what was asked about the past is asked again. */
  begin(ordersPerS: number): void {
    const perS = Math.max(1, ordersPerS);
    this.#orderRate = new TakeLimit(perS, 2 * perS);
    this.#commandRate = new TakeLimit(COMMANDS_PER_S, 2 * COMMANDS_PER_S);
    this.#histories.clear();
  }

  /** Takes one command; `sentMs` is the server's stamp on it. */
  take(type: string, fields: CommandFields, sentMs: number): void {
    const id = fields.text('id') ?? '';
    if (isOrderCommand(type) || type === 'order.query') {
      this.#takeOrder(type, fields, sentMs);
      return;
    }
    if (type !== 'kill' && !this.#commandRate.take(sentMs)) {
      this.#refuse(id, 'E_RATE', 'more than 50 commands a second', { retry_ms: this.#commandRate.waitMs });
      return;
    }
    switch (type) {
      case 'kill': this.#kill(id, fields.isTrue('flatten')); return;
      case 'flow.ctl':
        this.#parts.pump.throttle(fields.texts('pause'), fields.number('tick_min_ms') ?? 0);
        if (id !== '') this.#agree(id);
        return;
      case 'history': this.#beginHistory(id, fields); return;
      case 'signal.erase':
        this.#drawings.erase(id);
        this.#agree(id);
        return;
      default: this.#draw(id, fields);
    }
  }

  /** The kill switch by hand, as the button on the chart does it. */
  kill(isFlatten: boolean): void {
    this.#host.report(this.#parts.desk.kill(isFlatten, this.#host.accountNowMs()));
  }

  /** Runs the orders whose time at the broker is over, and lets histories go on. */
  turn(): void {
    while (this.#waiting.length > 0 && (this.#waiting[0] as Waiting).dueMs <= this.#host.hostMs()) {
      const { type, fields } = this.#waiting.shift() as Waiting;
      this.#run(type, fields);
    }
    const canSend = () => !this.#parts.pump.isFull && this.#parts.outlet.canSend();
    this.#histories.turn(canSend, ({ type, body }, id) => { this.#say(type, body, id); });
  }

  #takeOrder(type: string, fields: CommandFields, sentMs: number): void {
    const { desk, orderDelayMs } = this.#parts;
    const isKnown = desk.knows(fields.text('cid') ?? '');
    // what only takes risk away is never too much
    const isFree = isKnown || type === 'order.query' || type.startsWith('position.close');
    if (!isFree && !this.#orderRate.take(sentMs)) {
      this.#answer(desk.refuse(fields, 'E_RATE', 'more orders a second than the welcome allows'));
      return;
    }
    if (orderDelayMs === 0 && this.#waiting.length === 0) {
      this.#run(type, fields);
      return;
    }
    const before = this.#waiting[this.#waiting.length - 1]?.dueMs ?? this.#host.hostMs();
    const delay = isOrderCommand(type) && !isKnown ? orderDelayMs : 0;
    this.#waiting.push({ type, fields, dueMs: before + delay });
    if (delay > 0) this.#say('busy', { why: 'order' });
  }

  #run(type: string, fields: CommandFields): void {
    const { desk } = this.#parts;
    if (!isOrderCommand(type)) {
      this.#answer(desk.query(fields.text('id') ?? '', fields.text('cid') ?? ''));
      return;
    }
    this.orders += 1;
    const { result, events, detail } = desk.run(type, fields, this.#host.accountNowMs());
    if (result !== null) this.#answer(result, detail ?? null);
    this.#host.report(events);
  }

  #kill(id: string, isFlatten: boolean): void {
    this.kill(isFlatten);
    const off = this.#parts.desk.tradeOff();
    if (isFlatten && off !== null) {
      this.#refuse(id, 'E_TRADE_OFF', `read-only from now on, but nothing could be closed (${off})`, { detail: off });
    } else {
      this.#agree(id);
    }
  }

  #beginHistory(id: string, fields: CommandFields): void {
    const pages = historyPages(fields, this.#parts.source, this.#parts.broker);
    if (!this.#histories.begin(id, pages)) {
      this.#refuse(id, 'E_BUSY', 'two histories are under way', { retry_ms: 1000 });
    }
  }

  #draw(id: string, fields: CommandFields): void {
    if (this.#drawings.draw(id, fields)) this.#agree(id);
    else this.#refuse(id, 'E_RANGE', 'a signal needs id, s and side');
  }

  #agree(id: string): void {
    this.#say('result', { re: id, ok: true, code: null }, id);
  }

  #refuse(id: string, code: string, msg: string, more: object = {}): void {
    this.#say('result', { re: id, ok: false, code, msg, ...more }, id);
  }

  /** An order's answer is reliable: it waits for the link. */
  #answer(result: OrderResult, detail: PermissionHolder | null = null): void {
    this.#parts.outlet.reliable('order.result', resultBody(result, detail), result.re);
  }

  #say(type: string, body: object, re: string | null = null): void {
    if (this.#parts.outlet.isLive) this.#parts.outlet.volatile(type, body, re);
  }
}
