// One door for every body a terminal may send: type and parsed body in, a record of model nouns or a quarantine out.
// It never throws.

import type { DataRecord } from '#core/model';
import { FieldReader, COUNT, WHOLE, isObject, type JsonObject } from './field-reader.ts';
import {
  readAccount, readDeal, readOrder, readOrderResult, readPosition, readPositionMark, readSnapshotEnd, readSymbol,
  type AccountRecord,
} from './read-account.ts';
import { readHistory, type HistoryRecord } from './read-history.ts';
import { readBar, readTick, type BarRecord, type TickRecord } from './read-market.ts';
import { isDataRecordType, readLog, readRecord, type LogLine } from './read-records.ts';
import type { HelloBody, WireFault } from './wire.ts';

export interface BodyContext {
  /** Broker time minus UTC in seconds where the body does not say. */
  readonly offsetS: number;
  /** The account's currency from `hello`. */
  readonly currency: string;
  /** `re` of the envelope. */
  readonly re: string | null;
}

export type LinkRecord =
  | { readonly type: 'hello'; readonly hello: HelloBody }
  | { readonly type: 'auth'; readonly mac: string }
  | { readonly type: 'hb' | 'ack' | 'nack' }
  | { readonly type: 'busy'; readonly why: string }
  | { readonly type: 'time'; readonly offsetS: number; readonly source: string; readonly atBrokerMs: number }
  | { readonly type: 'gap'; readonly fromSeq: number; readonly toSeq: number }
  | {
      readonly type: 'result'; readonly re: string; readonly isOk: boolean; readonly code: string | null;
      readonly text: string; readonly body: JsonObject;
    }
  | { readonly type: 'error'; readonly re: string | null; readonly code: string; readonly text: string }
  | { readonly type: 'log'; readonly line: LogLine };

export type BodyRecord = TickRecord | BarRecord | AccountRecord | DataRecord | HistoryRecord | LinkRecord;

export type BodyRead =
  | { readonly ok: true; readonly value: BodyRecord }
  | { readonly ok: false; readonly fault: WireFault; readonly rest: TickRecord | null };

/** Reads the body of a frame of `type`. An unknown type is a fault with code E_TYPE. */
export function readBody(type: string, body: JsonObject, context: BodyContext): BodyRead {
  if (type === 'tick') return readTick(body);
  const read = readOther(type, body, context);
  if ('fault' in read) return { ok: false, fault: read.fault, rest: null };
  return { ok: true, value: read };
}

type OtherRead = BodyRecord | { readonly fault: WireFault };

function readOther(type: string, body: JsonObject, context: BodyContext): OtherRead {
  switch (type) {
    case 'bar': return readBar(body, context.offsetS);
    case 'account': return readAccount(body, context.currency);
    case 'symbol': return readSymbol(body);
    case 'position': return readPosition(body);
    case 'position.mark': return readPositionMark(body);
    case 'order': return readOrder(body);
    case 'deal': return readDeal(body, context.offsetS);
    case 'order.result': return readOrderResult(body, context.re);
    case 'snapshot.begin': return { type };
    case 'snapshot.end': return readSnapshotEnd(body);
    case 'history.page':
    case 'history.end': return readHistory(type, body, context.re);
    case 'hello': return readHello(body);
    case 'hb':
    case 'ack':
    case 'nack': return { type };
    default: return isDataRecordType(type) ? readRecord(type, body, context.offsetS) : readLink(type, body, context);
  }
}

function readLink(type: string, body: JsonObject, context: BodyContext): OtherRead {
  const r = new FieldReader(body);
  const done = (record: LinkRecord): OtherRead => (r.fault === null ? record : { fault: r.fault });
  switch (type) {
    case 'auth': return done({ type, mac: r.text('mac', 256) });
    case 'busy': return done({ type, why: r.textOr('why', '') });
    case 'time': {
      const offsetS = r.offsetOrNull('off');
      if (offsetS === null) r.refuse('off', 'missing');
      const source = r.oneOf('src', ['calc', 'tick']);
      return done({ type, offsetS: offsetS ?? 0, source, atBrokerMs: r.number('at_msc', COUNT) });
    }
    case 'gap': {
      const fromSeq = r.number('from_seq', { min: 1, whole: true });
      return done({ type, fromSeq, toSeq: r.number('to_seq', { min: fromSeq, whole: true }) });
    }
    case 'result': {
      const re = r.textOr('re', context.re ?? '');
      const code = r.isSet('code') ? codeText(r.raw('code')) : null;
      return done({ type, re, isOk: r.flag('ok'), code, text: r.textWithDetail('msg'), body });
    }
    case 'error': return done({
      type, re: r.isSet('re') ? r.text('re') : context.re, code: r.text('code', 64), text: r.textWithDetail('msg'),
    });
    case 'log': {
      const line = readLog(body);
      return 'fault' in line ? line : { type, line };
    }
    default: return { fault: { code: 'E_TYPE', path: 'type', reason: `unknown type ${type}` } };
  }
}

/** Some programs answer with a number; what is shown is its text. */
function codeText(value: unknown): string {
  return typeof value === 'string' ? value : isObject(value) ? '' : String(value);
}

const ALPHANUMERIC = /^[0-9A-Za-z]{1,64}$/;

function readHello(body: JsonObject): OtherRead {
  const r = new FieldReader(body);
  const hello: HelloBody = {
    proto: r.list('proto').filter((item): item is number => typeof item === 'number'),
    ea: r.textOr('ea', '', 64), build: r.numberOr('build', 0, COUNT),
    login: r.matching('login', ALPHANUMERIC, 'not letters and digits'), server: r.name('server'),
    epoch: r.matching('epoch', ALPHANUMERIC, 'not letters and digits'),
    cnonce: r.matching('cnonce', /^[0-9a-fA-F]{32}$/, 'not 32 hex digits'), last_seq: r.number('last_seq', COUNT),
    trade_mode: r.oneOf('trade_mode', ['demo', 'contest', 'real']),
    margin_mode: r.oneOf('margin_mode', ['netting', 'exchange', 'hedging']), currency: r.text('currency', 16),
    off: r.number('off', WHOLE), clock: r.oneOfOr('clock', ['wall', 'data'], 'wall'),
    caps: r.listOr('caps').filter((item): item is string => typeof item === 'string'),
  };
  if (r.fault === null) r.offsetOrNull('off');
  return r.fault === null ? { type: 'hello', hello } : { fault: r.fault };
}

/** True when `proto` (a range, or a list of versions) holds version 1. */
export function speaksVersionOne(proto: readonly number[]): boolean {
  const [low, high] = proto;
  return proto.includes(1) || (proto.length === 2 && (low as number) <= 1 && (high as number) >= 1);
}
