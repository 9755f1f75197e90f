// Positions of ours that stand without the stop that was approved: brokers may refuse stops with the order. The
// terminal sets them at once; where a position still has none a moment later it is asked for from here, once, and an
// alarm says so. A stop that once stood and is gone was taken away by someone: that is left alone.

import { clientIdOfMagic } from '#core/broker-model';
import { whyNot, type ClientOrder, type Position } from '#core/model';
import type { Context, Turn } from './context.ts';
import { modifyPosition } from './order-commands.ts';

/** The terminal has this long to set the stop itself, on the host's clock. */
const GRACE_MS = 2_000;
const WATCHED_MAX = 1_000;

/** `bare` since `sinceMs`; `asked`: our stop is on its way; `over`: it has had one, or the alarm was raised. */
interface Watched {
  readonly state: 'bare' | 'asked' | 'over';
  readonly sinceMs: number;
  readonly cid: string | null;
}

export interface StopWatchState {
  readonly watched: readonly (readonly [string, Watched])[];
}

export class StopWatch {
  readonly #watched: Map<string, Watched>;

  constructor(state?: StopWatchState) {
    this.#watched = new Map(state?.watched);
  }

  state(): StopWatchState {
    return { watched: [...this.#watched] };
  }

  /** Looks at every open position; `turn.ts` is the host's clock. */
  look(context: Context, turn: Turn): void {
    const { active } = context;
    if (active === null) return;
    for (const id of [...this.#watched.keys()]) {
      if (!active.positions.has(id) && active.snapshotReady) this.#watched.delete(id);
    }
    for (const position of active.positions.values()) this.#lookAt(context, turn, position);
  }

  #lookAt(context: Context, turn: Turn, position: Position): void {
    const known = this.#watched.get(position.id);
    if (known?.state === 'over') return;
    if (position.sl !== null) {
      this.#set(position.id, { state: 'over', sinceMs: turn.ts, cid: null });
      return;
    }
    const opener = openerOf(context, position);
    if (opener === undefined || opener.sl === null) return;
    if (known === undefined) {
      this.#set(position.id, { state: 'bare', sinceMs: turn.ts, cid: null });
    } else if (known.state === 'bare') {
      if (turn.ts - known.sinceMs >= GRACE_MS) this.#ask(context, turn, position, opener);
    } else {
      this.#follow(context, turn, position, known);
    }
  }

  #ask(context: Context, turn: Turn, position: Position, opener: ClientOrder): void {
    const mayAsk = context.guard() === null && context.active?.linkUp === true && context.active.snapshotReady;
    const isBusy = context.orders.open().some((one) => one.positionId === position.id);
    if (!mayAsk || isBusy) return;
    alarm(turn, position, 'EXECUTION_STOP_MISSING');
    modifyPosition(context, turn, position, { requestId: null, sl: opener.sl, tp: position.tp ?? opener.tp });
    const cid = [...context.orders.orders.keys()].at(-1) ?? null;
    this.#set(position.id, { state: 'asked', sinceMs: turn.ts, cid });
  }

  #follow(context: Context, turn: Turn, position: Position, known: Watched): void {
    const asked = known.cid === null ? undefined : context.orders.orders.get(known.cid);
    if (asked !== undefined && asked.state !== 'rejected' && asked.state !== 'expired') return;
    alarm(turn, position, 'EXECUTION_STOP_REFUSED');
    this.#set(position.id, { state: 'over', sinceMs: turn.ts, cid: null });
  }

  #set(id: string, watched: Watched): void {
    this.#watched.set(id, watched);
    if (this.#watched.size <= WATCHED_MAX) return;
    const oldest = this.#watched.keys().next();
    if (oldest.done !== true) this.#watched.delete(oldest.value);
  }
}

function openerOf(context: Context, position: Position): ClientOrder | undefined {
  const cid = position.cid ?? clientIdOfMagic(position.magic);
  return cid === null ? undefined : context.orders.orders.get(cid);
}

function alarm(turn: Turn, position: Position, code: 'EXECUTION_STOP_MISSING' | 'EXECUTION_STOP_REFUSED'): void {
  const why = whyNot(code, `Position ${position.id} ${position.symbol}.`);
  turn.outputs.fact({ kind: 'AlarmRaised', positionId: position.id, symbol: position.symbol, ...why });
}
