// The embedded memory's columns of one series: embeddings in one block of 32-bit numbers, scanned as a whole. The
// nearest are found by a cut: a sample tells which distance leaves about as many as are asked for, one pass keeps what
// lies within it (most rows are left after their first coordinates), and the kept ones are sorted. Exact on the
// embedding. About 4 bytes a coordinate and 24 bytes a window.

import { assert } from '#core/base';
import type { NearestPatterns, PatternQuestion, PatternWindows } from '#core/ports';
import { firstAbove } from './shape-history.ts';

const SAMPLE_STEP = 61;
/** How many more than asked the sample's cut lets through, and by how much a cut that was too small grows. */
const GENEROSITY = 1.3;
const WIDER = 1.5;

export class EmbeddingTable {
  readonly dims: number;
  #count = 0;
  #endMs = new Float64Array(0);
  #knownMs = new Float64Array(0);
  #outcome = new Float64Array(0);
  #block = new Float32Array(0);
  #rows = new Int32Array(1024);
  #squares = new Float64Array(1024);

  /** `dims` is a multiple of 4. */
  constructor(dims: number) {
    this.dims = dims;
  }

  get count(): number {
    return this.#count;
  }

  /** Takes windows in ascending time; those that are older than the newest held are woven in. */
  put(windows: PatternWindows): void {
    const { endMs } = windows;
    if (endMs.length === 0) return;
    for (let i = 1; i < endMs.length; i += 1) {
      assert((endMs[i] as number) > (endMs[i - 1] as number), 'windows are put in ascending time');
    }
    const isLater = this.#count === 0 || (endMs[0] as number) > (this.#endMs[this.#count - 1] as number);
    if (isLater) this.#append(windows);
    else this.#weave(windows);
  }

  /** See PatternMemory.nearest. */
  nearest({ embedding, knownByMs, endBeforeMs, limit }: Omit<PatternQuestion, 'series'>): NearestPatterns {
    const known = firstAbove(this.#knownMs, this.#count, knownByMs);
    const ended = this.#firstNotBefore(endBeforeMs);
    const count = Math.min(known, ended);
    let cut = count <= limit ? Infinity : this.#sampleCut(embedding, count, limit);
    let kept = this.#scan(embedding, count, cut);
    while (kept < limit && cut < Infinity) {
      cut = cut > 0 ? cut * WIDER : Infinity;
      kept = this.#scan(embedding, count, cut);
    }
    return this.#sorted(kept, limit);
  }

  #firstNotBefore(limitMs: number): number {
    let row = firstAbove(this.#endMs, this.#count, limitMs);
    if (row > 0 && this.#endMs[row - 1] === limitMs) row -= 1;
    return row;
  }

  /** A squared distance within which about `limit` of the first `count` rows lie. */
  #sampleCut(embedding: Float32Array, count: number, limit: number): number {
    const sample = new Float64Array(Math.ceil(count / SAMPLE_STEP));
    for (let i = 0; i < sample.length; i += 1) sample[i] = this.#squareAt(embedding, i * SAMPLE_STEP);
    sample.sort();
    const place = Math.ceil((limit / SAMPLE_STEP) * GENEROSITY) + 2;
    return sample[Math.min(place, sample.length - 1)] as number;
  }

  #squareAt(embedding: Float32Array, row: number): number {
    const { dims } = this;
    const block = this.#block;
    const base = row * dims;
    let squares = 0;
    for (let d = 0; d < dims; d += 1) {
      const off = (block[base + d] as number) - (embedding[d] as number);
      squares += off * off;
    }
    return squares;
  }

