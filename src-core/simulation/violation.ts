// What must never be, was.

export type Invariant =
  /** A client order id runs at the broker once; a click makes one order. */
  | 'order-once'
  /** Every order at the broker follows from a card and an approval on the disk. */
  | 'order-approved'
  | 'hard-caps'
  | 'sent-after-commit'
  | 'confirmed-after-commit'
  /** The journal's ticks are the market's, in order, each once. */
  | 'rows-once'
  /** Reliable messages are in the journal as they were sent, without holes, each once. */
  | 'reliable-once'
  /** Once nothing fails any more, app and broker hold the same. */
  | 'in-step'
  /** The journal gives the recorded facts and the live state again. */
  | 'replay'
  | 'no-discrepancy'
  | 'no-throw';

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
