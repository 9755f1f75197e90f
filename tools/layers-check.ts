// Holds a source tree to src-core/layers.ts. Takes the files as text, so that a test can plant violations.

import {
  CORE_ROOMS, EMPTY_NAMES, EXACT_MATH, MAIN_ROOMS, RENDERER_DOORS, RENDERER_ROOMS, type Room,
} from '#core/layers';
import { isReexportOnly, scanImports, scanPurity } from './source-scan.ts';

/** Paths relative to the project, with forward slashes, and their text. */
export type SourceTree = ReadonlyMap<string, string>;

interface Place {
  readonly tree: 'core' | 'main' | 'renderer';
  /** Room's name; empty for a file at the tree's top. */
  readonly room: string;
}

const TREES: Readonly<Record<string, readonly Room[]>> = {
  core: CORE_ROOMS, main: MAIN_ROOMS, renderer: RENDERER_ROOMS,
};

function placeOf(path: string): Place {
  const [top = '', ...rest] = path.split('/');
  return { tree: top.replace('src-', '') as Place['tree'], room: rest.length > 1 ? rest[0] as string : '' };
}

function findRoom(tree: string, name: string): Room | undefined {
  return TREES[tree]?.find((room) => room.name === name);
}

function isTestFile(path: string): boolean {
  return /\.(test|bench)\.tsx?$/.test(path);
}

/** Where a relative specifier of `path` leads. */
function resolveRelative(path: string, specifier: string): string {
  const parts = path.split('/').slice(0, -1);
  for (const step of specifier.split('/')) {
    if (step === '..') parts.pop();
    else if (step !== '.') parts.push(step);
  }
  return parts.join('/');
}

function isPackageAllowed(room: Room | undefined, specifier: string): boolean {
  return (room?.packages ?? []).some((name) => (
    name.endsWith('/') ? specifier.startsWith(name) : specifier === name || specifier.startsWith(`${name}/`)
  ));
}

function splitDoor(door: string): readonly [tree: string, room: string] {
  const [tree = '', room = ''] = door.slice(1).split('/');
  return [tree, room];
}

/** Why a room may not use a door of another tree. */
function whyNotAcross(from: Place, tree: string, specifier: string): string | null {
  if (from.tree === 'renderer') {
    return RENDERER_DOORS.includes(specifier) ? null : `the window may only know ${RENDERER_DOORS.join(' and ')}`;
  }
  if (from.tree === 'core') return 'the engine does not know its host';
  return tree === 'core' ? null : 'the host knows the window only as files';
}

/** Why `from` may not use the door `#core/x`, `#main/x` or `#renderer/x`, or null when it may. */
function whyNotDoor(from: Place, specifier: string): string | null {
  const [tree, name] = splitDoor(specifier);
  if (specifier === '#core/layers') return 'layers is for tests and tools';
  const target = findRoom(tree, name);
  if (target === undefined) return `${specifier} is no room`;
  if (from.tree !== tree) return whyNotAcross(from, tree, specifier);
  if (from.room === '') return null;
  const room = findRoom(from.tree, from.room);
  if (room === undefined) return `${from.room} is no room`;
  if (target.isApart === true) return `${name} stands apart: nothing in its tree imports it`;
  if (target.floor === room.floor) return `${from.room} and ${name} are of one floor (${room.floor})`;
  return target.floor > room.floor ? `${from.room} (${room.floor}) is below ${name} (${target.floor})` : null;
}

function whyNotPackage(from: Place, path: string, specifier: string): string | null {
  if (specifier === 'electron' || specifier.startsWith('electron/')) {
    return path === 'src-main/main.ts' || from.room === 'desktop' ? null : 'only desktop knows Electron';
  }
  if (from.tree === 'core') {
    const isAllowed = isPackageAllowed(findRoom('core', from.room), specifier);
    return isAllowed ? null : 'the engine imports no package and no Node';
  }
  return from.tree === 'renderer' && specifier.startsWith('node:') ? 'the window has no Node' : null;
}

