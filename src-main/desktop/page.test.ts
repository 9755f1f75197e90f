import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { answerPage, PAGE_POLICY, PAGE_URL } from './page.ts';

let root = '';
let folder = '';

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'sextant-page-'));
  folder = join(root, 'window');
  mkdirSync(join(folder, 'assets'), { recursive: true });
  mkdirSync(join(root, 'window-of-another'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'assets', 'app one.js'), 'export {};');
  writeFileSync(join(folder, 'notes.txt'), 'not the window\'s');
  writeFileSync(join(root, 'secrets.json'), '{}');
  writeFileSync(join(root, 'window-of-another', 'a.js'), '');
});
afterAll(() => { rmSync(root, { recursive: true }); });

describe('the window\'s files', () => {
  it('come with their media type and the strict policy', async () => {
    const page = await answerPage(folder, PAGE_URL);
    expect(page.status).toBe(200);
    expect(await page.text()).toBe('<!doctype html>');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toBe(PAGE_POLICY);
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    const script = await answerPage(folder, 'sextant://app/assets/app%20one.js?v=1');
    expect(script.headers.get('content-type')).toContain('javascript');
  });

  it('allow neither foreign nor inline scripts, nor any connection', () => {
    expect(PAGE_POLICY).toContain('default-src \'none\'');
    expect(PAGE_POLICY).toContain('script-src \'self\'');
    expect(PAGE_POLICY).toContain('connect-src \'none\'');
    expect(PAGE_POLICY).not.toMatch(/script-src[^;]*unsafe|\*|https?:/);
  });

  it.each([
    ['above the folder', 'sextant://app/../secrets.json'],
    ['above the folder, encoded', 'sextant://app/%2e%2e/secrets.json'],
    ['above the folder, encoded slash', 'sextant://app/..%2fsecrets.json'],
    ['above the folder with backslashes', 'sextant://app/..%5csecrets.json'],
    ['in a folder whose name begins alike', 'sextant://app/..%2fwindow-of-another/a.js'],
    ['of a kind that is not the window\'s', 'sextant://app/notes.txt'],
    ['that is a folder', 'sextant://app/assets'],
    ['that is not there', 'sextant://app/none.js'],
    ['of another host', 'sextant://other/index.html'],
    ['of another scheme', 'https://app/index.html'],
    ['with a stray per cent sign', 'sextant://app/%zz.js'],
    ['with a zero byte', 'sextant://app/index%00.html'],
    ['without an address', 'index.html'],
  ])('%s is not found', async (_what, address) => {
    const answer = await answerPage(folder, address);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toBe('');
  });

  it('never come from elsewhere, whatever the address', async () => {
    await fc.assert(fc.asyncProperty(fc.webPath(), fc.string(), async (path, tail) => {
      const answer = await answerPage(folder, `sextant://app${path}${tail}`);
      expect([200, 404]).toContain(answer.status);
      if (answer.status === 200) expect(await answer.text()).toMatch(/^(<!doctype html>|export \{\};)$/);
    }));
  });
});
