// A price level to type, or none: empty means that there is none. Arrow keys step by the tick.

import { useId, useState } from 'react';

/** What stands in the field: a price, none, or something that is no price. */
export type Level = number | null | 'bad';

interface LevelFieldProps {
  readonly label: string;
  readonly value: number | null;
  readonly decimals: number;
  readonly step: number;
  /** Shown while the field is empty. */
  readonly none: string;
  readonly onChange: (level: Level) => void;
}

function readLevel(text: string): Level {
  if (text.trim() === '') return null;
  const value = Number(text);
  return Number.isFinite(value) && value > 0 ? value : 'bad';
}

export function LevelField({ label, value, decimals, step, none, onChange }: LevelFieldProps) {
  const id = useId();
  const [text, setText] = useState(value === null ? '' : value.toFixed(decimals));
  const level = readLevel(text);
  const take = (next: string): void => {
    setText(next);
    onChange(readLevel(next));
  };
  return (
    <div className="field field-level">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="figure"
        inputMode="decimal"
        autoComplete="off"
        spellCheck={false}
        placeholder={none}
        value={text}
        aria-invalid={level === 'bad'}
        onChange={(event) => {
          take(event.target.value);
        }}
        onKeyDown={(event) => {
          const sign = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
          if (sign === 0 || typeof level !== 'number') return;
          event.preventDefault();
          take((level + sign * step * (event.shiftKey ? 10 : 1)).toFixed(decimals));
        }}
      />
    </div>
  );
}
