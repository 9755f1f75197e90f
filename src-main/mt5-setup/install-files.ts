// Copies the Expert Advisor into a terminal and writes its pairing file. Every new file is written beside its place and
// flushed before the first one is put in place, so that a full disk or a folder that cannot be written changes
// nothing; a run that was broken off in between is finished by the next one. A trader's own changes are kept as .bak.

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ok, type Result } from '#core/base';
import { hashOf, isPlainName, MANIFEST, readManifest, type EaSources, type Manifest } from './ea-package.ts';
import { writeFailure } from './setup-failures.ts';
import type { InstallReport, Pairing } from './setup-types.ts';

/** Where a terminal keeps the Expert Advisor, and where it may read files. */
export function eaFolder(dataDir: string): string {
  return join(dataDir, 'MQL5', 'Experts', 'Sextant');
}

function pairingPath(dataDir: string): string {
  return join(dataDir, 'MQL5', 'Files', 'Sextant', 'pairing.json');
}

type Written = Omit<InstallReport, 'terminal'>;

interface Draft {
  readonly name: string;
  readonly path: string;
  readonly draft: string;
}

/** Anti-virus programs hold a fresh file for a moment. */
const RENAME_TRIES = 4;
const RENAME_WAIT_MS = 120;

/** Fails with SETUP_READ_ONLY, SETUP_FILE_IN_USE, SETUP_DISK_FULL or SETUP_WRITE_FAILED, naming the file. */
export async function installFiles(sources: EaSources, dataDir: string): Promise<Result<Written>> {
  const folder = eaFolder(dataDir);
  const manifest = await readManifest(folder);
  const drafts: Draft[] = [];
  const report = { written: [] as string[], unchanged: [] as string[], kept: [] as Kept[], removed: [] as string[] };
  let at = folder;
  try {
    for (const file of sources.files) {
      const path = join(folder, ...file.name.split('/'));
      at = path;
      if (await currentHash(path) === file.hash) {
        report.unchanged.push(file.name);
        continue;
      }
      await mkdir(dirname(path), { recursive: true });
      drafts.push({ name: file.name, path, draft: await writeDraft(path, file.bytes, 0o644) });
    }
    at = join(folder, MANIFEST);
    const marks = await writeDraft(at, manifestBytes(sources), 0o644);
    drafts.push({ name: MANIFEST, path: at, draft: marks });
    await putInPlace({ drafts, manifest, report, at: (path) => { at = path; } });
    for (const name of Object.keys(manifest?.files ?? {})) {
      if (sources.files.some((file) => file.name === name)) continue;
      at = join(folder, ...name.split('/'));
      await retire(name, at, manifest, report);
    }
    return ok(report);
  } catch (error) {
    return await writeFailure(error, at);
  } finally {
    for (const { draft } of drafts) await rm(draft, { force: true }).catch(() => undefined);
  }
}

interface Kept {
  readonly name: string;
  readonly keptAs: string;
}

interface Placing {
  readonly drafts: readonly Draft[];
  readonly manifest: Manifest | null;
  readonly report: { readonly written: string[]; readonly kept: Kept[] };
  readonly at: (path: string) => void;
}

async function putInPlace({ drafts, manifest, report, at }: Placing): Promise<void> {
  for (const { name, path, draft } of drafts) {
    at(path);
    const there = name === MANIFEST ? null : await currentHash(path);
    if (there !== null && manifest?.files[name] !== there) {
      const keptAs = await keep(path);
      report.kept.push({ name, keptAs });
    }
    await renamePatiently(draft, path);
    if (name !== MANIFEST) report.written.push(name);
  }
}

/** A file of an earlier version that this one no longer has: gone, or kept where the trader changed it. */
async function retire(
  name: string, path: string, manifest: Manifest | null, report: { readonly kept: Kept[]; readonly removed: string[] },
): Promise<void> {
  const there = await currentHash(path);
  if (there === null || !isPlainName(name)) return;
  if (there !== manifest?.files[name]) report.kept.push({ name, keptAs: await keep(path) });
  else {
    await rm(path);
    report.removed.push(name);
  }
}

async function keep(path: string): Promise<string> {
  let keptAs = `${path}.bak`;
  for (let n = 2; existsSync(keptAs); n += 1) keptAs = `${path}.bak${n}`;
  await renamePatiently(path, keptAs);
  return keptAs;
}

/**
 * Writes `pairing.json`, readable by its owner only where the file system knows owners. The token is nowhere else: not
 * in a report, an event or a log.
 */
export async function writePairing(dataDir: string, pairing: Pairing): Promise<Result<null>> {
  const path = pairingPath(dataDir);
  let draft: string | null = null;
  try {
    await mkdir(dirname(path), { recursive: true });
    const text = JSON.stringify({ v: 1, url: pairing.url, token: pairing.token });
    draft = await writeDraft(path, new TextEncoder().encode(`${text}\n`), 0o600);
    await renamePatiently(draft, path);
    return ok(null);
  } catch (error) {
    return await writeFailure(error, path);
  } finally {
    if (draft !== null) await rm(draft, { force: true }).catch(() => undefined);
  }
}

/** True where a terminal's pairing file leads to `pairing`. */
export async function isPairedWith(dataDir: string, pairing: Pairing): Promise<boolean> {
  try {
    const value: unknown = JSON.parse(await readFile(pairingPath(dataDir), 'utf8'));
    if (typeof value !== 'object' || value === null || !('url' in value) || !('token' in value)) return false;
    return value.url === pairing.url && value.token === pairing.token;
  } catch {
    return false;
  }
}

function manifestBytes({ version, files }: EaSources): Uint8Array {
  const hashes = Object.fromEntries(files.map(({ name, hash }) => [name, hash]));
  return new TextEncoder().encode(`${JSON.stringify({ v: 1, version, files: hashes }, null, 2)}\n`);
}

async function currentHash(path: string): Promise<string | null> {
  try {
    return hashOf(await readFile(path));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

async function writeDraft(path: string, bytes: Uint8Array, mode: number): Promise<string> {
  const draft = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  const file = await open(draft, 'wx', mode);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } catch (error) {
    await file.close();
    await rm(draft, { force: true });
    throw error;
  }
  await file.close();
  return draft;
}

async function renamePatiently(from: string, to: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      if (tries === RENAME_TRIES || !['EBUSY', 'EPERM', 'EACCES'].includes(code)) throw error;
      await new Promise((done) => { setTimeout(done, RENAME_WAIT_MS); });
    }
  }
}
