// The trade server's return codes by MT5's own names (TRADE_RETCODE_…), and what each asks of whoever sent the command.
// There is no 10037.

export const RETCODES = {
  10004: 'REQUOTE', 10006: 'REJECT', 10007: 'CANCEL', 10008: 'PLACED', 10009: 'DONE', 10010: 'DONE_PARTIAL',
  10011: 'ERROR', 10012: 'TIMEOUT', 10013: 'INVALID', 10014: 'INVALID_VOLUME', 10015: 'INVALID_PRICE',
  10016: 'INVALID_STOPS', 10017: 'TRADE_DISABLED', 10018: 'MARKET_CLOSED', 10019: 'NO_MONEY', 10020: 'PRICE_CHANGED',
  10021: 'PRICE_OFF', 10022: 'INVALID_EXPIRATION', 10023: 'ORDER_CHANGED', 10024: 'TOO_MANY_REQUESTS',
  10025: 'NO_CHANGES', 10026: 'SERVER_DISABLES_AT', 10027: 'CLIENT_DISABLES_AT', 10028: 'LOCKED', 10029: 'FROZEN',
  10030: 'INVALID_FILL', 10031: 'CONNECTION', 10032: 'ONLY_REAL', 10033: 'LIMIT_ORDERS', 10034: 'LIMIT_VOLUME',
  10035: 'INVALID_ORDER', 10036: 'POSITION_CLOSED', 10038: 'INVALID_CLOSE_VOLUME', 10039: 'CLOSE_ORDER_EXIST',
  10040: 'LIMIT_POSITIONS', 10041: 'REJECT_CANCEL', 10042: 'LONG_ONLY', 10043: 'SHORT_ONLY', 10044: 'CLOSE_ONLY',
  10045: 'FIFO_CLOSE', 10046: 'HEDGE_PROHIBITED',
} as const;

export type Retcode = keyof typeof RETCODES;
export type Retname = (typeof RETCODES)[Retcode];

/**
 * What follows from a return code.
 * `ok`: it stands, or soon will; `requote`: another price, asked for again within the approval's own bounds only;
 * `back-off`: too many requests, nothing new for a while; `re-read`: what was to be changed is not as it was known;
 * `unknown`: nobody can say, the broker is asked, never sent again; `user`: only a person can switch it on;
 * `fail`: refused, by its name.
 */
export type RetcodeClass = 'ok' | 'requote' | 'back-off' | 're-read' | 'unknown' | 'user' | 'fail';

const CLASS_OF: Partial<Record<Retcode, RetcodeClass>> = {
  10008: 'ok', 10009: 'ok', 10010: 'ok', 10025: 'ok', 10004: 'requote', 10020: 'requote', 10021: 'requote',
  10028: 'requote', 10024: 'back-off', 10023: 're-read', 10012: 'unknown', 10031: 'unknown', 10026: 'user',
  10027: 'user',
};

/** The one table. `isClosing`: POSITION_CLOSED (10036) answers a close with what it wanted. */
export function classOfRetcode(retcode: number, isClosing: boolean): RetcodeClass {
  if (isClosing && retcode === 10036) return 'ok';
  return (CLASS_OF as Readonly<Record<number, RetcodeClass | undefined>>)[retcode] ?? 'fail';
}
