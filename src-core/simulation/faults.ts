// What goes wrong, at seeded moments: wires, processes, files, disks and clocks.

import type { Random } from '#core/base';

export const FAULTS = [
  'cut', 'silence', 'app-crash', 'app-crash-before-commit', 'app-crash-at-commit', 'app-crash-after-send',
  'app-upgrade', 'power-loss', 'disk-full', 'slow-disk', 'terminal-restart', 'terminal-stale',
  'terminal-dies-in-order', 'lost-answers', 'clock-jump', 'sleep',
] as const;

export type Fault = (typeof FAULTS)[number];

const WEIGHTS: Readonly<Record<Fault, number>> = {
  cut: 5, silence: 2, 'app-crash': 4, 'app-crash-before-commit': 3, 'app-crash-at-commit': 4, 'app-crash-after-send': 4,
  'app-upgrade': 2, 'power-loss': 2, 'disk-full': 1, 'slow-disk': 3, 'terminal-restart': 4, 'terminal-stale': 2,
  'terminal-dies-in-order': 3, 'lost-answers': 5, 'clock-jump': 2, sleep: 1,
};

export function pickFault(random: Random): Fault {
  let left = random.nextInt(1, FAULTS.reduce((sum, fault) => sum + WEIGHTS[fault], 0));
  for (const fault of FAULTS) {
    left -= WEIGHTS[fault];
    if (left <= 0) return fault;
  }
  return 'cut';
}
