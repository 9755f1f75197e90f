// The strategies that can be switched on by name.

import { fail, ok, sha256Hex, type Result } from '#core/base';
import type { StrategySetting } from '#core/model';
import { SMA_CROSS } from './sma-cross.ts';
import type { StrategyKind } from './strategy.ts';
import { TREND } from './trend.ts';

export const STRATEGIES: ReadonlyMap<string, StrategyKind> = new Map(
  [TREND, SMA_CROSS].map((kind) => [kind.name, kind]),
);

/** Checks a setting: the name is known, and each parameter exists and is a finite number above 0. */
export function checkSetting(setting: StrategySetting): Result<StrategyKind> {
  const kind = STRATEGIES.get(setting.name);
  if (kind === undefined) {
    return fail(
      'HOST_USAGE',
      `There is no strategy "${setting.name}"; there are: ${[...STRATEGIES.keys()].join(', ')}.`,
    );
  }
  for (const [name, value] of Object.entries(setting.params)) {
    if (!(name in kind.params)) {
      return fail(
        'HOST_USAGE',
        `Strategy ${kind.name} has no parameter "${name}"; it has: ${Object.keys(kind.params).join(', ')}.`,
      );
    }
    if (!Number.isFinite(value) || value <= 0) {
      return fail(
        'HOST_USAGE',
        `Parameter ${name} of strategy ${kind.name} must be a number above 0, not ${String(value)}.`,
      );
    }
    if (kind.wholeParams.includes(name) && !Number.isInteger(value)) {
      return fail(
        'HOST_USAGE',
        `Parameter ${name} of strategy ${kind.name} must be a whole number, not ${String(value)}.`,
      );
    }
  }
  return ok(kind);
}

/** Sixteen hex digits that name a strategy with its parameters: like cases share them. */
export function hashStrategy(kind: StrategyKind, setting: StrategySetting): string {
  const params = Object.keys(kind.params)
    .sort()
    .map((name) => `${name}=${String(setting.params[name] ?? kind.params[name])}`);
  return sha256Hex(`${kind.name}/${String(kind.version)}/${setting.timeframe}/${params.join(',')}`).slice(0, 16);
}
