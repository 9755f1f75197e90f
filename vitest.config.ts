// Unit, property, fuzz and simulation tests: everything named *.test.ts(x) beside its source.

import { defineConfig } from 'vitest/config';
import { readTestSeed } from './tools/test-seed.ts';

export default defineConfig({
  cacheDir: '.cache/vitest',
  test: {
    include: [
      'src-core/**/*.test.ts', 'src-main/**/*.test.ts', 'src-renderer/**/*.test.{ts,tsx}',
      'tools/**/*.test.ts', 'bench/**/*.test.ts', 'e2e/**/*.test.ts', 'scripts/**/*.test.mjs',
    ],
    environment: 'node',
    // The tokens' contrast is computed from the style sheets themselves.
    css: { include: /\.css\?raw/ },
    // Forks, not threads: tests open SQLite files and start worker threads of their own.
    pool: 'forks',
    // Worker threads that come and go can trip V8 over its own list of code pages where the processor has protection
    // keys ("Check failed: jit_page.has_value()", Node 18 to 24): one run in twenty of the market store's tests.
    execArgv: ['--no-memory-protection-keys'],
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A test may not depend on a neighbour, nor on the order of the files.
    sequence: { shuffle: { files: false, tests: true }, seed: readTestSeed() },
    setupFiles: ['./tools/property-seed.ts'],
    restoreMocks: true,
    unstubEnvs: true,
  },
});
