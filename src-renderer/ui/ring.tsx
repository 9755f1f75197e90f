// The clock ring of a card: what is left of its life.

interface RingProps {
  /** 1 full … 0 empty. */
  readonly share: number;
  readonly tone: 'accent' | 'warning' | 'down';
  readonly label: string;
  readonly children: string;
}

const RADIUS = 15;
const LENGTH = 2 * Math.PI * RADIUS;

export function Ring({ share, tone, label, children }: RingProps) {
  const clipped = Math.min(1, Math.max(0, share));
  return (
    <span className={`ring ring-${tone}`} role="timer" aria-label={label}>
      <svg viewBox="0 0 36 36" aria-hidden="true">
        <circle className="ring-track" cx="18" cy="18" r={RADIUS} />
        <circle
          className="ring-arc"
          cx="18"
          cy="18"
          r={RADIUS}
          strokeDasharray={`${String(LENGTH * clipped)} ${String(LENGTH)}`}
        />
      </svg>
      <span className="ring-text figure">{children}</span>
    </span>
  );
}
