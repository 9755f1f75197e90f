#!/usr/bin/env node
// `npm test`: gets what the tests need, runs every check and test, and closes with one line of counts on stdout.
// Everything else goes to stderr. `npm test -- unit lint` runs parts. Plain JavaScript for Node 18 and newer.

import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT, findNode } from './pinned-node.mjs';
import { ensureBuilt } from './build.mjs';
import { readBrowserReport, readScenarioReport, readUnitReport } from './count-report.mjs';
import { ensureBrowser } from './find-browser.mjs';
import { ensureInstalled } from './install.mjs';
import { pinnedEnvironment } from './run.mjs';
import { inParallel, runProgram, STEP_MS_MAX } from './run-program.mjs';
import { PROJECTS, typecheck } from './typecheck.mjs';
import { UNIT_REPORT } from './vitest-report.mjs';

const BROWSER_REPORT = join(ROOT, '.cache', 'browser-report.json');
const SHARED = join(ROOT, '..', 'shared');
const isCi = /^(1|true)$/i.test(process.env.CI ?? '');

const total = { passed: 0, failed: 0, skipped: 0 };

function tell(text) {
  process.stderr.write(`${text}\n`);
}

function addSkip(name, reason) {
  total.skipped += 1;
  tell(`skipped: ${name}: ${reason}`);
}

/** Runs one step, times it and counts it as one test. A step fails by throwing. */
async function runStep(name, work) {
  const started = Date.now();
  let failure = null;
  try {
    await work();
  } catch (error) {
    failure = error;
  }
  const seconds = ((Date.now() - started) / 1000).toFixed(1).padStart(6);
  tell(`${seconds} s  ${name}: ${failure === null ? 'passed' : 'FAILED'}`);
  if (failure === null) {
    total.passed += 1;
    return true;
  }
  total.failed += 1;
  tell(failure.message);
  return false;
}

/** Runs a program of the project under the pinned Node; its words are shown only when it fails. */
async function check(args, env = {}) {
  const { code, words } = await runProgram(findNode().path, args, env);
  if (code !== 0) throw new Error(words.trim());
}

/** Runs a test runner with its words on stderr; resolves to its exit code. */
function stream(args, env = {}) {
  return new Promise((resolve, reject) => {
    const plain = process.stderr.isTTY ? {} : { NO_COLOR: '1', FORCE_COLOR: undefined };
    const child = spawn(findNode().path, args, {
      cwd: ROOT, stdio: ['ignore', 2, 2], env: { ...process.env, ...plain, ...env }, timeout: STEP_MS_MAX,
    });
    child.on('error', reject);
    child.on('close', (code) => { resolve(code ?? 1); });
  });
}

/** Runs a test runner and adds its own counts; a failure that they do not tell counts as one more. */
async function runSuite(name, args, env, readReport) {
  const started = Date.now();
  const exitCode = await stream(args, env);
  const report = readReport() ?? { passed: 0, failed: 0, skipped: [] };
  for (const { name: test, reason } of report.skipped) addSkip(test, reason || 'its condition does not hold here');
  let words = `${report.passed} passed, ${report.failed} failed, ${report.skipped.length} skipped`;
  if (report.failed === 0 && (exitCode !== 0 || report.passed === 0)) {
    report.failed = 1;
    words += `, and it ended with exit ${exitCode}`;
  }
  total.passed += report.passed;
  total.failed += report.failed;
  tell(`${((Date.now() - started) / 1000).toFixed(1).padStart(6)} s  ${name}: ${words}`);
}

async function runStatic(wanted) {
  const jobs = [];
  if (wanted('typecheck')) {
    for (const project of PROJECTS) {
      jobs.push(() => runStep(`typecheck ${project}`, async () => {
        const failures = await typecheck([project]);
        if (failures.length > 0) throw new Error(failures.join('\n'));
      }));
    }
  }
  const checks = {
    lint: ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0'],
    knip: ['node_modules/knip/bin/knip.js'],
    docs: ['tools/docs-check.ts'],
  };
  for (const [name, args] of Object.entries(checks)) {
    if (wanted(name)) jobs.push(() => runStep(name, () => check(args)));
  }
  await inParallel(2, jobs);
}

