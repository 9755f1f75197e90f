// Reads what the test runners wrote about a run into one form: `{ passed, failed, skipped: [{ name, reason }] }`.

import { existsSync, readFileSync } from 'node:fs';

/** The report of scripts/vitest-report.mjs, or null when the run wrote none. */
export function readUnitReport(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}

function* eachSpec(suite, names) {
  const inside = suite.title === '' ? names : [...names, suite.title];
  for (const spec of suite.specs ?? []) yield { spec, name: [...inside, spec.title].join(' > ') };
  for (const inner of suite.suites ?? []) yield* eachSpec(inner, inside);
}

/** Playwright's JSON report, or null when the run wrote none. */
export function readBrowserReport(path) {
  if (!existsSync(path)) return null;
  const raw = JSON.parse(readFileSync(path, 'utf8'));
  const report = { passed: 0, failed: (raw.errors ?? []).length, skipped: [] };
  for (const suite of raw.suites ?? []) {
    for (const { spec, name } of eachSpec(suite, [])) {
      for (const test of spec.tests) {
        if (test.status === 'skipped') {
          const note = test.annotations.find((annotation) => annotation.type === 'skip' || annotation.type === 'fixme');
          report.skipped.push({ name, reason: note?.description ?? '' });
        } else if (test.status === 'expected') {
          report.passed += 1;
        } else {
          report.failed += 1;
        }
      }
    }
  }
  return report;
}

/**
 * Lines of a run of scenarios: `N scenarios passed`, `FAILED: name: …`, `skipped: name: reason`. A run that ended badly
 * and told no failure, or that passed nothing and skipped nothing, is one failure.
 */
export function readScenarioReport(lines, exitCode) {
  const passed = lines.map((line) => /^(\d+) scenarios passed$/.exec(line)?.[1]).filter((count) => count !== undefined);
  const skipped = lines.map((line) => /^skipped: (\S+): (.+)$/.exec(line)).filter((found) => found !== null)
    .map(([, name, reason]) => ({ name, reason }));
  const report = { passed: Number(passed.at(-1) ?? 0), failed: 0, skipped };
  report.failed = lines.filter((line) => line.startsWith('FAILED: ')).length;
  const saysNothing = report.passed === 0 && skipped.length === 0;
  if (report.failed === 0 && (exitCode !== 0 || saysNothing)) report.failed = 1;
  return report;
}
