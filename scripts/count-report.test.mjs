import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readBrowserReport, readScenarioReport, readUnitReport } from './count-report.mjs';

function readWritten(read, report) {
  const folder = mkdtempSync(join(tmpdir(), 'sextant-report-'));
  writeFileSync(join(folder, 'report.json'), JSON.stringify(report));
  const answer = read(join(folder, 'report.json'));
  rmSync(folder, { recursive: true });
  return answer;
}

describe('the count of a browser run', () => {
  it('counts every test once, however deep, with the reason of what was skipped', () => {
    const spec = (title, status, annotations = []) => ({ title, tests: [{ status, annotations }] });
    const report = readWritten(readBrowserReport, {
      errors: [],
      suites: [{
        title: 'a.spec.ts',
        specs: [spec('one', 'expected'), spec('two', 'unexpected'), spec('three', 'flaky')],
        suites: [{ title: 'inner', specs: [spec('four', 'skipped', [{ type: 'skip', description: 'no binary' }])] }],
      }],
    });
    expect(report).toEqual({
      passed: 1, failed: 2, skipped: [{ name: 'a.spec.ts > inner > four', reason: 'no binary' }],
    });
  });

  it('counts an error outside of any test as a failure', () => {
    const report = readWritten(readBrowserReport, { errors: [{ message: 'no config' }], suites: [] });
    expect(report).toMatchObject({ failed: 1 });
  });

  it('is nothing where a run wrote no report', () => {
    expect(readBrowserReport('/nonexistent/report.json')).toBeNull();
    expect(readUnitReport('/nonexistent/report.json')).toBeNull();
  });
});

describe('the count of a run of scenarios', () => {
  it('takes the last word, the failures and the skips', () => {
    expect(readScenarioReport(['FAILED: ticks: again with --seed 1', '41 scenarios passed'], 1))
      .toEqual({ passed: 41, failed: 1, skipped: [] });
    expect(readScenarioReport(['skipped: test:ea: g++ is missing', '0 scenarios passed'], 0))
      .toEqual({ passed: 0, failed: 0, skipped: [{ name: 'test:ea', reason: 'g++ is missing' }] });
  });

  it('counts a run that broke off, or did nothing, as a failure', () => {
    expect(readScenarioReport(['12 scenarios passed'], 1)).toMatchObject({ passed: 12, failed: 1 });
    expect(readScenarioReport([], 0)).toMatchObject({ passed: 0, failed: 1 });
    expect(readScenarioReport(['0 scenarios passed'], 0)).toMatchObject({ failed: 1 });
  });
});
