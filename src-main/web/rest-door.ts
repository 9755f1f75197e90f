// The REST door: guards, reads and limits the request, lets the contract's handler answer, and makes every error a
// problem document.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { OpenAPIHandler } from '@orpc/openapi/fetch';
import { fail, ok, type Result } from '#core/base';
import { problemOf, problemOfError, problemOfFailure, toContractError } from './failures.ts';
import type { Guard } from './guards.ts';
import { problemReply, sendReply, type Reply } from './http-reply.ts';
import { fingerprintOf, KeyMemory, type Answer } from './key-memory.ts';
import { makeOpenApiDocument } from './openapi.ts';
import type { CallContext, createProcedures } from './procedures.ts';
import { findRoute, takesKey, type RestRoute } from './rest-routes.ts';

export const API_PREFIX = '/api/v1';
/** Largest request body, bytes. */
export const BODY_BYTES_MAX = 1_048_576;
const KEY = /^[\x21-\x7e]{1,200}$/;
const DOCUMENT_PATH = '/openapi.json';
const OPEN: ReadonlySet<string> = new Set(['/health', DOCUMENT_PATH]);

export interface RestDoorParts {
  readonly guard: Guard;
  readonly procedures: ReturnType<typeof createProcedures>['rest'];
  readonly version: string;
  readonly log: (error: unknown) => void;
}

interface Request {
  readonly method: string;
  readonly path: string;
  readonly search: string;
  readonly key: string | null;
  readonly body: unknown;
}

export class RestDoor {
  readonly #parts: RestDoorParts;
  readonly #handler: OpenAPIHandler<CallContext>;
  readonly #keys = new KeyMemory();
  #document: Promise<string> | null = null;

  constructor(parts: RestDoorParts) {
    this.#parts = parts;
    this.#handler = new OpenAPIHandler(parts.procedures, { customErrorResponseBodyEncoder: problemOfError });
  }

  /** Answers every request below the prefix. Never throws. */
  async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    let reply: Reply;
    try {
      reply = await this.#answer(request, url);
    } catch (error) {
      reply = problemReply(problemOfError(toContractError(error, this.#parts.log)));
    }
    // What is left of a refused body is read and forgotten (until the server's request timeout): a connection closed
    // on a sender loses the answer.
    request.resume();
    sendReply(response, reply);
  }

  async #answer(request: IncomingMessage, url: URL): Promise<Reply> {
    const { guard } = this.#parts;
    const path = url.pathname.slice(API_PREFIX.length).replace(/(?<=.)\/$/, '');
    const foreign = guard.findForeign(request.headers, true);
    if (foreign !== null) return problemReply(problemOf(foreign));
    const isOpen = OPEN.has(path);
    if (!isOpen && !guard.mayCall(request.headers)) return problemReply(problemOf('WEB_UNAUTHORIZED'));
    const method = request.method ?? 'GET';
    if (path === DOCUMENT_PATH) return this.#answerDocument(method);
    const route = findRoute(method, path);
    if ('allowed' in route) return routeProblem(route.allowed, path);
    const key = readKey(request, route);
    if (!key.ok) return problemReply(problemOfFailure(key.error));
    const body = await readBody(request);
    if (!body.ok) return problemReply(problemOfFailure(body.error));
    return this.#run({ method: route.method, path, search: url.search, key: key.value, body: body.value });
  }

  async #answerDocument(method: string): Promise<Reply> {
    if (method !== 'GET' && method !== 'HEAD') return routeProblem(['GET'], DOCUMENT_PATH);
    this.#document ??= makeOpenApiDocument(this.#parts.version).then((document) => JSON.stringify(document));
    return { status: 200, contentType: 'application/json', body: await this.#document };
  }

  async #run(request: Request): Promise<Reply> {
    const work = (): Promise<Answer> => this.#call(request);
    if (request.key === null) return work();
    const fingerprint = fingerprintOf(request.method, request.path, request.body);
    const keyed = this.#keys.answer(request.key, fingerprint, Date.now(), work);
    if (keyed.kind === 'reused') return problemReply(problemOf('WEB_KEY_REUSED'));
    const headers = keyed.kind === 'replayed' ? { 'idempotency-replayed': 'true' } : {};
    return { ...await keyed.answer, headers };
  }

  async #call({ method, path, search, key, body }: Request): Promise<Answer> {
    const request = new globalThis.Request(`http://sextant${path}${search}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const { matched, response } = await this.#handler.handle(request, { context: { by: 'api', key } });
    if (!matched) {
      const { status, contentType, body: text } = problemReply(problemOf('WEB_NOT_FOUND'));
      return { status, contentType, body: text.toString() };
    }
    const contentType = response.status >= 400 ? 'application/problem+json' : 'application/json';
    return { status: response.status, contentType, body: await response.text() };
  }
}

function routeProblem(allowed: readonly string[], path: string): Reply {
  if (allowed.length === 0) {
    return problemReply(problemOf('WEB_NOT_FOUND', `There is nothing at ${API_PREFIX}${path}.`));
  }
  const methods = allowed.join(', ');
  return problemReply(problemOf('WEB_METHOD_WRONG', `${path} takes ${methods}.`), { allow: methods });
}

function readKey(request: IncomingMessage, route: RestRoute): Result<string | null> {
  const header = request.headers['idempotency-key'];
  if (header === undefined || !takesKey(route.method, route.path)) return ok(null);
  if (typeof header === 'string' && KEY.test(header)) return ok(header);
  return fail('WEB_KEY_INVALID', 'Idempotency-Key is 1 to 200 visible ASCII characters.');
}

/** The body as JSON, undefined where there is none. */
async function readBody(request: IncomingMessage): Promise<Result<unknown>> {
  const tooLarge = fail('WEB_TOO_LARGE', `The body is larger than ${BODY_BYTES_MAX} bytes.`);
  if (Number(request.headers['content-length'] ?? 0) > BODY_BYTES_MAX) return tooLarge;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > BODY_BYTES_MAX) return tooLarge;
    chunks.push(bytes);
  }
  if (size === 0) return ok(undefined);
  // 1e999 is JSON and becomes Infinity, which the handler would hear as null: a volume or a stop that nobody gave.
  const huge: string[] = [];
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
    const body: unknown = JSON.parse(text, (name: string, value: unknown) => {
      if (value === Infinity || value === -Infinity) huge.push(name);
      return value;
    });
    const [name] = huge;
    return name === undefined ? ok(body) : fail('WEB_BAD_REQUEST', `${name}: the number is too large.`);
  } catch {
    return fail('WEB_BAD_REQUEST', 'The body is not JSON in UTF-8.');
  }
}
