// The registry as it is shown: on the command line, over REST and in the charts' menu.

import { DRAWINGS, type OutputDrawing } from './drawing.ts';
import type { IndicatorDefinition, IndicatorGroup, ParamDefinition } from './definition.ts';
import { INDICATORS } from './registry.ts';

export interface IndicatorListing {
  readonly name: string;
  readonly title: string;
  readonly group: IndicatorGroup;
  readonly params: readonly ParamDefinition[];
  readonly outputs: readonly string[];
  readonly unit: string;
  /** Bars before the first output, with the parameters' defaults. */
  readonly warmup: number;
  readonly unstable: boolean;
  readonly source: string;
  /** Drawn over the candles, or in a pane of its own. */
  readonly pane: 'price' | 'own';
  /** How each output is drawn, in the order of the outputs. */
  readonly drawings: readonly OutputDrawing[];
  /** Horizontal lines of its pane, in its unit. */
  readonly levels: readonly number[];
}

/** All indicators, in the registry's order. */
export function listIndicators(): readonly IndicatorListing[] {
  return [...INDICATORS.values()].map(toListing);
}

function toListing(definition: IndicatorDefinition): IndicatorListing {
  const { name, title, group, params, outputs, unit, unstable, source, pane, warmup } = definition;
  const drawing = DRAWINGS[name];
  const otherwise: OutputDrawing = group === 'pattern' ? 'mark' : 'line';
  return {
    name, title, group,
    params: params.map(({ name: param, default: value, min, max, whole }) => (
      { name: param, default: value, min, max, whole }
    )),
    outputs, unit, warmup: warmup(params.map((param) => param.default)), unstable, source, pane,
    drawings: outputs.map((output) => drawing?.outputs?.[output] ?? otherwise),
    levels: drawing?.levels ?? [],
  };
}
