// The two lasting secrets of a data folder: the token MT5 pairs with and the token of the REST API. They live in one
// file that only its owner may read, sealed where the host has a vault (the desktop: the system's keychain); a file
// that cannot be read is an error, never silently replaced.

import { randomBytes } from 'node:crypto';
import {
  chmodSync, closeSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, renameSync, rmSync,
  statSync, writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '#core/base';

export interface Secrets {
  /** 32 random bytes as RFC 4648 base32, 52 upper-case characters. */
  readonly pairingToken: string;
  /** 32 random bytes as base64url, 43 characters. */
  readonly apiToken: string;
}

/** Seals what only this user on this machine may open again. */
export interface SecretVault {
  readonly seal: (text: string) => Promise<Uint8Array>;
  /** Rejects where the seal is not its own. */
  readonly unseal: (sealed: Uint8Array) => Promise<string>;
}

const FILE = 'secrets.json';
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const PAIRING_TOKEN = /^[A-Z2-7]{52}$/;
const API_TOKEN = /^[A-Za-z0-9_-]{43}$/;

/**
 * The secrets of a data folder, made on the first call. With a vault they are kept sealed, and plain ones of an earlier
 * start are sealed now. Fails with WEB_SECRETS_DAMAGED where the file is there but cannot be used, with
 * WEB_SECRETS_SEALED where another vault sealed it, and with JOURNAL_READ_ONLY where it cannot be written.
 */
export async function loadSecrets(dataDir: string, vault: SecretVault | null = null): Promise<Result<Secrets>> {
  const path = join(dataDir, FILE);
  const text = readText(path);
  if (!text.ok) return text;
  if (text.value === null) return createSecrets(dataDir, path, vault);
  const secrets = await parseSecrets(text.value, path, vault);
  if (!secrets.ok || vault === null || isSealed(text.value)) return secrets;
  const sealed = await wrap(secrets.value, vault);
  return keepSecrets(dataDir, path, sealed, (draft) => {
    renameSync(draft, path);
    return secrets;
  });
}

function isSealed(text: string): boolean {
  return text.includes('"sealed"');
}

async function wrap(secrets: Secrets, vault: SecretVault | null): Promise<string> {
  const plain = JSON.stringify({ v: 1, ...secrets }, null, 2);
  if (vault === null) return `${plain}\n`;
  const sealed = Buffer.from(await vault.seal(plain)).toString('base64');
  return `${JSON.stringify({ v: 1, sealed }, null, 2)}\n`;
}

/** A secret of this process alone: what opens the window until the process ends. 43 characters. */
export function makeWindowKey(): string {
  return randomBytes(32).toString('base64url');
}

function readText(path: string): Result<string | null> {
  try {
    const text = readFileSync(path, 'utf8');
    // A file that others may read (restored from a backup, say) is closed again before it is used.
    if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
    return ok(text);
  } catch (error) {
    // Not there, or below a file instead of a folder: making it tells which.
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return ok(null);
    return fail('WEB_SECRETS_DAMAGED', `${path} cannot be read (${errorCode(error)}).`);
  }
}

async function unwrap(sealed: string, path: string, vault: SecretVault | null): Promise<Result<Secrets>> {
  const foreign = fail('WEB_SECRETS_SEALED', `${path} was sealed by the desktop application.`);
  if (vault === null) return foreign;
  let plain: string;
  try {
    plain = await vault.unseal(Buffer.from(sealed, 'base64'));
  } catch {
    // Sealed by another user, on another machine, or with a keychain that was reset.
    return foreign;
  }
  return parseSecrets(plain, path, null);
}

async function parseSecrets(text: string, path: string, vault: SecretVault | null): Promise<Result<Secrets>> {
  const damaged = (what: string): Result<Secrets> => fail('WEB_SECRETS_DAMAGED', `${path}: ${what}.`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return damaged('is not JSON');
  }
  if (typeof value !== 'object' || value === null) return damaged('is not an object');
  const { v, sealed, pairingToken, apiToken } = value as Readonly<Record<string, unknown>>;
  if (v !== 1) return damaged('was written by another version');
  if (typeof sealed === 'string') return unwrap(sealed, path, vault);
  if (!isText(pairingToken, PAIRING_TOKEN)) return damaged('pairingToken is not valid');
  if (!isText(apiToken, API_TOKEN)) return damaged('apiToken is not valid');
  return ok({ pairingToken, apiToken });
}

function isText(value: unknown, pattern: RegExp): value is string {
  return typeof value === 'string' && pattern.test(value);
}

async function createSecrets(dataDir: string, path: string, vault: SecretVault | null): Promise<Result<Secrets>> {
  const secrets: Secrets = {
    pairingToken: encodeBase32(randomBytes(32)), apiToken: randomBytes(32).toString('base64url'),
  };
  const text = await wrap(secrets, vault);
  return keepSecrets(dataDir, path, text, (draft) => settleDraft(draft, path, secrets, vault));
}

// Writes a draft beside the file, to the disk's platter, and lets `settle` put it in place.
async function keepSecrets(
  dataDir: string, path: string, text: string, settle: (draft: string) => Result<Secrets> | Promise<Result<Secrets>>,
): Promise<Result<Secrets>> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    mkdirSync(dataDir, { recursive: true });
    const file = openSync(draft, 'wx', 0o600);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    return await settle(draft);
  } catch (error) {
    const code = errorCode(error);
    const why = code === 'EEXIST' || code === 'ENOTDIR' ? `${dataDir} is not a folder` : code;
    return fail('JOURNAL_READ_ONLY', `${path} cannot be written (${why}).`);
  } finally {
    // (Asking first: where a file stands for a folder, even a forced removal throws.)
    if (existsSync(draft)) rmSync(draft, { force: true });
  }
}

// A link, unlike a rename, fails where another process was first: then its secrets count.
async function settleDraft(
  draft: string, path: string, secrets: Secrets, vault: SecretVault | null,
): Promise<Result<Secrets>> {
  try {
    linkSync(draft, path);
    return ok(secrets);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return await parseSecrets(readFileSync(path, 'utf8'), path, vault);
    // A file system without hard links.
    renameSync(draft, path);
    return ok(secrets);
  }
}

/** Bytes as RFC 4648 base32, upper case, without padding. */
export function encodeBase32(bytes: Uint8Array): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32.charAt((held >>> bits) & 31);
    }
    held &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + BASE32.charAt((held << (5 - bits)) & 31);
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
