// The trader of a crash run: asks for cards and orders over REST, approves, rejects, closes, at random moments, often
// twice at once, and keeps what was answered. An answer that came is a promise; one that was lost is none.

import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '#core/base';
import type { ReadyDocument } from './programs.ts';
import { hold, Violation } from './violation.ts';

/** All that REST has answered with success. */
export interface Answers {
  /** Client order id by approved signal. */
  readonly approved: ReadonlyMap<string, string>;
  readonly rejected: ReadonlySet<string>;
  /** Client order id by the key of an order or a close. */
  readonly orders: ReadonlyMap<string, string>;
}

interface Reply {
  readonly status: number;
  readonly isReplayed: boolean;
  readonly body: unknown;
}

interface Quoted {
  readonly symbol: string;
  readonly quote: { readonly bid: number; readonly ask: number } | null;
  readonly instrument: { readonly point: number; readonly digits: number; readonly stopsLevel: number } | null;
}

interface Asked {
  readonly path: string;
  readonly body: object;
  readonly key: string;
}

const LOST: Reply = { status: 0, isReplayed: false, body: null };

export class Clicker {
  readonly #random: Random;
  readonly #approved = new Map<string, string>();
  readonly #rejected = new Set<string>();
  readonly #orders = new Map<string, string>();
  /** Requests whose answer was lost with the workstation: asked again with the same key. */
  readonly #unanswered: Asked[] = [];
  readonly #clicked: (() => void)[] = [];
  #at: ReadyDocument | null = null;
  #loop: Promise<void> = Promise.resolve();
  #keys = 0;
  violation: Violation | null = null;
  clicks = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Clicks on the workstation that stands at `document` until `stop`. */
  start(document: ReadyDocument): void {
    this.#at = document;
    this.#loop = this.#run(document);
  }

  /** Clicks no more, and waits for what is under way. */
  async stop(): Promise<void> {
    this.#at = null;
    await this.#loop;
  }

