// What a person does in the simulated terminal's own window: open, modify, close, cancel, with magic 0 and reason
// `client`, as the terminal itself does it. One line of JSON in, one answer out; nothing throws, and what cannot be
// read changes nothing.

import type { Broker, BrokerEvent, OrderRequest, TradeAnswer } from '#core/broker-model';
import type { OrderKind, Side } from '#core/model';
import { CommandFields, type CommandBody } from './command-fields.ts';

export const HAND_COMMANDS = ['open', 'modify', 'close', 'close_by', 'cancel'] as const;
export type HandCommand = (typeof HAND_COMMANDS)[number];

/** What became of it: the broker's answer, or the field that is missing or wrong. */
export type HandResult =
  | { readonly ok: true; readonly answer: TradeAnswer; readonly events: readonly BrokerEvent[] }
  | { readonly ok: false; readonly text: string };

const DEVIATION_POINTS = 1_000_000;
const BY_HAND = { magic: '0', comment: '', reason: 'client' } as const;
const DONE: ReadonlySet<number> = new Set([10008, 10009, 10010, 10025]);

export function isHandCommand(name: string): name is HandCommand {
  return (HAND_COMMANDS as readonly string[]).includes(name);
}

/** True where the broker took it: placed, done, done in part, or already so. */
export function isTaken(answer: TradeAnswer): boolean {
  return DONE.has(answer.retcode);
}

/** Carries out `body` (fields as docs/simulate.md lists them) at `nowMs`, the account's clock, UTC ms. */
export function tradeByHand(command: HandCommand, body: CommandBody, broker: Broker, nowMs: number): HandResult {
  const fields = new CommandFields(body);
  switch (command) {
    case 'open': {
      const request = readOpen(fields);
      return typeof request === 'string' ? wrong(request) : taken(broker.send(request, nowMs));
    }
    case 'modify': return modify(fields, broker, nowMs);
    case 'close': {
      const position = fields.text('position');
      if (position === null) return wrong('position: the id of the position to close');
      if (fields.isSet('volume') && fields.number('volume') === null) return wrong('volume: a number of lots, or none');
      const volume = fields.number('volume');
      return taken(broker.close({ position, volume, deviationPoints: DEVIATION_POINTS, ...BY_HAND }, nowMs));
    }
    case 'close_by': {
      const position = fields.text('position');
      const by = fields.text('by');
      if (position === null) return wrong('position: the id of the position to close');
      if (by === null) return wrong('by: the id of the opposite position');
      return taken(broker.closeBy(position, by, BY_HAND, nowMs));
    }
    case 'cancel': {
      const order = fields.text('order');
      return order === null ? wrong('order: the ticket of the order to cancel') : taken(broker.cancel(order, nowMs));
    }
  }
}

// A level that is not named stays as it is; null takes it away.
function modify(fields: CommandFields, broker: Broker, nowMs: number): HandResult {
  const levelOf = (name: string, now: number | null) => (fields.has(name) ? fields.level(name) : now);
  const position = fields.text('position');
  if (position !== null) {
    const held = broker.position(position);
    return taken(broker.modifyPosition(
      position, levelOf('sl', held?.sl ?? null), levelOf('tp', held?.tp ?? null),
    ));
  }
  const ticket = fields.text('order');
  if (ticket === null) return wrong('position or order: what to modify');
  const order = broker.orders().find((one) => one.id === ticket);
  return taken(broker.modifyOrder(
    ticket, fields.level('price'), levelOf('sl', order?.sl ?? null), levelOf('tp', order?.tp ?? null),
    fields.has('expiry_ts') ? fields.number('expiry_ts') : order?.expiresMs ?? null, nowMs,
  ));
}

function readOpen(fields: CommandFields): OrderRequest | string {
  const symbol = fields.text('symbol');
  const side = fields.oneOf<Side>('side', ['buy', 'sell']);
  const volume = fields.number('volume');
  const kind = fields.has('kind')
    ? fields.oneOf<OrderKind>('kind', ['market', 'limit', 'stop', 'stop_limit'])
    : 'market';
  if (symbol === null) return 'symbol: the symbol as the broker names it';
  if (side === null) return 'side: buy or sell';
  if (volume === null) return 'volume: a number of lots';
  if (kind === null) return 'kind: market, limit, stop or stop_limit';
  if (kind !== 'market' && fields.level('price') === null) return `price: a ${kind} order needs one`;
  const expiresMs = fields.number('expiry_ts');
  return {
    symbol, kind, side, volume, price: fields.level('price'), stopLimit: fields.level('stoplimit'),
    sl: fields.level('sl'), tp: fields.level('tp'), deviationPoints: DEVIATION_POINTS, filling: 'auto',
    tif: expiresMs === null ? 'gtc' : 'spec', expiresMs, ...BY_HAND,
  };
}

function taken(traded: { readonly answer: TradeAnswer; readonly events: readonly BrokerEvent[] }): HandResult {
  return { ok: true, answer: traded.answer, events: traded.events };
}

function wrong(text: string): HandResult {
  return { ok: false, text };
}
