// Finds the terminals of a machine: data folders below %APPDATA%\MetaQuotes\Terminal (32 hex digits; origin.txt says
// where the program is installed), and portable installations (terminal64.exe with an MQL5 folder beside it) in the
// usual roots and those of SEXTANT_MT5_ROOTS. Reads only; what cannot be read is said and passed over.

import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve, sep } from 'node:path';
import type { SetupMachine } from './machine.ts';
import { readTail, readText } from './terminal-text.ts';

/** Of a user with an unusual installation: more folders to look into. */
const ROOTS_VARIABLE = 'SEXTANT_MT5_ROOTS';
const TERMINAL_PROGRAM = 'terminal64.exe';
const EDITOR_PROGRAM = 'metaeditor64.exe';
const DATA_FOLDER = /^[0-9A-F]{32}$/i;
const CHILDREN_MAX = 2_000;
const JOURNAL_TAIL_BYTES = 262_144;
/** A network drive that does not answer is not waited for. */
const ROOT_MS_MAX = 4_000;

export interface TerminalPlace {
  readonly id: string;
  readonly dataDir: string;
  readonly installDir: string | null;
  readonly isPortable: boolean;
}

export interface TerminalDetails {
  readonly broker: string;
  readonly server: string | null;
  readonly login: string | null;
  readonly build: number | null;
}

export interface SearchResult {
  readonly places: readonly TerminalPlace[];
  readonly searched: readonly string[];
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
}

interface Root {
  readonly path: string;
  /** Named by the trader: an installation there counts as portable, whatever origin.txt of another folder says. */
  readonly isNamed: boolean;
}

export async function searchTerminals(machine: SetupMachine): Promise<SearchResult> {
  const roots = rootsOf(machine);
  const unreadable: { path: string; reason: string }[] = [];
  const found = await Promise.all(roots.map(async (root) => {
    const looked = await within(ROOT_MS_MAX, lookInto(root));
    if (looked.kind === 'failed' && looked.reason !== 'ENOENT') {
      unreadable.push({ path: root.path, reason: looked.reason });
    }
    return looked.kind === 'found' ? looked.places.map((place) => ({ ...place, isNamed: root.isNamed })) : [];
  }));
  const all = found.flat();
  const origins = new Set(all.filter(({ isPortable }) => !isPortable).map(({ installDir }) => keyOf(installDir ?? '')));
  const places = new Map<string, TerminalPlace>();
  for (const { isNamed, ...place } of all) {
    // An installed terminal has an MQL5 folder beside its program too, as a pattern; its data lie in its data folder.
    if (place.isPortable && !isNamed && origins.has(keyOf(place.dataDir))) continue;
    places.set(place.id, place);
  }
  return { places: [...places.values()], searched: roots.map(({ path }) => path), unreadable };
}

function rootsOf({ env, drives, listSeparator, platform }: SetupMachine): readonly Root[] {
  const named = (env[ROOTS_VARIABLE] ?? '').split(listSeparator).map((path) => path.trim())
    .filter((path) => path !== '');
  const usual: string[] = [];
  if (platform === 'windows') {
    const appData = env['APPDATA'];
    if (appData !== undefined && appData !== '') usual.push(join(appData, 'MetaQuotes', 'Terminal'));
    for (const name of ['ProgramW6432', 'ProgramFiles', 'ProgramFiles(x86)']) {
      const folder = env[name];
      if (folder !== undefined && folder !== '') usual.push(folder);
    }
    usual.push(...drives);
  }
  const roots = new Map<string, Root>();
  for (const path of named) roots.set(keyOf(path), { path: resolve(path), isNamed: true });
  for (const path of usual) if (!roots.has(keyOf(path))) roots.set(keyOf(path), { path, isNamed: false });
  return [...roots.values()];
}

type Looked =
  | { readonly kind: 'found'; readonly places: readonly TerminalPlace[] }
  | { readonly kind: 'failed'; readonly reason: string };

