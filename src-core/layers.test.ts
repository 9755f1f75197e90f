// Holds every import in the three trees to the floors, and shows on planted violations that it would notice.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CORE_ROOMS, MAIN_ROOMS, RENDERER_ROOMS, STAGE_FLOOR } from '#core/layers';
import { checkDoors, checkTree } from '../tools/layers-check.ts';
import { PROJECT_ROOT, readTree } from '../tools/source-tree.ts';

const tree = readTree(['src-core', 'src-main', 'src-renderer'], /\.tsx?$/);
const { imports: doors } = JSON.parse(readFileSync(`${PROJECT_ROOT}/package.json`, 'utf8')) as {
  imports: Record<string, string>;
};

function problemsOf(path: string, text: string): string[] {
  return checkTree(new Map([[path, text]]));
}

describe('the house', () => {
  it('has many rooms to be checked', () => {
    expect(tree.size).toBeGreaterThan(40);
  });

  it('has no import that breaks a floor, no back door, no empty name and no impurity', () => {
    expect(checkTree(tree)).toEqual([]);
  });

  it('has the same rooms on disk, in the table and in package.json', () => {
    expect(checkDoors(tree, doors)).toEqual([]);
  });

  it('names each room once', () => {
    for (const rooms of [CORE_ROOMS, MAIN_ROOMS, RENDERER_ROOMS]) {
      expect(new Set(rooms.map((room) => room.name)).size).toBe(rooms.length);
    }
    expect(CORE_ROOMS.filter((room) => room.floor === STAGE_FLOOR).length).toBeGreaterThan(5);
  });
});

