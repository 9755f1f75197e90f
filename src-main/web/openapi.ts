// The OpenAPI document, made from the contract. Errors are problem documents there as they are on the wire.

import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import {
  accountSchema, barSchema, cardSchema, dealSchema, deadLetterSchema, foundTerminalSchema, healthSchema,
  dataTypeSchema, instrumentSchema, journalSchema, orderSchema, PAGE_LIMIT_DEFAULT, PAGE_LIMIT_MAX, positionSchema,
  problemSchema, terminalSchema, quoteSchema, restContract, safetySchema, signalSchema, statusSchema, symbolSchema,
  tickSchema, tradeSchema, whyNotSchema,
} from '#core/contract';
import { takesKey } from './rest-routes.ts';

type Document = Awaited<ReturnType<OpenAPIGenerator['generate']>>;
type Operation = NonNullable<NonNullable<NonNullable<Document['paths']>[string]>['get']>;

const LIMIT_SCHEMA = { type: 'integer', minimum: 1, maximum: PAGE_LIMIT_MAX, default: PAGE_LIMIT_DEFAULT } as const;

const REASONS: Readonly<Record<number, string>> = {
  400: 'The request does not fit.', 401: 'A valid token is needed.', 403: 'Host or Origin is not this server\'s own.',
  404: 'There is no such thing.', 405: 'This address does not take this method.', 408: 'The request took too long.',
  409: 'It was already decided, or the key was used with another request.', 410: 'It has expired.',
  413: 'The request is too large.', 422: 'A rule of risk or execution refuses.', 500: 'It failed inside.',
  503: 'The terminal or the journal is not there.',
};

const METHODS = ['get', 'post'] as const;
/** Operations that need no token. */
const OPEN_PATHS: ReadonlySet<string> = new Set(['/health']);

/** The document as it is served; `version` is the program's. */
export async function makeOpenApiDocument(version: string): Promise<Document> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  const schemas = {
    Account: accountSchema, Bar: barSchema, Card: cardSchema, Deal: dealSchema, DataType: dataTypeSchema,
    DeadLetter: deadLetterSchema, Terminal: terminalSchema, FoundTerminal: foundTerminalSchema, Health:
    healthSchema, Instrument: instrumentSchema, Journal: journalSchema, Order: orderSchema, Position:
    positionSchema, Problem: problemSchema, Quote: quoteSchema, Safety: safetySchema, Signal: signalSchema, Status:
    statusSchema, Symbol: symbolSchema, Tick: tickSchema, Trade: tradeSchema, WhyNot: whyNotSchema,
  };
  const document = await generator.generate(restContract, {
    info: {
      title: 'Sextant', version,
      description: 'Market data, signals, orders and the account of one workstation. Times out are epoch ms UTC.',
    },
    servers: [{ url: '/api/v1' }],
    security: [{ token: [] }],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    commonSchemas: Object.fromEntries(
      Object.entries(schemas).map(([name, schema]) => [name, { schema, strategy: 'output' as const }]),
    ),
  });
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const method of METHODS) {
      const operation = item?.[method];
      if (operation !== undefined) finishOperation(method, path, operation);
    }
  }
  return document;
}

function finishOperation(method: string, path: string, operation: Operation): void {
  if (OPEN_PATHS.has(path)) operation.security = [];
  for (const [status, response] of Object.entries(operation.responses)) {
    if (Number(status) < 400 || '$ref' in response) continue;
    response.description = REASONS[Number(status)] ?? 'It failed.';
    response.content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  }
  for (const parameter of operation.parameters ?? []) {
    if ('$ref' in parameter) continue;
    delete parameter.allowEmptyValue;
    delete parameter.allowReserved;
    // The contract also takes these as text, for that is how a query carries them; a caller need not know.
    if (parameter.name === 'limit') parameter.schema = LIMIT_SCHEMA;
    if (parameter.name === 'forming') parameter.schema = { type: 'boolean', default: false };
  }
  if (!takesKey(method, path)) return;
  operation.parameters = [...operation.parameters ?? [], {
    name: 'Idempotency-Key', in: 'header', required: false,
    description: 'The same key and request get the same answer for 24 hours; nothing is sent twice.',
    schema: { type: 'string', minLength: 1, maxLength: 200 },
  }];
}
