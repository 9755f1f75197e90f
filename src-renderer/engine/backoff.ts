// How long to wait before the next try: doubled each time up to a ceiling, so that a stopped host is not hammered
// and a restarted one is found within seconds.

const FIRST_MS = 500;
const CEILING_MS = 8_000;

/** Wait before try number `attempt` (1 = the first after the loss), ms. */
export function backoffMs(attempt: number): number {
  return Math.min(CEILING_MS, FIRST_MS * 2 ** Math.max(0, Math.min(10, attempt - 1)));
}
