// What a wire session is given: the effects it may have and the facts it may ask for. Everything of the host stands
// behind these, so the session itself is a pure state machine.

import type { AccountIdentity, InputBody, Signal } from '#core/model';
import type { DoorBook } from './door-book.ts';
import type { LinkBook } from './link-book.ts';
import type { WireTrade } from './wire.ts';

export interface SessionEffects {
  /** UTC ms, never going back. */
  nowMs(): number;
  /** 16 fresh random bytes as 32 hex digits. */
  nonce(): string;
  send(text: string): void;
  close(code: number, reason: string): void;
  /** Journals and applies one input; null when the journal has failed and nothing more is taken. */
  accept(input: InputBody): { readonly seq: number; readonly lastSeq: number } | null;
  whenCommitted(seq: number, run: () => void): void;
  /** Asks for a call of `tick` at `ms` or soon after. An earlier wish stays in force. */
  wakeAt(ms: number): void;
  /** The terminal of `account` has proved itself: an older session of it must end now. */
  proven(account: string): void;
}

export interface SessionSettings {
  /** The pairing token's 32 bytes. */
  readonly token: Uint8Array;
  readonly door: DoorBook;
  links(): LinkBook;
  /** May commands leave for this account? Asked when it connects. */
  tradeMode(account: string, identity: AccountIdentity): WireTrade;
  /** Digits of a symbol's prices, null while they are not known. */
  digits(account: string, symbol: string): number | null;
  /** The text inside base64 of a zlib stream, null where it is not one or holds more than a page may. */
  inflate(base64: string): string | null;
  /** The broker's name for a symbol, where it is known; `isChosen`: by the trader's word, which needs no proof. */
  symbolName(account: string, symbol: string): { readonly name: string; readonly isChosen: boolean } | null;
  /** Symbols to subscribe to after the welcome, at most 64. */
  watchList(account: string): readonly string[];
  /** Cards that wait for a click on this account: they are shown on its charts. */
  pendingSignals(account: string): readonly Signal[];
}

export interface SessionCounts {
  frames: number;
  quarantined: number;
  repeats: number;
  mismatches: number;
}
