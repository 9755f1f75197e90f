// Looks at everything that happens, after every event, and says what must not be. It knows the disk, the wire and the
// broker, each by its own account, and compares.

import type { ClientOrder, Position, RiskLimits, TradeCommand } from '#core/model';
import { contentDigest } from '#core/intake';
import { JournalBook } from './journal-book.ts';
import type { Disk } from './memory-journal.ts';
import type { SimulatedApp } from './simulated-app.ts';
import type { SimulatedMarket } from './simulated-market.ts';
import type { SimulatedBroker } from './simulated-terminal.ts';
import { hold } from './violation.ts';

interface Frame {
  readonly type: string;
  readonly seq: number;
  readonly ack: number;
  readonly body: Readonly<Record<string, unknown>>;
}

type Cursor = readonly [number, number];

const TRADING: ReadonlySet<string> = new Set([
  'order.send', 'order.modify', 'order.cancel', 'position.modify', 'position.close', 'position.close_by', 'order.query',
  'kill',
]);
/** Fills may be a few points better than planned; the caps are held on the plan. */
const RISK_TOLERANCE = 1.05;

export class Watch {
  #book: JournalBook;
  readonly #disk: Disk;
  readonly #market: SimulatedMarket;
  readonly #broker: SimulatedBroker;
  readonly #limits: RiskLimits;
  /** By epoch and number. */
  readonly #sent = new Map<string, Set<number>>();
  #epoch = '';
  readonly #epochs = new Map<object, string>();
  #closedSeen = 0;
  #dealsSeen = 0;
  /** The broker's order by client order id. */
  readonly #executed = new Map<string, string>();
  #equityMax = 0;

  constructor(disk: Disk, market: SimulatedMarket, broker: SimulatedBroker, limits: RiskLimits) {
    this.#disk = disk;
    this.#market = market;
    this.#broker = broker;
    this.#limits = limits;
    this.#book = this.#newBook();
  }

  get executed(): number {
    return this.#executed.size;
  }

  get book(): JournalBook {
    return this.#book;
  }

  /** The disk has more than before. */
  committed(): void {
    while (this.#book.seq < this.#disk.committedSeq) {
      const event = this.#disk.events[this.#book.seq];
      if (event !== undefined) this.#book.next(event);
    }
  }

  /** The disk lost its tail to a power failure: what was stored is read again. */
  reread(): void {
    this.#book = this.#newBook();
    this.committed();
  }

  /** A command is handed to the wire. */
  sending(command: TradeCommand): void {
    const seq = this.#book.commands.get(command.id);
    hold('sent-after-commit', seq !== undefined, () => `${command.type} ${command.id} leaves and is not on the disk`);
    const { platterSeq } = this.#disk;
    hold('sent-after-commit', seq <= platterSeq, () => (
      `${command.type} ${command.id} leaves and is not on the platter`
    ));
  }

