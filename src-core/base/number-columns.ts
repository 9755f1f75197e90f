// Columns of numbers as few bytes, losslessly: prices are whole multiples of a power of ten and times are whole, so
// a column is mostly small differences of whole numbers; where that would change a single bit, raw doubles are kept.
//
// A column is one mode byte and its data: 255 raw little-endian doubles; 128 + decimals one whole number that stands
// for every row; decimals (0 … 10) the differences of scaled whole numbers as zigzag varints.

import { assert } from './assert.ts';

const RAW = 255;
const CONSTANT = 128;
const DECIMALS_MAX = 10;
// Whole numbers stay below this so that a difference of two of them, doubled by the zigzag, is exact in a double.
const WHOLE_MAX = 0x8000000000000;
const POWERS = Array.from({ length: DECIMALS_MAX + 1 }, (_, decimals) => Number(`1e${String(decimals)}`));

/** Grows as it is written to. */
export class ByteWriter {
  #bytes = new Uint8Array(512);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length] = value;
    this.#length += 1;
  }

  bytes(data: Uint8Array): void {
    this.#reserve(data.length);
    this.#bytes.set(data, this.#length);
    this.#length += data.length;
  }

  double(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  uint32(value: number): void {
    this.#reserve(4);
    this.#view.setUint32(this.#length, value, true);
    this.#length += 4;
  }

  /** A whole number in [0, 2^53], seven bits a byte, low ones first. */
  varint(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest >= 0x80000000) {
      this.#bytes[this.#length] = (rest % 128) | 128;
      this.#length += 1;
      rest = Math.floor(rest / 128);
    }
    while (rest >= 128) {
      this.#bytes[this.#length] = (rest & 127) | 128;
      this.#length += 1;
      rest >>>= 7;
    }
    this.#bytes[this.#length] = rest;
    this.#length += 1;
  }

  /** What was written, valid until the next write. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count));
    larger.set(this.view());
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}

/** Reads what ByteWriter wrote. Throws RangeError beyond the end. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** Bytes that are left. */
  get rest(): number {
    return this.#bytes.length - this.#at;
  }

  byte(): number {
    const value = this.#view.getUint8(this.#at);
    this.#at += 1;
    return value;
  }

  bytes(count: number): Uint8Array {
    if (count > this.rest) throw new RangeError('bytes beyond the end');
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  double(): number {
    const value = this.#view.getFloat64(this.#at, true);
    this.#at += 8;
    return value;
  }

  varint(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const part = this.byte();
      value += (part & 127) * factor;
      if (part < 128) return value;
      factor *= 128;
      if (factor > 0x2000000000000) throw new RangeError('a number of too many bytes');
    }
  }
}

/** Appends a column of finite numbers. */
export function writeColumn(out: ByteWriter, column: readonly number[]): void {
  const decimals = decimalsOf(column);
  if (decimals === null) {
    out.byte(RAW);
    for (const value of column) out.double(value);
    return;
  }
  const power = POWERS[decimals] as number;
  const first = column[0];
  if (first !== undefined && column.every((value) => value === first)) {
    out.byte(CONSTANT + decimals);
    out.varint(zigzag(Math.round(first * power)));
    return;
  }
  out.byte(decimals);
  let before = 0;
  for (const value of column) {
    const whole = Math.round(value * power);
    out.varint(zigzag(whole - before));
    before = whole;
  }
}

/** Reads a column of `count` rows. Throws RangeError for bytes that are not a column. */
export function readColumn(input: ByteReader, count: number): number[] {
  const mode = input.byte();
  const column: number[] = [];
  if (mode === RAW) {
    for (let i = 0; i < count; i += 1) column.push(input.double());
    return column;
  }
  const isConstant = mode >= CONSTANT;
  const power = POWERS[isConstant ? mode - CONSTANT : mode];
  if (power === undefined) throw new RangeError('a column of unknown packing');
  if (isConstant) {
    const value = unzigzag(input.varint()) / power;
    for (let i = 0; i < count; i += 1) column.push(value);
    return column;
  }
  let whole = 0;
  for (let i = 0; i < count; i += 1) {
    whole += unzigzag(input.varint());
    column.push(whole / power);
  }
  return column;
}

// Fewest decimals with which every value comes back to the bit; null where there are none.
function decimalsOf(column: readonly number[]): number | null {
  let decimals = 0;
  let power = 1;
  let wasRaised = false;
  for (const value of column) {
    while (!comesBack(value, power)) {
      decimals += 1;
      wasRaised = true;
      if (decimals > DECIMALS_MAX) return null;
      power = POWERS[decimals] as number;
    }
  }
  // A value that fits two decimals nearly always fits five; nearly is not enough here.
  return !wasRaised || column.every((value) => comesBack(value, power)) ? decimals : null;
}

function comesBack(value: number, power: number): boolean {
  // A difference knows no -0: adding 0 makes it 0, which does not come back as -0.
  const whole = Math.round(value * power) + 0;
  return whole <= WHOLE_MAX && whole >= -WHOLE_MAX && Object.is(whole / power, value);
}

function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

function unzigzag(value: number): number {
  return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
}

/** True where a column can be packed: numbers only, and none that is not finite. */
export function isFiniteColumn(column: unknown, count: number): column is readonly number[] {
  if (!Array.isArray(column) || column.length !== count) return false;
  for (let i = 0; i < count; i += 1) {
    if (!Number.isFinite(column[i])) return false;
  }
  return true;
}

/** Doubles of a column one behind the other, little-endian: what the chain hashes. */
export function columnBytes(column: readonly number[]): Uint8Array {
  assert(isLittleEndian, 'this program runs on little-endian machines only');
  return new Uint8Array(new Float64Array(column).buffer);
}

const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