  answers(): Answers {
    return { approved: new Map(this.#approved), rejected: new Set(this.#rejected), orders: new Map(this.#orders) };
  }

  /** Settles when the next approval or order is on its way. */
  nextClick(): Promise<void> {
    return new Promise((done) => { this.#clicked.push(done); });
  }

  async #run(document: ReadyDocument): Promise<void> {
    while (this.#at === document) {
      try {
        await this.#act(document);
      } catch (error) {
        this.violation ??= error instanceof Violation ? error : new Violation(String(error));
        return;
      }
      await delay(this.#random.nextInt(10, 160));
    }
  }

  async #act(at: ReadyDocument): Promise<void> {
    const lost = this.#unanswered.shift();
    if (lost !== undefined) {
      await this.#ask(at, lost);
      return;
    }
    const dice = this.#random.nextInt(1, 100);
    if (dice <= 35) await this.#answerCards(at);
    else if (dice <= 55) await this.#order(at, false);
    else if (dice <= 80) await this.#order(at, true);
    else await this.#close(at);
  }

  async #answerCards(at: ReadyDocument): Promise<void> {
    const reply = await this.#call(at, 'GET', '/signals?state=pending&limit=20');
    const cards = (reply.body as { items?: readonly { id: string }[] } | null)?.items ?? [];
    const card = cards[this.#random.nextInt(0, Math.max(0, cards.length - 1))];
    if (card === undefined) return;
    const dice = this.#random.nextInt(1, 100);
    if (dice <= 35) await this.#answer(at, card.id, ['approve']);
    else if (dice <= 60) await this.#answer(at, card.id, ['approve', 'approve', 'approve']);
    else if (dice <= 80) await this.#answer(at, card.id, ['approve', 'reject']);
    else await this.#answer(at, card.id, ['reject']);
  }

  async #answer(at: ReadyDocument, id: string, words: readonly ('approve' | 'reject')[]): Promise<void> {
    await Promise.all(words.map(async (word) => {
      const reply = await this.#post(at, `/signals/${id}/${word}`, undefined, null);
      if (reply.status !== 200) return;
      const signal = reply.body as { state: string; cid: string | null };
      const first = this.#approved.has(id) ? 'approved' : this.#rejected.has(id) ? 'rejected' : null;
      hold(first === null, `signal ${id} was ${String(first)}, and a second answer (${word}) was taken as well`);
      if (word === 'approve') {
        hold(signal.state === 'approved' && signal.cid !== null, `signal ${id} was approved and says ${signal.state}`);
        this.#approved.set(id, signal.cid);
      } else {
        hold(signal.state === 'rejected', `signal ${id} was rejected and says ${signal.state}`);
        this.#rejected.add(id);
      }
    }));
  }

  async #order(at: ReadyDocument, approve: boolean): Promise<void> {
    const reply = await this.#call(at, 'GET', '/symbols');
    const symbols = (reply.body as { items?: readonly Quoted[] } | null)?.items ?? [];
    const chosen = symbols[this.#random.nextInt(0, Math.max(0, symbols.length - 1))];
    const quote = chosen?.quote ?? null;
    const instrument = chosen?.instrument ?? null;
    if (chosen === undefined || quote === null || instrument === null) return;
    const { bid, ask } = quote;
    const { point, digits, stopsLevel } = instrument;
    const side = this.#random.nextChance(0.5) ? 'buy' : 'sell';
    const sign = side === 'buy' ? 1 : -1;
    const entry = side === 'buy' ? ask : bid;
    // Near enough that stops and targets are hit while the run lasts; beyond four spreads, or risk refuses it.
    const points = Math.max(stopsLevel + 20, 5 * Math.round((ask - bid) / point)) * this.#random.nextInt(1, 4);
    const distance = points * point;
    const price = (value: number): number => Number(value.toFixed(digits));
    const body = {
      symbol: chosen.symbol, side, volume: this.#random.nextInt(1, 5) / 100, type: 'market',
      sl: price(entry - sign * distance), tp: price(entry + sign * distance), approve,
    };
    if (!approve) {
      await this.#post(at, '/orders', body, null);
      return;
    }
    await this.#askTwice(at, { path: '/orders', body, key: this.#nextKey() });
  }

  async #close(at: ReadyDocument): Promise<void> {
    const reply = await this.#call(at, 'GET', '/positions?limit=20');
    const held = (reply.body as { items?: readonly { id: string }[] } | null)?.items ?? [];
    const position = held[this.#random.nextInt(0, Math.max(0, held.length - 1))];
    if (position === undefined) return;
    await this.#askTwice(at, { path: `/positions/${position.id}/close`, body: {}, key: this.#nextKey() });
  }

  async #askTwice(at: ReadyDocument, asked: Asked): Promise<void> {
    const again = this.#random.nextChance(0.3) ? [this.#ask(at, asked)] : [];
    await Promise.all([this.#ask(at, asked), ...again]);
  }

  async #ask(at: ReadyDocument, asked: Asked): Promise<void> {
    const reply = await this.#post(at, asked.path, asked.body, asked.key);
    if (reply.status === 0 && !this.#unanswered.includes(asked)) this.#unanswered.push(asked);
    if (reply.status !== 200) return;
    const body = reply.body as { cid?: string; order?: { cid: string } | null };
    const cid = body.order === undefined ? body.cid : body.order?.cid;
    if (cid === undefined) return;
    const known = this.#orders.get(asked.key);
    hold(known === undefined || known === cid, `key ${asked.key} made the orders ${String(known)} and ${cid}`);
    this.#orders.set(asked.key, cid);
  }

  #nextKey(): string {
    this.#keys += 1;
    return `crash-${this.#keys}`;
  }

  #post(at: ReadyDocument, path: string, body: object | undefined, key: string | null): Promise<Reply> {
    this.clicks += 1;
    const sent = this.#call(at, 'POST', path, body, key);
    for (const done of this.#clicked.splice(0)) done();
    return sent;
  }

  async #call(
    at: ReadyDocument, method: string, path: string, body?: object, key: string | null = null,
  ): Promise<Reply> {
    const reply = await this.#fetch(at, method, path, body, key);
    // 503 is the word for a link or a snapshot that is not there yet.
    hold(reply.status < 500 || reply.status === 503,
      `${method} ${path} was answered ${reply.status}: ${JSON.stringify(reply.body)}`);
    return reply;
  }

  /** A reply that was lost on the way, as the kill leaves it, has status 0. */
  async #fetch(
    at: ReadyDocument, method: string, path: string, body: object | undefined, key: string | null,
  ): Promise<Reply> {
    try {
      const response = await fetch(`${at.api}${path}`, {
        method, signal: AbortSignal.timeout(20_000),
        headers: {
          authorization: `Bearer ${at.apiToken}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(key === null ? {} : { 'idempotency-key': key }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return {
        status: response.status, isReplayed: response.headers.get('idempotency-replayed') === 'true',
        body: await response.json() as unknown,
      };
    } catch {
      // The connection died with the workstation: nothing was promised.
      return LOST;
    }
  }
}
