// A reading between −1 and 1 in hundredths: arrow, number and colour together, so that no eye depends on the colour.

import { formatFixed, UNKNOWN } from '#renderer/ui';

/** Below this a reading takes no side. */
const SIDE_FROM = 0.15;

function sideOf(value: number | null): 'up' | 'down' | 'flat' {
  if (value === null || Math.abs(value) < SIDE_FROM) return 'flat';
  return value > 0 ? 'up' : 'down';
}

/** Hundredths without a sign where an arrow says it, with it where none does. */
export function formatReading(value: number | null): string {
  return formatFixed(value === null ? null : value * 100, 0, 'always');
}

export function LeanText({ value }: { readonly value: number | null }) {
  if (value === null) return <span className="is-second">{UNKNOWN}</span>;
  const side = sideOf(value);
  return (
    <span className={`lean figure${side === 'flat' ? ' is-second' : ` is-${side}`}`} data-side={side}>
      <span className="lean-arrow" aria-hidden="true" />
      {formatReading(value)}
    </span>
  );
}
