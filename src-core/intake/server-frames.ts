// What the server says: bodies of commands written with the symbol's digits, and the reader that the other end (the
// simulated terminal, a test client) needs. Reading never throws.

import type { OrderCommand, Signal, TradeCommand } from '#core/model';
import { decimalText, priceText, readEnvelope } from './envelope.ts';
import { FieldReader, COUNT, isObject, numberFault, WHOLE, type JsonObject } from './field-reader.ts';
import type {
  Read, ServerFrame, ServerMessage, SubBody, WelcomeBody, WireCursors, WireFault, WireTickCursor,
} from './wire.ts';

const REASON_LENGTH_MAX = 500;

/** The JSON text of a command's body. `digits` are the symbol's, null where they are not known. */
export function commandBody(command: TradeCommand, digits: number | null): string {
  const id = `"id":${JSON.stringify(command.id)}`;
  switch (command.type) {
    case 'snapshot': return `{${id}}`;
    case 'kill': return `{${id},"flatten":${String(command.flatten)}}`;
    case 'order.query': return `{${id},"cid":${JSON.stringify(command.cid)}}`;
    default: {
      const ends = `"deadline_ts":${decimalText(command.deadlineMs)}`;
      return `{${id},"cid":${JSON.stringify(command.cid)},${orderFields(command, digits)},${ends}}`;
    }
  }
}

function orderFields(command: OrderCommand, digits: number | null): string {
  const price = (value: number | null): string => priceText(value, digits);
  const number = (value: number | null): string => (value === null ? 'null' : decimalText(value));
  const text = (value: string): string => JSON.stringify(value);
  switch (command.type) {
    case 'order.send':
      return `"s":${text(command.symbol)},"kind":"${command.kind}","side":"${command.side}",`
        + `"vol":${decimalText(command.volume)},"price":${price(command.price)},`
        + `"stoplimit":${price(command.stopLimit)},"sl":${price(command.sl)},"tp":${price(command.tp)},`
        + `"dev":${decimalText(command.deviationPoints)},"fill":"${command.fill}","tif":"${command.tif}",`
        + `"expiry_ts":${number(command.expiryMs)},"label":${text(command.label)},`
        + `"check_only":${String(command.checkOnly)}`;
    case 'order.modify':
      return `"ticket":${text(command.ticket)},"price":${price(command.price)},"sl":${price(command.sl)},`
        + `"tp":${price(command.tp)},"expiry_ts":${number(command.expiryMs)}`;
    case 'order.cancel': return `"ticket":${text(command.ticket)}`;
    case 'position.modify':
      return `"position":${text(command.position)},"sl":${price(command.sl)},"tp":${price(command.tp)}`;
    case 'position.close':
      return `"position":${text(command.position)},"vol":${number(command.volume)},`
        + `"dev":${decimalText(command.deviationPoints)}`;
    case 'position.close_by': return `"position":${text(command.position)},"by":${text(command.by)}`;
  }
}

/** A signal for the terminal's chart: the page's own body, whose `id` is also the command's. */
export function signalBody(signal: Signal, digits: number | null): string {
  const price = (value: number | null): string => priceText(value, digits);
  const reason = signal.reasons.join('; ').slice(0, REASON_LENGTH_MAX);
  return `{"id":${JSON.stringify(signal.id)},"s":${JSON.stringify(signal.symbol)},"tf":"${signal.timeframe}",`
    + `"side":"${signal.side}","strength":${decimalText((signal.probabilityMillionths ?? 500_000) / 1e6)},`
    + `"price":${price(signal.entry)},"sl":${price(signal.stop)},"tp":${price(signal.target)},`
    + `"expiry_ts":${decimalText(signal.expiresMs)},"source":${JSON.stringify(signal.strategy)},`
    + `"reason":${JSON.stringify(reason)},"origin":"sextant"}`;
}

/** Reads one frame of the server. A type that is not known comes back as `other`. */
export function readServerFrame(text: string): Read<ServerFrame> {
  const envelope = readEnvelope(text);
  if (!envelope.ok) return envelope;
  const { type, body, ack, ts, re } = envelope.value;
  const r = new FieldReader(body);
  const message = readMessage(type, body, r);
  if (r.fault !== null) return { ok: false, fault: r.fault };
  return { ok: true, value: { ack, ts, re, message } };
}

function readMessage(type: string, body: JsonObject, r: FieldReader): ServerMessage {
  switch (type) {
    case 'challenge': return { type, snonce: r.text('snonce'), mac: r.text('mac') };
    case 'welcome': return { type, welcome: readWelcome(r) };
    case 'error':
      return {
        type, error: {
          re: r.isSet('re') ? r.text('re') : null, code: r.text('code'), msg: r.textOr('msg', ''),
          retry_ms: r.numberOrNull('retry_ms'),
        },
      };
    case 'ack':
    case 'hb': return { type };
    case 'nack': return { type, from: r.number('from', COUNT) };
    case 'ack.cursor': return { type, cursors: readCursors(body, r) };
    case 'resync': return readResync(r);
    case 'sub':
    case 'unsub': return { type, sub: readSub(body, r) };
    default: return readCommand(type, r);
  }
}

