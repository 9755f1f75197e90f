// The pairing token and the two proofs of the handshake (MT5-PROTOCOL sections 3 and 9).

import { hmacSha256Hex } from '#core/base';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const TOKEN_BYTES = 32;
const TOKEN_CHARACTERS = 52;

/** RFC 4648 base32, upper case, no padding: 52 characters for 32 bytes. */
export function encodeToken(token: Uint8Array): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of token) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET.charAt((held >>> bits) & 31);
    }
    held &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + ALPHABET.charAt((held << (5 - bits)) & 31);
}

/** The 32 bytes of a token's text; lower case, spaces and dashes are accepted. Null when it is not one. */
export function decodeToken(text: string): Uint8Array | null {
  const clean = text.replace(/[\s-]/g, '').replace(/=+$/, '').toUpperCase();
  if (clean.length !== TOKEN_CHARACTERS) return null;
  const out = new Uint8Array(TOKEN_BYTES);
  let at = 0;
  let bits = 0;
  let held = 0;
  for (const character of clean) {
    const value = ALPHABET.indexOf(character);
    if (value < 0) return null;
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      out[at++] = (held >>> bits) & 255;
      held &= (1 << bits) - 1;
    }
  }
  return held === 0 ? out : null;
}

/** What the server proves itself with, in `challenge`. Nonces are their hex text as sent. */
export function serverProof(token: Uint8Array, cnonce: string, snonce: string, login: string): string {
  return hmacSha256Hex(token, `sx1|srv|${cnonce}|${snonce}|${login}`);
}

export interface TerminalProofParts {
  readonly snonce: string;
  readonly cnonce: string;
  readonly login: string;
  readonly server: string;
  readonly epoch: string;
}

/** What the terminal proves itself with, in `auth`. */
export function terminalProof(token: Uint8Array, parts: TerminalProofParts): string {
  const { snonce, cnonce, login, server, epoch } = parts;
  return hmacSha256Hex(token, `sx1|ea|${snonce}|${cnonce}|${login}|${server}|${epoch}`);
}
