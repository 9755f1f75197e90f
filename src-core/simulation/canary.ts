// Bugs made on purpose, outside the product's code: each one that the simulation did not find would show that it
// looks away.

/**
 * `confirms-early`: the terminal is told "stored" before the commit. `sends-early`: a command leaves before the commit
 * of its event. `forgetful-terminal`: after a restart the terminal knows neither its order journal nor, for a while,
 * the broker's past. `torn-batch`: a crash leaves an input on the disk without the facts that followed it.
 * `no-approval`: the app makes an order of every card by itself.
 */
export const CANARIES = [
  'confirms-early', 'sends-early', 'forgetful-terminal', 'torn-batch', 'no-approval',
] as const;

export type Canary = (typeof CANARIES)[number];
