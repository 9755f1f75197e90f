// The secrets of a data folder: made once, closed to others, never silently replaced.

import {
  chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeBase32, loadSecrets, makeWindowKey, type SecretVault } from './secrets.ts';

let dir: string;
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'sextant-secrets-')); });
afterEach(() => { rmSync(dir, { recursive: true, force: true }); });

describe('a fresh folder', () => {
  it('gets its secrets once, in a file of its owner alone', async () => {
    const first = await loadSecrets(join(dir, 'new'));
    expect(first).toMatchObject({
      ok: true,
      value: {
        pairingToken: expect.stringMatching(/^[A-Z2-7]{52}$/) as string,
        apiToken: expect.stringMatching(/^[\w-]{43}$/) as string,
      },
    });
    expect(await loadSecrets(join(dir, 'new'))).toEqual(first);
    expect(readdirSync(join(dir, 'new'))).toEqual(['secrets.json']);
    if (process.platform !== 'win32') expect(statSync(join(dir, 'new', 'secrets.json')).mode & 0o777).toBe(0o600);
    expect(await loadSecrets(join(dir, 'other'))).not.toEqual(first);
  });

  it('that cannot be made is a failure that names the file', async () => {
    writeFileSync(join(dir, 'file'), '');
    const loaded = await loadSecrets(join(dir, 'file', 'below'));
    expect(loaded.ok).toBe(false);
    if (!loaded.ok) expect(loaded.error.text).toMatch(/secrets\.json cannot be written \(.* is not a folder\)/);
  });
});

describe('a file that is there', () => {
  it.each([['', 'is not JSON'], ['{', 'is not JSON'], ['7', 'is not an object'], ['{"v":2}', 'another version'],
    ['{"v":1,"pairingToken":"short","apiToken":"x"}', 'pairingToken'],
    [JSON.stringify({ v: 1, pairingToken: 'A'.repeat(52), apiToken: 7 }), 'apiToken']])(
    'damaged as %j is an error, and stays as it is', async (text, what) => {
      const path = join(dir, 'secrets.json');
      writeFileSync(path, text);
      const loaded = await loadSecrets(dir);
      expect(loaded).toMatchObject({ ok: false, error: { code: 'WEB_SECRETS_DAMAGED' } });
      expect(loaded.ok ? '' : loaded.error.text).toContain(what);
      expect(loaded.ok ? '' : loaded.error.text).toContain(path);
      expect(readFileSync(path, 'utf8')).toBe(text);
    });

  it('open to others is closed again', async () => {
    const path = join(dir, 'secrets.json');
    await loadSecrets(dir);
    chmodSync(path, 0o644);
    expect((await loadSecrets(dir)).ok).toBe(true);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(existsSync(path)).toBe(true);
  });
});

describe('a host with a vault', () => {
  const makeVault = (key: number): SecretVault => ({
    seal: async (text) => Buffer.from(`${key}:${text}`).map((byte) => byte ^ key),
    unseal: async (sealed) => {
      const text = Buffer.from(sealed).map((byte) => byte ^ key);
      if (!Buffer.from(text).toString().startsWith(`${key}:`)) throw new Error('not mine');
      return Buffer.from(text).toString().slice(String(key).length + 1);
    },
  });
  const vault = makeVault(90);
  const read = (): string => readFileSync(join(dir, 'secrets.json'), 'utf8');

  it('keeps the secrets sealed, and reads them again', async () => {
    const first = await loadSecrets(dir, vault);
    expect(first.ok).toBe(true);
    expect(read()).not.toContain('pairingToken');
    if (first.ok) expect(read()).not.toContain(first.value.apiToken);
    expect(await loadSecrets(dir, vault)).toEqual(first);
    expect(readdirSync(dir)).toEqual(['secrets.json']);
    if (process.platform !== 'win32') expect(statSync(join(dir, 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  it('seals the plain ones of an earlier start, so that MT5 stays paired', async () => {
    const plain = await loadSecrets(dir);
    expect(read()).toContain('pairingToken');
    expect(await loadSecrets(dir, vault)).toEqual(plain);
    expect(read()).not.toContain('pairingToken');
    expect(await loadSecrets(dir, vault)).toEqual(plain);
  });

  it('is needed from then on: without it, or with another, the secrets stay closed and as they are', async () => {
    await loadSecrets(dir, vault);
    const kept = read();
    for (const other of [null, makeVault(17)]) {
      expect(await loadSecrets(dir, other)).toMatchObject({ ok: false, error: { code: 'WEB_SECRETS_SEALED' } });
    }
    expect(read()).toBe(kept);
  });
});

it('base32 is that of RFC 4648 without padding', async () => {
  const encode = (text: string): string => encodeBase32(Buffer.from(text));
  expect(['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map(encode))
    .toEqual(['', 'MY', 'MZXQ', 'MZXW6', 'MZXW6YQ', 'MZXW6YTB', 'MZXW6YTBOI']);
});

it('the key of the window is another one every time', async () => {
  expect(new Set(Array.from({ length: 50 }, makeWindowKey)).size).toBe(50);
});
