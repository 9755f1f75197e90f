// The kinds of column that the tables share.

import { PriceText, type Column } from '#renderer/ui';
import { MoneyText } from './money-text.tsx';
import { SideText } from './side-text.tsx';

type Extra<T> = Partial<Pick<Column<T>, 'align' | 'width' | 'tip'>>;

/** The words for who opened a position. */
export const ORIGIN_WORD = {
  signal: 'origin.signal',
  manual: 'origin.manual',
  external: 'origin.external',
  expert: 'origin.expert',
} as const;

/** Figures, right-aligned. */
export function figureColumn<T>(
  key: string,
  head: string,
  text: (row: T) => string,
  extra: Extra<T> = {},
): Column<T> {
  return { key, head, align: 'right', cell: (row) => <span className="figure">{text(row)}</span>, ...extra };
}

/** Times, ids and other figures of second rank; left-aligned unless told. */
export function quietColumn<T>(key: string, head: string, text: (row: T) => string, extra: Extra<T> = {}): Column<T> {
  return { key, head, cell: (row) => <span className="figure is-second">{text(row)}</span>, ...extra };
}

/** Words that may be longer than their column: cut, and whole in the hint. */
export function clippedColumn<T>(
  key: string,
  head: string,
  text: (row: T) => string,
  extra: Extra<T> = {},
): Column<T> {
  return {
    key,
    head,
    cell: (row) => <span className="clip is-second">{text(row)}</span>,
    tip: (row) => text(row) || undefined,
    ...extra,
  };
}

export function priceColumn<T>(
  key: string,
  head: string,
  value: (row: T) => number | null,
  digits: (row: T) => number,
): Column<T> {
  return { key, head, align: 'right', cell: (row) => <PriceText value={value(row)} digits={digits(row)} /> };
}

/** A result in account money: signed and coloured, the currency in the head. */
export function resultColumn<T>(
  key: string,
  head: string,
  currency: string,
  value: (row: T) => number | null,
): Column<T> {
  const title = currency === '' ? head : `${head}, ${currency}`;
  return { key, head: title, align: 'right', cell: (row) => <MoneyText value={value(row)} isResult /> };
}

export function sideColumn<T extends { readonly side: 'buy' | 'sell' }>(head: string): Column<T> {
  return { key: 'side', head, cell: (row) => <SideText side={row.side} /> };
}
