// The REST paths of the contract as a table: which exist, which methods they take, which of them trade.

import type { AnyContractProcedure } from '@orpc/contract';
import { restContract } from '#core/contract';

export interface RestRoute {
  readonly method: string;
  /** With `{name}` for a parameter, below /api/v1. */
  readonly path: string;
  readonly pattern: RegExp;
}

/** Writes that trade: they take an Idempotency-Key. */
const KEYED: ReadonlySet<string> = new Set([
  'post /orders', 'post /positions/{id}/close', 'post /signals/{id}/approve', 'post /signals/{id}/reject',
  'post /signals/{id}/modify', 'post /orders/{id}/modify', 'post /orders/{id}/cancel', 'post /positions/{id}/modify',
  'post /positions/{id}/close-by',
]);

export function takesKey(method: string, path: string): boolean {
  return KEYED.has(`${method.toLowerCase()} ${path}`);
}

const GROUPS: Readonly<Record<string, Readonly<Record<string, AnyContractProcedure>>>> = restContract;

export const REST_ROUTES: readonly RestRoute[] = Object.values(GROUPS)
  .flatMap((group) => Object.values(group))
  .map((procedure) => {
    const { method = 'POST', path = '/' } = procedure['~orpc'].route;
    return { method, path, pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`) };
  });

/** The route of a request, or the methods its path would take (none: no such path). */
export function findRoute(method: string, path: string): RestRoute | { readonly allowed: readonly string[] } {
  const there = REST_ROUTES.filter(({ pattern }) => pattern.test(path));
  const wanted = method === 'HEAD' ? 'GET' : method;
  return there.find((route) => route.method === wanted) ?? { allowed: there.map((route) => route.method) };
}
