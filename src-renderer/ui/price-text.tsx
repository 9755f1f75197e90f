// A price with the tenth of a pip drawn smaller.

import { splitPrice } from './number-format.ts';

interface PriceTextProps {
  readonly value: number | null | undefined;
  readonly digits: number;
  readonly className?: string;
}

export function PriceText({ value, digits, className = '' }: PriceTextProps) {
  const [head, small] = splitPrice(value, digits);
  return (
    <span className={`figure ${className}`}>
      {head}
      {small === '' ? null : <span className="figure-small">{small}</span>}
    </span>
  );
}