/** `root` itself, and the folders directly below it. */
async function lookInto({ path }: Root): Promise<Looked> {
  let names: string[];
  try {
    const entries = await readdir(path, { withFileTypes: true });
    names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name).slice(0, CHILDREN_MAX);
  } catch (error) {
    return { kind: 'failed', reason: errorName(error) };
  }
  const places: TerminalPlace[] = [];
  for (const folder of [path, ...names.sort().map((name) => join(path, name))]) {
    const place = await readPlace(folder);
    if (place !== null) places.push(place);
  }
  return { kind: 'found', places };
}

/** What `folder` is: a data folder, a portable installation, or neither. */
async function readPlace(folder: string): Promise<TerminalPlace | null> {
  if (!(await isFolder(join(folder, 'MQL5')))) return null;
  const id = createHash('sha256').update(keyOf(folder)).digest('hex').slice(0, 16);
  if (DATA_FOLDER.test(basename(folder))) {
    const origin = (await readText(join(folder, 'origin.txt')))?.trim() ?? '';
    const installDir = origin === '' ? null : whereItLies(origin, folder);
    const isThere = installDir !== null && (await isFolder(installDir));
    return { id, dataDir: folder, installDir: isThere ? installDir : null, isPortable: false };
  }
  if (!(await isFile(join(folder, TERMINAL_PROGRAM)))) return null;
  return { id, dataDir: folder, installDir: folder, isPortable: true };
}

/** A Windows path of a data folder below Wine's `drive_c` as a path of this system; any other path as it is. */
function whereItLies(origin: string, dataDir: string): string {
  const drive = /^C:[\\/](.*)$/i.exec(origin)?.[1];
  const at = dataDir.lastIndexOf(`${sep}drive_c${sep}`);
  if (drive === undefined || sep === '\\' || at < 0) return origin;
  return join(dataDir.slice(0, at), 'drive_c', ...drive.split(/[\\/]/));
}

/** Broker, server, login and build, from the terminal's configuration and the newest page of its journal. */
export async function readDetails({ dataDir, installDir }: TerminalPlace): Promise<TerminalDetails> {
  const common = await readText(join(dataDir, 'config', 'common.ini'));
  const journal = await readNewestJournal(join(dataDir, 'logs'));
  const started = [...journal.matchAll(/ build (\d{3,5}) started for ([^\r\n]+)/g)].at(-1);
  const company = started?.[2]?.trim() ?? '';
  const folder = installDir === null ? '' : basename(installDir);
  const build = started?.[1] ?? / build (\d{3,5})\b/.exec(journal)?.[1];
  return {
    broker: company !== '' ? company : folder !== '' ? folder : basename(dataDir),
    server: readSetting(common, 'Server'), login: readSetting(common, 'Login'),
    build: build === undefined ? null : Number(build),
  };
}

function readSetting(text: string | null, name: string): string | null {
  const value = text === null ? null : new RegExp(`^${name}=([^\r\n]*)$`, 'mi').exec(text)?.[1]?.trim();
  return value === undefined || value === null || value === '' || value === '0' ? null : value;
}

async function readNewestJournal(folder: string): Promise<string> {
  const names = await readdir(folder).catch((): string[] => []);
  const newest = names.filter((name) => /^\d{8}\.log$/i.test(name)).sort().at(-1);
  return newest === undefined ? '' : await readTail(join(folder, newest), JOURNAL_TAIL_BYTES) ?? '';
}

/** Where the terminal's MetaEditor should be; null where the installation is not known. */
export async function findEditor({ installDir }: TerminalPlace): Promise<string | null> {
  if (installDir === null) return null;
  const names = await readdir(installDir).catch((): string[] => []);
  const name = names.find((one) => one.toLowerCase() === EDITOR_PROGRAM);
  return name === undefined ? null : join(installDir, name);
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() ?? false;
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() ?? false;
}

/** One spelling of a path: Windows does not tell capitals apart. */
function keyOf(path: string): string {
  const plain = path.replace(/[\\/]+$/, '');
  return process.platform === 'win32' ? plain.toLowerCase().replaceAll('/', '\\') : plain;
}

function errorName(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

async function within(ms: number, work: Promise<Looked>): Promise<Looked> {
  return new Promise((done) => {
    const timer = setTimeout(() => { done({ kind: 'failed', reason: 'ETIMEDOUT' }); }, ms);
    void work.then((looked) => {
      clearTimeout(timer);
      done(looked);
    });
  });
}
