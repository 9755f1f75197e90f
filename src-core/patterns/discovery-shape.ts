// The shape of a window of closes: z-normalised (mean 0, variance 1 of the population), so that neither level nor scale
// counts, and embedded by piecewise aggregate approximation (PAA: Keogh, Chakrabarti, Pazzani & Mehrotra 2001,
// "Dimensionality reduction for fast similarity search in large time series databases"). Each coordinate is the mean of
// a frame times the root of its length, so the Euclidean distance of two embeddings is at most that of the shapes
// (Cauchy-Schwarz, frame by frame): what is farther by its embedding can be left out unseen.

import { fail, ok, type Result } from '#core/base';

/** How situations are cut, embedded and followed. */
export interface ShapeRecipe {
  /** Closed bars of a window. */
  readonly windowBars: number;
  /** Coordinates of the embedding, a multiple of 4, at most `windowBars`. */
  readonly dims: number;
  /** Bars after the window whose move is its outcome. */
  readonly horizonBars: number;
}

const SHAPE_LIMITS = { windowMin: 8, windowMax: 512, horizonMin: 1, horizonMax: 512, dimsMax: 64 } as const;

/** A recipe, or PATTERNS_RECIPE_BAD with what is wrong. Without `dims`: 16, or what a short window holds. */
export function makeRecipe(windowBars: number, horizonBars: number, dims?: number): Result<ShapeRecipe> {
  const { windowMin, windowMax, horizonMin, horizonMax, dimsMax } = SHAPE_LIMITS;
  const size = dims ?? Math.min(16, Math.floor(windowBars / 4) * 4);
  const isWithin = (value: number, min: number, max: number): boolean => (
    Number.isInteger(value) && value >= min && value <= max
  );
  if (!isWithin(windowBars, windowMin, windowMax)) {
    return fail('PATTERNS_RECIPE_BAD', `A window of ${windowBars} bars: it has ${windowMin} to ${windowMax}.`);
  }
  if (!isWithin(horizonBars, horizonMin, horizonMax)) {
    return fail('PATTERNS_RECIPE_BAD', `A horizon of ${horizonBars} bars: it has ${horizonMin} to ${horizonMax}.`);
  }
  if (!isWithin(size, 4, Math.min(dimsMax, windowBars)) || size % 4 !== 0) {
    return fail('PATTERNS_RECIPE_BAD', `${size} dimensions: a multiple of 4 from 4 to the window's own length.`);
  }
  return ok({ windowBars, dims: size, horizonBars });
}

/** The recipe as one word, for the memory's series. */
export function recipeName({ windowBars, dims, horizonBars }: ShapeRecipe): string {
  return `close-z${windowBars}-paa${dims}-h${horizonBars}`;
}

/** Deviations below this part of the price are rounding: such a window does not move. */
const STILL = 1e-12;

/**
 * Writes the shape of `closes[first … first + shape.length - 1]` into `shape`. A window that does not move has the
 * shape of zeros: distance 0 to its like, and the root of the window's length to every other.
 */
export function normaliseShape(closes: Float64Array, first: number, shape: Float64Array): void {
  const count = shape.length;
  const anchor = closes[first] as number;
  let sum = 0;
  for (let i = 0; i < count; i += 1) sum += (closes[first + i] as number) - anchor;
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < count; i += 1) {
    const off = (closes[first + i] as number) - anchor - mean;
    shape[i] = off;
    squares += off * off;
  }
  const deviation = Math.sqrt(squares / count);
  if (!(deviation > STILL * Math.abs(anchor))) {
    shape.fill(0);
    return;
  }
  for (let i = 0; i < count; i += 1) shape[i] = (shape[i] as number) / deviation;
}

/** Writes the embedding of a shape to `out[at … at + dims - 1]`. */
export function embedShape(shape: Float64Array, dims: number, out: Float32Array, at: number): void {
  const count = shape.length;
  let from = 0;
  for (let d = 0; d < dims; d += 1) {
    const to = Math.floor(((d + 1) * count) / dims);
    let sum = 0;
    for (let i = from; i < to; i += 1) sum += shape[i] as number;
    out[at + d] = sum / Math.sqrt(to - from);
    from = to;
  }
}

/** By how much the distance of two embeddings, kept in 32 bits, may lie above the distance of the shapes. */
export function boundSlack(windowBars: number): number {
  return Math.sqrt(windowBars) * 5e-7;
}

/** Euclidean distance of two shapes. */
export function shapeDistance(one: Float64Array, other: Float64Array): number {
  let squares = 0;
  for (let i = 0; i < one.length; i += 1) {
    const off = (one[i] as number) - (other[i] as number);
    squares += off * off;
  }
  return Math.sqrt(squares);
}

/**
 * Pearson's correlation of two z-normalised shapes at a distance: 1 - d² / 2n. For a shape of zeros there is no
 * correlation; what comes out then is 0.5 against a shape that moves, and 1 against another of zeros.
 */
export function correlationOf(distance: number, windowBars: number): number {
  return 1 - (distance * distance) / (2 * windowBars);
}
