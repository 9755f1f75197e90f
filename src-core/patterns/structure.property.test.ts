// The laws of structure: nothing that was said is taken back or changed, restored is as if never stopped, prices times
// a power of two change prices only, and upside down tops are bottoms.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findingsAsOf, STRUCTURE_KINDS, type StructureFinding, type StructureForm } from '#core/model';
import { StructureStream } from './index.ts';
import { mapped, tell, timeOf, walkBars } from './structure-bars.test-kit.ts';

const SETTINGS = { numRuns: 12, seed: 20_261_125 };
const BARS = 1_200;
const seeds = fc.integer({ min: 0, max: 0xffffffff });

function findings(bars: Parameters<typeof tell>[0]): readonly StructureFinding[] {
  const stream = new StructureStream('H1');
  for (const bar of bars) stream.next(bar);
  return stream.findings();
}

/** Each finding as it was told last. */
function latest(news: readonly StructureFinding[]): Map<string, StructureFinding> {
  return new Map(news.map((finding) => [finding.id, finding]));
}

describe('structure', () => {
  it('shows at every moment what a replay up to that moment shows', () => {
    fc.assert(fc.property(seeds, fc.integer({ min: 50, max: BARS }), (seed, cut) => {
      const bars = walkBars(seed, BARS);
      const atMs = timeOf(cut);
      const whole = findingsAsOf([...latest(tell(bars)).values()], atMs);
      const replayed = [...latest(tell(bars.slice(0, cut))).values()];
      expect(whole).toEqual(replayed);
    }), SETTINGS);
  });

  it('keeps what stands, and of it shows the same whether bars came later or not', () => {
    const bars = walkBars(7, 900);
    const wanted = findings(bars.slice(0, 500));
    const held = new Map(findingsAsOf(findings(bars), timeOf(500)).map((finding) => [finding.id, finding]));
    expect(wanted.length).toBeGreaterThan(50);
    for (const finding of wanted) if (held.has(finding.id)) expect(held.get(finding.id)).toEqual(finding);
  });

  it('says a finding once and its end once, after it was formed, with anchors from before', () => {
    fc.assert(fc.property(seeds, (seed) => {
      const news = tell(walkBars(seed, BARS));
      const begun = news.filter(({ endedMs }) => endedMs === null);
      expect(new Set(begun.map(({ id }) => id)).size).toBe(begun.length);
      const ended = news.filter(({ endedMs }) => endedMs !== null);
      expect(new Set(ended.map(({ id }) => id)).size).toBe(ended.length);
      const byId = new Map(begun.map((finding) => [finding.id, finding]));
      for (const { endedMs, ending, ...rest } of ended) {
        expect({ ...rest, endedMs: null, ending: null }).toEqual(byId.get(rest.id));
        expect(ending).not.toBeNull();
        expect(endedMs).toBeGreaterThanOrEqual(rest.confirmedMs);
      }
      for (const { points, lines, formedMs, confirmedMs, score } of begun) {
        expect(score).toBeGreaterThan(0);
        expect(score).toBeLessThanOrEqual(1);
        expect(formedMs).toBeLessThan(confirmedMs);
        for (const { timeMs } of points) expect(timeMs).toBeLessThan(confirmedMs);
        for (const { fromMs, toMs } of lines) expect(Math.max(fromMs, toMs)).toBeLessThan(confirmedMs);
      }
    }), SETTINGS);
  });

  it('continues from a snapshot to the same findings and the same state', () => {
    fc.assert(fc.property(seeds, fc.integer({ min: 0, max: BARS }), (seed, cut) => {
      const bars = walkBars(seed, BARS);
      const whole = new StructureStream('H1');
      for (const bar of bars.slice(0, cut)) whole.next(bar);
      const restored = new StructureStream('H1');
      expect(restored.restore(whole.snapshot()).ok).toBe(true);
      expect(tell(bars.slice(cut), restored)).toEqual(tell(bars.slice(cut), whole));
      expect(restored.snapshot()).toBe(whole.snapshot());
    }), SETTINGS);
  });

  it('refuses the snapshot of another timeframe or other parameters', () => {
    const text = new StructureStream('H1').snapshot();
    const params = { atrPeriod: 14, reversal: 2, tolerance: 0.5, minBars: 10 };
    for (const other of [new StructureStream('H4'), new StructureStream('H1', params)]) {
      const refused = other.restore(text);
      expect(refused.ok ? '' : refused.error.code).toBe('PATTERNS_STATE_BAD');
    }
  });

  it('finds the same shapes at prices times a power of two', () => {
    fc.assert(fc.property(seeds, fc.constantFrom(2 ** -14, 0.5, 1024), (seed, factor) => {
      const bars = walkBars(seed, BARS);
      const scaled = tell(mapped(bars, 0, factor));
      const wanted = tell(bars).map((finding) => ({
        ...finding,
        points: finding.points.map((point) => ({ ...point, price: point.price * factor })),
        levels: finding.levels.map((level) => ({ ...level, price: level.price * factor })),
        lines: finding.lines.map((line) => (
          { ...line, fromPrice: line.fromPrice * factor, toPrice: line.toPrice * factor }
        )),
      }));
      expect(scaled).toEqual(wanted);
    }), SETTINGS);
  });

  it('finds bottoms for tops where prices are turned upside down, at the same bars with the same scores', () => {
    fc.assert(fc.property(seeds, (seed) => {
      const bars = walkBars(seed, BARS);
      const brief = (finding: StructureFinding, form: StructureForm): string => [
        form, finding.confirmedMs, finding.endedMs, finding.score.toFixed(9), ...finding.points.map(({ timeMs }) => timeMs),
      ].join(' ');
      const plain = tell(bars).map((finding) => brief(finding, MIRRORED[finding.form])).sort();
      const mirrored = tell(mapped(bars, 1024, -1)).map((finding) => brief(finding, finding.form)).sort();
      expect(mirrored).toEqual(plain);
    }), SETTINGS);
  });

  it('remembers no more than a bounded number of each kind, however many bars come', () => {
    const stream = new StructureStream('H1');
    const bars = walkBars(3, 12_000);
    for (const bar of bars) stream.next(bar);
    const held = stream.findings();
    for (const kind of STRUCTURE_KINDS) expect(held.filter((one) => one.kind === kind).length).toBeLessThanOrEqual(100);
    expect(held.filter((one) => one.kind === 'swing')).toHaveLength(100);
    expect(stream.snapshot().length).toBeLessThan(1_000_000);
  });

  it('says nothing of prices that stand still', () => {
    const still = mapped(walkBars(1, 300), 100, 0);
    expect(tell(still)).toEqual([]);
  });
});

const MIRRORED: Readonly<Record<StructureForm, StructureForm>> = {
  'swing-high': 'swing-low', 'swing-low': 'swing-high', 'resistance': 'support', 'support': 'resistance',
  'trend-line-up': 'trend-line-down', 'trend-line-down': 'trend-line-up', 'double-top': 'double-bottom',
  'double-bottom': 'double-top', 'triple-top': 'triple-bottom', 'triple-bottom': 'triple-top',
  'head-shoulders-top': 'head-shoulders-bottom', 'head-shoulders-bottom': 'head-shoulders-top',
  'triangle-ascending': 'triangle-descending', 'triangle-descending': 'triangle-ascending',
  'triangle-symmetrical': 'triangle-symmetrical', 'wedge-rising': 'wedge-falling', 'wedge-falling': 'wedge-rising',
  'flag-bull': 'flag-bear', 'flag-bear': 'flag-bull', 'pennant-bull': 'pennant-bear', 'pennant-bear': 'pennant-bull',
  'channel-up': 'channel-down', 'channel-down': 'channel-up', 'channel-flat': 'channel-flat',
  'retracement-up': 'retracement-down', 'retracement-down': 'retracement-up',
};
