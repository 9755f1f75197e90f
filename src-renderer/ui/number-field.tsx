// A number to type: no spinner of the browser's own; arrow keys step, Escape gives back what was there.

import { useId, useState } from 'react';

interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly decimals: number;
  readonly step: number;
  readonly onChange: (value: number | null) => void;
}

export function NumberField({ label, value, decimals, step, onChange }: NumberFieldProps) {
  const id = useId();
  const [text, setText] = useState(value.toFixed(decimals));
  const isBad = text.trim() === '' || !Number.isFinite(Number(text)) || Number(text) <= 0;
  const take = (next: string): void => {
    setText(next);
    const parsed = Number(next);
    onChange(next.trim() === '' || !Number.isFinite(parsed) || parsed <= 0 ? null : parsed);
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="figure"
        inputMode="decimal"
        autoComplete="off"
        spellCheck={false}
        value={text}
        aria-invalid={isBad}
        onChange={(event) => {
          take(event.target.value);
        }}
        onKeyDown={(event) => {
          const sign = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
          if (sign === 0 || isBad) return;
          event.preventDefault();
          take((Number(text) + sign * step * (event.shiftKey ? 10 : 1)).toFixed(decimals));
        }}
      />
    </div>
  );
}
