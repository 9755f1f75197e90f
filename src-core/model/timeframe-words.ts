// The words for what the six timeframes say together: one table, read by the window and by REST.

import type {
  ConflictKind, Emergence, FormationKind, NotReady, TimeframeCell, TimeframeConflict, TimeframeSynthesis, TrendWord,
} from './timeframe-view.ts';

export const WORD_LANGUAGES = ['en', 'id'] as const;
export type WordLanguage = (typeof WORD_LANGUAGES)[number];

interface SynthesisTable {
  readonly trend: Readonly<Record<TrendWord, string>>;
  readonly agreement: string;
  readonly counts: string;
  readonly conflict: Readonly<Record<ConflictKind, { readonly up: string; readonly down: string }>>;
  readonly formation: Readonly<Record<FormationKind, { readonly up: string; readonly down: string }>>;
  readonly forming: string;
  readonly confirmed: string;
  readonly notReady: Readonly<Record<NotReady, string>>;
}

const BURST_EN = '{fast} unusually volatile inside a quiet {slow}';
const BURST_ID = '{fast} bergejolak di dalam {slow} yang tenang';

const WORDS: Readonly<Record<WordLanguage, SynthesisTable>> = {
  en: {
    trend: {
      'strong-up': 'Strong uptrend', 'up': 'Uptrend', 'mixed': 'No common direction', 'down': 'Downtrend',
      'strong-down': 'Strong downtrend', 'unknown': 'Too few timeframes are ready',
    },
    agreement: '{agreeing} of {ready} timeframes agree',
    counts: '{up} up, {down} down, {flat} sideways',
    conflict: {
      'pullback': {
        up: '{slow} up, {fast} down: pullback in an uptrend', down: '{slow} down, {fast} up: rally in a downtrend',
      },
      'counter-move': {
        up: '{fast} up inside a sideways {slow}', down: '{fast} down inside a sideways {slow}',
      },
      'fading': {
        up: '{slow} up, momentum down: the rise is losing force',
        down: '{slow} down, momentum up: the fall is losing force',
      },
      'structure-against': {
        up: '{slow} up, but with lower highs and lower lows',
        down: '{slow} down, but with higher highs and higher lows',
      },
      'burst': { up: BURST_EN, down: BURST_EN },
    },
    formation: {
      break: { up: 'Break of the last swing high', down: 'Break of the last swing low' },
      engulfing: { up: 'Bullish engulfing', down: 'Bearish engulfing' },
      star: { up: 'Morning star', down: 'Evening star' },
    },
    forming: '{what} on {fast}, not confirmed on {slow} yet',
    confirmed: '{what} on {fast}, confirmed on {slow} ({by})',
    notReady: {
      'no-bars': '{timeframe}: no bars', 'warming': '{timeframe}: {bars} of {needed} bars',
      'behind': '{timeframe}: bars are missing',
    },
  },
  id: {
    trend: {
      'strong-up': 'Tren naik kuat', 'up': 'Tren naik', 'mixed': 'Tanpa arah bersama', 'down': 'Tren turun',
      'strong-down': 'Tren turun kuat', 'unknown': 'Terlalu sedikit kerangka waktu yang siap',
    },
    agreement: '{agreeing} dari {ready} kerangka waktu sepakat',
    counts: '{up} naik, {down} turun, {flat} mendatar',
    conflict: {
      'pullback': {
        up: '{slow} naik, {fast} turun: koreksi dalam tren naik',
        down: '{slow} turun, {fast} naik: reli dalam tren turun',
      },
      'counter-move': {
        up: '{fast} naik di dalam {slow} yang mendatar', down: '{fast} turun di dalam {slow} yang mendatar',
      },
      'fading': {
        up: '{slow} naik, momentum turun: kenaikan melemah', down: '{slow} turun, momentum naik: penurunan melemah',
      },
      'structure-against': {
        up: '{slow} naik, tetapi puncak dan lembahnya menurun',
        down: '{slow} turun, tetapi puncak dan lembahnya menaik',
      },
      'burst': { up: BURST_ID, down: BURST_ID },
    },
    formation: {
      break: { up: 'Puncak ayunan terakhir ditembus', down: 'Lembah ayunan terakhir ditembus' },
      engulfing: { up: 'Engulfing naik', down: 'Engulfing turun' },
      star: { up: 'Morning star', down: 'Evening star' },
    },
    forming: '{what} di {fast}, belum dikonfirmasi di {slow}',
    confirmed: '{what} di {fast}, dikonfirmasi di {slow} ({by})',
    notReady: {
      'no-bars': '{timeframe}: tidak ada bar', 'warming': '{timeframe}: {bars} dari {needed} bar',
      'behind': '{timeframe}: ada bar yang kurang',
    },
  },
};

/** What is said of a synthesis. */
export interface TimeframeWords {
  /** Trend, agreement and the weightiest conflict in one line. */
  readonly sentence: string;
  readonly trend: string;
  readonly agreement: string | null;
  readonly conflicts: readonly string[];
  readonly emergences: readonly string[];
  /** Timeframes that do not count, and why. */
  readonly notReady: readonly string[];
}

export function sayTimeframes(synthesis: TimeframeSynthesis, language: WordLanguage): TimeframeWords {
  const table = WORDS[language];
  const trend = table.trend[synthesis.trend];
  const agreement = sayAgreement(table, synthesis);
  const conflicts = synthesis.conflicts.map((conflict) => sayConflict(table, conflict));
  const head = agreement === null ? trend : `${trend}: ${agreement}`;
  return {
    sentence: `${[head, ...conflicts.slice(0, 1)].join('. ')}.`, trend, agreement, conflicts,
    emergences: synthesis.emergences.map((emergence) => sayEmergence(table, emergence)),
    notReady: synthesis.cells.flatMap((cell) => sayNotReady(table, cell)),
  };
}

function sayAgreement(table: SynthesisTable, { score, trend, sides }: TimeframeSynthesis): string | null {
  if (score === null) return null;
  if (trend === 'mixed') return fill(table.counts, sides);
  const agreeing = score > 0 ? sides.up : sides.down;
  return fill(table.agreement, { agreeing, ready: sides.up + sides.down + sides.flat });
}

function sayConflict(table: SynthesisTable, { kind, side, slow, fast }: TimeframeConflict): string {
  return fill(table.conflict[kind][side === 'down' ? 'down' : 'up'], { slow, fast: fast ?? '' });
}

function sayEmergence(table: SynthesisTable, emergence: Emergence): string {
  const { kind, side, fast, slow, confirmedBy } = emergence;
  const what = table.formation[kind][side];
  if (confirmedBy === null) return fill(table.forming, { what, fast, slow });
  const by = table.formation[confirmedBy][side];
  return fill(table.confirmed, { what, fast, slow, by: `${by.charAt(0).toLowerCase()}${by.slice(1)}` });
}

function sayNotReady(table: SynthesisTable, cell: TimeframeCell): readonly string[] {
  const { timeframe, notReady, bars, barsNeeded } = cell;
  return notReady === null ? [] : [fill(table.notReady[notReady], { timeframe, bars, needed: barsNeeded })];
}

function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
}
