// Bodies about the account and what the broker holds: account, symbol, position, order, deal, snapshot, and the
// answers to orders. Each becomes a model noun, or the first fault found.

import type {
  AccountState, BrokerOrder, BrokerOrderState, Deal, Instrument, OrderResult, Position,
} from '#core/model';
import {
  FieldReader, COUNT, POSITIVE_OR_ZERO, WHOLE, isObject, numberFault, rangeFault, type JsonObject,
} from './field-reader.ts';
import type { WireFault } from './wire.ts';

const SIDES = ['buy', 'sell'] as const;
const DEAL_ENTRIES = ['in', 'out', 'inout', 'out_by'] as const;
const ORDER_KINDS = ['market', 'limit', 'stop', 'stop_limit'] as const;
const ORDER_STATES: readonly BrokerOrderState[] = [
  'started', 'placed', 'partial', 'filled', 'canceled', 'rejected', 'expired',
];

export type AccountRecord =
  | { readonly type: 'account'; readonly state: AccountState }
  | { readonly type: 'symbol'; readonly instrument: Instrument }
  | { readonly type: 'position'; readonly op: 'open' | 'update' | 'close'; readonly position: Position }
  | {
      readonly type: 'position.mark'; readonly id: string; readonly price: number; readonly profit: number;
      readonly swap: number;
    }
  | { readonly type: 'order'; readonly op: 'add' | 'update' | 'remove'; readonly order: BrokerOrder }
  | { readonly type: 'deal'; readonly deal: Deal }
  | { readonly type: 'order.result'; readonly result: OrderResult }
  | { readonly type: 'snapshot.begin' }
  | {
      readonly type: 'snapshot.end'; readonly hash: string;
      readonly counts: { readonly positions: number; readonly orders: number; readonly deals: number };
    };

type AccountRead = AccountRecord | { readonly fault: WireFault };

function done(reader: FieldReader, record: AccountRecord): AccountRead {
  return reader.fault === null ? record : { fault: reader.fault };
}

export function readAccount(body: JsonObject, currency: string): AccountRead {
  const r = new FieldReader(body);
  return done(r, {
    type: 'account',
    state: {
      balance: r.number('balance'), credit: r.number('credit'), equity: r.number('equity'),
      profit: r.number('profit'), margin: r.number('margin'), marginFree: r.number('margin_free'),
      marginLevel: r.numberOrNull('margin_level'), leverage: r.number('leverage', POSITIVE_OR_ZERO),
      stopOutCall: r.number('so_call', POSITIVE_OR_ZERO), stopOutLevel: r.number('so_so', POSITIVE_OR_ZERO),
      stopOutMode: r.oneOf('so_mode', ['percent', 'money']), tradeAllowed: r.flag('trade_allowed'),
      expertAllowed: r.flag('expert_allowed'), terminalConnected: r.flag('terminal_connected'),
      currency: r.textOr('currency', currency),
    },
  });
}

