// The path of one situation as a small line: its window in the quiet colour, what came next in the colour of its side.

import { formatFixed } from '#renderer/ui';
import { useTranslation } from 'react-i18next';

const WIDTH = 160;
const HEIGHT = 24;
const INSET = 2;

interface SparkProps {
  /** Closes less the close at the window's end, in average true ranges. */
  readonly shape: readonly number[];
  readonly after: readonly number[];
}

export function Spark({ shape, after }: SparkProps) {
  const { t } = useTranslation();
  const all = [...shape, ...after];
  const low = Math.min(...all);
  const high = Math.max(...all);
  const place = (value: number, index: number): string => {
    const x = (index / Math.max(1, all.length - 1)) * WIDTH;
    const y = high === low ? HEIGHT / 2 : INSET + ((high - value) / (high - low)) * (HEIGHT - 2 * INSET);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  };
  const split = shape.length - 1;
  const outcome = after.at(-1) ?? 0;
  const label = t('similar.sparkLabel', { outcome: formatFixed(outcome, 2, 'always'), bars: after.length });
  return (
    <svg className="spark" viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`} role="img" aria-label={label}>
      <polyline className="spark-window" points={shape.map(place).join(' ')} />
      <polyline
        className={outcome < 0 ? 'spark-down' : 'spark-up'}
        points={all.slice(split).map((value, i) => place(value, split + i)).join(' ')}
      />
    </svg>
  );
}
