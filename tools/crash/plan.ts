// When to kill: drawn from the seed.

import type { Random } from '#core/base';

export interface KillPlan {
  /** Counted from: ready, the terminal's welcome, the first click after the delay, or while it is still starting. */
  readonly when: 'ready' | 'linked' | 'click' | 'starting';
  readonly afterMs: number;
  /** From the click to the kill: between its arrival, its commit, its order and its answer. */
  readonly afterClickMs: number;
  readonly isTerminalKilled: boolean;
}

export function planKill(random: Random): KillPlan {
  const dice = random.nextInt(1, 100);
  const when = dice <= 30 ? 'ready' : dice <= 60 ? 'linked' : dice <= 90 ? 'click' : 'starting';
  const afterMs = when === 'starting' ? random.nextInt(20, 700) : random.nextInt(200, when === 'linked' ? 1500 : 3000);
  return { when, afterMs, afterClickMs: random.nextInt(0, 15), isTerminalKilled: random.nextChance(0.2) };
}
