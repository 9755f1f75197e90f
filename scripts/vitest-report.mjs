// A vitest reporter that keeps the counts and the reasons of what was skipped, for scripts/test.mjs to add up.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './pinned-node.mjs';

export const UNIT_REPORT = join(ROOT, '.cache', 'unit-report.json');

export default class CountReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const report = { passed: 0, failed: unhandledErrors.length, skipped: [] };
    for (const module of modules) {
      // A file that could not even be loaded has no tests to fail.
      if (module.state() === 'failed' && module.errors().length > 0) report.failed += 1;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') report.passed += 1;
        else if (result.state === 'failed') report.failed += 1;
        else report.skipped.push({ name: test.fullName, reason: result.note ?? '' });
      }
    }
    mkdirSync(join(ROOT, '.cache'), { recursive: true });
    writeFileSync(UNIT_REPORT, JSON.stringify(report));
  }
}
