// What must never be, was.

export const INVARIANTS = [
  'order-once', 'order-approved', 'hard-caps', 'sent-after-commit', 'confirmed-after-commit', 'rows-once',
  'reliable-once', 'in-step', 'replay', 'no-discrepancy', 'no-throw',
] as const;

export type Invariant = (typeof INVARIANTS)[number];

export class Violation extends Error {
  override readonly name = 'Violation';
  readonly invariant: Invariant;

  constructor(invariant: Invariant, text: string) {
    super(text);
    this.invariant = invariant;
  }
}

/** Throws a Violation unless `condition` holds. */
export function hold(invariant: Invariant, condition: boolean, text: () => string): asserts condition {
  if (!condition) throw new Violation(invariant, text());
}
