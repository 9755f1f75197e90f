// The host's clock: UTC milliseconds that never go back, whatever happens to the wall clock.

import type { Clock } from '#core/ports';

let last = 0;

export const systemClock: Clock = {
  nowMs: () => {
    last = Math.max(last, Date.now());
    return last;
  },
};
