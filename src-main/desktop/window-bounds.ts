// Where the window was, kept between starts. A place that no screen shows any more is not gone back to.

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** `x` and `y` are null for "in the middle of the first screen". Screen pixels. */
export interface WindowBounds {
  readonly x: number | null;
  readonly y: number | null;
  readonly width: number;
  readonly height: number;
  readonly isMaximized: boolean;
}

export const FIRST_BOUNDS: WindowBounds = { x: null, y: null, width: 1440, height: 900, isMaximized: false };

/** So much of the title bar must be on a screen that a hand can take it. */
const GRIP_PX = 64;

function isWhole(value: unknown, low: number, high: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high;
}

/** The bounds in a file's text, or the first ones where the text is none of ours. */
export function parseBounds(text: string): WindowBounds {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Torn by a kill while it was written, or not ours.
    return FIRST_BOUNDS;
  }
  if (typeof value !== 'object' || value === null) return FIRST_BOUNDS;
  const { x, y, width, height, isMaximized } = value as Readonly<Record<string, unknown>>;
  if (!isWhole(width, 1, 32_767) || !isWhole(height, 1, 32_767)) return FIRST_BOUNDS;
  const hasPlace = isWhole(x, -32_768, 32_767) && isWhole(y, -32_768, 32_767);
  return { x: hasPlace ? x : null, y: hasPlace ? y : null, width, height, isMaximized: isMaximized === true };
}

function canBeGrasped(bounds: WindowBounds, screen: Area): boolean {
  if (bounds.x === null || bounds.y === null) return false;
  const visible = Math.min(bounds.x + bounds.width, screen.x + screen.width) - Math.max(bounds.x, screen.x);
  return visible >= GRIP_PX && bounds.y >= screen.y && bounds.y <= screen.y + screen.height - GRIP_PX;
}

/** The bounds as they can be shown on `screens` (work areas; the first one is the main screen's). */
export function fitBounds(bounds: WindowBounds, screens: readonly Area[]): WindowBounds {
  const shrink = (screen: Area): WindowBounds => ({
    ...bounds, width: Math.min(bounds.width, screen.width), height: Math.min(bounds.height, screen.height),
  });
  const home = screens.find((screen) => canBeGrasped(shrink(screen), screen));
  if (home !== undefined) return shrink(home);
  const [first] = screens;
  return first === undefined ? bounds : { ...shrink(first), x: null, y: null };
}

export function readBounds(path: string): WindowBounds {
  try {
    return parseBounds(readFileSync(path, 'utf8'));
  } catch {
    // The first start on this folder.
    return FIRST_BOUNDS;
  }
}

/** Keeps the bounds; a kill in the middle leaves the old ones. Throws what the file system throws. */
export function keepBounds(path: string, bounds: WindowBounds): void {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.new`;
  writeFileSync(draft, `${JSON.stringify(bounds)}\n`);
  renameSync(draft, path);
}
