// The EA's order desk: every command at most once. A client order id is looked up in the journal first, written there
// as pending (and flushed) before the broker is asked, and its answer written before it is sent; a pending one found
// at start is searched at the broker by its magic number.

import {
  classOfRetcode, clientIdOfMagic, isClientId, magicOfClientId, RETCODES, type Broker, type BrokerEvent, type Filling,
  type OrderRequest, type Permissions, type TradeAnswer, type Traded,
} from '#core/broker-model';
import type { OrderKind, OrderResult, OrderResultState, Side } from '#core/model';
import type { CommandFields } from './command-fields.ts';

export const ORDER_COMMANDS = [
  'order.send', 'order.modify', 'order.cancel', 'position.modify', 'position.close', 'position.close_by',
] as const;
export type OrderCommandType = (typeof ORDER_COMMANDS)[number];

export function isOrderCommand(type: string): type is OrderCommandType {
  return (ORDER_COMMANDS as readonly string[]).includes(type);
}

/** One client order id's line in the journal file. `result` is null while it is pending. */
export interface DeskEntry {
  readonly cid: string;
  readonly id: string;
  readonly type: OrderCommandType;
  /** Every field but `id` and `deadline_ts`, in a fixed order: what "the same content" means. */
  readonly content: string;
  readonly result: OrderResult | null;
}

export interface DeskState {
  readonly entries: readonly DeskEntry[];
  readonly isReadOnly: boolean;
}

export type PermissionHolder = keyof Permissions;

export interface DeskAnswer {
  /** null when the answer is lost on purpose (a fault). */
  readonly result: OrderResult | null;
  readonly events: readonly BrokerEvent[];
  /** With E_TRADE_OFF: who does not allow it. */
  readonly detail?: PermissionHolder;
}

/** In the order in which the terminal looks, with words for the person in front of it. */
const OFF_WORDS: Readonly<Record<PermissionHolder, string>> = {
  terminal: 'algo trading is off in the terminal: press the button "Algo Trading"',
  program: 'algo trading is not allowed for this Expert Advisor: tick "Allow Algo Trading" in its properties',
  account: 'trading is not allowed for this account: it was opened with the investor password',
  server: 'the broker does not allow Expert Advisors to trade on this account',
};

const ENTRIES_MAX = 10_000;

export class OrderDesk {
  readonly #broker: Broker;
  readonly #flush: () => boolean;
  readonly #entries = new Map<string, DeskEntry>();
  isReadOnly: boolean;
  #answersToLose = 0;

  /** `flush` must have the state on disk when it returns true. */
  constructor(broker: Broker, flush: () => boolean, state: DeskState | null = null) {
    this.#broker = broker;
    this.#flush = flush;
    this.isReadOnly = state?.isReadOnly ?? false;
    for (const entry of state?.entries ?? []) this.#entries.set(entry.cid, entry);
  }