export function readSymbol(body: JsonObject): AccountRead {
  const r = new FieldReader(body);
  const instrument: Instrument = {
    symbol: r.name('s'), description: r.textOr('description', ''),
    digits: r.number('digits', { min: 0, max: 15, whole: true }), point: r.number('point', POSITIVE_OR_ZERO),
    tickSize: r.number('tick_size', POSITIVE_OR_ZERO), tickValue: r.number('tick_value', POSITIVE_OR_ZERO),
    tickValueProfit: r.number('tick_value_profit', POSITIVE_OR_ZERO),
    tickValueLoss: r.number('tick_value_loss', POSITIVE_OR_ZERO),
    contractSize: r.number('contract_size', POSITIVE_OR_ZERO), volumeMin: r.number('vol_min', POSITIVE_OR_ZERO),
    volumeMax: r.number('vol_max', POSITIVE_OR_ZERO), volumeStep: r.number('vol_step', POSITIVE_OR_ZERO),
    volumeLimit: r.numberOr('vol_limit', 0, POSITIVE_OR_ZERO), stopsLevel: r.number('stops_level', POSITIVE_OR_ZERO),
    freezeLevel: r.number('freeze_level', POSITIVE_OR_ZERO), swapLong: r.number('swap_long'),
    swapShort: r.number('swap_short'), swapMode: r.word('swap_mode'),
    swapTripleDay: r.number('swap_triple_day', { min: 0, max: 6, whole: true }),
    marginInitial: r.number('margin_initial', POSITIVE_OR_ZERO),
    marginMaintenance: r.number('margin_maintenance', POSITIVE_OR_ZERO), calcMode: r.word('calc_mode'),
    tradeMode: r.oneOf('trade_mode', ['disabled', 'longonly', 'shortonly', 'closeonly', 'full']),
    executionMode: r.oneOf('exec_mode', ['request', 'instant', 'market', 'exchange']),
    filling: r.number('filling', COUNT), orderModes: r.number('order_modes', COUNT),
    expirationModes: r.number('expiration_modes', COUNT), baseCurrency: r.text('base'),
    profitCurrency: r.text('profit'), marginCurrency: r.text('margin_currency'), sessions: readSessions(r),
    rev: r.number('rev', COUNT),
  };
  if (r.fault === null && instrument.point === 0) r.refuse('point', 'zero');
  if (r.fault === null && instrument.tickSize === 0) r.refuse('tick_size', 'zero');
  if (r.fault === null && instrument.volumeStep === 0) r.refuse('vol_step', 'zero');
  return done(r, { type: 'symbol', instrument });
}

function readSessions(r: FieldReader): Instrument['sessions'] {
  const days = r.list('sessions');
  if (r.fault === null && days.length !== 7) r.refuse('sessions', 'not seven lists');
  return days.map((day, d) => {
    if (!Array.isArray(day)) {
      r.refuse(`sessions[${String(d)}]`, 'not a list');
      return [];
    }
    return (day as readonly unknown[]).map((span, i): readonly [number, number] => {
      const cells = Array.isArray(span) ? span as readonly unknown[] : [];
      const path = r.pathOf(`sessions[${String(d)}][${String(i)}]`);
      const bounds = { min: 0, max: 86_400, whole: true };
      const fault = numberFault(cells[0], path, bounds) ?? numberFault(cells[1], path, bounds)
        ?? ((cells[0] as number) > (cells[1] as number) ? rangeFault(path, 'ends before it begins') : null);
      if (fault !== null) r.fault ??= fault;
      return [cells[0] as number, cells[1] as number];
    });
  });
}

export function readPosition(body: JsonObject): AccountRead {
  const r = new FieldReader(body);
  const op = r.oneOf('op', ['open', 'update', 'close']);
  const id = r.id('id');
  const position: Position = {
    id, ticket: r.idOr('ticket', id), symbol: r.name('s'), side: r.oneOf('side', SIDES),
    volume: r.number('vol', POSITIVE_OR_ZERO), priceOpen: r.number('price_open', POSITIVE_OR_ZERO),
    sl: unsetLevel(r, 'sl'), tp: unsetLevel(r, 'tp'), price: r.number('price', POSITIVE_OR_ZERO),
    profit: r.number('profit'), swap: r.numberOr('swap', 0), magic: r.idOr('magic', '0'), cid: r.cidOrNull('cid'),
    comment: r.textOr('comment', ''), openBrokerMs: r.number('open_msc', COUNT),
  };
  if (op !== 'close' && r.fault === null && position.volume === 0) r.refuse('vol', 'zero on an open position');
  return done(r, { type: 'position', op, position });
}

/** MT5 itself writes 0 for a stop, target or expiry that is not set; the page writes null. */
function unsetLevel(r: FieldReader, name: string): number | null {
  const price = r.numberOrNull(name, POSITIVE_OR_ZERO);
  return price === 0 ? null : price;
}

export function readPositionMark(body: JsonObject): AccountRead {
  const r = new FieldReader(body);
  return done(r, {
    type: 'position.mark', id: r.id('id'), price: r.number('price', POSITIVE_OR_ZERO), profit: r.number('profit'),
    swap: r.numberOr('swap', 0),
  });
}

