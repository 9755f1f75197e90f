// A seeded trader: answers cards (sometimes twice, sometimes too late), asks for orders and closes by hand, pulls and
// resets the kill switch, and now and then trades in the terminal itself, past the app.

import type { Random } from '#core/base';
import type { InputBody, Signal } from '#core/model';
import type { SimulatedApp } from './simulated-app.ts';
import type { SimulatedMarket } from './simulated-market.ts';
import type { SimulatedBroker, SimulatedTerminal } from './simulated-terminal.ts';

interface TraderParts {
  readonly random: Random;
  readonly app: () => SimulatedApp | null;
  readonly terminal: SimulatedTerminal;
  readonly broker: SimulatedBroker;
  readonly market: SimulatedMarket;
  readonly after: (delayMs: number, run: () => void) => void;
}

type Answer = Extract<InputBody, { kind: 'SignalAnswered' }>;

const BY = 'window 1';

export class Trader {
  readonly #parts: TraderParts;
  readonly #seen = new Set<string>();
  #requests = 0;
  approvals = 0;

  constructor(parts: TraderParts) {
    this.#parts = parts;
  }

  /** A moment of the trader's: cards first, then whatever comes to mind. */
  act(): void {
    const { random } = this.#parts;
    const app = this.#parts.app();
    if (app === null) return;
    for (const signal of app.kernel.view.signals.values()) {
      if (signal.state !== 'pending' || this.#seen.has(signal.id)) continue;
      this.#seen.add(signal.id);
      this.#consider(signal);
    }
    const mood = random.nextInt(1, 100);
    if (mood <= 12) this.#close();
    else if (mood <= 26) this.#order();
    else if (mood <= 28) this.#kill();
    else if (mood <= 40) this.#trade();
    else if (mood <= 43) this.#moveStop();
    else if (mood <= 46) this.#answerOld();
    else if (mood <= 54) this.#changeOrder();
    else if (mood <= 70) this.#changePosition();
  }

  /** The kill switch is off again, for the end of a run. */
  calm(): void {
    this.#say({ kind: 'KillSwitchReset', by: BY });
  }

  #consider(signal: Signal): void {
    const { random } = this.#parts;
    const say = (answer: Answer['answer'], changes: Partial<Answer> = {}): void => {
      if (answer === 'approve') this.approvals += 1;
      const reason = answer === 'reject' ? 'no' : null;
      this.#say({
        kind: 'SignalAnswered', signalId: signal.id, answer, by: BY, key: null, reason, volume: null, stop: null,
        target: null, ...changes,
      });
    };
    const mood = random.nextInt(1, 100);
    if (mood <= 10) say('reject');
    else if (mood <= 16) this.#parts.after(random.nextInt(20_000, 40_000), () => { say('approve'); });
    else if (mood <= 20) say('approve', { volume: random.nextInt(2, 60) });
    else if (mood <= 23) say('approve', { stop: signal.target });
    else if (mood <= 90) {
      say('approve');
      // the second window, or an impatient finger
      if (random.nextChance(0.3)) say('approve', { by: 'window 2' });
      if (random.nextChance(0.1)) this.#parts.after(random.nextInt(1, 500), () => { say('reject'); });
    }
  }

  #answerOld(): void {
    const signals = [...(this.#parts.app()?.kernel.view.signals.values() ?? [])];
    const signal = this.#one(signals);
    if (signal === null) return;
    this.#say({
      kind: 'SignalAnswered', signalId: signal.id, answer: 'approve', by: BY, key: null, reason: null, volume: null,
      stop: null, target: null,
    });
  }

  #close(): void {
    const { random } = this.#parts;
    const position = this.#one([...(this.#parts.app()?.kernel.view.positions.values() ?? [])]);
    if (position === null) return;
    const volume = random.nextChance(0.25) ? random.nextInt(1, 20) / 100 : null;
    const body: InputBody = { kind: 'CloseRequested', requestId: this.#id(), by: BY, positionId: position.id, volume };
    this.#say(body);
    if (random.nextChance(0.3)) this.#say(body);
    if (random.nextChance(0.3)) this.#say({ ...body, requestId: this.#id() });
  }

  #order(): void {
    const { random, market } = this.#parts;
    const instrument = this.#one(market.instruments);
    const quote = instrument === null ? undefined : this.#parts.app()?.kernel.view.quotes.get(instrument.symbol);
    if (instrument === null || quote === undefined) return;
    const side = random.nextChance(0.5) ? 'buy' : 'sell';
    const sign = side === 'buy' ? 1 : -1;
    const away = (points: number): number => (
      Number((quote.bid + sign * points * instrument.point).toFixed(instrument.digits))
    );
    const type = random.nextChance(0.65) ? 'market' : this.#one(['limit', 'stop', 'stop_limit'] as const) ?? 'limit';
    const waits = random.nextInt(15, 60);
    const price = { market: null, limit: away(-waits), stop: away(waits), stop_limit: away(waits) }[type];
    const body: InputBody = {
      kind: 'OrderRequested', requestId: this.#id(), by: BY, symbol: instrument.symbol, side,
      volume: random.nextChance(0.5) ? null : random.nextInt(1, 150) / 100, type,
      price, ...(type === 'stop_limit' ? { stopLimit: away(waits - 5) } : {}), sl: away(-random.nextInt(100, 200)),
      tp: random.nextChance(0.8) ? away(random.nextInt(60, 300)) : null, approve: true,
    };
    this.#say(body);
    if (random.nextChance(0.3)) this.#say(body);
  }

  /** Moves or cancels a waiting order, ours or one from the terminal, now and then twice. */
  #changeOrder(): void {
    const { random } = this.#parts;
    const order = this.#one([...(this.#parts.app()?.kernel.view.brokerOrders.values() ?? [])]);
    if (order === null) return;
    const requestId = this.#id();
    const shift = (level: number | null): number | null => (
      level === null ? null : Number((level * (1 + random.nextInt(-3, 3) / 10_000)).toFixed(5))
    );
    const body: InputBody = random.nextChance(0.5)
      ? { kind: 'OrderCancelRequested', requestId, by: BY, orderId: order.cid ?? order.id }
      : {
        kind: 'OrderModifyRequested', requestId, by: BY, orderId: order.id, price: shift(order.price) ?? 1,
        sl: shift(order.sl),
      };
    this.#say(body);
    if (random.nextChance(0.3)) this.#say(body);
  }

  /** Moves a position's stop from the app, adopts it first where it is not ours, or closes it by an opposite one. */
  #changePosition(): void {
    const { random } = this.#parts;
    const positions = [...(this.#parts.app()?.kernel.view.positions.values() ?? [])];
    const requestId = this.#id();
    const pair = this.#one(positions.flatMap((one) => positions.flatMap((other) => (
      one.symbol === other.symbol && one.side === 'buy' && other.side === 'sell' ? [[one.id, other.id] as const] : []
    ))));
    if (pair !== null) {
      this.#say({ kind: 'CloseByRequested', requestId, by: BY, positionId: pair[0], byPositionId: pair[1] });
      return;
    }
    const position = this.#one(positions);
    if (position === null) return;
    if (position.cid === null) this.#say({ kind: 'PositionAdopted', positionId: position.id, by: BY });
    const sign = position.side === 'buy' ? 1 : -1;
    const sl = Number((position.price * (1 - sign * random.nextInt(1, 30) / 10_000)).toFixed(5));
    this.#say({ kind: 'PositionModifyRequested', requestId, by: BY, positionId: position.id, sl });
  }

  #kill(): void {
    const { random } = this.#parts;
    this.#say({ kind: 'KillSwitchPulled', by: BY, flatten: random.nextChance(0.5) });
    this.#parts.after(random.nextInt(500, 15_000), () => { this.calm(); });
  }

  /** A trade by hand in the terminal: opened, or one of any kind closed. */
  #trade(): void {
    const { random, broker, market, terminal } = this.#parts;
    const held = this.#one(broker.positions());
    if (held !== null && random.nextChance(0.5)) {
      terminal.report(broker.close({
        position: held.id, volume: null, deviationPoints: 100, magic: '0', comment: '', reason: 'client',
      }, market.nowMs).events);
      return;
    }
    const instrument = this.#one(market.instruments);
    const quote = instrument === null ? null : broker.quote(instrument.symbol);
    if (instrument === null || quote === null) return;
    const side = random.nextChance(0.5) ? 'buy' : 'sell';
    const sl = side === 'buy' ? quote.bid - 150 * instrument.point : quote.ask + 150 * instrument.point;
    terminal.report(broker.send({
      symbol: instrument.symbol, kind: 'market', side, volume: 0.05, price: null, stopLimit: null,
      sl: random.nextChance(0.9) ? Number(sl.toFixed(instrument.digits)) : null, tp: null, deviationPoints: 100,
      filling: 'auto', tif: 'gtc', expiresMs: null, magic: '0', comment: '', reason: 'client',
    }, market.nowMs).events);
  }

  #moveStop(): void {
    const { broker, terminal } = this.#parts;
    const held = this.#one(broker.positions());
    const instrument = held === null ? null : broker.instrument(held.symbol);
    if (held === null || instrument === null) return;
    const sign = held.side === 'buy' ? 1 : -1;
    const sl = Number((held.price - sign * 120 * instrument.point).toFixed(instrument.digits));
    terminal.report(broker.modifyPosition(held.id, sl, held.tp).events);
  }

  #id(): string {
    this.#requests += 1;
    return `r${String(this.#requests)}`;
  }

  #say(body: InputBody): void {
    this.#parts.app()?.accept(body);
  }

  #one<T>(list: readonly T[]): T | null {
    return list.length === 0 ? null : (list[this.#parts.random.nextInt(0, list.length - 1)] ?? null);
  }
}
