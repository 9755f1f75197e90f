// The broker model behind the kernel's commands: what it does comes back as the same inputs a terminal would send.

import { sha256Hex, unreachable } from '#core/base';
import { classOfRetcode, magicOfClientId, type Broker, type BrokerEvent, type Traded } from '#core/broker-model';
import type { InputBody, OrderResult, OrderResultState, TradeCommand, WireMark } from '#core/model';

const EPOCH = 'backtest';

export class SimulatedVenue {
  readonly #broker: Broker;
  readonly #account: string;
  readonly #results = new Map<string, OrderResult>();
  #wireSeq = 0;

  /** `account` is `login@server`. */
  constructor(broker: Broker, account: string) {
    this.#broker = broker;
    this.#account = account;
  }

  /** The frames of a new session up to the end of its snapshot. */
  connect(): readonly InputBody[] {
    const { identity } = this.#broker.setup;
    return [
      {
        kind: 'TerminalConnected', session: EPOCH, account: identity, epoch: EPOCH, offsetS: this.#broker.offsetS,
        clock: 'data', lastSeq: 0, ea: EPOCH, build: 0,
      },
      ...this.#snapshot(),
    ];
  }

  account(): InputBody {
    return { kind: 'AccountReported', account: this.#account, state: this.#broker.account() };
  }

  /** Broker events as a terminal reports them, the account last. */
  report(events: readonly BrokerEvent[]): readonly InputBody[] {
    if (events.length === 0) return [];
    const inputs = events.map((event): InputBody => {
      const wire = this.#mark();
      switch (event.kind) {
        case 'order': return { kind: 'OrderReported', wire, op: event.op, order: event.order };
        case 'deal': return { kind: 'DealReported', wire, deal: event.deal };
        case 'position': return { kind: 'PositionReported', wire, op: event.op, position: event.position };
        case 'instrument': return { kind: 'InstrumentReported', wire, instrument: event.instrument };
        default: return unreachable(event);
      }
    });
    return [...inputs, this.account()];
  }

  /** Carries out a command at `timeMs` (UTC). The answer goes first, as on the wire. */
  run(command: TradeCommand, timeMs: number): readonly InputBody[] {
    switch (command.type) {
      case 'order.send': return this.#traded(command, this.#broker.send({
        symbol: command.symbol, kind: command.kind, side: command.side, volume: command.volume, price: command.price,
        stopLimit: command.stopLimit, sl: command.sl, tp: command.tp, deviationPoints: command.deviationPoints,
        filling: command.fill, tif: command.tif, expiresMs: command.expiryMs,
        magic: magicOfClientId(command.cid) ?? '0', comment: `sx1:${command.cid}`, reason: 'expert',
      }, timeMs, command.checkOnly));
      case 'order.modify': return this.#traded(command, this.#broker.modifyOrder(
        command.ticket, command.price, command.sl, command.tp, command.expiryMs, timeMs,
      ));
      case 'order.cancel': return this.#traded(command, this.#broker.cancel(command.ticket, timeMs));
      case 'position.modify': return this.#traded(command, this.#broker.modifyPosition(
        command.position, command.sl, command.tp,
      ));
      case 'position.close_by': return this.#traded(command, this.#broker.closeBy(
        command.position, command.by,
        { magic: magicOfClientId(command.cid) ?? '0', comment: `sx1:${command.cid}`, reason: 'expert' }, timeMs,
      ));
      case 'position.close': return this.#traded(command, this.#broker.close({
        position: command.position, volume: command.volume, deviationPoints: command.deviationPoints,
        magic: magicOfClientId(command.cid) ?? '0', comment: `sx1:${command.cid}`, reason: 'expert',
      }, timeMs));
      case 'order.query': return [this.#answer({
        ...(this.#results.get(command.cid) ?? absent(command.cid)), re: command.id, replay: true,
      })];
      case 'snapshot': return this.#snapshot();
      // Nobody pulls a switch in a backtest.
      case 'kill': return [];
      default: return unreachable(command);
    }
  }

  #traded(command: { readonly id: string; readonly cid: string }, { answer, events }: Traded): readonly InputBody[] {
    const result: OrderResult = {
      ...answer, re: command.id, cid: command.cid, state: stateOf(answer.retcode), comment: answer.retname,
      replay: false, elapsedMs: 0,
    };
    this.#results.set(command.cid, result);
    return [this.#answer(result), ...this.report(events)];
  }

  #answer(result: OrderResult): InputBody {
    return { kind: 'OrderAnswered', wire: this.#mark(), result };
  }

  #snapshot(): readonly InputBody[] {
    const broker = this.#broker;
    const positions = broker.positions();
    const orders = broker.orders();
    const begin: InputBody = { kind: 'SnapshotBegan', wire: this.#mark() };
    const items = [
      ...broker.instruments().map(
        (instrument): InputBody => ({ kind: 'InstrumentReported', wire: this.#mark(), instrument })
      ),
      ...positions.map(
        (position): InputBody => ({ kind: 'PositionReported', wire: this.#mark(), op: 'open', position })
      ),
      ...orders.map((order): InputBody => ({ kind: 'OrderReported', wire: this.#mark(), op: 'add', order })),
    ];
    const lines = positions.map(
      ({ id, volume, sl, tp }) => `${id}:${String(volume)}:${String(sl)}:${String(tp)}`
    ).sort();
    const counts = { positions: positions.length, orders: orders.length, deals: 0 };
    return [
      begin, this.account(), ...items,
      { kind: 'SnapshotEnded', wire: this.#mark(), hash: sha256Hex(lines.join('\n')), counts },
    ];
  }

  #mark(): WireMark {
    this.#wireSeq += 1;
    return { account: this.#account, epoch: EPOCH, wireSeq: this.#wireSeq };
  }
}

function stateOf(retcode: number): OrderResultState {
  if (retcode === 10008) return 'placed';
  if (retcode === 10010) return 'partial';
  return classOfRetcode(retcode, false) === 'ok' ? 'done' : 'rejected';
}

function absent(cid: string): OrderResult {
  return {
    re: '', cid, state: 'absent', retcode: 0, retname: 'ABSENT', order: null, deal: null, position: null, volume: 0,
    price: null, bid: null, ask: null, comment: '', replay: true, elapsedMs: 0,
  };
}
