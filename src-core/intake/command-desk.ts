// The commands of one session: their ids, the orders' pace, and which answers are awaited.

import type { OrderResult, OrderResultState, TradeCommand } from '#core/model';
import { OrderGate } from './order-gate.ts';
import type { BodyRecord } from './read-body.ts';
import { commandBody } from './server-frames.ts';

interface Waiting {
  readonly type: TradeCommand['type'];
  readonly cid: string;
  readonly sentMs: number;
}

/** An order that was never answered holds the longer silence limit no longer than this. */
const ANSWER_MS_MAX = 60_000;

/** Refusals that say for certain that nothing was done. */
const NOT_DONE: ReadonlySet<string> = new Set([
  'E_PROTO', 'E_TYPE', 'E_NOT_AUTHED', 'E_SYMBOL', 'E_RANGE', 'E_TOO_BIG', 'E_RATE', 'E_READONLY', 'E_TRADE_OFF',
  'E_EXPIRED',
]);

/** What is held to the pace of orders; whatever lowers risk, and questions, leave at once. */
const PACED: ReadonlySet<string> = new Set<TradeCommand['type']>(['order.send', 'order.modify', 'position.modify']);

type Answer = Extract<BodyRecord, { type: 'result' | 'error' | 'order.result' }>;

export class CommandDesk {
  readonly #say: (type: string, body: object | string) => void;
  readonly #gate: OrderGate;
  readonly #orders = new Map<string, Waiting>();
  #ids = 0;

  constructor(say: (type: string, body: object | string) => void, nowMs: number) {
    this.#say = say;
    this.#gate = new OrderGate(nowMs);
  }

  /** A command id of this session; the kernel's own begin otherwise. */
  nextId(): string {
    this.#ids += 1;
    return `s${String(this.#ids)}`;
  }

  get hasOrderInFlight(): boolean {
    return this.#orders.size > 0;
  }

  send(command: TradeCommand, digits: number | null, nowMs: number): void {
    const body = commandBody(command, digits);
    const say = (): void => {
      if ('cid' in command) this.#orders.set(command.id, { type: command.type, cid: command.cid, sentMs: nowMs });
      this.#say(command.type, body);
    };
    if (PACED.has(command.type)) this.#gate.pass(say, nowMs);
    else say();
  }

  release(nowMs: number): void {
    this.#gate.release(nowMs);
    for (const [id, waiting] of this.#orders) {
      if (nowMs - waiting.sentMs > ANSWER_MS_MAX) this.#orders.delete(id);
    }
  }

  get nextMs(): number {
    return this.#gate.nextMs;
  }

  /** What an answer means for the books: an order's outcome, or nothing. */
  takeAnswer(answer: Answer): OrderResult | null {
    if (answer.type === 'order.result') {
      this.#orders.delete(answer.result.re);
      return answer.result;
    }
    const isOk = answer.type === 'result' && answer.isOk;
    if (answer.re === null) return null;
    const waiting = this.#orders.get(answer.re);
    // a good order is answered by order.result alone; `result ok` says only that the command came through
    if (waiting === undefined || isOk) return null;
    this.#orders.delete(answer.re);
    return refusedResult(answer.re, waiting, answer.code ?? 'E_INTERNAL', answer.text);
  }
}

/** A question that was refused says nothing about the order it asked for. */
function refusedResult(re: string, waiting: Waiting, code: string, text: string): OrderResult {
  const state: OrderResultState = waiting.type !== 'order.query' && NOT_DONE.has(code) ? 'rejected' : 'unknown';
  return {
    re, cid: waiting.cid, state, retcode: 0, retname: code, order: null, deal: null, position: null, volume: 0,
    price: null, bid: null, ask: null, comment: text, replay: false, elapsedMs: 0,
  };
}
