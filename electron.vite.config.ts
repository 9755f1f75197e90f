// Builds the desktop application: main as ESM with every worker as an entry of its own, the preload as one CommonJS
// file (a sandboxed preload can be nothing else), and the same window as the served host's.

import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'electron-vite';
import { hashEngineSources } from './src-main/engine/engine-hash.ts';
import renderer from './vite.renderer.config.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Every `*-worker.ts` of the host by its name: `workerUrl` looks for `<name>.js` beside the bundle. */
function findWorkers(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile() && entry.name.endsWith('-worker.ts')) {
      found[basename(entry.name, '.ts')] = join(entry.parentPath, entry.name);
    }
  }
  return found;
}

export default defineConfig({
  main: {
    // The bundle has no sources beside it to name the engine by.
    define: { SEXTANT_ENGINE_HASH: JSON.stringify(hashEngineSources(here('./src-core'))) },
    build: {
      outDir: here('./out/main'),
      target: 'node24',
      rolldownOptions: {
        // `sextant` is the demo market's process beside the application's own.
        input: {
          main: here('./src-main/main.ts'), sextant: here('./src-main/cli/sextant.ts'),
          ...findWorkers(here('./src-main')),
        },
        // All chunks in one folder: a worker is found beside whatever file asks for it.
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: here('./out/preload'),
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: here('./src-main/desktop/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    ...renderer,
    build: { ...renderer.build, rolldownOptions: { input: here('./src-renderer/index.html') } },
  },
});
