// The errors a procedure may answer with: codes of the one table, each with its HTTP status.

import { CODES, type Code } from '#core/model';
import { z } from 'zod';

const errorData = z.object({
  /** What happened, in words for the reader. */
  detail: z.string(),
  /** What to do about it. */
  remedy: z.string(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

export type ErrorData = z.infer<typeof errorData>;

/** Codes whose status is not their room's. */
const STATUS: Partial<Record<Code, number>> = {
  WEB_UNAUTHORIZED: 401,
  WEB_FORBIDDEN_HOST: 403,
  WEB_FORBIDDEN_ORIGIN: 403,
  WEB_NOT_FOUND: 404,
  WEB_METHOD_WRONG: 405,
  WEB_TIMEOUT: 408,
  WEB_TOO_LARGE: 413,
  WEB_UPGRADE_NEEDED: 426,
  WEB_SYMBOL_UNKNOWN: 404,
  WEB_ACCOUNT_UNKNOWN: 404,
  WEB_KEY_REUSED: 409,
  WEB_INTERNAL: 500,
  WEB_PULL_ENDED: 409,
  WEB_WINDOWS_MAX: 503,
  WEB_STREAM_BEHIND: 503,
  WEB_SECRETS_DAMAGED: 503,
  APPROVAL_UNKNOWN_SIGNAL: 404,
  APPROVAL_ALREADY_DECIDED: 409,
  APPROVAL_SUPERSEDED: 409,
  APPROVAL_SUPPRESSED: 409,
  APPROVAL_EXPIRED: 410,
  APPROVAL_PRICE_MOVED: 422,
  EXECUTION_POSITION_UNKNOWN: 404,
  EXECUTION_SYMBOL_UNKNOWN: 404,
  EXECUTION_CLOSE_PENDING: 409,
  EXECUTION_CHANGE_PENDING: 409,
  EXECUTION_NOTHING_TO_CHANGE: 409,
  EXECUTION_ORDER_NOT_WORKING: 409,
  EXECUTION_ORDER_UNKNOWN: 404,
  EXECUTION_BACK_OFF: 503,
  EXECUTION_DEADLINE: 410,
  EXECUTION_UNKNOWN: 503,
  SETUP_TERMINAL_UNKNOWN: 404,
  SETUP_NEWER_THERE: 409,
  SETUP_FILE_IN_USE: 409,
  SETUP_NOT_INSTALLED: 409,
  RISK_LINK_DOWN: 503,
  RISK_SNAPSHOT_MISSING: 503,
  RISK_ACCOUNT_UNKNOWN: 503,
  PATTERNS_TOO_FEW_BARS: 409,
};

const STATUS_OF_ROOM: Readonly<Record<string, number>> = {
  WEB: 400, RISK: 422, DECISION: 422, EXECUTION: 422, APPROVAL: 409, JOURNAL: 503, HOST: 503, SETUP: 503,
  IMPORT: 400, INDICATORS: 400, STORES: 503, PATTERNS: 400, E: 503,
};

/** HTTP status of a code: 400 where the request is at fault, 422 where a rule refuses, 503 where the house is. */
export function statusOfCode(code: string): number {
  const own = (STATUS as Readonly<Record<string, number>>)[code];
  return own ?? STATUS_OF_ROOM[code.slice(0, Math.max(0, code.indexOf('_')))] ?? 500;
}

export function isCode(code: string): code is Code {
  return Object.hasOwn(CODES, code);
}

type ErrorMapOf<C extends Code> = Record<C, { status: number; message: string; data: typeof errorData }>;

function errorsOf<C extends Code>(codes: readonly C[]): ErrorMapOf<C> {
  const entries = codes.map(
    (code) => [code, { status: statusOfCode(code), message: CODES[code].text, data: errorData }],
  );
  return Object.fromEntries(entries) as ErrorMapOf<C>;
}

function codesOf<P extends string>(prefix: P): readonly Extract<Code, `${P}${string}`>[] {
  return (Object.keys(CODES) as Code[]).filter((code) => code.startsWith(prefix)) as Extract<Code, `${P}${string}`>[];
}

/** Any procedure may fail with these. */
export const commonErrors = errorsOf([...codesOf('WEB_'), ...codesOf('JOURNAL_'), 'HOST_ENGINE_FAILED']);
/** Whatever sends an order may fail with these. */
export const tradeErrors = errorsOf([
  ...codesOf('RISK_'), ...codesOf('APPROVAL_'), ...codesOf('EXECUTION_'), ...codesOf('DECISION_'),
]);
/** A read of the account before any terminal came. */
export const accountErrors = errorsOf([
  'RISK_ACCOUNT_UNKNOWN', 'RISK_LINK_DOWN', 'RISK_ACCOUNT_READ_ONLY', 'RISK_ACCOUNT_UNCONFIRMED',
]);
/** A read of one signal. */
export const signalErrors = errorsOf(['APPROVAL_UNKNOWN_SIGNAL']);
/** A search for past situations. */
export const patternErrors = errorsOf(codesOf('PATTERNS_'));
/** A question for studies. */
export const studyErrors = errorsOf([
  'INDICATORS_NAME_UNKNOWN', 'INDICATORS_PARAM_BAD', 'STORES_UNREADABLE', 'WEB_SYMBOL_UNKNOWN',
]);
/** What may stand in the way of setting up a terminal. */
export const setupErrors = errorsOf(codesOf('SETUP_'));