  state(): DeskState {
    return { entries: [...this.#entries.values()], isReadOnly: this.isReadOnly };
  }

  /** Fault: the next `count` commands run, and the program dies before it can write down or send the answer. */
  loseAnswers(count: number): void {
    this.#answersToLose = count;
  }

  /** True where the journal has this client order id. */
  knows(cid: string): boolean {
    return this.#entries.has(cid);
  }

  /** Who does not allow programs to trade; null when all do. */
  tradeOff(): PermissionHolder | null {
    const { permissions } = this.#broker;
    return (Object.keys(OFF_WORDS) as PermissionHolder[]).find((who) => !permissions[who]) ?? null;
  }

  /** The answer to a command that was not even looked at. */
  refuse(fields: CommandFields, code: string, text: string): OrderResult {
    return { ...blank(fields.text('id') ?? '', fields.text('cid') ?? ''), retname: code, comment: text };
  }

  /** Runs a command of section 5 that trades. `nowMs` is the account's clock, UTC. */
  run(type: OrderCommandType, fields: CommandFields, nowMs: number): DeskAnswer {
    const id = fields.text('id') ?? '';
    const cid = fields.text('cid') ?? '';
    const magic = magicOfClientId(cid);
    if (magic === null) return refused(id, cid, 'E_RANGE', 'cid is not 8 Crockford base32 characters');
    const content = fields.contentOf(type);
    const known = this.#entries.get(cid);
    if (known !== undefined) return this.#again(known, id, content);
    const deadline = fields.number('deadline_ts');
    if (deadline !== null && nowMs > deadline) {
      return this.#settle({ cid, id, type, content, result: null }, refused(id, cid, 'E_EXPIRED', 'past its deadline'));
    }
    if (this.isReadOnly && isOpening(type, fields)) {
      return refused(id, cid, 'E_READONLY', 'the kill switch is on in the terminal');
    }
    const off = this.tradeOff();
    if (off !== null) return { ...refused(id, cid, 'E_TRADE_OFF', `${off}: ${OFF_WORDS[off]}`), detail: off };
    if (fields.isTrue('check_only')) return this.#execute(type, fields, id, cid, magic, nowMs);
    const entry: DeskEntry = { cid, id, type, content, result: null };
    this.#entries.set(cid, entry);
    if (!this.#flush()) {
      this.#entries.delete(cid);
      return refused(id, cid, 'E_INTERNAL', 'the journal file cannot be written; nothing was sent');
    }
    const answer = this.#execute(type, fields, id, cid, magic, nowMs);
    if (this.#answersToLose > 0) {
      this.#answersToLose -= 1;
      return { result: null, events: answer.events };
    }
    return this.#settle(entry, answer);
  }

  /** Answers `order.query`: the stored result, what a search by magic finds, or `absent`. */
  query(id: string, cid: string): OrderResult {
    const entry = this.#entries.get(cid);
    const stored = entry?.result ?? null;
    if (stored !== null) return { ...stored, re: id, replay: true };
    const found = this.#search(id, cid, entry ?? null);
    if (found === null) {
      this.#entries.delete(cid);
      return { ...blank(id, cid), state: 'absent', retcode: 0, retname: 'ABSENT' };
    }
    if (entry !== undefined) this.#keep({ ...entry, result: found });
    return { ...found, replay: true };
  }

  /**
   * Settles what was pending when the program died: found at the broker, it is answered now; not found in orders,
   * positions and the whole history, it never got there and is forgotten.
   */
  settlePending(): readonly OrderResult[] {
    const results: OrderResult[] = [];
    for (const entry of [...this.#entries.values()]) {
      if (entry.result !== null) continue;
      const found = this.#search(entry.id, entry.cid, entry);
      if (found === null) {
        this.#entries.delete(entry.cid);
      } else {
        this.#keep({ ...entry, result: found });
        results.push(found);
      }
    }
    return results;
  }

  /** The kill switch: read-only from now on; with `isFlatten` all is cancelled and closed, where programs may trade. */
  kill(isFlatten: boolean, nowMs: number): readonly BrokerEvent[] {
    this.isReadOnly = true;
    this.#flush();
    if (!isFlatten || this.tradeOff() !== null) return [];
    const events: BrokerEvent[] = [];
    for (const order of this.#broker.orders()) events.push(...this.#broker.cancel(order.id, nowMs).events);
    for (const position of this.#broker.positions()) {
      for (let tries = 0; tries < 20 && this.#broker.position(position.id) !== null; tries += 1) {
        events.push(...this.#broker.close({
          position: position.id, volume: null, deviationPoints: 1_000_000, magic: '0', comment: 'kill switch',
          reason: 'expert',
        }, nowMs).events);
      }
    }
    return events;
  }

  #again(known: DeskEntry, id: string, content: string): DeskAnswer {
    if (known.content !== content) {
      return refused(id, known.cid, 'E_DUP_MISMATCH', 'this cid was used with other content');
    }
    return { result: this.query(id, known.cid), events: [] };
  }

  #settle(entry: DeskEntry, answer: DeskAnswer): DeskAnswer {
    this.#keep({ ...entry, result: answer.result });
    this.#flush();
    return answer;
  }

