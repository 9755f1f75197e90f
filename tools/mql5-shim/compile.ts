// Programs and stand-in compiled by g++ with address and undefined-behaviour sanitizers, cached under .cache by the
// hash of everything that goes in.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeBuiltinHeader, makeEnumHeader, readLanguage } from './language.ts';
import { lintProgram, type Finding } from './lint.ts';
import { rewriteProgram } from './rewrite.ts';
import { loadProgram } from './source.ts';

const CPP = fileURLToPath(new URL('cpp/', import.meta.url));
const CACHE = fileURLToPath(new URL('../../.cache/mql5-shim/', import.meta.url));

const FLAGS = [
  '-std=c++17', '-O1', '-g1', '-fwrapv', '-fsigned-char', '-fno-omit-frame-pointer', '-fno-sanitize-recover=all',
  '-fsanitize=address,undefined,float-cast-overflow,float-divide-by-zero', '-ftrivial-auto-var-init=pattern',
];
/** What MetaEditor warns of, as far as g++ has a word for it; its warnings are errors here. */
const STRICT = [
  '-Wall', '-Wextra', '-Wconversion', '-Wno-sign-conversion', '-Wshadow', '-Wfloat-conversion', '-Werror',
  '-Wno-unused-parameter', '-Wno-implicit-fallthrough', '-Wno-switch', '-Wno-unused-function', '-Wno-unknown-pragmas',
  '-Wno-missing-field-initializers',
];

export interface Built {
  readonly findings: readonly Finding[];
  /** g++'s words where it refused. */
  readonly words: string;
  /** The executable, or null. */
  readonly path: string | null;
}

function run(program: string, args: readonly string[]): Promise<{ code: number; words: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let words = '';
    child.stdout.on('data', (chunk: Buffer) => { words += chunk.toString(); });
    child.stderr.on('data', (chunk: Buffer) => { words += chunk.toString(); });
    child.on('error', (error) => { resolve({ code: 127, words: error.message }); });
    child.on('close', (code) => { resolve({ code: code ?? 1, words }); });
  });
}

/** g++'s first line, or null where there is none. */
export async function findCompiler(): Promise<string | null> {
  const { code, words } = await run('g++', ['--version']);
  return code === 0 ? words.split('\n')[0] ?? '' : null;
}

function hash(parts: readonly string[]): string {
  const sum = createHash('sha256');
  for (const part of parts) sum.update(part).update('\0');
  return sum.digest('hex').slice(0, 24);
}

/** Writes once; two builds at a time may race for it, the last one wins with the same bytes. */
function keep(path: string, text: string): void {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, text);
  renameSync(draft, path);
}

interface StandIn {
  readonly key: string;
  readonly folder: string;
}

function prepareStandIn(): StandIn {
  const language = readLanguage();
  const made = { 'enums.gen.hpp': makeEnumHeader(language), 'builtins.gen.hpp': makeBuiltinHeader(language) };
  const headers = readdirSync(CPP).filter((name) => name.endsWith('.hpp')).sort();
  const key = hash([...FLAGS, ...Object.values(made), ...headers.map((name) => readFileSync(join(CPP, name), 'utf8'))]);
  const folder = join(CACHE, key);
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(made)) keep(join(folder, name), text);
  return { key, folder };
}

async function compileOnce(
  source: string, object: string, flags: readonly string[],
): Promise<{ code: number; words: string }> {
  if (existsSync(object)) return { code: 0, words: '' };
  const draft = `${object}.${process.pid}.o`;
  const done = await run('g++', [...FLAGS, ...flags, '-c', source, '-o', draft]);
  if (done.code === 0) renameSync(draft, object);
  return done;
}

async function buildStandIn({ folder }: StandIn): Promise<{ objects: string[]; words: string }> {
  const objects: string[] = [];
  const names = readdirSync(CPP).filter((name) => name.endsWith('.cpp')).sort();
  let words = '';
  const pending = names.map((name) => {
    const object = join(folder, `${name}.${hash([readFileSync(join(CPP, name), 'utf8')])}.o`);
    objects.push(object);
    const flags = ['-Wall', '-Wextra', '-Werror', `-I${folder}`, `-I${CPP}`];
    return async (): Promise<void> => {
      const done = await compileOnce(join(CPP, name), object, flags);
      if (done.code !== 0) words += done.words;
    };
  });
  const work = async (): Promise<void> => {
    for (let next = pending.shift(); next !== undefined; next = pending.shift()) await next();
  };
  await Promise.all([work(), work()]);
  return { objects, words };
}

/** Lints `entry` and compiles it without linking. */
async function compileProgram(entry: string, includeFolder: string, standIn: StandIn): Promise<Built> {
  const language = readLanguage();
  const tokens = loadProgram(entry, includeFolder);
  const findings = lintProgram(tokens, language);
  if (findings.length > 0) return { findings, words: '', path: null };
  const cpp = rewriteProgram(tokens, language);
  const name = join(standIn.folder, `program-${hash([cpp, ...STRICT])}`);
  keep(`${name}.cpp`, cpp);
  const flags = [...STRICT, `-isystem${standIn.folder}`, `-isystem${CPP}`];
  const done = await compileOnce(`${name}.cpp`, `${name}.o`, flags);
  return { findings, words: done.words, path: done.code === 0 ? `${name}.o` : null };
}

/** Only what can be said without the stand-in's own objects: lint and compile. */
export async function checkProgram(entry: string, includeFolder: string): Promise<Built> {
  return compileProgram(entry, includeFolder, prepareStandIn());
}

/** The same, linked with the stand-in to a process. */
export async function buildProgram(entry: string, includeFolder: string): Promise<Built> {
  const standIn = prepareStandIn();
  const program = await compileProgram(entry, includeFolder, standIn);
  if (program.path === null) return program;
  const { objects, words } = await buildStandIn(standIn);
  if (words !== '') return { ...program, words, path: null };
  const path = join(standIn.folder, hash([program.path, ...objects]));
  if (existsSync(path)) return { ...program, path };
  const draft = `${path}.${process.pid}`;
  const linked = await run('g++', [...FLAGS, program.path, ...objects, '-o', draft]);
  if (linked.code !== 0) return { ...program, words: linked.words, path: null };
  renameSync(draft, path);
  return { ...program, path };
}
