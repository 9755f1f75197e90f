// What nobody uses: files, exports and dependencies. Front doors are no excuse: an export of a room that no other
// room imports is found too.

import type { KnipConfig } from 'knip';

const config: KnipConfig = {
  entry: [
    'src-main/main.ts', 'src-main/cli/sextant.ts', 'src-main/**/*-worker.ts', 'src-main/desktop/preload.ts',
    'e2e/desktop/run-desktop.ts', 'e2e/terminal/{unheld-host,forge-record}.ts',
    'tools/{docs-check,make-icons,simulate,crash,mql5,test-ea,fuzz,aggregation}.ts', 'bench/run.ts', 'bench/peers/*.ts',
    'scripts/vitest-report.mjs',
  ],
  project: ['{src-core,src-main,src-renderer,tools,bench,e2e,scripts}/**/*.{ts,tsx,mjs}'],
  playwright: { config: ['e2e/playwright.config.ts'], entry: ['e2e/**/*.spec.ts'] },
  vite: { config: ['vite.renderer.config.ts'] },
  includeEntryExports: true,
  ignoreExportsUsedInFile: { interface: true, type: true },
  // Vitest loads it by its path.
  ignoreIssues: { 'scripts/vitest-report.mjs': ['exports'] },
};

export default config;
