// The name of the engine: one hash over the code that decides. Snapshots and decisions carry it; a journal written
// under another name is read as facts, not judged again.

import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The rooms whose code can change a decision or a state. */
const ROOMS = [
  'base',
  'model',
  'ports',
  'broker-model',
  'indicators',
  'intake',
  'market',
  'strategies',
  'decision',
  'risk',
  'approval',
  'execution',
  'outcome',
  'kernel',
];

/** Set by the bundler to the hash of the sources it was built from. */
declare const SEXTANT_ENGINE_HASH: string | undefined;

/** Sixteen hex digits over the engine's sources below `coreDir`, tests apart. Line ends do not count. */
export function hashEngineSources(coreDir: string): string {
  const hash = createHash('sha256');
  for (const room of ROOMS) {
    const names = readdirSync(join(coreDir, room), { recursive: true, encoding: 'utf8' })
      .filter(
        (name) =>
          name.endsWith('.ts') && !/\.(test|bench|fuzz)\.ts$/.test(name) && !/\.(property|fuzz)\.test\.ts$/.test(name),
      )
      .sort();
    for (const name of names) {
      const path = join(coreDir, room, name);
      hash.update(`${relative(coreDir, path).replaceAll('\\', '/')}\n`);
      hash.update(readFileSync(path, 'utf8').replaceAll('\r\n', '\n'));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

/** The hash of the engine that runs in this process. */
export function readEngineHash(): string {
  if (typeof SEXTANT_ENGINE_HASH === 'string') return SEXTANT_ENGINE_HASH;
  return hashEngineSources(fileURLToPath(new URL('../../src-core', import.meta.url)));
}
