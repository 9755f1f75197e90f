// The key under which a client order is found again at the broker: the magic number that carries the client order id.

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const PREFIX = 0x1ca5;
const TWO_40 = 0x10000000000;

/** True for 8 upper-case Crockford base32 characters. */
export function isClientId(text: string): boolean {
  return /^[0-9A-HJKMNP-TV-Z]{8}$/.test(text);
}

/** `0x1CA5 * 2^40 + cid40` as decimal text; null when `cid` is not a client order id. */
export function magicOfClientId(cid: string): string | null {
  if (!isClientId(cid)) return null;
  let value = 0;
  for (const character of cid) value = value * 32 + ALPHABET.indexOf(character);
  return String(PREFIX * TWO_40 + value);
}

/** The client order id in a magic number, null for a magic that is not ours (0 = placed by hand). */
export function clientIdOfMagic(magic: string): string | null {
  if (!/^[0-9]{16}$/.test(magic)) return null;
  const rest = Number(magic) - PREFIX * TWO_40;
  if (!(rest >= 0 && rest < TWO_40)) return null;
  let text = '';
  let value = rest;
  for (let i = 0; i < 8; i += 1) {
    text = (ALPHABET[value % 32] as string) + text;
    value = Math.floor(value / 32);
  }
  return text;
}
