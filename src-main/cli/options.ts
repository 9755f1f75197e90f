// Options that several commands share, with their parsing. A wrong value is wrong usage, told in one sentence.

import { InvalidArgumentError, Option } from 'commander';
import { TIMEFRAMES } from '#core/model';
import { defaultDataDir } from './data-dir.ts';

export const MODES = ['minimal', 'full-ai', 'production'] as const;
export type Mode = (typeof MODES)[number];

/** Reads a whole number in [low, high]. */
export function wholeNumber(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^[+-]?\d+$/.test(text.trim()) || value < low || value > high) {
      throw new InvalidArgumentError(`It must be a whole number from ${low} to ${high}.`);
    }
    return value;
  };
}

/** Reads a finite number of at least `low`. */
export function numberFrom(low: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value) || value < low) {
      throw new InvalidArgumentError(`It must be a number of at least ${low}.`);
    }
    return value;
  };
}

export function dataDirOption(): Option {
  return new Option('--data-dir <dir>', 'folder that holds everything that lasts').env('SEXTANT_DATA_DIR')
    .default(defaultDataDir({ ...process.env, SEXTANT_DATA_DIR: '' }), 'the system\'s place for application data');
}

export function modeOption(): Option {
  return new Option('--mode <mode>', 'what runs').choices(MODES).default('full-ai').env('SEXTANT_MODE');
}

export function portOption(): Option {
  return new Option('--port <port>', 'TCP port, 0 for any free one').argParser(wholeNumber(0, 65_535)).default(8766);
}

export function jsonOption(): Option {
  return new Option('--json', 'one JSON document on stdout, everything else on stderr').default(false);
}

export function symbolOption(): Option {
  return new Option('--symbol <symbol>', 'the symbol as the broker names it').argParser((text) => {
    const symbol = text.trim();
    if (!/^[\x21-\x7e]{1,64}$/.test(symbol)) {
      throw new InvalidArgumentError('It must be 1 to 64 characters without spaces.');
    }
    return symbol;
  });
}

export function timeframeOption(text: string, withTicks: boolean): Option {
  const allowed: readonly string[] = withTicks ? ['tick', ...TIMEFRAMES] : TIMEFRAMES;
  return new Option('--timeframe <tf>', text).argParser((value) => {
    const found = allowed.find((name) => name.toLowerCase() === value.toLowerCase());
    if (found === undefined) throw new InvalidArgumentError(`Allowed are ${allowed.join(', ')}.`);
    return found;
  });
}
