// How long a study remembers where its history began: what docs/indicators.md states, measured between a stream that
// began a thousand bars earlier and one that did not.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { INDICATORS, type BarColumns } from './index.ts';
import { makeWalk } from './bars.test-kit.ts';

const DOCS = readFileSync(new URL('../../docs/indicators.md', import.meta.url), 'utf8');
const EARLIER = 1_000;
const BARS = 3_000;
const WALKS = [1, 2, 3].map((seed) => makeWalk(seed, EARLIER + BARS));

/** Bars by study, as the table of the documentation says; null for those that never forget. */
function statedPeriods(): ReadonlyMap<string, number | null> {
  const [, section = ''] = DOCS.split('## Unstable periods');
  const rows = section.split('\n').map((line) => /^\| (\d+|never) \| (.+) \|$/.exec(line));
  return new Map(rows.flatMap((found) => (
    [...(found?.[2] ?? '').matchAll(/`(\w+)`/g)].map(([, name = '']) => [
      name, found?.[1] === 'never' ? null : Number(found?.[1]),
    ] as const)
  )));
}

const STATED = statedPeriods();
const UNSTABLE = [...INDICATORS.values()].filter(({ unstable }) => unstable);

function later(columns: BarColumns): BarColumns {
  const cut = (column: Float64Array): Float64Array => column.slice(EARLIER);
  return {
    time: cut(columns.time), open: cut(columns.open), high: cut(columns.high), low: cut(columns.low),
    close: cut(columns.close), volume: cut(columns.volume),
  };
}

/** The last bar on which both differ by more than 1e-9 of the figure or of a hundredth of its size; -1 for none. */
function lastDifference(long: Float64Array, short: Float64Array): number {
  const size = long.reduce((most, value) => (Math.abs(value) > most ? Math.abs(value) : most), 0);
  for (let i = BARS - 1; i >= 0; i -= 1) {
    const a = long[EARLIER + i] as number;
    const b = short[i] as number;
    if (Number.isNaN(b)) continue;
    if (!(Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), size * 0.01))) return i;
  }
  return -1;
}

describe('the unstable period that is stated', () => {
  it('is there for every study that says it is unstable, and for no other', () => {
    expect([...STATED.keys()].sort()).toEqual(UNSTABLE.map(({ name }) => name).sort());
  });

  it.each(UNSTABLE.map((definition) => [definition.name, definition] as const))('of %s is enough', (name, definition) => {
    const values = definition.params.map((param) => param.default);
    const worst = WALKS.flatMap((walk) => {
      const long = definition.outputs.map(() => new Float64Array(EARLIER + BARS));
      const short = definition.outputs.map(() => new Float64Array(BARS));
      definition.make(values).run(walk, long);
      definition.make(values).run(later(walk), short);
      return long.map((column, k) => lastDifference(column, short[k] as Float64Array));
    });
    const stated = STATED.get(name) ?? null;
    if (stated === null) expect(Math.max(...worst)).toBe(BARS - 1);
    else expect(Math.max(...worst)).toBeLessThan(stated);
  });
});
