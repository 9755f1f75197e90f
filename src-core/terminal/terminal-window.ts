// The simulated terminal's own window: what stands there, and what a person does in it: trades by hand, presses the
// kill switch on the chart or the button "Algo Trading". It works with Sextant dead.

import type { Broker, BrokerEvent, Permissions } from '#core/broker-model';
import type { CommandBody } from './command-fields.ts';
import type { CommandRoom } from './command-room.ts';
import type { DrawnSignal } from './drawings.ts';
import type { FrameOutlet } from './frame-outlet.ts';
import { tradeByHand, type HandCommand, type HandResult } from './hand-trading.ts';
import type { OrderDesk } from './order-desk.ts';

export interface WindowEffects {
  /** The account's clock, UTC ms. */
  nowMs(): number;
  /** Events reach the server like any others. */
  report(events: readonly BrokerEvent[]): void;
}

export class TerminalWindow {
  readonly #broker: Broker;
  readonly #desk: OrderDesk;
  readonly #room: CommandRoom;
  readonly #outlet: FrameOutlet;
  readonly #effects: WindowEffects;

  constructor(broker: Broker, desk: OrderDesk, room: CommandRoom, outlet: FrameOutlet, effects: WindowEffects) {
    this.#broker = broker;
    this.#desk = desk;
    this.#room = room;
    this.#outlet = outlet;
    this.#effects = effects;
  }

  /** The signals that stand on the chart, oldest first. */
  get drawn(): readonly DrawnSignal[] {
    return this.#room.drawn;
  }

  /** True after a kill, until a server says in its welcome that trading is on. */
  get isReadOnly(): boolean {
    return this.#desk.isReadOnly;
  }

  trade(command: HandCommand, body: CommandBody): HandResult {
    const result = tradeByHand(command, body, this.#broker, this.#effects.nowMs());
    if (result.ok) this.#effects.report(result.events);
    return result;
  }

  /** The button on the chart: read-only from now on; with `isFlatten` everything is closed and cancelled. */
  kill(isFlatten: boolean): void {
    this.#room.kill(isFlatten);
    this.#outlet.log('warn', 'KILL', 'the kill switch was pressed on the chart');
  }

  /** A switch is pressed; the next `account` tells it. */
  permit(change: Partial<Permissions>): void {
    this.#broker.permit(change);
    const off = this.#desk.tradeOff();
    this.#outlet.log('info', 'ALGO', off === null ? 'algo trading is allowed' : `algo trading is off (${off})`);
  }
}
