// Client order ids of our own making: eight Crockford base32 characters (40 bits) drawn from the journal's seed. The
// magic number that carries them through the broker is the broker model's (MT5-PROTOCOL section 5).

import { assert, Sha256 } from '#core/base';
import { clientIdOfMagic, magicOfClientId } from '#core/broker-model';

const MAGIC_BASE = 0x1ca5 * 0x10000000000;

/** The `count`-th id of a journal: the same seed and count give the same id. */
export function makeCid(seed: string, count: number): string {
  const digest = new Sha256().update(`cid|${seed}|${String(count)}`).digest();
  let bits = 0;
  for (let i = 0; i < 5; i += 1) bits = bits * 256 + (digest[i] as number);
  const cid = clientIdOfMagic(String(MAGIC_BASE + bits));
  assert(cid !== null, 'forty bits always spell an id');
  return cid;
}

/** The magic number of one of our ids, as a decimal string. */
export function magicOfCid(cid: string): string {
  const magic = magicOfClientId(cid);
  assert(magic !== null, `${cid} is no client order id`);
  return magic;
}
