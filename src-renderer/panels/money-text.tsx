// Money with its sign and, where it is a result, its colour.

import { formatMoney, UNKNOWN } from '#renderer/ui';

interface MoneyTextProps {
  readonly value: number | null | undefined;
  readonly currency?: string;
  /** A result: always signed, coloured by its sign. */
  readonly isResult?: boolean;
}

export function MoneyText({ value, currency = '', isResult = false }: MoneyTextProps) {
  const text = formatMoney(value, isResult ? 'always' : 'auto');
  const sign = value === null || value === undefined || text === UNKNOWN ? 0 : Math.sign(Number(value.toFixed(2)));
  const tone = !isResult || sign === 0 ? '' : sign > 0 ? ' is-up' : ' is-down';
  return (
    <span className={`figure${tone}`}>
      {text}
      {currency === '' || text === UNKNOWN ? null : <span className="unit">{currency}</span>}
    </span>
  );
}
