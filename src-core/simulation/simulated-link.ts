// One connection between terminal and app: text frames in order, late; and what a wire may do to them: a cut that
// loses what is under way, a silence that neither end is told of, a frame that comes twice.

import type { Random } from '#core/base';
import type { Schedule } from './schedule.ts';

/** Who hears one direction of a link. */
interface LinkEnd {
  hear(text: string): void;
  closed(code: number, reason: string): void;
}

export interface LinkManners {
  readonly delayMsMax: number;
  readonly duplicateChance: number;
}

type Side = 'terminal' | 'server';

interface Direction {
  /** Nothing arrives before what was sent before it. */
  readyMs: number;
  isDead: boolean;
  isTold: boolean;
}

const LOST = 1006;

export class SimulatedLink {
  readonly #schedule: Schedule;
  readonly #random: Random;
  readonly #manners: LinkManners;
  readonly #ends = new Map<Side, LinkEnd>();
  /** By who hears it. */
  readonly #to: Readonly<Record<Side, Direction>> = {
    terminal: { readyMs: 0, isDead: false, isTold: false }, server: { readyMs: 0, isDead: false, isTold: false },
  };
  duplicates = 0;

  constructor(schedule: Schedule, random: Random, manners: LinkManners) {
    this.#schedule = schedule;
    this.#random = random;
    this.#manners = manners;
  }

  attach(side: Side, end: LinkEnd): void {
    this.#ends.set(side, end);
  }

  /** True until both ends know that it is over. */
  get isOpen(): boolean {
    return !this.#to.terminal.isTold && !this.#to.server.isTold;
  }

  sendTo(side: Side, text: string): void {
    const direction = this.#to[side];
    if (direction.isDead) return;
    const isTwice = this.#random.nextChance(this.#manners.duplicateChance);
    if (isTwice) this.duplicates += 1;
    this.#later(direction, () => {
      this.#deliver(side, text);
      if (isTwice) this.#deliver(side, text);
    });
  }

  /** One side closes: the other hears what was sent before, then of the end. */
  closeBy(side: Side, code: number, reason: string): void {
    const other = side === 'terminal' ? 'server' : 'terminal';
    if (!this.#to[other].isDead) this.#later(this.#to[other], () => { this.#tell(other, code, reason); });
    this.#later(this.#to[side], () => { this.#tell(side, code, reason); });
  }

  /** The wire breaks: what is under way is lost, and both ends are told a little later. */
  cut(): void {
    this.fallSilent();
    for (const side of ['terminal', 'server'] as const) {
      this.#schedule.after(this.#random.nextInt(0, 400), () => { this.#tell(side, LOST, ''); });
    }
  }

  /** Nothing arrives any more and nobody is told: both ends must notice the silence. */
  fallSilent(): void {
    this.#to.terminal.isDead = true;
    this.#to.server.isDead = true;
  }

  /** The process at one end died: it is told nothing, the other end a little later. */
  abandon(side: Side): void {
    const other = side === 'terminal' ? 'server' : 'terminal';
    this.#to[side].isTold = true;
    this.fallSilent();
    this.#schedule.after(this.#random.nextInt(0, 400), () => { this.#tell(other, LOST, ''); });
  }

  #deliver(side: Side, text: string): void {
    const { isDead, isTold } = this.#to[side];
    if (!isDead && !isTold) this.#ends.get(side)?.hear(text);
  }

  #later(direction: Direction, run: () => void): void {
    const nowMs = this.#schedule.nowMs;
    direction.readyMs = Math.max(direction.readyMs, nowMs + this.#random.nextInt(0, this.#manners.delayMsMax));
    this.#schedule.after(direction.readyMs - nowMs, run);
  }

  #tell(side: Side, code: number, reason: string): void {
    const direction = this.#to[side];
    if (direction.isTold) return;
    direction.isTold = true;
    direction.isDead = true;
    this.#ends.get(side)?.closed(code, reason);
  }
}
