import { describe, expect, it } from 'vitest';
import type { OrderState } from '#core/model';
import { ORDER_LIFE, endsByDeals, isClosing, isFinal, mayMove } from './index.ts';

const STATES = Object.keys(ORDER_LIFE) as OrderState[];

/** Worked by hand, a row a state: `x` = may come there, `.` = impossible, `=` = itself. */
const TABLE = `
          issued accepted working partial unknown filled done rejected expired canceled
issued    =      x        x       x       x       x      x    x        x       x
accepted  .      =        x       x       x       x      x    x        x       x
working   .      x        =       x       x       x      x    x        x       x
partial   .      .        .       =       .       x      .    .        .       .
unknown   x      x        x       x       =       x      x    x        x       x
filled    .      .        .       .       .       =      .    .        .       .
done      .      .        .       .       .       x      =    .        .       .
rejected  .      .        .       .       .       x      .    =        .       .
expired   .      .        .       .       .       x      .    .        =       .
canceled  .      .        .       .       .       x      .    .        .       =
`;

const [head = [], ...rows] = TABLE.trim().split('\n').map((line) => line.trim().split(/\s+/));
const cells = rows.flatMap(([from = '', ...marks]) =>
  marks.map((mark, at): [OrderState, OrderState, boolean] => [
    from as OrderState,
    head[at] as OrderState,
    mark !== '.',
  ]),
);

describe("the table of an order's life", () => {
  it('has a cell for every pair of states', () => {
    expect(cells).toHaveLength(STATES.length ** 2);
    expect(new Set(head)).toEqual(new Set(STATES));
  });

  it.each(cells)('from %s to %s is possible: %s', (from, to, isPossible) => {
    expect(mayMove(from, to)).toBe(isPossible);
  });

  it('leads from an end to nothing but a fill, and from a fill to nothing', () => {
    for (const state of STATES.filter(isFinal)) expect(ORDER_LIFE[state].filter((to) => to !== 'filled')).toEqual([]);
    expect(ORDER_LIFE.filled).toEqual([]);
  });

  it('knows what ends by deals and what takes a position off the books', () => {
    const purposes = ['open', 'close', 'close_by', 'modify', 'cancel', 'check'] as const;
    expect(purposes.filter(endsByDeals)).toEqual(['open', 'close', 'close_by']);
    expect(purposes.filter(isClosing)).toEqual(['close', 'close_by']);
  });
});
