// A broken invariant: a defect of ours, never bad input. The host disarms trading when one escapes the loop.

export class BrokenInvariant extends Error {
  override readonly name = 'BrokenInvariant';
}

/** Throws BrokenInvariant with `text` unless `condition` holds. */
export function assert(condition: unknown, text: string): asserts condition {
  if (!condition) throw new BrokenInvariant(text);
}

/** Marks a switch as exhaustive: the compiler refuses a call while a case is missing. */
export function unreachable(value: never): never {
  throw new BrokenInvariant(`unreachable: ${String(value)}`);
}
