// How a failure leaves through a door: as an oRPC error with a code of the table, and in REST as a problem document
// (RFC 9457). Whatever is not ours to tell becomes WEB_INTERNAL and goes to the log.

import { ORPCError } from '@orpc/server';
import type { Failure, Result } from '#core/base';
import { isCode, statusOfCode, type ErrorData, type Problem } from '#core/contract';
import { CODES, type Code } from '#core/model';

export type ContractError = ORPCError<string, ErrorData>;

/** An error of the contract. `detail` defaults to the table's words. */
export function contractError(code: string, detail?: string, issues?: ErrorData['issues']): ContractError {
  const entry = isCode(code) ? CODES[code] : CODES.WEB_INTERNAL;
  return new ORPCError(code, {
    status: statusOfCode(code),
    message: entry.text,
    data: { detail: detail ?? entry.text, remedy: entry.remedy, ...(issues === undefined ? {} : { issues }) },
  });
}

/** The value, or throws the failure as an error of the contract. */
export function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw contractError(result.error.code, result.error.text);
}

/** Whatever was thrown, as an error of the contract. `log` hears of what was not expected. */
export function toContractError(error: unknown, log: (error: unknown) => void): ContractError {
  if (error instanceof ORPCError) {
    if (isErrorData(error.data)) return error as ContractError;
    if (error.code === 'BAD_REQUEST') {
      const issues = readIssues(error.data);
      const [first] = issues;
      const where = first?.path === '' ? 'the request' : first?.path;
      const detail = first === undefined ? error.message : `${where ?? ''}: ${first.message}`;
      return contractError('WEB_BAD_REQUEST', detail, issues);
    }
    if (error.code === 'NOT_FOUND') return contractError('WEB_NOT_FOUND');
  }
  log(error);
  return contractError('WEB_INTERNAL');
}

export function problemOf(code: Code, detail?: string): Problem {
  return problemOfError(contractError(code, detail));
}

export function problemOfFailure(failure: Failure): Problem {
  return problemOfError(contractError(failure.code, failure.text));
}

/** The problem document of any oRPC error. */
export function problemOfError(error: ORPCError<string, unknown>): Problem {
  const known = isErrorData(error.data) ? (error as ContractError) : toContractError(error, () => undefined);
  return {
    type: `urn:sextant:problem:${known.code}`,
    title: known.message,
    status: known.status,
    detail: known.data.detail,
    code: known.code,
    remedy: known.data.remedy,
    ...(known.data.issues === undefined ? {} : { issues: known.data.issues }),
  };
}

function isErrorData(data: unknown): data is ErrorData {
  return typeof data === 'object' && data !== null && 'detail' in data && 'remedy' in data;
}

function readIssues(data: unknown): { path: string; message: string }[] {
  if (typeof data !== 'object' || data === null || !('issues' in data) || !Array.isArray(data.issues)) return [];
  return (data.issues as readonly unknown[]).slice(0, 20).flatMap((issue) => {
    if (typeof issue !== 'object' || issue === null || !('message' in issue)) return [];
    const path = 'path' in issue && Array.isArray(issue.path) ? issue.path.map(nameOfSegment).join('.') : '';
    return [{ path, message: String(issue.message) }];
  });
}

function nameOfSegment(segment: unknown): string {
  if (typeof segment === 'object' && segment !== null && 'key' in segment) return String(segment.key);
  return String(segment);
}