  #keep(entry: DeskEntry): void {
    this.#entries.set(entry.cid, entry);
    if (this.#entries.size > ENTRIES_MAX) this.#entries.delete(this.#entries.keys().next().value as string);
  }

  #execute(
    type: OrderCommandType, fields: CommandFields, id: string, cid: string, magic: string, nowMs: number,
  ): DeskAnswer {
    const traded = this.#trade(type, fields, cid, magic, nowMs);
    if (typeof traded === 'string') return refused(id, cid, 'E_RANGE', traded);
    return { result: resultOf(traded.answer, id, cid), events: traded.events };
  }

  /** The broker's answer, or the path of the field that is missing or wrong. */
  #trade(type: OrderCommandType, fields: CommandFields, cid: string, magic: string, nowMs: number): Traded | string {
    const broker = this.#broker;
    const sl = fields.level('sl');
    const tp = fields.level('tp');
    switch (type) {
      case 'order.send': {
        const request = orderRequest(fields, cid, magic);
        return typeof request === 'string' ? request : broker.send(request, nowMs, fields.isTrue('check_only'));
      }
      case 'order.modify': {
        const ticket = fields.text('ticket');
        if (ticket === null) return 'body.ticket';
        return broker.modifyOrder(ticket, fields.level('price'), sl, tp, fields.number('expiry_ts'), nowMs);
      }
      case 'order.cancel': {
        const ticket = fields.text('ticket');
        return ticket === null ? 'body.ticket' : broker.cancel(ticket, nowMs);
      }
      case 'position.modify': {
        const position = fields.text('position');
        return position === null ? 'body.position' : broker.modifyPosition(position, sl, tp);
      }
      case 'position.close_by': {
        const position = fields.text('position');
        const by = fields.text('by');
        return position === null || by === null ? 'body.by' : broker.closeBy(
          position, by, { magic, comment: `sx1:${cid}`, reason: 'expert' }, nowMs,
        );
      }
      case 'position.close': {
        const position = fields.text('position');
        if (position === null) return 'body.position';
        return broker.close({
          position, volume: fields.number('vol'), deviationPoints: fields.number('dev') ?? 0, magic,
          comment: `sx1:${cid}`, reason: 'expert',
        }, nowMs);
      }
    }
  }

  /** What the broker knows of a client order id: its waiting order, or its deals; null when it never got there. */
  #search(id: string, cid: string, entry: DeskEntry | null): OrderResult | null {
    if (!isClientId(cid)) return null;
    const isOurs = (magic: string) => clientIdOfMagic(magic) === cid;
    const waiting = this.#broker.orders().find((order) => isOurs(order.magic));
    const past = this.#broker.closedOrders().find((order) => isOurs(order.magic));
    // A stop or target deal carries the opening magic: only the order's own deals are its answer.
    const order = waiting ?? past;
    const deals = this.#broker.deals().filter((deal) => isOurs(deal.magic) && deal.order === order?.id);
    const base = { ...blank(id, cid), bid: null, ask: null };
    if (deals.length > 0 && order !== undefined) {
      const volume = deals.reduce((sum, deal) => sum + deal.volume, 0);
      const isPartial = past?.state === 'canceled' && past.volume > 0;
      const retcode = isPartial ? 10010 : 10009;
      const deal = deals[0] as (typeof deals)[number];
      return {
        ...base, state: isPartial ? 'partial' : 'done', retcode, retname: RETCODES[retcode], order: order.id,
        deal: deal.deal, position: deal.positionId, volume: Math.round(volume * 1e8) / 1e8, price: deal.price,
      };
    }
    if (order !== undefined) {
      return {
        ...base, state: 'placed', retcode: 10008, retname: RETCODES[10008], order: order.id,
        volume: order.volumeInitial, price: order.price,
      };
    }
    return entry === null ? null : this.#searchModified(base, entry);
  }

  // A modification leaves no deal: it was carried out when its target stands as it asked.
  #searchModified(base: OrderResult, entry: DeskEntry): OrderResult | null {
    const asked = JSON.parse(entry.content) as Readonly<Record<string, unknown>>;
    const done = { ...base, state: 'done', retcode: 10009, retname: RETCODES[10009] } as const;
    const levelOf = (value: unknown) => (typeof value === 'number' && value > 0 ? value : null);
    if (entry.type === 'position.modify') {
      const position = this.#broker.position(String(asked['position']));
      const isSo = position !== null && position.sl === levelOf(asked['sl']) && position.tp === levelOf(asked['tp']);
      return isSo ? { ...done, position: position.id } : null;
    }
    if (entry.type === 'order.cancel') {
      const gone = this.#broker.closedOrders().find((order) => order.id === asked['ticket']);
      return gone?.state === 'canceled' ? { ...done, order: gone.id } : null;
    }
    if (entry.type !== 'order.modify') return null;
    const order = this.#broker.orders().find((one) => one.id === asked['ticket']);
    const isSo = order?.sl === levelOf(asked['sl']) && order.tp === levelOf(asked['tp'])
      && (levelOf(asked['price']) ?? order.price) === order.price;
    return isSo ? { ...done, order: order.id } : null;
  }
}

