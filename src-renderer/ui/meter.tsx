// A thin bar: how much of a limit is used, and how much one more step would use.

interface MeterProps {
  /** 0 … 1, used already. */
  readonly used: number;
  /** 0 … 1, used after the step; equal to `used` where there is none. */
  readonly after?: number;
  readonly tone?: 'accent' | 'warning' | 'down';
  readonly label: string;
}

function clip(share: number): number {
  return Math.min(1, Math.max(0, share));
}

export function Meter({ used, after = used, tone = 'accent', label }: MeterProps) {
  const from = clip(used);
  const to = Math.max(from, clip(after));
  return (
    <span
      className={`meter meter-${tone}`}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(to * 100)}
    >
      <span className="meter-after" style={{ transform: `scaleX(${String(to)})` }} />
      <span className="meter-used" style={{ transform: `scaleX(${String(from)})` }} />
    </span>
  );
}
