// The indicators the trader put on the charts, by timeframe: name, parameters, colour, hidden or not. They stand for
// every symbol and are kept with the layout; their values never are. What is read back is checked field by field.

import type { IndicatorResource, StudyRef } from '#core/contract';
import { isTimeframe, type Timeframe } from '#core/model';
import { create } from 'zustand';

export interface ChartStudy {
  readonly id: string;
  readonly timeframe: Timeframe;
  readonly name: string;
  /** In the indicator's order. */
  readonly params: readonly number[];
  /** Which of the study colours, 0 … STUDY_HUES - 1. */
  readonly hue: number;
  readonly isHidden: boolean;
}

interface StudyStore {
  readonly studies: readonly ChartStudy[];
  /** The registry as the engine gave it; null before it came. */
  readonly indicators: ReadonlyMap<string, IndicatorResource> | null;
}

export const STUDY_HUES = 6;
/** Most on one chart: more cannot be read. */
export const STUDIES_MAX = 12;
const STORAGE_KEY = 'sextant.studies.1';
const PARAMS_MAX = 16;

function isStudy(value: unknown): value is Omit<ChartStudy, 'id'> {
  if (typeof value !== 'object' || value === null) return false;
  const { timeframe, name, params, hue, isHidden } = value as Readonly<Record<string, unknown>>;
  return (
    isTimeframe(timeframe) && typeof name === 'string' && /^[A-Z0-9_]{1,40}$/.test(name) &&
    Array.isArray(params) && params.length <= PARAMS_MAX && params.every((param) => Number.isFinite(param)) &&
    Number.isInteger(hue) && Number(hue) >= 0 && Number(hue) < STUDY_HUES && typeof isHidden === 'boolean'
  );
}

/** The studies that `text` holds; those that are nonsense are left out. */
export function readStudies(text: string | null): readonly ChartStudy[] {
  let raw: unknown;
  try {
    raw = text === null ? [] : JSON.parse(text);
  } catch {
    return [];
  }
  if (!Array.isArray(raw)) return [];
  const counts = new Map<Timeframe, number>();
  return raw.filter(isStudy).flatMap(({ timeframe, name, params, hue, isHidden }, i) => {
    const count = (counts.get(timeframe) ?? 0) + 1;
    counts.set(timeframe, count);
    return count > STUDIES_MAX ? [] : [{ id: `s${String(i)}`, timeframe, name, params, hue, isHidden }];
  });
}

export const useStudies = create<StudyStore>(() => ({
  studies: readStudies(typeof localStorage === 'undefined' ? null : localStorage.getItem(STORAGE_KEY)),
  indicators: null,
}));

let made = useStudies.getState().studies.length;

function keep(studies: readonly ChartStudy[]): void {
  useStudies.setState({ studies });
  localStorage.setItem(STORAGE_KEY, JSON.stringify(studies.map(({ id: _, ...kept }) => kept)));
}

export function putIndicators(list: readonly IndicatorResource[]): void {
  useStudies.setState({ indicators: new Map(list.map((indicator) => [indicator.name, indicator])) });
}

/** Studies of one chart. */
export function studiesOf(studies: readonly ChartStudy[], timeframe: Timeframe): readonly ChartStudy[] {
  return studies.filter((study) => study.timeframe === timeframe);
}

/** Puts an indicator with its defaults on charts; those that are full are left as they are. Gives how many took it. */
export function addStudy({ name, params }: IndicatorResource, timeframes: readonly Timeframe[]): number {
  const { studies } = useStudies.getState();
  const added = timeframes.flatMap((timeframe): ChartStudy[] => {
    const there = studiesOf(studies, timeframe);
    if (there.length >= STUDIES_MAX) return [];
    const taken = new Set(there.map(({ hue }) => hue));
    const free = Array.from({ length: STUDY_HUES }, (_, hue) => hue).find((hue) => !taken.has(hue));
    made += 1;
    return [{
      id: `s${String(made)}`, timeframe, name, params: params.map((param) => param.default),
      hue: free ?? there.length % STUDY_HUES, isHidden: false,
    }];
  });
  keep([...studies, ...added]);
  return added.length;
}

export function changeStudy(id: string, change: Partial<Pick<ChartStudy, 'params' | 'hue' | 'isHidden'>>): void {
  keep(useStudies.getState().studies.map((study) => (study.id === id ? { ...study, ...change } : study)));
}

export function removeStudy(id: string): void {
  keep(useStudies.getState().studies.filter((study) => study.id !== id));
}

/** Back to what the workspace begins with: bare charts. */
export function resetStudies(): void {
  keep([]);
}

/** How the engine is asked for it. */
export function refOfStudy(
  { name, params, timeframe }: Pick<ChartStudy, 'name' | 'params' | 'timeframe'>,
  symbol: string,
): StudyRef {
  return { symbol, timeframe, calc: [name, ...params.map(String)].join(':') };
}
