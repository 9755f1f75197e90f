// The frame of every budget: Sextant and a peer run in turns (A B A B …) in one process after a warm-up of both, and
// what is told is the median of each and of their ratios. A race that was lost is told like one that was won.
//
// Invariants: a ratio above 1 means that Sextant is better, whatever the unit; a peer that cannot be had is a row.

import { loadavg } from 'node:os';

export interface BenchRow {
  readonly name: string;
  /** Median of the runs. */
  readonly ours: number;
  /** Median of the runs; null where the peer cannot be had, and `peerName` then says why. */
  readonly peer: number | null;
  readonly peerName: string;
  readonly unit: string;
  /** Median of the runs' own ratios, above 1 = ours is better; null without a peer. */
  readonly ratio: number | null;
  readonly runs: number;
  /** (largest - smallest) / median of the runs' ratios; without a peer, of our own figures. */
  readonly spread: number;
  /** The machine's load average over a minute, read before the first run. */
  readonly load: number;
}

export interface Figure {
  readonly name: string;
  readonly unit: string;
  /** `more` for rates, `less` for times. */
  readonly better: 'more' | 'less';
}

/** Does one run and resolves to its figures, in the order of `Contest.figures`. */
type Runner = () => Promise<readonly number[]>;

export interface Contest {
  readonly figures: readonly Figure[];
  readonly peerName: string;
  readonly ours: Runner;
  /** The peer, or why it cannot be had here. */
  readonly peer: Runner | { readonly missing: string };
}

export interface Budget {
  readonly name: string;
  /** Resolves to its rows; leaves no process and no file behind, also when it fails. */
  run(): Promise<readonly BenchRow[]>;
}

const RUNS = 5;

/** Runs both sides `runs` times in turns. Throws where a side fails, or gives other than one positive figure each. */
export async function race(
  contest: Contest, runs = RUNS, readLoad = (): number => loadavg()[0] ?? 0,
): Promise<BenchRow[]> {
  const { figures, ours } = contest;
  const peer = typeof contest.peer === 'function' ? contest.peer : null;
  const load = readLoad();
  const oursTaken: (readonly number[])[] = [];
  const peerTaken: (readonly number[])[] = [];
  for (let run = 0; run <= runs; run += 1) {
    const figuresOurs = checked(await ours(), figures, 'ours');
    const figuresPeer = peer === null ? null : checked(await peer(), figures, contest.peerName);
    // The first is the warm-up.
    if (run === 0) continue;
    oursTaken.push(figuresOurs);
    if (figuresPeer !== null) peerTaken.push(figuresPeer);
  }
  const missing = typeof contest.peer === 'function' ? '' : ` (not here: ${contest.peer.missing})`;
  return figures.map((figure, index) => ({
    ...rowOf(figure, columnOf(oursTaken, index), columnOf(peerTaken, index)),
    peerName: contest.peerName + missing, runs, load,
  }));
}

function columnOf(taken: readonly (readonly number[])[], index: number): readonly number[] {
  return taken.map((figures) => figures[index] as number);
}

function checked(taken: readonly number[], figures: readonly Figure[], who: string): readonly number[] {
  if (taken.length === figures.length && taken.every((value) => Number.isFinite(value) && value > 0)) return taken;
  throw new Error(`${who} gave ${taken.join(', ')} where ${figures.map(({ name }) => name).join(', ')} was due`);
}

function rowOf(
  figure: Figure, ours: readonly number[], peer: readonly number[],
): Omit<BenchRow, 'peerName' | 'runs' | 'load'> {
  const ratios = peer.map((value, index) => {
    const own = ours[index] as number;
    return figure.better === 'more' ? own / value : value / own;
  });
  const hasPeer = ratios.length > 0;
  return {
    name: figure.name, ours: median(ours), peer: hasPeer ? median(peer) : null, unit: figure.unit,
    ratio: hasPeer ? median(ratios) : null, spread: spreadOf(hasPeer ? ratios : ours),
  };
}

function spreadOf(values: readonly number[]): number {
  return (Math.max(...values) - Math.min(...values)) / median(values);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? sorted[middle] as number
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** The value below or at which `share` (0…1) of the values lie: nearest rank. NaN for none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

const HEADINGS = ['name', 'ours', 'peer', 'unit', 'ratio', 'spread', 'runs', 'load', 'against'] as const;

/** The rows as a table in plain text (and in Markdown). */
export function tableOf(rows: readonly BenchRow[]): string {
  const cells = rows.map((row) => [
    row.name, numberText(row.ours), row.peer === null ? '–' : numberText(row.peer), row.unit,
    row.ratio === null ? '–' : row.ratio.toFixed(2), `${Math.round(row.spread * 100)} %`, String(row.runs),
    row.load.toFixed(1), row.peerName,
  ]);
  const widths = HEADINGS.map((heading, column) => (
    Math.max(heading.length, ...cells.map((line) => (line[column] as string).length))
  ));
  const lineOf = (line: readonly string[]): string => (
    `| ${line.map((cell, column) => cell.padEnd(widths[column] as number)).join(' | ')} |`
  );
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [lineOf(HEADINGS), rule, ...cells.map(lineOf)].join('\n');
}

function numberText(value: number): string {
  if (value >= 1000) return Math.round(value).toLocaleString('en-US');
  return value >= 10 ? value.toFixed(1) : value.toFixed(3);
}

export type Choice =
  | { readonly ok: true; readonly chosen: readonly Budget[] }
  | { readonly ok: false; readonly text: string };

/** The budgets of these names in their own order, all for none; the list of them for a name that is none. */
export function chooseBudgets(budgets: readonly Budget[], names: readonly string[]): Choice {
  const unknown = names.find((name) => !budgets.some((budget) => budget.name === name));
  if (unknown !== undefined) {
    const known = budgets.map(({ name }) => name).join(', ');
    return { ok: false, text: `no budget is called ${unknown}; there are: ${known}` };
  }
  return { ok: true, chosen: budgets.filter(({ name }) => names.length === 0 || names.includes(name)) };
}
