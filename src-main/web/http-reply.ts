// The few ways an HTTP answer leaves, always with the headers that keep a browser strict.

import type { ServerResponse } from 'node:http';
import type { Problem } from '#core/contract';

const STRICT_HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
} as const;

/** For everything but the window's own page: nothing may be loaded, run or framed. */
const CLOSED_POLICY = "default-src 'none'; frame-ancestors 'none'";

export interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

export function sendReply(response: ServerResponse, { status, contentType, body, headers }: Reply): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, {
    ...STRICT_HEADERS,
    'content-security-policy': CLOSED_POLICY,
    'cache-control': 'no-store',
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    ...headers,
  });
  response.end(body);
}

export function sendProblem(
  response: ServerResponse, problem: Problem, headers: Readonly<Record<string, string>> = {},
): void {
  sendReply(response, problemReply(problem, headers));
}

export function problemReply(problem: Problem, headers: Readonly<Record<string, string>> = {}): Reply {
  const challenge = problem.status === 401 ? { 'www-authenticate': 'Bearer realm="Sextant"' } : {};
  return {
    status: problem.status, contentType: 'application/problem+json', body: JSON.stringify(problem),
    headers: { ...challenge, ...headers },
  };
}

/** A whole HTTP/1.1 answer for a raw socket: an upgrade that is refused, or bytes that are no HTTP. */
export function rawProblem(problem: Problem): string {
  const { body, headers } = problemReply(problem);
  const lines = Object.entries({
    ...STRICT_HEADERS, ...headers, 'content-type': 'application/problem+json',
    'content-length': String(Buffer.byteLength(body)), connection: 'close',
  }).map(([name, value]) => `${name}: ${value}`);
  const start = `HTTP/1.1 ${problem.status} ${STATUS_TEXT[problem.status] ?? 'Error'}`;
  return `${[start, ...lines].join('\r\n')}\r\n\r\n${body.toString()}`;
}

const STATUS_TEXT: Readonly<Record<number, string>> = {
  400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 408: 'Request Timeout',
  413: 'Content Too Large', 426: 'Upgrade Required', 431: 'Request Header Fields Too Large', 503: 'Service Unavailable',
};
