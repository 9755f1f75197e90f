// Client order ids: eight Crockford base32 characters (40 bits), and the magic number that carries them through the
// broker: 0x1CA5 * 2^40 + the 40 bits, below 2^53 (MT5-PROTOCOL section 5).

import { Sha256 } from '#core/base';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const MAGIC_BASE = 0x1ca5n << 40n;
const LOW_40 = (1n << 40n) - 1n;

/** The `count`-th id of a journal: the same seed and count give the same id. */
export function makeCid(seed: string, count: number): string {
  const digest = new Sha256().update(`cid|${seed}|${String(count)}`).digest();
  let bits = 0n;
  for (let i = 0; i < 5; i += 1) bits = (bits << 8n) | BigInt(digest[i] as number);
  return spell(bits);
}

/** The magic number of an id, as a decimal string. */
export function magicOfCid(cid: string): string {
  let bits = 0n;
  for (const character of cid) bits = (bits << 5n) | BigInt(ALPHABET.indexOf(character));
  return String(MAGIC_BASE + bits);
}

/** The id in a magic number, null where the magic is not one of ours. */
export function cidOfMagic(magic: string): string | null {
  if (!/^\d{1,20}$/.test(magic)) return null;
  const value = BigInt(magic);
  return value >> 40n === 0x1ca5n ? spell(value & LOW_40) : null;
}

function spell(bits: bigint): string {
  let text = '';
  for (let shift = 35n; shift >= 0n; shift -= 5n) text += ALPHABET[Number((bits >> shift) & 31n)] as string;
  return text;
}
