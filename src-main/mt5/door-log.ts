// What happened at the door of /ws/mt5 lately: who was refused, who proved himself, and how it ended. It is what
// "Connect MT5" tells the trader from when no terminal comes. In memory, bounded, and without a secret: no token, proof
// or frame is ever noted, and nothing that a stranger may choose but an account that proved itself.

import type { Clock } from '#core/ports';

/** Why a connection was refused or ended. */
export type DoorReason =
  | 'host' | 'origin' | 'subprotocol' | 'full'
  | 'no-hello' | 'unproven' | 'auth' | 'version' | 'protocol' | 'too-big'
  | 'replaced' | 'silent' | 'lost' | 'stopped' | 'storage';

export interface DoorEvent {
  /** Host clock, UTC ms. */
  readonly timeMs: number;
  /** Number of the connection since the start; null for one that was refused. */
  readonly connection: number | null;
  readonly what: 'refused' | 'opened' | 'proven' | 'closed';
  readonly why: DoorReason | null;
  /** `login@server` once it is proved. */
  readonly account: string | null;
}

/** How far a connection came. */
export type DoorStage = 'opened' | 'challenged' | 'proven';

const EVENTS_MAX = 64;

export class DoorLog {
  readonly #clock: Clock;
  readonly #events: DoorEvent[] = [];
  #connections = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Oldest first. */
  get events(): readonly DoorEvent[] {
    return this.#events;
  }

  refused(why: DoorReason): void {
    this.#note({ connection: null, what: 'refused', why, account: null });
  }

  /** Gives the connection's number. */
  opened(): number {
    this.#connections += 1;
    this.#note({ connection: this.#connections, what: 'opened', why: null, account: null });
    return this.#connections;
  }

  proven(connection: number, account: string): void {
    this.#note({ connection, what: 'proven', why: null, account });
  }

  closed(connection: number, why: DoorReason, account: string | null): void {
    this.#note({ connection, what: 'closed', why, account });
  }

  #note(event: Omit<DoorEvent, 'timeMs'>): void {
    this.#events.push({ timeMs: this.#clock.nowMs(), ...event });
    if (this.#events.length > EVENTS_MAX) this.#events.shift();
  }
}

/**
 * What an ended connection ended of. `ownCode` is the close code that we sent, null where the other side or the
 * network ended it; then `code` is what the socket says.
 */
export function reasonOfClose(
  ownCode: number | null, code: number, stage: DoorStage, isStorageDown: boolean,
): DoorReason {
  switch (ownCode ?? code) {
    case 4401: return 'auth';
    case 4426: return 'version';
    case 4400: return 'protocol';
    case 4409: return 'replaced';
    case 1009: return 'too-big';
    case 1001:
      if (ownCode !== null) return isStorageDown ? 'storage' : 'stopped';
  }
  if (stage === 'opened') return 'no-hello';
  // A terminal that finds our proof wrong leaves after the challenge: its token is another one.
  if (stage === 'challenged') return 'unproven';
  return ownCode === null ? 'lost' : 'silent';
}
