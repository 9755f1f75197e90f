// The sampled messages: the account on change, at most twice a second and at least every ten; and the marks of
// positions
// whose profit moved. Lossy by nature.

import type { Broker } from '#core/broker-model';
import { accountBody, markBody } from './bodies.ts';
import type { StreamGate } from './side-streams.ts';

const ACCOUNT_MS = 500;
const ACCOUNT_QUIET_MS = 10_000;
const MARK_MS = 500;

export class AccountSampler {
  readonly #broker: Broker;
  #accountText = '';
  #accountMs = -1e15;
  #marksMs = -1e15;
  readonly #marks = new Map<string, number>();

  constructor(broker: Broker) {
    this.#broker = broker;
  }

  /** A new session: everything is news again. */
  begin(): void {
    this.#accountMs = -1e15;
    this.#marks.clear();
  }

  /** Says what is due now. */
  sample(gate: StreamGate): void {
    const nowMs = gate.hostMs;
    const since = nowMs - this.#accountMs;
    if (since >= ACCOUNT_MS && !gate.isPaused('account')) {
      const body = accountBody(this.#broker.account());
      const text = JSON.stringify(body);
      if (text !== this.#accountText || since >= ACCOUNT_QUIET_MS) {
        this.#accountText = text;
        this.#accountMs = nowMs;
        gate.volatile('account', body);
      }
    }
    if (nowMs - this.#marksMs < MARK_MS || gate.isPaused('position.mark')) return;
    this.#marksMs = nowMs;
    for (const position of this.#broker.positions()) {
      if (this.#marks.get(position.id) === position.profit) continue;
      this.#marks.set(position.id, position.profit);
      gate.volatile('position.mark', markBody(position));
    }
  }
}
