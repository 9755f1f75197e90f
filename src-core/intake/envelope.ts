// The frame's head, in and out: any text becomes an envelope or a fault, never a throw. Numbers go out as shortest
// decimals without an exponent, as the page demands.

import { FieldReader, isObject, numberFault, COUNT, type JsonObject } from './field-reader.ts';
import { NESTING_MAX, WIRE_VERSION, type Envelope, type WireFault } from './wire.ts';

export type EnvelopeRead =
  | { readonly ok: true; readonly value: Envelope }
  /** `seq` is the reliable number the unreadable frame seems to carry, null when there is none to be seen. */
  | { readonly ok: false; readonly fault: WireFault; readonly seq: number | null };

const TYPE_LENGTH_MAX = 64;
const EMPTY: JsonObject = {};

/** Reads one text frame. */
export function readEnvelope(text: string): EnvelopeRead {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { ok: false, fault: proto('', 'not JSON'), seq: seqSeen(text) };
  }
  if (!isObject(parsed)) return { ok: false, fault: proto('', 'not a JSON object'), seq: null };
  const refused = (fault: WireFault): EnvelopeRead => ({ ok: false, fault, seq: wholeOrNull(parsed['seq']) });
  if (isDeeperThan(parsed, NESTING_MAX)) return refused(proto('', `nested deeper than ${String(NESTING_MAX)}`));
  const { v, type, seq, ack, ts, off, re, body } = parsed;
  if (v !== WIRE_VERSION) return refused(proto('v', 'not 1'));
  if (typeof type !== 'string' || type === '' || type.length > TYPE_LENGTH_MAX) {
    return refused(proto('type', 'not a type name'));
  }
  const headFault = numberFault(seq, 'seq', COUNT)
    ?? (ack === undefined ? null : numberFault(ack, 'ack', COUNT))
    ?? (ts === undefined ? null : numberFault(ts, 'ts'));
  if (headFault !== null) return refused({ ...headFault, code: 'E_PROTO' });
  if (re !== undefined && re !== null && typeof re !== 'string') return refused(proto('re', 'not a string'));
  if (body !== undefined && !isObject(body)) return refused(proto('body', 'not an object'));
  let offsetS: number | null = null;
  if (off !== undefined && off !== null) {
    const reader = new FieldReader(parsed, 'envelope');
    offsetS = reader.offsetOrNull('off');
    if (reader.fault !== null) return refused(proto('off', reader.fault.reason));
  }
  return {
    ok: true,
    value: {
      type, seq: seq as number, ack: typeof ack === 'number' ? ack : 0, ts: typeof ts === 'number' ? ts : 0,
      off: offsetS, re: re ?? null, body: body ?? EMPTY,
    },
  };
}

export interface FrameHead {
  readonly type: string;
  readonly seq: number;
  readonly ack: number;
  readonly ts: number;
  readonly off?: number | null;
  readonly re?: string | null;
}

/** One frame as text. `body` is plain JSON, or ready JSON text from an encoder. */
export function encodeFrame(head: FrameHead, body: object | string = EMPTY): string {
  const off = head.off === undefined || head.off === null ? '' : `,"off":${String(head.off)}`;
  const re = head.re === undefined || head.re === null ? '' : `,"re":${JSON.stringify(head.re)}`;
  const bodyText = typeof body === 'string' ? body : plainJson(body);
  return `{"v":1,"type":${JSON.stringify(head.type)},"seq":${String(head.seq)},"ack":${String(head.ack)},`
    + `"ts":${String(head.ts)}${off}${re},"body":${bodyText}}`;
}

/** Shortest decimal of a finite number, never with an exponent. */
export function decimalText(value: number): string {
  const text = String(value);
  const at = text.indexOf('e');
  if (at < 0) return text;
  const sign = text.startsWith('-') ? '-' : '';
  const mantissa = text.slice(sign.length, at);
  const exponent = Number(text.slice(at + 1));
  const digits = mantissa.replace('.', '');
  const point = (mantissa.includes('.') ? mantissa.indexOf('.') : mantissa.length) + exponent;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + digits + '0'.repeat(point - digits.length);
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** A price with the symbol's digits, or its shortest decimal where they are unknown; `null` for unset. */
export function priceText(value: number | null, digits: number | null): string {
  if (value === null) return 'null';
  return digits === null ? decimalText(value) : value.toFixed(digits);
}

const EXPONENT = /\de[+-]?\d/;

/** JSON.stringify for plain data, without exponents. */
export function plainJson(value: object): string {
  const text = JSON.stringify(value);
  return EXPONENT.test(text) ? plainValue(value) : text;
}

function plainValue(value: unknown): string {
  if (typeof value === 'number') return Number.isFinite(value) ? decimalText(value) : 'null';
  if (value === undefined) return 'null';
  if (Array.isArray(value)) return `[${value.map(plainValue).join(',')}]`;
  if (isObject(value)) {
    const fields = Object.entries(value).filter(([, field]) => field !== undefined);
    return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${plainValue(field)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

/**
 * 53 bits over a frame's type and body, independent of the order of keys and of how numbers were printed: tells a
 * repeat from another frame with the same number. It is no proof against malice (two 32-bit FNV-like mixes).
 */
export function contentDigest(type: string, body: unknown): number {
  const text = `${type} ${sortedText(body)}`;
  let low = 0x811c9dc5;
  let high = 0x1b873593;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x5bd1e995);
    high ^= high >>> 13;
  }
  return ((high >>> 0) & 0x1fffff) * 0x100000000 + (low >>> 0);
}

function sortedText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedText).join(',')}]`;
  if (isObject(value)) {
    return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${sortedText(value[key])}`).join(',')}}`;
  }
  return value === undefined ? 'null' : JSON.stringify(value);
}

/** True when objects and lists stand inside one another more than `levels` deep. */
export function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) {
    for (const item of value) {
      if (typeof item === 'object' && item !== null && isDeeperThan(item, levels - 1)) return true;
    }
    return false;
  }
  for (const item of Object.values(value)) {
    if (typeof item === 'object' && item !== null && isDeeperThan(item, levels - 1)) return true;
  }
  return false;
}

function proto(path: string, reason: string): WireFault {
  return { code: 'E_PROTO', path, reason };
}

function wholeOrNull(value: unknown): number | null {
  return Number.isSafeInteger(value) && (value as number) > 0 ? value as number : null;
}

function seqSeen(text: string): number | null {
  const found = /"seq"\s*:\s*(\d{1,15})/.exec(text);
  return found === null ? null : wholeOrNull(Number(found[1]));
}
