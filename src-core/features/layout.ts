// The vector's layout: which number stands where. Models keep its version and hash; a vector of another layout is not
// one they can read.

import { assert, sha256Hex } from '#core/base';
import type { FeatureDefinition } from './definition.ts';
import { FEATURES, LAYOUT_VERSION } from './registry.ts';

export interface FeatureLayout {
  readonly version: number;
  /** First 16 hex digits of the SHA-256 over what the definitions say, but for their sentences. */
  readonly hash: string;
  /** Names of the places in the vector. */
  readonly columns: readonly string[];
  /** How many of them, from the first on, are computed with every tick. */
  readonly tickColumns: number;
}

/** The layout of a list of features; those of every tick come first. */
export function makeLayout(version: number, features: readonly FeatureDefinition[]): FeatureLayout {
  const said = features.map(({ name, scope, columns, unit, window, warmupBars, warmupDays, inputs }) => (
    [name, scope, columns.join('+'), unit, window, warmupBars, warmupDays, inputs.join('+')].join('|')
  ));
  const columnsOf = (list: readonly FeatureDefinition[]): readonly string[] => list.flatMap((one) => one.columns);
  const columns = columnsOf(features);
  const tickColumns = columnsOf(features.filter(({ scope }) => scope === 'tick')).length;
  const firstOfBars = features.findIndex(({ scope }) => scope === 'bar');
  assert(features.findLastIndex(({ scope }) => scope === 'tick') < firstOfBars, 'features of every tick come first');
  return { version, hash: sha256Hex(`${version}\n${said.join('\n')}`).slice(0, 16), columns, tickColumns };
}

export const FEATURE_LAYOUT: FeatureLayout = makeLayout(LAYOUT_VERSION, FEATURES);

const PLACES = new Map(FEATURE_LAYOUT.columns.map((name, index) => [name, index]));

/** Where a column stands in the vector. */
export function placeOf(column: string): number {
  const place = PLACES.get(column);
  assert(place !== undefined, `${column} is a column of the layout`);
  return place;
}
