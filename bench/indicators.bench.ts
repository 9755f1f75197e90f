// Eight studies over a million bars as columns, against TA-Lib's C and the JavaScript libraries that one could install;
// and one bar at a time with all outputs stored, against libraries made for that. Nanoseconds of each process's own
// processor time a bar; each side is a process of its own, and they take turns.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { race, type BenchRow, type Budget, type Figure } from './frame.ts';
import { EIGHT, writeWalk } from './peers/eight.ts';
import { installNpm, installPython, type Installed } from './peers/install.ts';
import { startSide, type Side } from './side.ts';

const BATCH_BARS = 1_000_000;
const STREAM_BARS = 200_000;
/** talipp takes some thirty microseconds a bar. */
const TALIPP_BARS = 20_000;

interface Peer {
  readonly name: string;
  readonly kind: 'batch' | 'streaming';
  readonly install: () => Installed;
  /** Starts it over the walk, once it is installed. */
  readonly start: (path: string, walk: string) => Promise<Side>;
  /** Studies it does not have. */
  readonly lacks?: readonly string[];
  readonly isJavaScript: boolean;
}

function npmPeer(kind: Peer['kind'], name: string, lacks: readonly string[] = []): Peer {
  return {
    name, kind, lacks, isJavaScript: name !== 'tulind', install: () => installNpm(name),
    start: (path, walk) => startSide(process.execPath, `${kind}-side.ts`, [name, walk, path]),
  };
}

const PEERS: readonly Peer[] = [
  {
    name: 'TA-Lib', kind: 'batch', isJavaScript: false, install: () => installPython('TA-Lib'),
    start: (path, walk) => startSide(path, 'talib_side.py', [walk]),
  },
  npmPeer('batch', '@ixjb94/indicators'),
  npmPeer('batch', 'indicatorts', ['ADX']),
  npmPeer('batch', 'technicalindicators'),
  npmPeer('batch', 'tulind'),
  npmPeer('streaming', '@debut/indicators'),
  npmPeer('streaming', 'trading-signals'),
  {
    name: 'talipp', kind: 'streaming', isJavaScript: false, install: () => installPython('talipp'),
    start: (path, walk) => startSide(path, 'talipp_side.py', [walk, String(TALIPP_BARS)]),
  },
];

/** The studies that both have, one by one and together; a streaming side tells of all at once. */
export function figuresOf(kind: Peer['kind'], lacks: readonly string[]): readonly Figure[] {
  const unit = 'ns/bar';
  if (kind === 'streaming') return [{ name: 'one bar at a time, the eight', unit, better: 'less' }];
  const studies = EIGHT.map(([name]) => name).filter((name) => !lacks.includes(name));
  const all = studies.length === EIGHT.length ? 'the eight' : `${studies.length} of the eight`;
  return [...studies, all].map((name) => ({ name: `columns, ${name}`, unit, better: 'less' }));
}

/** Figures of the studies that are not lacking, and their sum; a single figure stays as it is. */
export function shared(figures: readonly number[], lacks: readonly string[]): readonly number[] {
  if (figures.length === 1) return figures;
  const hasAll = figures.length === EIGHT.length;
  const own = hasAll ? figures.filter((_, i) => !lacks.includes(EIGHT[i]?.[0] ?? '')) : figures;
  return [...own, own.reduce((sum, value) => sum + value, 0)];
}

async function raceAgainst(peer: Peer, walk: string): Promise<readonly BenchRow[]> {
  const { kind, lacks = [] } = peer;
  const ours = await startSide(process.execPath, `${kind}-side.ts`, ['sextant', walk]);
  const other = await open(peer, walk);
  try {
    return await race({
      figures: figuresOf(kind, lacks), peerName: peer.name,
      ours: async () => shared(await ours.turn(), lacks),
      peer: 'missing' in other ? other : async () => shared(await other.turn(), lacks),
    });
  } finally {
    await ours.stop();
    if (!('missing' in other)) await other.stop();
  }
}

/** The peer's side, or why it cannot be had: not installed, or installed and not able to start. */
async function open(peer: Peer, walk: string): Promise<Side | { readonly missing: string }> {
  const installed = peer.install();
  if ('missing' in installed) return installed;
  try {
    return await peer.start(installed.path, walk);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return { missing: words.replace(/\s+/g, ' ').slice(0, 200) };
  }
}

/** Geometric mean of the ratios against the JavaScript libraries over columns; null where none could be had. */
export function meanRow(rows: readonly BenchRow[], libraries: readonly string[]): BenchRow | null {
  const sums = rows.filter(({ name, peerName, ratio }) => (
    name.endsWith('the eight') && name.startsWith('columns') && libraries.includes(peerName) && ratio !== null
  ));
  const first = sums[0];
  if (first === undefined) return null;
  const mean = (of: (row: BenchRow) => number): number => (
    Math.pow(sums.reduce((product, row) => product * of(row), 1), 1 / sums.length)
  );
  const ratio = mean((row) => row.ratio ?? 1);
  return {
    ...first, name: 'columns, geometric mean', ours: mean((row) => row.ours), peer: mean((row) => row.peer ?? 1), ratio,
    peerName: `${sums.length} JavaScript libraries`, spread: Math.max(...sums.map(({ spread }) => spread)),
  };
}

async function run(): Promise<readonly BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sextant-bench-'));
  try {
    const walks = { batch: join(folder, 'batch.f64'), streaming: join(folder, 'streaming.f64') };
    writeWalk(walks.batch, BATCH_BARS);
    writeWalk(walks.streaming, STREAM_BARS);
    const rows: BenchRow[] = [];
    for (const peer of PEERS) rows.push(...await raceAgainst(peer, walks[peer.kind]));
    const mean = meanRow(rows, PEERS.filter(({ isJavaScript }) => isJavaScript).map(({ name }) => name));
    return mean === null ? rows : [...rows, mean];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const indicatorsBudget: Budget = { name: 'indicators', run };
