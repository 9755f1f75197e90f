// The Expert Advisor's files: those that came with this program, and those that lie in a terminal. Whatever stands in
// the folder is the package; there is no list of names beside it.

import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { EaState } from './setup-types.ts';

export const EA_MAIN = 'Sextant.mq5';
export const EA_PROGRAM = 'Sextant.ex5';
/** Written beside the files: what was installed, by its hashes. What differs from them later is the trader's own. */
export const MANIFEST = 'sextant-files.json';
const FILES_MAX = 200;
const FILE_BYTES_MAX = 4_194_304;
const DEPTH_MAX = 3;
const SOURCE = /\.(mq5|mqh)$/i;

export interface SourceFile {
  /** Relative, with forward slashes. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly hash: string;
}

export interface EaSources {
  readonly folder: string;
  readonly version: string | null;
  readonly files: readonly SourceFile[];
}

export interface Manifest {
  readonly version: string | null;
  readonly files: Readonly<Record<string, string>>;
}

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The package in `folder`, null where its main file is not there. */
export async function readEaSources(folder: string): Promise<EaSources | null> {
  const names = await listFiles(folder, '', 0);
  const files: SourceFile[] = [];
  for (const name of names.slice(0, FILES_MAX)) {
    const path = join(folder, ...name.split('/'));
    if ((await stat(path)).size > FILE_BYTES_MAX) continue;
    const bytes = await readFile(path);
    files.push({ name, bytes, hash: hashOf(bytes) });
  }
  const main = files.find(({ name }) => name === EA_MAIN);
  return main === undefined ? null : { folder, version: readVersion(main.bytes), files };
}

async function listFiles(folder: string, prefix: string, depth: number): Promise<readonly string[]> {
  const names: string[] = [];
  const entries = await readdir(join(folder, ...prefix.split('/')), { withFileTypes: true }).catch(() => []);
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const name = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory() && depth < DEPTH_MAX) names.push(...await listFiles(folder, name, depth + 1));
    else if (entry.isFile()) names.push(name);
  }
  return names;
}

/** The version a source names: `#property version "1.02"`. */
function readVersion(bytes: Uint8Array): string | null {
  const text = new TextDecoder('latin1').decode(bytes).replaceAll('\0', '');
  return /^\s*#property\s+version\s+"([0-9]+(?:\.[0-9]+)*)"/m.exec(text)?.[1] ?? null;
}

/** Below 0 where `a` is the older. Versions are compared number by number, as terminals do: 1.9 is before 1.10. */
function compareVersions(a: string, b: string): number {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  for (let i = 0; i < Math.max(left.length, right.length); i += 1) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The manifest in a terminal's folder of the Expert Advisor, null where there is none that can be read. */
export async function readManifest(folder: string): Promise<Manifest | null> {
  try {
    const value: unknown = JSON.parse(await readFile(join(folder, MANIFEST), 'utf8'));
    if (typeof value !== 'object' || value === null || !('files' in value)) return null;
    const { files } = value;
    if (typeof files !== 'object' || files === null) return null;
    const hashes = Object.entries(files).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string' && isPlainName(entry[0]),
    );
    const version = 'version' in value && typeof value.version === 'string' ? value.version : null;
    return { version, files: Object.fromEntries(hashes) };
  } catch {
    // Not there, or not ours any more: then every file that differs counts as the trader's own.
    return null;
  }
}

/** A name that stays below its folder, whatever stands in the manifest. */
export function isPlainName(name: string): boolean {
  return /^[^\\:*?"<>|]+$/.test(name) && name.split('/').every((part) => part !== '' && !part.startsWith('.'));
}

/** How the files in a terminal's `folder` stand to `sources`. */
export async function judgeInstalled(
  folder: string, sources: EaSources | null,
): Promise<{ readonly state: EaState; readonly version: string | null }> {
  const installed = await readEaSources(folder);
  if (installed === null) return { state: 'absent', version: null };
  const { version } = installed;
  if (sources === null) return { state: 'same', version };
  const there = new Map(installed.files.map(({ name, hash }) => [name, hash]));
  if (sources.files.every(({ name, hash }) => there.get(name) === hash)) return { state: 'same', version };
  const order = version === null || sources.version === null ? 0 : compareVersions(version, sources.version);
  if (order > 0) return { state: 'newer', version };
  if (order < 0) return { state: 'older', version };
  const manifest = await readManifest(folder);
  const isUntouched = manifest !== null
    && Object.entries(manifest.files).every(([name, hash]) => there.get(name) === hash);
  return { state: isUntouched ? 'older' : 'changed', version };
}

/** Whether Sextant.ex5 was made from the sources that lie beside it now. */
export async function judgeCompiled(folder: string): Promise<'none' | 'old' | 'fresh'> {
  const program = await stat(join(folder, EA_PROGRAM)).catch(() => null);
  if (program === null) return 'none';
  for (const name of await listFiles(folder, '', 0)) {
    if (!SOURCE.test(name)) continue;
    const source = await stat(join(folder, ...name.split('/'))).catch(() => null);
    if (source !== null && source.mtimeMs > program.mtimeMs) return 'old';
  }
  return 'fresh';
}
