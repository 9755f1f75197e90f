// What the drawings of the terminal are made of: boxes to tick, numbered marks, and the legend below.

interface MarkProps {
  readonly n: number;
  readonly x: number;
  readonly y: number;
}

export function Mark({ n, x, y }: MarkProps) {
  return (
    <g className="pic-mark">
      <circle cx={x} cy={y} r="9" />
      <text x={x} y={y + 4} textAnchor="middle">{n}</text>
    </g>
  );
}

interface CheckboxProps {
  readonly x: number;
  readonly y: number;
  readonly label: string;
  readonly isOn: boolean;
}

export function Checkbox({ x, y, label, isOn }: CheckboxProps) {
  return (
    <g>
      <rect className="pic-box" x={x + 0.5} y={y + 0.5} width="12" height="12" rx="2" />
      {isOn ? <path className="pic-tick" d={`M${String(x + 3)} ${String(y + 6.5)}l2.6 2.8 4.6 -5.4`} /> : null}
      <text className="pic-text" x={x + 20} y={y + 11}>{label}</text>
    </g>
  );
}

export function Legend({ words }: { readonly words: readonly string[] }) {
  return (
    <figcaption className="pic-legend">
      {words.map((word, n) => (
        <span key={word}>
          <span className="pic-number" aria-hidden="true">{n + 1}</span>
          {word}
        </span>
      ))}
    </figcaption>
  );
}
