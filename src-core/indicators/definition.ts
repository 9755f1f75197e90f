// How an indicator is named, parametrised and made: the entry of the registry.

import type { Indicator } from './indicator.ts';

export type IndicatorGroup =
  | 'overlap' | 'momentum' | 'volume' | 'volatility' | 'cycle' | 'statistics' | 'price' | 'levels' | 'pattern';

export interface ParamDefinition {
  /** TA-Lib's own name where it has the study. */
  readonly name: string;
  readonly default: number;
  readonly min: number;
  readonly max: number;
  /** Whole numbers only. */
  readonly whole: boolean;
}

/** Values of the parameters in the definition's order. */
export type ParamValues = readonly number[];

export interface IndicatorDefinition {
  readonly name: string;
  readonly title: string;
  readonly group: IndicatorGroup;
  readonly params: readonly ParamDefinition[];
  /** TA-Lib's output names; `real` for a single one. */
  readonly outputs: readonly string[];
  /** What the outputs are measured in: price, per cent, 0-100, volume, degrees, bars … */
  readonly unit: string;
  /** Drawn over the candles, or in a pane of its own. */
  readonly pane: 'price' | 'own';
  /** Bars before the first output. */
  readonly warmup: (values: ParamValues) => number;
  /** True where the value depends on how far back the history begins (recursive smoothing). */
  readonly unstable: boolean;
  /** Whose definition it is. */
  readonly source: string;
  readonly make: (values: ParamValues) => Indicator;
}

const PERIOD_MAX = 100_000;

/** A whole parameter. */
export function count(name: string, value: number, min = 2, max = PERIOD_MAX): ParamDefinition {
  return { name, default: value, min, max, whole: true };
}

/** A parameter with a fraction. */
export function real(name: string, value: number, min = -3e37, max = 3e37): ParamDefinition {
  return { name, default: value, min, max, whole: false };
}

export const PERIOD = 'timeperiod';
export const BAND_OUTPUTS = ['upperband', 'middleband', 'lowerband'] as const;

interface Study {
  readonly title: string;
  readonly params?: readonly ParamDefinition[];
  readonly outputs?: readonly string[];
  readonly unit: string;
  readonly pane?: 'price' | 'own';
  readonly warmup: (...values: readonly number[]) => number;
  readonly unstable?: boolean;
  readonly source?: string;
  readonly make: (...values: readonly number[]) => Indicator;
}

/** Entries of one group; parameters reach `make` and `warmup` one by one. */
export function studies(
  group: IndicatorGroup, entries: Readonly<Record<string, Study>>,
): readonly IndicatorDefinition[] {
  return Object.entries(entries).map(([name, study]) => ({
    name, group, title: study.title, params: study.params ?? [], outputs: study.outputs ?? ['real'], unit: study.unit,
    pane: study.pane ?? 'own', unstable: study.unstable ?? false, source: study.source ?? 'TA-Lib',
    warmup: (values) => study.warmup(...values), make: (values) => study.make(...values),
  }));
}