function whyNotRelative(path: string, specifier: string): string | null {
  const from = placeOf(path);
  const target = resolveRelative(path, specifier);
  if (isTestFile(path) && !target.startsWith('src-')) return null;
  // The window's entry gathers the rooms' style sheets in their order.
  if (specifier.endsWith('.css') && from.room === 'app') return null;
  const to = placeOf(target);
  const isInside = to.tree === from.tree && to.room === from.room;
  return isInside ? null : 'leaves its room: use the front door';
}

function whyNotImport(path: string, specifier: string): string | null {
  const from = placeOf(path);
  if (specifier.startsWith('.')) return whyNotRelative(path, specifier);
  if (isTestFile(path)) {
    // A test may set up what it needs from any floor, through the front doors.
    const isDoor = specifier.startsWith('#') && specifier !== '#core/layers';
    return isDoor && findRoom(...splitDoor(specifier)) === undefined ? `${specifier} is no room` : null;
  }
  if (specifier === '(computed)') return from.tree === 'main' ? null : 'a computed import cannot be held to the floors';
  return specifier.startsWith('#') ? whyNotDoor(from, specifier) : whyNotPackage(from, path, specifier);
}

function checkImports(path: string, text: string): string[] {
  const problems: string[] = [];
  for (const { specifier, line } of scanImports(path, text)) {
    const why = whyNotImport(path, specifier);
    if (why !== null) problems.push(`${path}:${line} imports ${specifier}: ${why}`);
  }
  return problems;
}

function checkNames(path: string): string[] {
  const problems: string[] = [];
  const parts = path.split('/').slice(1);
  for (const part of parts) {
    const stem = part.replace(/\..*$/, '');
    const empty = EMPTY_NAMES.find((name) => stem === name || stem.endsWith(`-${name}`));
    if (empty !== undefined) problems.push(`${path}: "${empty}" says nothing about what is inside`);
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(stem)) problems.push(`${path}: "${stem}" is not kebab-case`);
  }
  if (/\/index\.tsx?$/.test(path) && parts.length > 2) problems.push(`${path}: an index stands only at a room's door`);
  return problems;
}

/** Every import, name, door and impurity in the tree that breaks the house's rules; one line each. */
export function checkTree(tree: SourceTree): string[] {
  const problems: string[] = [];
  for (const [path, text] of tree) {
    if (!/^src-(core|main|renderer)\/.*\.tsx?$/.test(path)) continue;
    problems.push(...checkNames(path), ...checkImports(path, text));
    if (/^src-[a-z]+\/[^/]+\/index\.tsx?$/.test(path) && !isReexportOnly(path, text)) {
      problems.push(`${path}: a front door only re-exports`);
    }
    if (path.startsWith('src-core/') && !isTestFile(path)) {
      for (const { line, text: what } of scanPurity(path, text, EXACT_MATH)) problems.push(`${path}:${line} ${what}`);
    }
  }
  return problems;
}

/** Rooms on disk, rooms in the table and front doors in package.json must be the same. */
export function checkDoors(tree: SourceTree, doors: Readonly<Record<string, string>>): string[] {
  const problems: string[] = [];
  for (const [name, rooms] of Object.entries(TREES)) {
    const standing = new Set<string>();
    for (const path of tree.keys()) {
      const [top, room] = path.split('/') as [string, string | undefined];
      if (top === `src-${name}` && room !== undefined && !room.includes('.')) standing.add(room);
    }
    for (const room of standing) {
      if (findRoom(name, room) === undefined) problems.push(`src-${name}/${room} is not in layers.ts`);
    }
    for (const { name: room } of rooms) {
      const door = `#${name}/${room}`;
      const target = `./src-${name}/${room}/index.ts`;
      if (!standing.has(room)) problems.push(`layers.ts names ${room}, which is not in src-${name}`);
      if (name === 'renderer' && room === 'app') continue;
      if (doors[door] !== target) problems.push(`package.json must name ${door} as ${target}`);
      else if (!tree.has(target.slice(2))) problems.push(`${target} is missing`);
    }
  }
  for (const [door, target] of Object.entries(doors)) {
    if (door === '#core/layers') continue;
    if (findRoom(...splitDoor(door)) === undefined) problems.push(`package.json names ${door}, which is no room`);
    if (door.includes('*') || target.includes('*')) problems.push(`package.json: ${door} would open nested folders`);
  }
  return problems;
}