async function runUnit() {
  rmSync(UNIT_REPORT, { force: true });
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=dot', '--reporter=./scripts/vitest-report.mjs'];
  await runSuite('unit', args, {}, () => readUnitReport(UNIT_REPORT));
}

async function runBrowser() {
  let browser = null;
  await runStep('a browser for the tests', async () => { browser = await ensureBrowser(tell); });
  const isBuilt = await runStep('build', async () => { await ensureBuilt('desktop', findNode().path); });
  if (browser === null || !isBuilt) {
    total.failed += 1;
    tell('browser tests: FAILED: they need the browser and the build above');
    return;
  }
  rmSync(BROWSER_REPORT, { force: true });
  const args = ['node_modules/playwright/cli.js', 'test', '-c', 'e2e/playwright.config.ts', '--reporter=list,json'];
  const env = { SEXTANT_BROWSER: browser, PLAYWRIGHT_JSON_OUTPUT_FILE: BROWSER_REPORT };
  await runSuite('browser', args, env, () => readBrowserReport(BROWSER_REPORT));
}

/** Runs a program whose last line on stdout is `N scenarios passed`; it says skips and failures on stderr. */
async function runScenarios(name, args) {
  const started = Date.now();
  const said = [];
  const child = spawn(findNode().path, args, {
    cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], env: process.env, timeout: STEP_MS_MAX,
  });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      said.push(line);
      if (stream === child.stderr && !line.startsWith('skipped: ')) tell(line);
    });
  }
  const exitCode = await new Promise((resolve) => {
    child.on('error', () => { resolve(1); });
    child.on('close', (code) => { resolve(code ?? 1); });
  });
  const report = readScenarioReport(said, exitCode);
  for (const { name: test, reason } of report.skipped) addSkip(test, reason);
  total.passed += report.passed;
  total.failed += report.failed;
  const seconds = ((Date.now() - started) / 1000).toFixed(1).padStart(6);
  tell(`${seconds} s  ${name}: ${report.passed} passed, ${report.failed} failed, ${report.skipped.length} skipped`);
}

async function checkShared() {
  if (existsSync(SHARED)) return;
  const text = `the shared data folder is not at ${SHARED}`;
  if (isCi) await runStep('shared data', () => { throw new Error(`${text}: with CI set that is a failure`); });
  else addSkip('shared data', `${text}: tests on real data say so one by one`);
}

const PARTS = ['typecheck', 'lint', 'knip', 'docs', 'unit', 'e2e', 'crash', 'ea'];

async function main(names) {
  const unknown = names.filter((name) => !PARTS.includes(name));
  if (unknown.length > 0) {
    tell(`There is no part "${unknown[0]}". Parts: ${PARTS.join(', ')}.`);
    return 2;
  }
  const wanted = (name) => names.length === 0 || names.includes(name);
  const isInstalled = await runStep('install', ensureInstalled);
  if (isInstalled) {
    // Whatever the tests start finds the pinned Node first.
    Object.assign(process.env, pinnedEnvironment(findNode().path));
    await checkShared();
    await runStatic(wanted);
    if (wanted('unit')) await runUnit();
    if (wanted('e2e')) await runBrowser();
    if (wanted('ea')) await runScenarios('ea', ['tools/test-ea.ts', '--quick']);
    if (wanted('crash')) await runStep('crash: 15 kills', () => check(['tools/crash.ts', '--runs', '15']));
  }
  process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
  return total.failed === 0 ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  tell(error.stack ?? String(error));
  process.stdout.write(`${total.passed} passed, ${total.failed + 1} failed, ${total.skipped} skipped\n`);
  process.exitCode = 1;
}
