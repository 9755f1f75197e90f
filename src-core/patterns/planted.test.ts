// Shapes as the books draw them, planted into quiet bars: each is found with the corners it was planted with, and not
// before the bar that shows it. Upside down the same by the mirror law.

import { describe, expect, it } from 'vitest';
import type { StructureFinding, StructureForm } from '#core/model';
import { plantedBars, tell, timeOf, walkBars } from './structure-bars.test-kit.ts';

const SEEDS = [1, 2, 3, 4, 5];
/** Quiet bars for the average true range, then the way up to the first corner of the shape. */
const LEAD = [[0, 100], [40, 100]] as const;

interface Planted {
  readonly form: StructureForm;
  readonly corners: readonly (readonly [number, number])[];
  /** Bar numbers of the anchors that were planted. */
  readonly anchors: readonly number[];
  /** The first bar from which the shape can be known. */
  readonly known: number;
}

const PLANTED: readonly Planted[] = [
  {
    form: 'double-top', corners: [...LEAD, [60, 120], [70, 110], [80, 120], [100, 100]], anchors: [60, 70, 80], known: 90,
  },
  {
    form: 'triple-top', corners: [...LEAD, [60, 120], [70, 110], [80, 120], [90, 110], [100, 120], [120, 100]],
    anchors: [60, 70, 80, 90, 100], known: 110,
  },
  {
    form: 'head-shoulders-top',
    corners: [...LEAD, [60, 120], [70, 110], [86, 126], [102, 110], [112, 120], [132, 100]],
    anchors: [60, 70, 86, 102, 112], known: 122,
  },
  {
    form: 'triangle-symmetrical',
    corners: [...LEAD, [60, 120], [76, 104], [90, 117], [102, 107], [111, 114.9], [116, 111]],
    anchors: [60, 76, 90, 102, 111], known: 112,
  },
  {
    form: 'triangle-ascending', corners: [...LEAD, [60, 120], [80, 100], [100, 120], [112, 108], [124, 120], [129, 115]],
    anchors: [60, 80, 100, 112, 124], known: 125,
  },
  {
    form: 'wedge-rising', corners: [...LEAD, [60, 120], [74, 106], [92, 124], [102, 114], [116, 127.5], [121, 122.5]],
    anchors: [60, 74, 92, 102, 116], known: 117,
  },
  {
    form: 'channel-up', corners: [...LEAD, [60, 120], [70, 110], [90, 130], [100, 120], [120, 140], [126, 134]],
    anchors: [60, 70, 90, 100, 120], known: 121,
  },
  {
    form: 'channel-flat', corners: [...LEAD, [60, 120], [72, 108], [84, 120], [96, 108], [108, 120], [114, 114]],
    anchors: [60, 72, 84, 96, 108], known: 109,
  },
  {
    form: 'flag-bull', corners: [...LEAD, [50, 120], [53, 116], [56, 119], [59, 114.5], [62, 118], [64, 124]],
    anchors: [40, 50], known: 62,
  },
  {
    form: 'pennant-bull', corners: [...LEAD, [50, 120], [51, 112], [53, 119], [55, 113.5], [57, 117.5], [59, 115], [61, 116], [62, 124]],
    anchors: [40, 50], known: 62,
  },
  {
    form: 'trend-line-up', corners: [...LEAD, [60, 110], [70, 104], [86, 120], [100, 110], [116, 126], [130, 116], [136, 122]],
    anchors: [70, 100, 130], known: 131,
  },
  {
    form: 'resistance', corners: [...LEAD, [60, 120], [75, 105], [90, 120], [96, 114]], anchors: [60, 90], known: 91,
  },
  {
    form: 'retracement-up', corners: [...LEAD, [60, 120], [68, 112]], anchors: [60], known: 61,
  },
];

/** Whether the finding's anchors are those planted, give or take a bar for the wicks. */
function hasAnchors({ points }: StructureFinding, anchors: readonly number[]): boolean {
  return anchors.every((anchor) => points.some(({ timeMs }) => Math.abs(timeMs - timeOf(anchor)) <= timeOf(1) - timeOf(0)));
}

describe('a planted shape', () => {
  it.each(PLANTED)('is found as $form, with its corners, and not before it can be known', ({ form, corners, anchors, known }) => {
    for (const seed of SEEDS) {
      const news = tell(plantedBars(corners, seed)).filter((one) => one.form === form && one.endedMs === null);
      const found = news.find((one) => hasAnchors(one, anchors));
      const told = news.map(({ points }) => points.map(({ timeMs }) => (timeMs - timeOf(0)) / 3_600_000).join(' '));
      expect(found, `seed ${seed}: ${told.join(' | ') || 'none'}`).toBeDefined();
      expect(found?.confirmedMs).toBeGreaterThanOrEqual(timeOf(known));
    }
  });

  it('is no double top while no close is below the valley', () => {
    const corners = [...LEAD, [60, 120], [70, 110], [80, 120], [88, 112], [110, 140]] as const;
    for (const seed of SEEDS) {
      expect(tell(plantedBars(corners, seed)).filter(({ form }) => form === 'double-top')).toEqual([]);
    }
  });

  it('ends as reached, failed or broken by the close that does it', () => {
    const down = [...LEAD, [60, 120], [70, 110], [80, 120]] as const;
    const reached = tell(plantedBars([...down, [110, 90]], 1)).find(({ form, ending }) => form === 'double-top' && ending !== null);
    expect(reached?.ending).toBe('reached');
    expect(reached?.endedMs).toBeGreaterThan(timeOf(99));
    const failed = tell(plantedBars([...down, [92, 108], [108, 124]], 1));
    expect(failed.find(({ form, ending }) => form === 'double-top' && ending !== null)?.ending).toBe('failed');
    const broken = tell(plantedBars([...LEAD, [60, 120], [75, 105], [90, 120], [96, 114], [110, 128]], 1));
    expect(broken.find(({ form, ending }) => form === 'resistance' && ending !== null)?.ending).toBe('broken-up');
  });

  it('has the ratios of its leg, from its own prices', () => {
    const [found] = tell(plantedBars([...LEAD, [60, 120], [68, 112]], 1)).filter(({ form }) => form === 'retracement-up');
    const [start, end] = (found?.points ?? []).map(({ price }) => price) as [number, number];
    const half = found?.levels.find(({ ratio }) => ratio === 0.5);
    expect(half?.price).toBeCloseTo((start + end) / 2, 12);
    expect(found?.levels.map(({ ratio }) => ratio)).toEqual([0, 0.236, 0.382, 0.5, 0.618, 0.786, 1]);
  });
});

describe('a random walk', () => {
  it('shows rare shapes rarely: the counts per 1000 bars that the page on structure states', () => {
    const bars = 40_000;
    const perThousand = (kind: StructureFinding['kind']): number => (
      news.filter((one) => one.kind === kind && one.endedMs === null).length / (bars / 1000)
    );
    const news = tell(walkBars(11, bars));
    const most = {
      'head-shoulders': 1.7, 'triangle': 1.4, 'wedge': 1.3, 'channel': 1.9, 'double': 4, 'triple': 1.3, 'flag': 2.6,
      'trend-line': 15, 'zone': 20,
    } as const;
    for (const [kind, bound] of Object.entries(most) as [keyof typeof most, number][]) {
      expect(perThousand(kind), kind).toBeLessThan(bound);
    }
  });
});
