import { beforeEach, describe, expect, it, vi } from 'vitest';

const kept = new Map<string, string>();
vi.stubGlobal('localStorage', {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, text: string) => { kept.set(key, text); },
});
const store = await import('./study-store.ts');
const { STUDIES_MAX, addStudy, changeStudy, readStudies, refOfStudy, removeStudy, resetStudies, useStudies } = store;

const SMA = {
  name: 'SMA', title: 'Simple moving average', group: 'overlap' as const, outputs: ['real'], unit: 'price', warmup: 29,
  params: [{ name: 'timeperiod', default: 30, min: 2, max: 100_000, whole: true }], unstable: false, source: 'TA-Lib',
  pane: 'price' as const, drawings: ['line' as const], levels: [],
};
const read = () => readStudies(kept.get('sextant.studies.1') ?? null);
const bare = () => useStudies.getState().studies.map(({ id: _, ...study }) => study);

beforeEach(() => { resetStudies(); });

describe('studies on charts', () => {
  it('are kept with every change and read back the same', () => {
    addStudy(SMA, ['M5', 'H1']);
    const [first, second] = useStudies.getState().studies;
    changeStudy(first?.id ?? '', { params: [20], isHidden: true });
    changeStudy(second?.id ?? '', { hue: 4 });
    expect(read().map(({ id: _, ...study }) => study)).toEqual(bare());
    expect(bare()).toMatchObject([{ timeframe: 'M5', params: [20], isHidden: true }, { timeframe: 'H1', hue: 4 }]);
    removeStudy(first?.id ?? '');
    expect(read()).toHaveLength(1);
    resetStudies();
    expect(read()).toEqual([]);
  });

  it('take a colour that no other of the chart has, while there is one', () => {
    for (let i = 0; i < 4; i += 1) addStudy(SMA, ['M5']);
    expect(new Set(useStudies.getState().studies.map(({ hue }) => hue)).size).toBe(4);
  });

  it('are no more than a chart can show', () => {
    for (let i = 0; i < STUDIES_MAX; i += 1) expect(addStudy(SMA, ['M5'])).toBe(1);
    expect(addStudy(SMA, ['M5'])).toBe(0);
    expect(addStudy(SMA, ['M5', 'M15'])).toBe(1);
  });

  it('have ids of their own', () => {
    addStudy(SMA, ['M1', 'M5', 'M15']);
    addStudy(SMA, ['M1']);
    expect(new Set(useStudies.getState().studies.map(({ id }) => id)).size).toBe(4);
  });

  it('are asked for by name and all parameters', () => {
    expect(refOfStudy({ timeframe: 'M5', name: 'MACD', params: [12, 26, 9] }, 'EURUSD'))
      .toEqual({ symbol: 'EURUSD', timeframe: 'M5', calc: 'MACD:12:26:9' });
  });
});

describe('what is read back', () => {
  it.each([null, '', '{', '7', 'null', '{"studies":[]}'])('is nothing for %j', (text) => {
    expect(readStudies(text)).toEqual([]);
  });

  it('leaves out what does not fit and keeps the rest', () => {
    const good = { timeframe: 'M5', name: 'SMA', params: [20], hue: 0, isHidden: false };
    const bad = [
      { ...good, timeframe: 'M2' }, { ...good, name: 'sma<' }, { ...good, params: ['20'] }, { ...good, params: [null] },
      { ...good, hue: 9 }, { ...good, isHidden: 1 }, null, 'SMA:20',
    ];
    expect(readStudies(JSON.stringify([...bad, good]))).toMatchObject([good]);
  });
});
