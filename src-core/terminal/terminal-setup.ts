// What a terminal is told, what it is given to act with, and what it tells about itself.

import type { DrawnSignal } from './drawings.ts';
import type { DeskState } from './order-desk.ts';
import type { OutboxState } from './outbox.ts';

export interface TerminalSetup {
  /** The pairing token's text. */
  readonly token: string;
  readonly ea: string;
  readonly build: number;
  /** Symbols whose ticks go out unasked, as the EA does with its chart's. */
  readonly chartSymbols: readonly string[];
  readonly messagesPerS: number;
  readonly bytesPerS: number;
  readonly outboxBytesMax: number;
  /** For the back-off's jitter. */
  readonly seed: number;
  /** How long an order takes at the broker, ms; `busy` is said first. Absent = it is done at once. */
  readonly orderDelayMs?: number;
}

/** The EA's own limits of section 7, and its ring file's size. */
export const TERMINAL_DEFAULTS = {
  ea: '1.0.0', build: 4620, messagesPerS: 200, bytesPerS: 2_097_152, outboxBytesMax: 16_777_216, seed: 1,
} as const;

export interface TerminalEffects {
  /** Puts one frame on the open link. */
  send(text: string): void;
  /** Closes the open link; `closed` must follow. */
  close(code: number, reason: string): void;
  /** The host's clock, UTC ms. */
  nowMs(): number;
  /** The true time, by which the market moves; absent where the host's clock is right. */
  marketMs?(): number;
  /** 32 fresh hex digits. */
  nonce(): string;
  /**
   * Brings `state()` to disk before it returns: called before an order runs and after it was answered. False when it
   * could not be written: the order is not run.
   */
  flush(): boolean;
}

/** What survives a restart of the terminal. The broker's state is the broker's own. */
export interface TerminalState {
  readonly epoch: string;
  readonly outbox: OutboxState;
  readonly desk: DeskState;
  readonly drawn?: readonly DrawnSignal[];
  /** Newest calendar change that was told. */
  readonly calendarChangeId?: number | null;
}

export type TerminalPhase = 'idle' | 'hello' | 'auth' | 'live';

export interface TerminalFailure {
  readonly code: string;
  readonly text: string;
}

export interface TerminalCounts {
  readonly rowsSent: number;
  readonly rowsConfirmed: number;
  readonly orders: number;
  readonly deals: number;
  readonly faults: number;
}