  /** The app puts a frame on a link. */
  said(link: object, text: string): void {
    const { type, ack, body } = JSON.parse(text) as Frame;
    if (type === 'welcome') {
      const { resume, cursors } = body as { resume: { epoch: string; ack: number }; cursors: Cursors };
      this.#epochs.set(link, resume.epoch);
      this.#holdAck(resume.epoch, resume.ack, type);
      this.#holdCursors(cursors);
    }
    const epoch = this.#epochs.get(link);
    if (epoch !== undefined) this.#holdAck(epoch, ack, type);
    if (type === 'ack.cursor') this.#holdCursors(body as unknown as Cursors);
    const id = String(body['id']);
    if (!TRADING.has(type) || !id.startsWith('k')) return;
    hold('sent-after-commit', this.#book.commands.has(id), () => `${type} ${id} is on the wire and not on the disk`);
  }

  /** The terminal puts a frame on a link. */
  heard(text: string): void {
    if (text.startsWith('{"v":1,"type":"hello"')) {
      this.#epoch = String((JSON.parse(text) as Frame).body['epoch']);
      return;
    }
    if (!/^\{"v":1,"type":"[a-z.]+","seq":[1-9]/.test(text)) return;
    const { type, seq, body } = JSON.parse(text) as Frame;
    const key = `${this.#epoch} ${String(seq)}`;
    const known = this.#sent.get(key);
    if (known === undefined) this.#sent.set(key, new Set([contentDigest(type, body)]));
    else known.add(contentDigest(type, body));
  }

  /** After every event. */
  look(app: SimulatedApp): void {
    const { closedOrders, deals } = this.#broker.truth;
    for (; this.#closedSeen < closedOrders.length; this.#closedSeen += 1) {
      const order = closedOrders[this.#closedSeen];
      if (order !== undefined) this.#holdOrder(order.comment, order.id);
    }
    for (const order of this.#broker.orders()) this.#holdOrder(order.comment, order.id);
    if (deals.length !== this.#dealsSeen) {
      this.#dealsSeen = deals.length;
      this.#holdCaps();
    }
    if (app.isWorking) {
      const { discrepancy } = app.kernel.view;
      hold('no-discrepancy', discrepancy === null, () => discrepancy ?? '');
    }
  }

  /** Nothing fails any more and time has passed: both sides hold the same. */
  settled(app: SimulatedApp): void {
    const { view } = app.kernel;
    const here = linesOf(view.positions.values());
    const there = linesOf(this.#broker.truth.positions);
    hold('in-step', here === there, () => `positions of the app:\n${here}\nof the broker:\n${there}`);
    const orders = [...view.brokerOrders.keys()].sort().join(' ');
    const waiting = this.#broker.orders().map((order) => order.id).sort().join(' ');
    hold('in-step', orders === waiting, () => `orders of the app: ${orders}; of the broker: ${waiting}`);
    for (const order of view.orders.values()) {
      hold('in-step', order.state !== 'issued' && order.state !== 'unknown', () => (
        `order ${order.cid} is still ${order.state}`
      ));
      const lots = order.purpose === 'close_by' ? this.#lotsClosedBy(order) : this.#lotsOf(order.cid);
      hold('in-step', Math.abs(lots - order.filledVolume) < 1e-9, () => (
        `order ${order.cid} ${order.state}: ${String(order.filledVolume)} lots filled, at the broker ${String(lots)}`
      ));
    }
    for (const deal of this.#broker.truth.deals) {
      hold('in-step', view.deals.has(deal.deal), () => `deal ${deal.deal} of ${deal.symbol} is not known here`);
    }
    for (const symbol of this.#market.instruments.map((one) => one.symbol)) {
      const last = this.#market.rows(symbol).at(-1);
      const cursor = this.#book.cursors.get(symbol);
      hold('in-step', last?.msc === cursor?.[0], () => (
        `${symbol}: ticks end at ${String(cursor?.[0])}, the terminal's at ${String(last?.msc)}`
      ));
    }
  }

  #newBook(): JournalBook {
    return new JournalBook({
      limits: this.#limits,
      rows: (symbol) => this.#market.rows(symbol),
      sent: (epoch, seq) => this.#sent.get(`${epoch} ${String(seq)}`),
    });
  }

  /** Lots dealt for a client order, its own order's deals only. */
  #lotsOf(cid: string): number {
    const id = this.#executed.get(cid);
    let lots = 0;
    for (const deal of this.#broker.truth.deals) if (id !== undefined && deal.order === id) lots += deal.volume;
    return lots;
  }

  /** Lots of its own position that a close-by took; the opposite position has a deal of the same order. */
  #lotsClosedBy({ magic, positionId }: ClientOrder): number {
    let lots = 0;
    for (const deal of this.#broker.truth.deals) {
      if (deal.magic === magic && deal.entry === 'out_by' && deal.positionId === positionId) lots += deal.volume;
    }
    return lots;
  }

  #holdAck(epoch: string, ack: number, type: string): void {
    const stored = this.#book.ackOf(epoch);
    hold('confirmed-after-commit', ack <= stored, () => (
      `${type} confirms ${String(ack)}, on the disk are ${String(stored)}`
    ));
  }

  #holdCursors(cursors: Cursors): void {
    for (const [symbol, [msc, n]] of Object.entries(cursors.tick)) {
      const [storedMsc, storedN] = this.#book.cursors.get(symbol) ?? [0, 0];
      hold('confirmed-after-commit', msc < storedMsc || (msc === storedMsc && n <= storedN), () => (
        `${symbol} is confirmed to ${String(msc)}/${String(n)}, on the disk is ${String(storedMsc)}/${String(storedN)}`
      ));
    }
    for (const [series, t] of Object.entries(cursors.bar)) {
      const stored = this.#book.barCursors.get(series) ?? 0;
      hold('confirmed-after-commit', t <= stored, () => (
        `${series} is confirmed to ${String(t)}, on the disk is ${String(stored)}`
      ));
    }
  }

  #holdOrder(comment: string, id: string): void {
    if (!comment.startsWith('sx1:')) return;
    const cid = comment.slice(4);
    const known = this.#executed.get(cid);
    if (known === id) return;
    hold('order-once', known === undefined, () => (
      `client order id ${cid} is at the broker as ${String(known)} and as ${id}`
    ));
    this.#executed.set(cid, id);
    hold('order-approved', this.#book.orders.has(cid), () => (
      `client order id ${cid} is at the broker and not in the journal`
    ));
  }

  #holdCaps(): void {
    const limits = this.#limits;
    // a netting account adds our orders and those by hand into one position: there the orders alone are held
    if (this.#broker.setup.identity.marginMode !== 'hedging') return;
    this.#equityMax = Math.max(this.#equityMax, this.#broker.account().equity);
    let count = 0;
    let risk = 0;
    for (const position of this.#broker.truth.positions) {
      const order = position.cid === null ? undefined : this.#book.orders.get(position.cid);
      const instrument = this.#broker.instrument(position.symbol);
      if (order === undefined || instrument === null) continue;
      count += 1;
      // a stop that the trader moved closer makes room; one moved away by hand is not the app's doing
      const planned = Math.abs((order.price ?? 0) - (order.sl ?? 0));
      const sign = position.side === 'buy' ? 1 : -1;
      const left = position.sl === null ? planned : Math.max(0, sign * (position.priceOpen - position.sl));
      const distance = Math.min(planned, left);
      risk += (distance / instrument.tickSize) * instrument.tickValueLoss * position.volume;
      hold('hard-caps', position.volume <= limits.lotsMax, () => (
        `position ${position.id} of ${String(position.volume)} lots`
      ));
    }
    hold('hard-caps', count <= limits.positionsMax, () => `${String(count)} positions of ours`);
    const most = limits.openRiskFractionMax * this.#equityMax * RISK_TOLERANCE;
    hold('hard-caps', risk <= most, () => `open risk ${risk.toFixed(2)}, at most ${most.toFixed(2)}`);
  }
}

function linesOf(positions: Iterable<Position>): string {
  const lineOf = ({ id, symbol, side, volume, sl, tp }: Position): string => (
    JSON.stringify({ id, symbol, side, volume, sl, tp })
  );
  return [...positions].map(lineOf).sort().join('\n');
}

interface Cursors {
  readonly tick: Readonly<Record<string, Cursor>>;
  readonly bar: Readonly<Record<string, number>>;
}