function isOpening(type: OrderCommandType, fields: CommandFields): boolean {
  return type === 'order.send' ? !fields.isTrue('check_only') : type === 'order.modify';
}

function orderRequest(fields: CommandFields, cid: string, magic: string): OrderRequest | string {
  const symbol = fields.text('s');
  const kind = fields.oneOf<OrderKind>('kind', ['market', 'limit', 'stop', 'stop_limit']);
  const side = fields.oneOf<Side>('side', ['buy', 'sell']);
  const volume = fields.number('vol');
  const filling = fields.oneOf<Filling | 'auto'>('fill', ['auto', 'fok', 'ioc', 'return']);
  const tif = fields.oneOf<'gtc' | 'day' | 'spec'>('tif', ['gtc', 'day', 'spec']);
  if (symbol === null) return 'body.s';
  if (kind === null) return 'body.kind';
  if (side === null) return 'body.side';
  if (volume === null) return 'body.vol';
  if (filling === null && fields.isSet('fill')) return 'body.fill';
  if (tif === null && fields.isSet('tif')) return 'body.tif';
  return {
    symbol, kind, side, volume, price: fields.level('price'), stopLimit: fields.level('stoplimit'),
    sl: fields.level('sl'), tp: fields.level('tp'), deviationPoints: fields.number('dev') ?? 0,
    filling: filling ?? 'auto', tif: tif ?? 'gtc', expiresMs: fields.number('expiry_ts'), magic,
    comment: `sx1:${cid}`, reason: 'expert',
  };
}

function stateOf(retcode: number): OrderResultState {
  if (retcode === 10008) return 'placed';
  if (retcode === 10010) return 'partial';
  const class_ = classOfRetcode(retcode, false);
  if (class_ === 'ok') return 'done';
  return class_ === 'unknown' ? 'unknown' : 'rejected';
}

function resultOf(answer: TradeAnswer, id: string, cid: string): OrderResult {
  return { ...blank(id, cid), ...answer, state: stateOf(answer.retcode), comment: answer.retname };
}

function blank(id: string, cid: string): OrderResult {
  return {
    re: id, cid, state: 'rejected', retcode: 0, retname: '', order: null, deal: null, position: null, volume: 0,
    price: null, bid: null, ask: null, comment: '', replay: false, elapsedMs: 0,
  };
}

function refused(id: string, cid: string, code: string, text: string): DeskAnswer {
  return { result: { ...blank(id, cid), retname: code, comment: text }, events: [] };
}
