// The one table: every procedure a window, a script or a web page may call. Typed calls, the REST API and the OpenAPI
// document come from it; there is no second description of any of them.

import type { ContractRouterClient } from '@orpc/contract';
import { restContract } from './rest.ts';
import { windowContract } from './window-stream.ts';

export const contract = { ...restContract, ...windowContract };

export type Contract = typeof contract;
/** What a window holds: `client.signals.approve({ id })`, `client.window.pull({ … })`. */
export type ContractClient = ContractRouterClient<Contract>;

/** What a mode leaves out, by name; the window says how to turn it on. */
export const OFF_IN_MODE = {
  minimal: ['learning', 'language-models', 'outside-connections', 'databases', 'job-engine'],
  'full-ai': ['databases', 'job-engine'],
  production: [],
} as const;
