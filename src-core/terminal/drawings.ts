// The pending signals on the terminal's chart: drawn and taken away by the server, kept over a restart.

import type { CommandFields } from './command-fields.ts';

export interface DrawnSignal {
  readonly id: string;
  /** The signal as the server described it. */
  readonly signal: Readonly<Record<string, unknown>>;
}

const DRAWN_MAX = 256;

export class Drawings {
  readonly #drawn = new Map<string, DrawnSignal>();

  constructor(drawn: readonly DrawnSignal[] = []) {
    for (const one of drawn) this.#drawn.set(one.id, one);
  }

  /** What stands on the chart, oldest first. */
  list(): readonly DrawnSignal[] {
    return [...this.#drawn.values()];
  }

  /** Draws a signal under its own `id`, in the place of one that stands there; false where it says too little. */
  draw(id: string, fields: CommandFields): boolean {
    if (id === '' || fields.text('s') === null || fields.oneOf('side', ['buy', 'sell']) === null) return false;
    this.#drawn.delete(id);
    this.#drawn.set(id, { id, signal: fields.body });
    if (this.#drawn.size > DRAWN_MAX) this.#drawn.delete(this.#drawn.keys().next().value as string);
    return true;
  }

  /** Takes a signal away; one that is not there is no fault. */
  erase(id: string): void {
    this.#drawn.delete(id);
  }
}
