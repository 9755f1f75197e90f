// What a crash run finds: one broken promise, in words.

export class Violation extends Error {
  override readonly name = 'Violation';
}

/** Ends the run where a promise does not hold. */
export function hold(isKept: boolean, what: string): asserts isKept {
  if (!isKept) throw new Violation(what);
}