  /**
   * Keeps the rows whose squared distance is within the cut; gives how many. The first and the last coordinates are
   * taken first: there the shapes of a walk differ most.
   */
  #scan(embedding: Float32Array, count: number, cut: number): number {
    const { dims } = this;
    const block = this.#block;
    const q0 = embedding[0] as number;
    const q1 = embedding[1] as number;
    const q2 = embedding[dims - 2] as number;
    const q3 = embedding[dims - 1] as number;
    let kept = 0;
    for (let row = 0, base = 0; row < count; row += 1, base += dims) {
      const d0 = (block[base] as number) - q0;
      const d1 = (block[base + 1] as number) - q1;
      const d2 = (block[base + dims - 2] as number) - q2;
      const d3 = (block[base + dims - 1] as number) - q3;
      let squares = d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3;
      if (squares > cut) continue;
      for (let d = 2; d < dims - 2; d += 1) {
        const off = (block[base + d] as number) - (embedding[d] as number);
        squares += off * off;
      }
      if (squares > cut) continue;
      if (kept === this.#rows.length) this.#growKept();
      this.#rows[kept] = row;
      this.#squares[kept] = squares;
      kept += 1;
    }
    return kept;
  }

  #sorted(kept: number, limit: number): NearestPatterns {
    const rows = this.#rows;
    const squares = this.#squares;
    const order = Array.from({ length: kept }, (_, i) => i);
    order.sort((a, b) => (squares[a] as number) - (squares[b] as number) || (rows[a] as number) - (rows[b] as number));
    const taken = order.slice(0, limit);
    return {
      endMs: Float64Array.from(taken, (i) => this.#endMs[rows[i] as number] as number),
      distance: Float64Array.from(taken, (i) => Math.sqrt(squares[i] as number)),
      outcome: Float64Array.from(taken, (i) => this.#outcome[rows[i] as number] as number),
    };
  }

  #append({ endMs, knownMs, outcome, embedding }: PatternWindows): void {
    const at = this.#count;
    const count = at + endMs.length;
    assert(embedding.length === endMs.length * this.dims, 'an embedding has the dimensions of its series');
    if (count > this.#endMs.length) this.#reserve(Math.max(count, Math.ceil(this.#endMs.length * 1.5)));
    this.#endMs.set(endMs, at);
    this.#knownMs.set(knownMs, at);
    this.#outcome.set(outcome, at);
    this.#block.set(embedding, at * this.dims);
    this.#count = count;
  }

  /** Merges by time; of the same end the new one stays. */
  #weave(windows: PatternWindows): void {
    const held = this.#held();
    this.#count = 0;
    this.#reserve(held.endMs.length + windows.endMs.length);
    let i = 0;
    let j = 0;
    while (i < held.endMs.length || j < windows.endMs.length) {
      const one = held.endMs[i] ?? Infinity;
      const other = windows.endMs[j] ?? Infinity;
      if (other <= one) this.#append(rowOf(windows, j, this.dims));
      else this.#append(rowOf(held, i, this.dims));
      if (one <= other) i += 1;
      if (other <= one) j += 1;
    }
  }

  #held(): PatternWindows {
    const count = this.#count;
    return {
      endMs: this.#endMs.slice(0, count), knownMs: this.#knownMs.slice(0, count),
      outcome: this.#outcome.slice(0, count), embedding: this.#block.slice(0, count * this.dims),
    };
  }

  #reserve(size: number): void {
    const larger = (column: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> => {
      const grown = new Float64Array(size);
      grown.set(column.subarray(0, this.#count));
      return grown;
    };
    this.#endMs = larger(this.#endMs);
    this.#knownMs = larger(this.#knownMs);
    this.#outcome = larger(this.#outcome);
    const block = new Float32Array(size * this.dims);
    block.set(this.#block.subarray(0, this.#count * this.dims));
    this.#block = block;
  }

  #growKept(): void {
    const rows = new Int32Array(this.#rows.length * 2);
    rows.set(this.#rows);
    this.#rows = rows;
    const squares = new Float64Array(this.#squares.length * 2);
    squares.set(this.#squares);
    this.#squares = squares;
  }
}

function rowOf({ endMs, knownMs, outcome, embedding }: PatternWindows, row: number, dims: number): PatternWindows {
  return {
    endMs: endMs.subarray(row, row + 1), knownMs: knownMs.subarray(row, row + 1),
    outcome: outcome.subarray(row, row + 1), embedding: embedding.subarray(row * dims, (row + 1) * dims),
  };
}
