// How a study's outputs are coloured and written, and its parameters read. Pure.

import type { IndicatorResource } from '#core/contract';
import { STUDY_HUES } from '#renderer/state';
import { formatFixed, UNKNOWN } from '#renderer/ui';

type Param = IndicatorResource['params'][number];

/** Second lines stand out from the first without a fifth of the palette each. */
const SECOND_STEP = 2;

/** The hue of output `k`: bands and levels share one, other outputs each have another. */
export function hueOfOutput({ outputs, group }: IndicatorResource, hue: number, k: number): number {
  const isOne = group === 'levels' ? outputs[0] !== 'tenkan' : (outputs[k] ?? '').endsWith('band');
  return (hue + (isOne ? 0 : k * SECOND_STEP)) % STUDY_HUES;
}

/** Decimals of a study's values: prices have the symbol's own and one more where they are differences. */
export function decimalsOf({ unit, pane }: IndicatorResource, digits: number): number {
  if (unit.startsWith('price') && !unit.startsWith('price x') && !unit.startsWith('price a')) {
    return pane === 'price' ? digits : digits + 1;
  }
  if (unit === 'ratio' || unit === 'part' || unit === 'logarithm' || unit.startsWith('price a')) return 5;
  if (unit === '0-1' || unit === '-1-1') return 3;
  return unit.startsWith('volume') ? 0 : 2;
}

/** A value as the legend writes it. */
export function formatValue(indicator: IndicatorResource, value: number | null | undefined, digits: number): string {
  if (value === null || value === undefined) return UNKNOWN;
  if (indicator.group === 'pattern') return value === 0 ? '0' : formatFixed(value, 0, 'always');
  return formatFixed(value, decimalsOf(indicator, digits));
}

/** The number that was typed; null where it does not fit. */
export function readParam({ min, max, whole }: Param, text: string): number | null {
  const value = text.trim() === '' ? Number.NaN : Number(text.replace(',', '.'));
  const isFit = Number.isFinite(value) && value >= min && value <= max && (!whole || Number.isInteger(value));
  return isFit ? value : null;
}
