// The floors of the house as data. A floor uses the floors below it and never its own: rooms of one floor do not know
// each other. Type-only imports count. src-core/layers.test.ts holds every import to this table, and
// docs/ARCHITECTURE.md is checked against it.

export interface Room {
  readonly name: string;
  readonly floor: number;
  /** What the room holds, as the page on the architecture says it. */
  readonly text: string;
  /** Packages that may be imported; without this none. `@scope/` stands for all of a scope. */
  readonly packages?: readonly string[];
  /** True for a room that nothing else in its tree may import. */
  readonly isApart?: boolean;
}

export const CORE_ROOMS: readonly Room[] = [
  { name: 'base', floor: 0, text: 'Result, assert, seeded random numbers, hashes, exact mathematics' },
  { name: 'model', floor: 1, text: 'the nouns: tick, bar, account, order, signal, event; the table of codes' },
  { name: 'ports', floor: 2, text: 'what a host provides: clock, journal, venue, market sink' },
  { name: 'broker-model', floor: 2, text: 'how a broker fills, charges and margins' },
  { name: 'indicators', floor: 2, text: 'studies of series, a streaming class each, and their registry' },
  {
    name: 'contract', floor: 2, text: 'what a window, a script or a web page may ask and be told',
    packages: ['zod', '@orpc/'], isApart: true,
  },
  { name: 'intake', floor: 3, text: 'frames from outside become records, or quarantine' },
  { name: 'routing', floor: 3, text: 'records become one of fourteen data types, each with its lane and stores' },
  { name: 'market', floor: 3, text: 'ticks become quotes and bars of six timeframes; the account\'s mirror' },
  {
    name: 'gaps', floor: 3,
    text: 'what is missing of stored series, told apart from closed hours and from what the broker lacks',
  },
  { name: 'patterns', floor: 3, text: 'structure of a chart, and past situations like the present one' },
  { name: 'features', floor: 3, text: 'bars, ticks and what else was known become named, versioned feature vectors' },
  { name: 'timeframes', floor: 3, text: 'readings of six timeframes become one number, conflicts and words' },
  { name: 'strategies', floor: 3, text: 'closed bars become proposals' },
  { name: 'decision', floor: 3, text: 'proposals become at most one signal, or a "why not"' },
  { name: 'risk', floor: 3, text: 'signal and account become a size, or a veto with its code' },
  { name: 'approval', floor: 3, text: 'a signal is approved, rejected or expires' },
  { name: 'execution', floor: 3, text: 'an approved signal becomes an order and its life; idempotent, reconciled' },
  { name: 'outcome', floor: 3, text: 'deals become trades: what was earned and what it cost' },
  { name: 'kernel', floor: 4, text: 'the inlet, the loop, and the one list that names the order of the stages' },
  { name: 'terminal', floor: 4, text: 'the other end of the wire: terminal and Expert Advisor as a state machine' },
  { name: 'backtest', floor: 5, text: 'stepped clock, history feed, simulated venue, statistics' },
  { name: 'simulation', floor: 5, text: 'seeded faults and the invariants; never shipped' },
];

/** Only the kernel knows the stages by name. */
export const STAGE_FLOOR = 3;

export const MAIN_ROOMS: readonly Room[] = [
  { name: 'secrets', floor: 0, text: 'tokens and keys, in the system\'s keychain or an owner-only file' },
  { name: 'workers', floor: 0, text: 'where a worker thread\'s entry lies' },
  { name: 'disk', floor: 0, text: 'what errors of files and SQLite mean' },
  { name: 'journal', floor: 1, text: 'the append-only log on SQLite behind a writer worker' },
  { name: 'stores', floor: 1, text: 'readers of the journal that keep bars and ticks to be asked for' },
  { name: 'mt5', floor: 1, text: 'sessions on /ws/mt5' },
  { name: 'mt5-setup', floor: 1, text: 'finds terminals, copies the Expert Advisor into one and compiles it there' },
  { name: 'terminal', floor: 1, text: 'the simulated terminal on a real socket' },
  { name: 'engine', floor: 2, text: 'a data folder opened: journal, store and kernel recovered, behind one facade' },
  { name: 'feeds', floor: 3, text: 'files become ticks and bars' },
  { name: 'reports', floor: 3, text: 'what MetaTrader\'s testers and statements report becomes deals and sums' },
  { name: 'web', floor: 3, text: 'HTTP, REST, the contract over WebSocket and message port, the static window' },
  { name: 'host', floor: 4, text: 'the composition root: which part stands behind which port; start and stop order' },
  { name: 'cli', floor: 5, text: 'the command sextant' },
  { name: 'desktop', floor: 6, text: 'windows, tray, menu, preload: the only room that knows Electron' },
];

export const RENDERER_ROOMS: readonly Room[] = [
  { name: 'i18n', floor: 0, text: 'the string tables, English and Indonesian' },
  { name: 'state', floor: 1, text: 'what is shown, as stores' },
  { name: 'ui', floor: 1, text: 'tokens and controls' },
  { name: 'engine', floor: 2, text: 'client of the contract; one flush a frame' },
  { name: 'chart', floor: 3, text: 'candles, lines and marks' },
  { name: 'panels', floor: 4, text: 'a folder each: market watch, signals, tables, account bar' },
  { name: 'layout', floor: 5, text: 'the dock and what is remembered of it' },
  { name: 'app', floor: 6, text: 'the entry: theme, keys, start' },
];

/** What the window may know of the engine. */
export const RENDERER_DOORS: readonly string[] = ['#core/contract', '#core/model'];

/** Functions of Math that every engine computes to the same bits; the rest comes from base. Constants are free. */
export const EXACT_MATH: readonly string[] = [
  'sqrt', 'abs', 'floor', 'ceil', 'trunc', 'round', 'sign', 'min', 'max', 'imul', 'fround', 'clz32',
  'PI', 'E', 'LN2', 'LN10', 'LOG2E', 'LOG10E', 'SQRT2', 'SQRT1_2',
];

/** Names that say nothing about what is inside. */
export const EMPTY_NAMES: readonly string[] = [
  'util', 'utils', 'common', 'shared', 'lib', 'libs', 'helper', 'helpers', 'service', 'services', 'manager', 'managers',
  'misc',
];
