// The secrets of a data folder: made once, closed to others, never silently replaced.

import {
  chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeBase32, loadSecrets, makeWindowKey } from './secrets.ts';

let dir: string;
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'sextant-secrets-')); });
afterEach(() => { rmSync(dir, { recursive: true, force: true }); });

describe('a fresh folder', () => {
  it('gets its secrets once, in a file of its owner alone', () => {
    const first = loadSecrets(join(dir, 'new'));
    expect(first).toMatchObject({
      ok: true,
      value: {
        pairingToken: expect.stringMatching(/^[A-Z2-7]{52}$/) as string,
        apiToken: expect.stringMatching(/^[\w-]{43}$/) as string,
      },
    });
    expect(loadSecrets(join(dir, 'new'))).toEqual(first);
    expect(readdirSync(join(dir, 'new'))).toEqual(['secrets.json']);
    if (process.platform !== 'win32') expect(statSync(join(dir, 'new', 'secrets.json')).mode & 0o777).toBe(0o600);
    expect(loadSecrets(join(dir, 'other'))).not.toEqual(first);
  });

  it('that cannot be made is a failure that names the file', () => {
    writeFileSync(join(dir, 'file'), '');
    const loaded = loadSecrets(join(dir, 'file', 'below'));
    expect(loaded.ok).toBe(false);
    if (!loaded.ok) expect(loaded.error.text).toContain('secrets.json');
  });
});

describe('a file that is there', () => {
  it.each([['', 'is not JSON'], ['{', 'is not JSON'], ['7', 'is not an object'], ['{"v":2}', 'another version'],
    ['{"v":1,"pairingToken":"short","apiToken":"x"}', 'pairingToken'],
    [JSON.stringify({ v: 1, pairingToken: 'A'.repeat(52), apiToken: 7 }), 'apiToken']])(
    'damaged as %j is an error, and stays as it is', (text, what) => {
      const path = join(dir, 'secrets.json');
      writeFileSync(path, text);
      const loaded = loadSecrets(dir);
      expect(loaded).toMatchObject({ ok: false, error: { code: 'WEB_SECRETS_DAMAGED' } });
      expect(loaded.ok ? '' : loaded.error.text).toContain(what);
      expect(loaded.ok ? '' : loaded.error.text).toContain(path);
      expect(readFileSync(path, 'utf8')).toBe(text);
    });

  it('open to others is closed again', () => {
    const path = join(dir, 'secrets.json');
    loadSecrets(dir);
    chmodSync(path, 0o644);
    expect(loadSecrets(dir).ok).toBe(true);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(existsSync(path)).toBe(true);
  });
});

it('base32 is that of RFC 4648 without padding', () => {
  const encode = (text: string): string => encodeBase32(Buffer.from(text));
  expect(['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map(encode))
    .toEqual(['', 'MY', 'MZXQ', 'MZXW6', 'MZXW6YQ', 'MZXW6YTB', 'MZXW6YTBOI']);
});

it('the key of the window is another one every time', () => {
  expect(new Set(Array.from({ length: 50 }, makeWindowKey)).size).toBe(50);
});
