// SHA-256 and HMAC-SHA256 in plain arithmetic (FIPS 180-4, RFC 2104): the engine may not reach for a host's
// crypto, and the decision hash, the snapshot hash and the wire's proofs must be the same bits everywhere.

const K = new Uint32Array(64);
const H0 = new Uint32Array(8);

// The constants are the first 32 bits of the fractional parts of the cube (square) roots of the first primes,
// found here in exact integer arithmetic rather than typed in.
function fractionOfRoot(prime: number, degree: 2 | 3): number {
  const target = BigInt(prime) << BigInt(32 * degree);
  let low = 0n;
  let high = BigInt(prime) << 32n;
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    const power = degree === 2 ? middle * middle : middle * middle * middle;
    if (power <= target) low = middle;
    else high = middle - 1n;
  }
  return Number(low & 0xffffffffn);
}

(function fillConstants(): void {
  let found = 0;
  for (let candidate = 2; found < 64; candidate += 1) {
    let prime = true;
    for (let divisor = 2; divisor * divisor <= candidate; divisor += 1) {
      if (candidate % divisor === 0) prime = false;
    }
    if (!prime) continue;
    if (found < 8) H0[found] = fractionOfRoot(candidate, 2);
    K[found] = fractionOfRoot(candidate, 3);
    found += 1;
  }
})();

/** A running SHA-256. `update` takes bytes or text (as UTF-8); `digest` ends it and gives 32 bytes. */
export class Sha256 {
  readonly #state = H0.slice();
  readonly #block = new Uint8Array(64);
  readonly #words = new Uint32Array(64);
  #filled = 0;
  #length = 0;

  update(data: Uint8Array | string): this {
    const bytes = typeof data === 'string' ? utf8(data) : data;
    this.#length += bytes.length;
    let at = 0;
    while (at < bytes.length) {
      const take = Math.min(64 - this.#filled, bytes.length - at);
      this.#block.set(bytes.subarray(at, at + take), this.#filled);
      this.#filled += take;
      at += take;
      if (this.#filled === 64) {
        this.#compress();
        this.#filled = 0;
      }
    }
    return this;
  }

  digest(): Uint8Array {
    const bitsHigh = Math.floor(this.#length / 0x20000000);
    const bitsLow = (this.#length << 3) >>> 0;
    this.#block[this.#filled] = 0x80;
    this.#filled += 1;
    if (this.#filled > 56) {
      this.#block.fill(0, this.#filled);
      this.#compress();
      this.#filled = 0;
    }
    this.#block.fill(0, this.#filled);
    const view = new DataView(this.#block.buffer);
    view.setUint32(56, bitsHigh);
    view.setUint32(60, bitsLow);
    this.#compress();
    const out = new Uint8Array(32);
    const outView = new DataView(out.buffer);
    this.#state.forEach((word, index) => { outView.setUint32(index * 4, word); });
    return out;
  }

  hex(): string {
    return toHex(this.digest());
  }

  #compress(): void {
    const w = this.#words;
    const view = new DataView(this.#block.buffer);
    for (let i = 0; i < 16; i += 1) w[i] = view.getUint32(i * 4);
    for (let i = 16; i < 64; i += 1) {
      const a = w[i - 15] as number;
      const b = w[i - 2] as number;
      const s0 = rotate(a, 7) ^ rotate(a, 18) ^ (a >>> 3);
      const s1 = rotate(b, 17) ^ rotate(b, 19) ^ (b >>> 10);
      w[i] = ((w[i - 16] as number) + s0 + (w[i - 7] as number) + s1) >>> 0;
    }
    const s = this.#state;
    let a = s[0] as number, b = s[1] as number, c = s[2] as number, d = s[3] as number;
    let e = s[4] as number, f = s[5] as number, g = s[6] as number, h = s[7] as number;
    for (let i = 0; i < 64; i += 1) {
      const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (K[i] as number) + (w[i] as number)) >>> 0;
      const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) >>> 0;
      h = g; g = f; f = e; e = (d + t1) >>> 0;
      d = c; c = b; b = a; a = (t1 + t2) >>> 0;
    }
    s[0] = (s[0] as number) + a; s[1] = (s[1] as number) + b; s[2] = (s[2] as number) + c; s[3] = (s[3] as number) + d;
    s[4] = (s[4] as number) + e; s[5] = (s[5] as number) + f; s[6] = (s[6] as number) + g; s[7] = (s[7] as number) + h;
  }
}

function rotate(value: number, bits: number): number {
  return (value >>> bits) | (value << (32 - bits));
}

/** SHA-256 of bytes or UTF-8 text, as 64 lower-case hex digits. */
export function sha256Hex(data: Uint8Array | string): string {
  return new Sha256().update(data).hex();
}

/** HMAC-SHA256 (RFC 2104) of UTF-8 text, as 64 lower-case hex digits. */
export function hmacSha256Hex(key: Uint8Array, message: string): string {
  const block = new Uint8Array(64);
  block.set(key.length > 64 ? new Sha256().update(key).digest() : key);
  const inner = new Sha256().update(block.map((byte) => byte ^ 0x36)).update(message).digest();
  return new Sha256().update(block.map((byte) => byte ^ 0x5c)).update(inner).hex();
}

/** Compares two texts in time that depends on their lengths only. */
export function equalsInConstantTime(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i += 1) difference |= a.charCodeAt(i) ^ b.charCodeAt(i % Math.max(1, b.length));
  return difference === 0;
}

export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += (byte < 16 ? '0' : '') + byte.toString(16);
  return text;
}

/** Text as UTF-8 bytes (a lone surrogate becomes U+FFFD). TextEncoder is a host's; this is the engine's. */
export function utf8(text: string): Uint8Array {
  const out = new Uint8Array(text.length * 3);
  let at = 0;
  for (const character of text) {
    const raw = character.codePointAt(0) as number;
    const code = raw >= 0xd800 && raw <= 0xdfff ? 0xfffd : raw;
    if (code < 0x80) {
      out[at++] = code;
    } else if (code < 0x800) {
      out[at++] = 0xc0 | (code >> 6);
      out[at++] = 0x80 | (code & 63);
    } else if (code < 0x10000) {
      out[at++] = 0xe0 | (code >> 12);
      out[at++] = 0x80 | ((code >> 6) & 63);
      out[at++] = 0x80 | (code & 63);
    } else {
      out[at++] = 0xf0 | (code >> 18);
      out[at++] = 0x80 | ((code >> 12) & 63);
      out[at++] = 0x80 | ((code >> 6) & 63);
      out[at++] = 0x80 | (code & 63);
    }
  }
  return out.slice(0, at);
}
