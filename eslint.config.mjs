// One lint for every tree: typescript-eslint's strict and stylistic rules with types, and the house's own few.
// Inline exceptions are off: a rule that needs one is changed here, with its reason.

import tseslint from 'typescript-eslint';

const TESTS = ['**/*.test.ts', '**/*.test.tsx', '**/*.test-kit.ts', '**/testing/*.ts', 'e2e/**/*.ts'];

/** Math functions whose last bits differ between engines; base/math has the engine's own. */
const TRANSCENDENTAL = [
  'exp', 'expm1', 'log', 'log1p', 'log2', 'log10', 'pow', 'cbrt', 'sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'atan2',
  'sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh', 'hypot',
];

/** A block of files that are compiled by one project. */
function project(files, tsconfig, ignores = []) {
  return {
    files,
    ignores,
    languageOptions: { parserOptions: { project: [tsconfig], tsconfigRootDir: import.meta.dirname } },
  };
}

const importFences = {
  patterns: [{ group: ['../../*', '**/../../*'], message: 'Use a front door (#core/room, #main/room).' }],
};

const electronFence = { name: 'electron', message: 'Only src-main/desktop and main.ts know Electron.' };

export default tseslint.config(
  {
    ignores: [
      'node_modules/', 'out/', 'dist/', '.cache/', '.sextant/', 'coverage/', 'test-results/', 'playwright-report/',
      'resources/', 'bench/results/',
    ],
  },
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ['**/*.ts', '**/*.tsx'] })),
  ...tseslint.configs.stylisticTypeChecked.map((config) => ({ ...config, files: ['**/*.ts', '**/*.tsx'] })),

  project(['src-core/**/*.ts'], './tsconfig.core.json', ['src-core/contract/**', '**/*.test.ts', '**/*.bench.ts']),
  project(['src-core/contract/**/*.ts'], './tsconfig.contract.json', ['**/*.test.ts']),
  project(
    ['src-main/**/*.ts', 'tools/**/*.ts', 'bench/**/*.ts', 'e2e/**/*.ts', 'src-core/**/*.test.ts',
      'src-core/**/*.bench.ts', '*.config.ts'],
    './tsconfig.main.json',
  ),
  project(['src-renderer/**/*.ts', 'src-renderer/**/*.tsx'], './tsconfig.renderer.json'),

  {
    files: ['**/*.ts', '**/*.tsx'],
    rules: {
      // Numbers and booleans print as what they are.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      // `env['NAME']` says that the name may be missing.
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      // `as number` after an index says the bound was thought of; `!` is forbidden altogether.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      // A port's asynchronous method may answer at once.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      'no-restricted-imports': ['error', { ...importFences, paths: [electronFence] }],
      'no-restricted-syntax': ['error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
        { selector: 'TSEnumDeclaration', message: 'Types are erased, enums are not: use a union.' },
      ],
      'max-lines': ['warn', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['warn', { max: 70, skipBlankLines: true, skipComments: true }],
      'max-len': ['warn', { code: 120, ignoreUrls: true, ignoreTemplateLiterals: false }],
      'eqeqeq': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-empty': 'error',
    },
  },
  {
    // One line per code is easier to read and to check than wrapped ones.
    files: ['src-core/model/codes.ts', 'src-renderer/i18n/**/*.ts'],
    rules: { 'max-len': 'off', 'max-lines': 'off' },
  },
  {
    files: ['src-core/**/*.ts'],
    ignores: ['**/*.test.ts', '**/*.bench.ts'],
    rules: {
      'no-restricted-properties': ['error',
        { object: 'Date', property: 'now', message: 'The engine has no clock: take the time from the event.' },
        { object: 'Math', property: 'random', message: 'The engine has no chance: use Random of #core/base.' },
        ...TRANSCENDENTAL.map((property) => (
          { object: 'Math', property, message: 'Use #core/base: engines differ in the last bits.' }
        )),
      ],
      'no-restricted-globals': ['error', 'performance', 'process', 'globalThis', 'Intl'],
      'no-restricted-syntax': ['error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
        { selector: 'TSEnumDeclaration', message: 'Types are erased, enums are not: use a union.' },
        { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'The engine has no clock.' },
        { selector: 'BinaryExpression[operator="**"]', message: 'Use #core/base: ** differs in the last bits.' },
        { selector: 'AssignmentExpression[operator="**="]', message: 'Use #core/base: ** differs in the last bits.' },
      ],
    },
  },
  {
    files: ['src-main/desktop/**/*.ts', 'src-main/main.ts'],
    rules: { 'no-restricted-imports': ['error', importFences] },
  },
  {
    // Only the three source trees have front doors.
    files: ['e2e/**/*.ts', 'tools/**/*.ts', 'bench/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: [electronFence] }] },
  },
  {
    files: TESTS,
    rules: {
      'max-lines-per-function': 'off',
      // Hand-worked tables are long, and a row of one is read as one.
      'max-lines': ['warn', { max: 750, skipBlankLines: true, skipComments: true }],
      'max-len': ['warn', { code: 160, ignoreUrls: true }],
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    // Tools want their configuration as the default export.
    files: ['*.config.ts', 'e2e/*.config.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['**/*.mjs'],
    rules: {
      'eqeqeq': 'error', 'no-var': 'error', 'prefer-const': 'error',
      'max-len': ['warn', { code: 120, ignoreUrls: true }],
    },
  },
);
