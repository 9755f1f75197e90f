// The structure of a chart: what its closed bars have formed, each finding with the moment from which it could be
// known. A finding is never changed after that moment; only its end is added, and the end has its own moment.

export const STRUCTURE_KINDS = [
  'swing', 'zone', 'trend-line', 'double', 'triple', 'head-shoulders', 'triangle', 'wedge', 'flag', 'channel',
  'fibonacci',
] as const;
export type StructureKind = (typeof STRUCTURE_KINDS)[number];

/** The forms of each kind. */
export const STRUCTURE_FORMS = [
  'swing-high', 'swing-low', 'resistance', 'support', 'trend-line-up', 'trend-line-down', 'double-top', 'double-bottom',
  'triple-top', 'triple-bottom', 'head-shoulders-top', 'head-shoulders-bottom', 'triangle-ascending',
  'triangle-descending', 'triangle-symmetrical', 'wedge-rising', 'wedge-falling', 'flag-bull', 'flag-bear',
  'pennant-bull', 'pennant-bear', 'channel-up', 'channel-down', 'channel-flat', 'retracement-up', 'retracement-down',
] as const;
export type StructureForm = (typeof STRUCTURE_FORMS)[number];

/**
 * How a finding ended: a close beyond it, its projected target reached, a close that refutes it, too many bars without
 * either, or a newer finding of its form in its place.
 */
export const STRUCTURE_ENDINGS = [
  'broken-up', 'broken-down', 'reached', 'failed', 'expired', 'replaced',
] as const;
export type StructureEnding = (typeof STRUCTURE_ENDINGS)[number];

export const STRUCTURE_POINT_ROLES = [
  'high', 'low', 'touch', 'top', 'bottom', 'valley', 'peak', 'left-shoulder', 'head', 'right-shoulder', 'neck',
  'pole-start', 'pole-end', 'break', 'leg-start', 'leg-end',
] as const;
export const STRUCTURE_LINE_ROLES = ['upper', 'lower', 'trend', 'neckline', 'pole'] as const;
export const STRUCTURE_LEVEL_ROLES = ['zone-low', 'zone-high', 'target', 'ratio'] as const;

export interface StructurePoint {
  /** Open of the bar, UTC ms. */
  readonly timeMs: number;
  /** Quote currency. */
  readonly price: number;
  readonly role: (typeof STRUCTURE_POINT_ROLES)[number];
}

/** A straight line over bars (not over time: closed hours have no length), through two of their opens. */
export interface StructureLine {
  readonly role: (typeof STRUCTURE_LINE_ROLES)[number];
  readonly fromMs: number;
  readonly fromPrice: number;
  readonly toMs: number;
  readonly toPrice: number;
  /** True where it goes on to the right until the finding ends. */
  readonly isOpen: boolean;
}

export interface StructureLevel {
  readonly role: (typeof STRUCTURE_LEVEL_ROLES)[number];
  readonly price: number;
  /** Part of the leg that is taken back, 0 … 1, for `ratio`; null otherwise. */
  readonly ratio: number | null;
}

export interface StructureFinding {
  /** The same for the same bars, whoever looks and whenever. */
  readonly id: string;
  readonly kind: StructureKind;
  readonly form: StructureForm;
  /** Where it points by the books: a double top down, a support up; flat where it points nowhere. */
  readonly direction: 'up' | 'down' | 'flat';
  /** Anchors, oldest first. */
  readonly points: readonly StructurePoint[];
  readonly lines: readonly StructureLine[];
  readonly levels: readonly StructureLevel[];
  /** 0 … 1 by the kind's formula: how well it fits its definition. Not a probability. */
  readonly score: number;
  /** Open of the bar of its last anchor, UTC ms. */
  readonly formedMs: number;
  /** Close of the bar that confirmed it, UTC ms: nobody can have seen it before. */
  readonly confirmedMs: number;
  /** Close of the bar that ended it, UTC ms; null while it stands. */
  readonly endedMs: number | null;
  readonly ending: StructureEnding | null;
}

/** What was known of findings at a moment, UTC ms: those confirmed by then, ends that came later taken off. */
export function findingsAsOf(findings: readonly StructureFinding[], atMs: number): readonly StructureFinding[] {
  return findings.flatMap((finding) => {
    if (finding.confirmedMs > atMs) return [];
    return [finding.endedMs !== null && finding.endedMs > atMs ? { ...finding, endedMs: null, ending: null } : finding];
  });
}