function readCommand(type: string, r: FieldReader): ServerMessage {
  switch (type) {
    case 'order.send':
      return {
        type, order: {
          id: r.text('id'), cid: r.cid('cid'), s: r.name('s'),
          kind: r.oneOf('kind', ['market', 'limit', 'stop', 'stop_limit']),
          side: r.oneOf('side', ['buy', 'sell']), vol: r.number('vol'), price: r.numberOrNull('price'),
          stoplimit: r.numberOrNull('stoplimit'), sl: r.numberOrNull('sl'), tp: r.numberOrNull('tp'),
          dev: r.numberOr('dev', 0), fill: r.textOr('fill', 'auto'), tif: r.textOr('tif', 'gtc'),
          expiry_ts: r.numberOrNull('expiry_ts'), label: r.textOr('label', ''), deadline_ts: r.number('deadline_ts'),
          check_only: r.flagOr('check_only', false),
        },
      };
    case 'position.close':
      return {
        type, close: {
          id: r.text('id'), cid: r.cid('cid'), position: r.id('position'), vol: r.numberOrNull('vol'),
          dev: r.numberOr('dev', 0), deadline_ts: r.number('deadline_ts'),
        },
      };
    case 'order.query': return { type, id: r.text('id'), cid: r.cid('cid') };
    case 'snapshot': return { type, id: r.text('id') };
    case 'kill': return { type, id: r.text('id'), flatten: r.flag('flatten') };
    default: return { type: 'other', name: type, id: r.isSet('id') ? r.text('id') : null };
  }
}

function readWelcome(r: FieldReader): WelcomeBody {
  const resume = new FieldReader(r.object('resume'), 'body.resume');
  const limits = new FieldReader(r.object('limits'), 'body.limits');
  const cursors = r.object('cursors');
  const welcome: WelcomeBody = {
    session: r.text('session'), proto: r.number('proto'), ts: r.number('ts'),
    resume: { epoch: resume.text('epoch'), ack: resume.number('ack', COUNT) }, cursors: readCursors(cursors, r),
    deal_from_msc: r.numberOr('deal_from_msc', 0),
    calendar_change_id: r.isSet('calendar_change_id') ? r.text('calendar_change_id') : null,
    subs: r.listOr('subs').filter(isObject).map((sub) => readSub(sub, r)),
    limits: {
      window_bytes: limits.number('window_bytes', COUNT), max_tick_rows: limits.number('max_tick_rows', COUNT),
      orders_per_s: limits.number('orders_per_s'),
    },
    trade: r.oneOf('trade', ['enabled', 'readonly', 'off']),
  };
  r.fault ??= resume.fault ?? limits.fault;
  return welcome;
}

function readCursors(object: JsonObject, r: FieldReader): WireCursors {
  const tick = isObject(object['tick']) ? object['tick'] : {};
  const bar = isObject(object['bar']) ? object['bar'] : {};
  const note = (fault: WireFault | null): void => { r.fault ??= fault; };
  const ticks = Object.entries(tick).map(([symbol, value]): [string, WireTickCursor] => {
    const at = cursorOf(value);
    if (at === null) note({ code: 'E_RANGE', path: `body.tick.${symbol}`, reason: 'not a cursor' });
    return [symbol, at ?? [0, 1]];
  });
  const bars = Object.entries(bar).map(([series, value]): [string, number] => {
    note(numberFault(value, `body.bar.${series}`, WHOLE));
    return [series, value as number];
  });
  return { tick: Object.fromEntries(ticks), bar: Object.fromEntries(bars) };
}

function cursorOf(value: unknown): WireTickCursor | null {
  if (!Array.isArray(value)) return null;
  const [msc, n] = value as readonly unknown[];
  if (numberFault(msc, '', WHOLE) !== null || numberFault(n, '', COUNT) !== null) return null;
  return [msc as number, n as number];
}

function readResync(r: FieldReader): ServerMessage {
  const s = r.name('s');
  const tf = r.isSet('tf') ? r.text('tf') : null;
  if (tf !== null) return { type: 'resync', s, tf, tickCursor: null, barCursor: r.numberOrNull('cursor', WHOLE) };
  const tickCursor = r.isSet('cursor') ? cursorOf(r.raw('cursor')) : null;
  if (r.isSet('cursor') && tickCursor === null) r.refuse('cursor', 'not a cursor');
  return { type: 'resync', s, tf, tickCursor, barCursor: null };
}

function readSub(body: JsonObject, r: FieldReader): SubBody {
  const own = new FieldReader(body);
  const texts = (name: string): readonly string[] => {
    return own.listOr(name).filter((item): item is string => typeof item === 'string');
  };
  const from = own.numberOrNull('from_msc');
  const sub: SubBody = { id: own.textOr('id', ''), ticks: texts('ticks'), bars: texts('bars'), book: texts('book') };
  r.fault ??= own.fault;
  return from === null ? sub : { ...sub, from_msc: from };
}
