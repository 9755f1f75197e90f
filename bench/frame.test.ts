import { describe, expect, it } from 'vitest';
import { chooseBudgets, median, quantile, race, tableOf, type Budget, type Figure } from './frame.ts';

const RATE: Figure = { name: 'rate', unit: 'ticks/s', better: 'more' };
const TIME: Figure = { name: 'time', unit: 'ms', better: 'less' };
const idle: Budget['run'] = () => Promise.resolve([]);

/** Gives one list after another. */
function plays(...lists: readonly (readonly number[])[]): () => Promise<readonly number[]> {
  const left = [...lists];
  return () => Promise.resolve(left.shift() ?? []);
}

describe('a race', () => {
  it('runs both sides in turns and leaves the warm-up out', async () => {
    const turns: string[] = [];
    const side = (name: string, warm: number, value: number) => (): Promise<readonly number[]> => {
      turns.push(name);
      return Promise.resolve([turns.length <= 2 ? warm : value]);
    };
    const rows = await race(
      { figures: [RATE], peerName: 'peer', ours: side('A', 1e9, 300), peer: side('B', 1e-9, 100) }, 2, () => 1.5,
    );
    expect(turns.join('')).toBe('ABABAB');
    expect(rows).toEqual([{
      name: 'rate', ours: 300, peer: 100, peerName: 'peer', unit: 'ticks/s', ratio: 3, runs: 2, spread: 0, load: 1.5,
    }]);
  });

  it('gives a ratio above 1 to the greater rate and to the shorter time', async () => {
    const figures = [RATE, TIME];
    const won = await race({ figures, peerName: 'p', ours: plays([8, 2], [8, 2]), peer: plays([4, 4], [4, 4]) }, 1);
    expect(won.map(({ ratio }) => ratio)).toEqual([2, 2]);
    const lost = await race({ figures, peerName: 'p', ours: plays([4, 4], [4, 4]), peer: plays([8, 2], [8, 2]) }, 1);
    expect(lost.map(({ ratio }) => ratio)).toEqual([0.5, 0.5]);
  });

  it('takes the median and the spread of the ratios of the pairs', async () => {
    const [row] = await race({
      figures: [RATE], peerName: 'p', ours: plays([1], [10], [30], [40]), peer: plays([1], [10], [10], [20]),
    }, 3);
    expect(row).toMatchObject({ ours: 30, peer: 10, ratio: 2, spread: 1, runs: 3 });
  });

  it('names a peer that cannot be had, with our own figures', async () => {
    const [row] = await race({
      figures: [RATE], peerName: 'other', ours: plays([9], [10], [20], [15]), peer: { missing: 'no compiler' },
    }, 3);
    expect(row).toMatchObject({ ours: 15, peer: null, ratio: null, peerName: 'other (not here: no compiler)' });
    expect(row?.spread).toBeCloseTo(10 / 15);
  });

  it.each([[[1]], [[1, NaN]], [[1, 0]]])('refuses %j where two figures are due', async (taken) => {
    const contest = { figures: [RATE, TIME], peerName: 'p', ours: plays(taken), peer: plays([1, 1]) };
    await expect(race(contest, 1)).rejects.toThrow('where rate, time was due');
  });
});

describe('what is told', () => {
  it('takes the middle, or the mean of the middle two', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
  });

  it('takes quantiles by nearest rank', () => {
    const values = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect([0.5, 0.99, 1].map((share) => quantile(values, share))).toEqual([50, 99, 100]);
    expect(quantile([7], 0.5)).toBe(7);
    expect(quantile([], 0.5)).toBeNaN();
  });

  it('prints lost races and gaps as rows like any other', () => {
    const base = { unit: 'ms', runs: 5, spread: 0.126, load: 2.04 };
    const text = tableOf([
      { ...base, name: 'lost', ours: 2, peer: 1, peerName: 'ws', ratio: 0.5 },
      { ...base, name: 'gap', ours: 12_345.6, peer: null, peerName: 'x (not here: y)', ratio: null },
    ]);
    const lines = text.split('\n').map((line) => line.split('|').map((cell) => cell.trim()).slice(1, -1));
    expect(lines[2]).toEqual(['lost', '2.000', '1.000', 'ms', '0.50', '13 %', '5', '2.0', 'ws']);
    expect(lines[3]).toEqual(['gap', '12,346', '–', 'ms', '–', '13 %', '5', '2.0', 'x (not here: y)']);
  });

  it('chooses by name in the house order, all for none, and lists them for a name that is none', () => {
    const budgets: Budget[] = ['one', 'two', 'three'].map((name) => ({ name, run: idle }));
    expect(chooseBudgets(budgets, [])).toEqual({ ok: true, chosen: budgets });
    expect(chooseBudgets(budgets, ['three', 'one'])).toEqual({ ok: true, chosen: [budgets[0], budgets[2]] });
    expect(chooseBudgets(budgets, ['one', 'four'])).toEqual(
      { ok: false, text: 'no budget is called four; there are: one, two, three' },
    );
  });
});