describe('a planted import', () => {
  it.each([
    ['of another stage', 'src-core/risk/a.ts', `import { x } from '#core/market';`, 'of one floor'],
    ['of a type of another stage', 'src-core/risk/a.ts', `import type { X } from '#core/market';`, 'of one floor'],
    ['of a higher floor', 'src-core/model/a.ts', `import { x } from '#core/kernel';`, 'is below'],
    ['re-exported from a higher floor', 'src-core/model/a.ts', `export { x } from '#core/kernel';`, 'is below'],
    ['made dynamically', 'src-core/model/a.ts', `const x = await import('#core/kernel');`, 'is below'],
    ['whose name is computed', 'src-core/model/a.ts', `const x = await import(name);`, 'computed'],
    ['inside a type', 'src-core/model/a.ts', `type X = import('#core/kernel').Kernel;`, 'is below'],
    ['of the contract by the engine', 'src-core/kernel/a.ts', `import { x } from '#core/contract';`, 'stands apart'],
    ['of a host by the engine', 'src-core/kernel/a.ts', `import { x } from '#main/web';`, 'does not know its host'],
    ['of Node by the engine', 'src-core/kernel/a.ts', `import { x } from 'node:fs';`, 'no package'],
    ['of a package by the engine', 'src-core/kernel/a.ts', `import { z } from 'zod';`, 'no package'],
    ['of an unknown package by the contract', 'src-core/contract/a.ts', `import x from 'ws';`, 'no package'],
    ['behind a front door', 'src-core/kernel/a.ts', `import { x } from '../risk/limits.ts';`, 'front door'],
    ['behind a front door of the host', 'src-main/web/a.ts', `import { x } from '../mt5/link.ts';`, 'front door'],
    ['of an unknown room', 'src-core/kernel/a.ts', `import { x } from '#core/nowhere';`, 'no room'],
    ['of a room\'s inside by its name', 'src-main/web/a.ts', `import { x } from '#core/nowhere/a';`, 'no room'],
    ['of Electron outside desktop', 'src-main/web/a.ts', `import { app } from 'electron';`, 'only desktop'],
    ['of a higher room of the host', 'src-main/web/a.ts', `import { x } from '#main/desktop';`, 'is below'],
    ['of the engine by the window', 'src-renderer/app/a.tsx', `import { x } from '#core/kernel';`, 'may only know'],
    ['of the host by the window', 'src-renderer/app/a.tsx', `import { x } from '#main/web';`, 'may only know'],
    ['of the window by the host through a door', 'src-main/web/a.ts', `import { x } from '#renderer/ui';`, 'as files'],
    ['of a higher room of the window', 'src-renderer/ui/a.tsx', `import { x } from '#renderer/panels';`, 'is below'],
    ['behind a front door of the window', 'src-renderer/ui/a.tsx', `import { x } from '../state/a.ts';`, 'front door'],
    ['of Node by the window', 'src-renderer/app/a.ts', `import { x } from 'node:fs';`, 'has no Node'],
    ['of the window by the host', 'src-main/web/a.ts', `import x from '../../src-renderer/app/a.ts';`, 'front door'],
    ['as a worker behind a front door', 'src-main/web/a.ts', `new URL('../mt5/w.ts', import.meta.url);`, 'front door'],
    ['of the floors by a room', 'src-core/kernel/a.ts', `import { x } from '#core/layers';`, 'for tests'],
    ['behind a front door by a test', 'src-core/kernel/a.test.ts', `import { x } from '../risk/b.ts';`, 'front door'],
  ])('%s is found', (_what, path, text, why) => {
    const problems = problemsOf(path, text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(why);
  });

  it.each([
    ['of a lower floor', 'src-core/risk/a.ts', `import { x } from '#core/model';`],
    ['of a stage by the kernel', 'src-core/kernel/a.ts', `import { x } from '#core/risk';`],
    ['of zod by the contract', 'src-core/contract/a.ts', `import { z } from 'zod';`],
    ['inside its own room', 'src-core/risk/a.ts', `import { x } from './limits.ts';`],
    ['of the contract by the window', 'src-renderer/app/a.tsx', `import { x } from '#core/contract';`],
    ['of Electron by desktop', 'src-main/desktop/a.ts', `import { app } from 'electron';`],
    ['of another stage by a test', 'src-core/risk/a.test.ts', `import { x } from '#core/market';`],
    ['that is only a comment', 'src-core/risk/a.ts', `// import { x } from '#core/market';`],
    ['that is only a string', 'src-core/risk/a.ts', `export const text = "import x from '#core/market'";`],
  ])('%s is allowed', (_what, path, text) => {
    expect(problemsOf(path, text)).toEqual([]);
  });
});

describe('a planted impurity', () => {
  it.each([
    'Date.now()', 'new Date()', 'new Date', 'Date()', 'Math.random()', 'Math.exp(1)', 'Math.pow(2, 3)',
    'Math["sin"](1)', '2 ** 3', 'const { log } = Math', 'Intl.NumberFormat()', 'globalThis.x', 'performance.now()',
    '"a".localeCompare("b")', '(1.5).toLocaleString()', 'Math.hypot(3, 4)',
  ])('%s in the engine is found', (text) => {
    expect(problemsOf('src-core/risk/a.ts', `export const x = () => { ${text}; };`)).toHaveLength(1);
  });

  it.each(['new Date(0)', 'Math.floor(1.5)', 'Math.PI', '"Date.now()"', 'x.performance', '({ Math: 1 })'])(
    '%s in the engine is allowed', (text) => {
      expect(problemsOf('src-core/risk/a.ts', `export const f = () => { ${text}; };`)).toEqual([]);
    },
  );

  it('is nobody\'s matter in a host', () => {
    expect(problemsOf('src-main/web/a.ts', 'export const now = Date.now();')).toEqual([]);
  });
});

describe('a planted name', () => {
  it.each([
    'src-core/risk/utils.ts', 'src-core/utils/a.ts', 'src-main/web/string-helpers.ts', 'src-renderer/common/a.ts',
    'src-core/risk/orderManager.ts', 'src-core/risk/inner/index.ts', 'src-main/web/session-service.ts',
  ])('%s is found', (path) => {
    expect(problemsOf(path, '')).toHaveLength(1);
  });

  it('of a front door with code in it is found', () => {
    expect(problemsOf('src-core/risk/index.ts', 'export const x = 1;')).toHaveLength(1);
    expect(problemsOf('src-core/risk/index.ts', `export * from './a.ts';`)).toEqual([]);
  });
});

describe('planted doors', () => {
  it('that are missing, unknown or too wide are found', () => {
    const without = Object.fromEntries(Object.entries(doors).filter(([door]) => door !== '#core/risk'));
    expect(checkDoors(tree, without)).toContain('package.json must name #core/risk as ./src-core/risk/index.ts');
    expect(checkDoors(tree, { ...doors, '#core/nowhere': './src-core/nowhere/index.ts' }).join()).toContain('no room');
    expect(checkDoors(tree, { ...doors, '#core/risk*': './src-core/risk/*.ts' }).join()).toContain('nested folders');
  });

  it('of a room that nobody wrote down are found', () => {
    const more = new Map([...tree, ['src-core/attic/index.ts', '']]);
    expect(checkDoors(more, doors)).toContain('src-core/attic is not in layers.ts');
  });
});
