// Bugs made on purpose, outside the product's code: each one that the simulation did not find would show that it
// looks away.

/**
 * `confirms-early`: the terminal is told "stored" before the commit. `sends-early`: a command leaves before the commit
 * of its event. `forgetful-terminal`: after a restart the terminal knows neither its order journal nor, for a while,
 * the broker's past. `torn-batch`: a crash leaves an input on the disk without the facts that followed it.
 * `no-approval`: the app makes an order of every card by itself. `lying-snapshot`: the terminal shows a position larger
 * than it is, with the hash that fits. `blind-resend`: the app sends orders again when a link comes back, without
 * having asked, to a terminal that has forgotten them.
 */
export const CANARIES = [
  'confirms-early', 'sends-early', 'forgetful-terminal', 'torn-batch', 'no-approval', 'lying-snapshot',
  'blind-resend',
] as const;

export type Canary = (typeof CANARIES)[number];