export function readOrder(body: JsonObject): AccountRead {
  const r = new FieldReader(body);
  const op = r.oneOf('op', ['add', 'update', 'remove']);
  const id = r.id('id');
  const volume = r.number('vol', POSITIVE_OR_ZERO);
  return done(r, {
    type: 'order', op,
    order: {
      id, ticket: r.idOr('ticket', id), symbol: r.name('s'), state: r.oneOf('state', ORDER_STATES),
      kind: r.oneOf('type', ORDER_KINDS), side: r.oneOf('side', SIDES), volume,
      volumeInitial: r.numberOr('vol_initial', volume, POSITIVE_OR_ZERO), price: unsetLevel(r, 'price'),
      stopLimit: unsetLevel(r, 'stoplimit'), sl: unsetLevel(r, 'sl'), tp: unsetLevel(r, 'tp'),
      magic: r.idOr('magic', '0'), cid: r.cidOrNull('cid'), comment: r.textOr('comment', ''),
      brokerMs: r.number('msc', COUNT), expiryBrokerMs: unsetLevel(r, 'expiration'),
    },
  });
}

/** `offsetS` turns the deal's broker time into UTC. */
export function readDeal(body: JsonObject, offsetS: number): AccountRead {
  const r = new FieldReader(body);
  const side = r.oneOf('side', ['buy', 'sell', 'balance']);
  const isBalance = side === 'balance';
  const brokerMs = r.number('msc', COUNT);
  return done(r, {
    type: 'deal',
    deal: {
      deal: r.id('deal'), order: isBalance ? r.idOr('order', '0') : r.id('order'),
      positionId: isBalance ? r.idOr('position_id', '0') : r.id('position_id'),
      symbol: isBalance ? r.textOr('s', '') : r.name('s'),
      entry: isBalance ? r.oneOfOr('entry', DEAL_ENTRIES, 'in') : r.oneOf('entry', DEAL_ENTRIES),
      reason: r.textOr('reason', '', 64), side, volume: r.numberOr('vol', 0, POSITIVE_OR_ZERO),
      price: isBalance ? r.numberOr('price', 0) : r.number('price', POSITIVE_OR_ZERO), profit: r.number('profit'),
      commission: r.numberOr('commission', 0), fee: r.numberOr('fee', 0), swap: r.numberOr('swap', 0), brokerMs,
      timeMs: brokerMs - offsetS * 1000, magic: r.idOr('magic', '0'), cid: r.cidOrNull('cid'),
      comment: r.textOr('comment', ''),
    },
  });
}

/** `re` of the envelope stands in where the body has none. */
export function readOrderResult(body: JsonObject, re: string | null): AccountRead {
  const r = new FieldReader(body);
  return done(r, {
    type: 'order.result',
    result: {
      re: r.textOr('re', re ?? ''), cid: r.cid('cid'),
      state: r.oneOf('state', ['done', 'partial', 'placed', 'rejected', 'unknown', 'absent']),
      retcode: r.numberOr('retcode', 0, WHOLE), retname: r.textOr('retname', '', 64), order: r.idOrNull('order'),
      deal: r.idOrNull('deal'), position: r.idOrNull('position'), volume: r.numberOr('vol', 0, POSITIVE_OR_ZERO),
      price: r.numberOrNull('price', POSITIVE_OR_ZERO), bid: r.numberOrNull('bid', POSITIVE_OR_ZERO),
      ask: r.numberOrNull('ask', POSITIVE_OR_ZERO), comment: r.textWithDetail('comment'),
      replay: r.flagOr('replay', false), elapsedMs: r.numberOr('ms', 0, POSITIVE_OR_ZERO),
    },
  });
}


export function readSnapshotEnd(body: JsonObject): AccountRead {
  const r = new FieldReader(body);
  const hash = r.matching('hash', /^[0-9a-f]{64}$/, 'not 64 lower-case hex digits');
  const counts = r.raw('counts');
  if (!isObject(counts)) return { fault: r.fault ?? rangeFault('body.counts', 'not an object') };
  const c = new FieldReader(counts, 'body.counts');
  const read = {
    positions: c.number('positions', COUNT), orders: c.number('orders', COUNT), deals: c.number('deals', COUNT),
  };
  r.fault ??= c.fault;
  return done(r, { type: 'snapshot.end', hash, counts: read });
}
