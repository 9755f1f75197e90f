// The words of MT5-PROTOCOL.md (`sextant-mt5.v1`): constants and the shapes of what crosses, for both ends. The
// server side and the simulated terminal use the same page, and nothing here knows a socket.

import type { MarginMode, OrderKind, Side, TradeMode } from '#core/model';

export const WIRE_SUBPROTOCOL = 'sextant-mt5.v1';
export const WIRE_VERSION = 1;

/** Largest assembled message from the terminal, bytes. */
export const MESSAGE_BYTES_MAX = 1_048_576;
/** Largest message to the terminal, bytes. */
export const SERVER_MESSAGE_BYTES_MAX = 262_144;
export const NESTING_MAX = 32;

export const CLOSE = {
  normal: 1000, goingAway: 1001, tooBig: 1009, protocol: 4400, auth: 4401, timeout: 4408, replaced: 4409,
  version: 4426,
} as const;

/** What the terminal must keep to; the server tells it in `welcome`. */
export const WIRE_LIMITS = { window_bytes: 4_194_304, max_tick_rows: 2000, orders_per_s: 5 } as const;

export const TICK_COLUMNS = ['msc', 'bid', 'ask', 'last', 'vol', 'flags'] as const;

/** Milliseconds of the page's clocks. */
export const WIRE_TIMES = {
  proofMsMax: 5_000, heartbeatMs: 2_000, silenceMsMax: 10_000, busySilenceMsMax: 20_000, ackMsMax: 250, nackMs: 500,
} as const;

/** One frame's head. `off` is there only when it changed. */
export interface Envelope {
  readonly type: string;
  readonly seq: number;
  readonly ack: number;
  readonly ts: number;
  /** Broker time minus UTC in seconds; null where the frame does not say. */
  readonly off: number | null;
  readonly re: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Why something was not read. `path` is like `body.rows[3][1]`. */
export interface WireFault {
  readonly code: 'E_PROTO' | 'E_RANGE' | 'E_TYPE';
  readonly path: string;
  readonly reason: string;
}

export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: WireFault };

export interface HelloBody {
  readonly proto: readonly number[];
  readonly ea: string;
  readonly build: number;
  readonly login: string;
  readonly server: string;
  readonly epoch: string;
  /** 32 hex digits. */
  readonly cnonce: string;
  readonly last_seq: number;
  readonly trade_mode: TradeMode;
  readonly margin_mode: MarginMode;
  readonly currency: string;
  readonly off: number;
  readonly clock: 'wall' | 'data';
  readonly caps: readonly string[];
}

/** (raw broker ms, n) */
export type WireTickCursor = readonly [msc: number, n: number];

export interface WireCursors {
  readonly tick: Readonly<Record<string, WireTickCursor>>;
  /** By `SYMBOL:TF`: broker seconds of the last closed bar's open. */
  readonly bar: Readonly<Record<string, number>>;
}

export interface SubBody {
  readonly id: string;
  readonly ticks: readonly string[];
  /** `SYMBOL:TF` */
  readonly bars: readonly string[];
  readonly book: readonly string[];
  /** Raw broker ms to begin from where there is no cursor; absent = now. */
  readonly from_msc?: number;
}

export interface WelcomeBody {
  readonly session: string;
  readonly proto: number;
  readonly ts: number;
  readonly resume: { readonly epoch: string; readonly ack: number };
  readonly cursors: WireCursors;
  readonly deal_from_msc: number;
  readonly calendar_change_id: string | null;
  readonly subs: readonly SubBody[];
  readonly limits: { readonly window_bytes: number; readonly max_tick_rows: number; readonly orders_per_s: number };
  readonly trade: WireTrade;
}

export type WireTrade = 'enabled' | 'readonly' | 'off';

export interface ErrorBody {
  readonly re: string | null;
  readonly code: string;
  readonly msg: string;
  readonly retry_ms: number | null;
}

/** `order.send` as it crosses. Prices are already rounded to the symbol's digits. */
export interface OrderSendBody {
  readonly id: string;
  readonly cid: string;
  readonly s: string;
  readonly kind: OrderKind;
  readonly side: Side;
  readonly vol: number;
  readonly price: number | null;
  readonly stoplimit: number | null;
  readonly sl: number | null;
  readonly tp: number | null;
  readonly dev: number;
  readonly fill: string;
  readonly tif: string;
  readonly expiry_ts: number | null;
  readonly label: string;
  readonly deadline_ts: number;
  readonly check_only: boolean;
}

export interface PositionCloseBody {
  readonly id: string;
  readonly cid: string;
  readonly position: string;
  readonly vol: number | null;
  readonly dev: number;
  readonly deadline_ts: number;
}

/** Everything the server may say, as the terminal reads it. */
export type ServerMessage =
  | { readonly type: 'challenge'; readonly snonce: string; readonly mac: string }
  | { readonly type: 'welcome'; readonly welcome: WelcomeBody }
  | { readonly type: 'error'; readonly error: ErrorBody }
  | { readonly type: 'ack' }
  | { readonly type: 'nack'; readonly from: number }
  | { readonly type: 'hb' }
  | { readonly type: 'ack.cursor'; readonly cursors: WireCursors }
  | {
      readonly type: 'resync'; readonly s: string;
      /** null for ticks. */
      readonly tf: string | null;
      readonly tickCursor: WireTickCursor | null; readonly barCursor: number | null;
    }
  | { readonly type: 'sub' | 'unsub'; readonly sub: SubBody }
  | { readonly type: 'order.send'; readonly order: OrderSendBody }
  | { readonly type: 'position.close'; readonly close: PositionCloseBody }
  | { readonly type: 'order.query'; readonly id: string; readonly cid: string }
  | { readonly type: 'snapshot'; readonly id: string }
  | { readonly type: 'kill'; readonly id: string; readonly flatten: boolean }
  /** A type this program does not act on: `error` `E_TYPE` answers it where it carries an id. */
  | { readonly type: 'other'; readonly name: string; readonly id: string | null };

/** What the terminal needs of a server's frame besides its message. */
export interface ServerFrame {
  readonly ack: number;
  readonly ts: number;
  readonly re: string | null;
  readonly message: ServerMessage;
}
