// All indicators by name: what charts, command line, strategies and model cards may ask for, and how a request such as
// `MACD:12:26:9` is read.

import { fail, ok, type Result } from '#core/base';
import type { IndicatorDefinition, ParamValues } from './definition.ts';
import type { Indicator } from './indicator.ts';
import { ADDED_STUDIES } from './added-studies.ts';
import { FURTHER_STUDIES } from './further-studies.ts';
import { MA_TYPE_DEFAULT } from './moving-average.ts';
import { MOMENTUM_STUDIES } from './momentum-studies.ts';
import { OTHER_STUDIES } from './other-studies.ts';
import { OVERLAP_STUDIES } from './overlap-studies.ts';
import { PATTERN_STUDIES } from './pattern-studies.ts';

export const INDICATORS: ReadonlyMap<string, IndicatorDefinition> = new Map(
  [
    ...OVERLAP_STUDIES, ...MOMENTUM_STUDIES, ...OTHER_STUDIES, ...FURTHER_STUDIES, ...ADDED_STUDIES, ...PATTERN_STUDIES,
  ].map((definition) => [definition.name, definition]),
);

/** A study with its parameters. */
export interface IndicatorRequest {
  readonly definition: IndicatorDefinition;
  readonly values: ParamValues;
  /** As asked for: `SMA:20`. */
  readonly text: string;
}

/** Reads `NAME` or `NAME:value:value…`; parameters that are missing take their defaults. */
export function readRequest(text: string): Result<IndicatorRequest> {
  const [head = '', ...cells] = text.trim().split(':');
  const name = head.toUpperCase();
  const definition = INDICATORS.get(name);
  if (definition === undefined) {
    return fail('INDICATORS_NAME_UNKNOWN', `"${head}" is no indicator. ${suggestion(name)}`);
  }
  if (cells.length > definition.params.length) {
    const takes = definition.params.length === 0 ? 'no parameters' : `at most ${definition.params.length}`;
    return fail('INDICATORS_PARAM_BAD', `${text}: ${name} takes ${takes}.`);
  }
  const values: number[] = [];
  for (const [i, param] of definition.params.entries()) {
    const cell = cells[i] ?? '';
    const given = cell === '' ? param.default : Number(cell);
    const value = param.name.endsWith('matype') && given === MA_TYPE_DEFAULT ? param.default : given;
    const isFit = value >= param.min && value <= param.max && (!param.whole || Number.isInteger(value));
    if (!isFit) {
      const kind = param.whole ? 'a whole number' : 'a number';
      return fail('INDICATORS_PARAM_BAD', `${text}: ${param.name} is ${kind} from ${param.min} to ${param.max}.`);
    }
    values.push(value);
  }
  return ok({ definition, values, text: text.trim() });
}

/** A fresh stream of what was asked for. */
export function makeIndicator(request: IndicatorRequest): Indicator {
  return request.definition.make(request.values);
}

/** Names of the request's columns: `SMA:20`, or `MACD:12:26:9_macdhist` where there are several outputs. */
export function columnNames(request: IndicatorRequest): readonly string[] {
  const { outputs } = request.definition;
  return outputs.length === 1 ? [request.text] : outputs.map((output) => `${request.text}_${output}`);
}

function suggestion(name: string): string {
  const near = [...INDICATORS.keys()].filter((known) => known.startsWith(name.slice(0, 3)));
  return near.length > 0 ? `Near it: ${near.join(', ')}.` : 'The list is `sextant indicators --list`.';
}
