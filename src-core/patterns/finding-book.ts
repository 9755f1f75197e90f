// The findings of one series: those that stand, each with what ends it, and the newest of those that ended. A finding
// is written once, when it is confirmed; its end is added once. Nothing else changes it.

import type { StructureEnding, StructureFinding, StructureKind } from '#core/model';
import { priceOn, type Draft, type Watch } from './structure-parts.ts';

/** Findings of a kind that are kept, standing and ended together. */
const KEPT_FINDINGS = 100;

/** How many of a form stand at once; the oldest gives way. Kinds with `of: 'kind'` count all their forms together. */
const STANDING: Readonly<Record<StructureKind, { readonly max: number; readonly of: 'form' | 'kind' }>> = {
  'swing': { max: 12, of: 'form' }, 'zone': { max: 4, of: 'form' }, 'trend-line': { max: 1, of: 'form' },
  'double': { max: 2, of: 'form' }, 'triple': { max: 2, of: 'form' }, 'head-shoulders': { max: 2, of: 'form' },
  'triangle': { max: 1, of: 'kind' }, 'wedge': { max: 1, of: 'kind' }, 'channel': { max: 1, of: 'kind' },
  'flag': { max: 2, of: 'form' }, 'fibonacci': { max: 1, of: 'kind' },
};

interface Standing {
  readonly finding: StructureFinding;
  readonly watch: Watch;
}

export interface BookState {
  readonly standing: readonly Standing[];
  readonly ended: readonly StructureFinding[];
}

export class FindingBook {
  #standing: Standing[] = [];
  #ended: StructureFinding[] = [];
  /** What the newest bar confirmed or ended, in that state. */
  news: StructureFinding[] = [];

  /** All that is kept, by the moment of confirmation. */
  all(): readonly StructureFinding[] {
    const all = [...this.#ended, ...this.#standing.map(({ finding }) => finding)];
    return all.sort((a, b) => a.confirmedMs - b.confirmedMs || (a.id < b.id ? -1 : 1));
  }

  /** Ends what the close of bar number `bar` ends. `nowMs`: when that bar closed, UTC ms. */
  judge(bar: number, close: number, nowMs: number): void {
    if (this.news.length > 0) this.news = [];
    const standing = this.#standing;
    for (let i = standing.length - 1; i >= 0; i -= 1) {
      const ending = endingOf((standing[i] as Standing).watch, bar, close);
      if (ending !== null) this.#end(i, ending, nowMs);
    }
  }

  /** Writes a finding down as confirmed at `nowMs`. */
  confirm(draft: Draft, nowMs: number): void {
    const { watch, ...shape } = draft;
    const formedMs = shape.points.findLast(({ role }) => role !== 'break')?.timeMs ?? nowMs;
    const id = `${shape.form}:${shape.points[0]?.timeMs ?? nowMs}:${formedMs}:${nowMs}`;
    const finding: StructureFinding = { id, ...shape, formedMs, confirmedMs: nowMs, endedMs: null, ending: null };
    if (finding.kind === 'zone') this.#giveWayToZone(finding, nowMs);
    const { max, of } = STANDING[finding.kind];
    const isSame = ({ finding: other }: Standing): boolean => (
      of === 'form' ? other.form === finding.form : other.kind === finding.kind
    );
    while (this.#standing.filter(isSame).length >= max) this.#end(this.#standing.findIndex(isSame), 'replaced', nowMs);
    this.#standing.push({ finding, watch });
    this.news.push(finding);
    this.#prune(finding.kind);
  }

  /** A zone that was touched once more is another zone: the one before gives way. */
  #giveWayToZone(zone: StructureFinding, nowMs: number): void {
    const touches = new Set(zone.points.map(({ timeMs }) => timeMs));
    for (let i = this.#standing.length - 1; i >= 0; i -= 1) {
      const { form, points } = (this.#standing[i] as Standing).finding;
      if (form === zone.form && points.some((point) => point.role === 'touch' && touches.has(point.timeMs))) {
        this.#end(i, 'replaced', nowMs);
      }
    }
  }

  #end(index: number, ending: StructureEnding, nowMs: number): void {
    const [gone] = this.#standing.splice(index, 1) as [Standing];
    const ended = { ...gone.finding, endedMs: nowMs, ending };
    this.#ended.push(ended);
    this.news.push(ended);
  }

  /** Lets the oldest ended ones of a kind go. */
  #prune(kind: StructureKind): void {
    let surplus = -KEPT_FINDINGS;
    for (const finding of this.#ended) if (finding.kind === kind) surplus += 1;
    for (const { finding } of this.#standing) if (finding.kind === kind) surplus += 1;
    for (; surplus > 0; surplus -= 1) {
      this.#ended.splice(this.#ended.findIndex((finding) => finding.kind === kind), 1);
    }
  }

  state(): BookState {
    return { standing: this.#standing, ended: this.#ended };
  }

  take({ standing, ended }: BookState): void {
    this.#standing = [...standing];
    this.#ended = [...ended];
    this.news = [];
  }
}

function endingOf({ upper, lower, above, below, until }: Watch, bar: number, close: number): StructureEnding | null {
  if (upper !== null && close > priceOn(upper, bar)) return above;
  if (lower !== null && close < priceOn(lower, bar)) return below;
  return bar >= until ? 'expired' : null;
}
