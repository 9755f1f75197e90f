// Cursors in frames that a terminal can take: a server that has streamed thousands of symbols in its life does not get
// them all in one message.

import type { WireCursors, WireTickCursor } from './wire.ts';

/** Half of what a message may be: the rest of the frame has room beside it. */
const BYTES_MAX = 131_072;
/** Of an entry, beside its key: a cursor and punctuation. */
const ENTRY_BYTES = 48;
const BYTES_A_CHARACTER = 3;

type Entry = readonly [kind: 'tick', key: string, at: WireTickCursor] | readonly [kind: 'bar', key: string, at: number];

/** The cursors of `welcome`: those of the watch list first, others while there is room. */
export function fitCursors(cursors: WireCursors, watch: readonly string[]): WireCursors {
  const all = entriesOf(Object.entries(cursors.tick), Object.entries(cursors.bar));
  const first = new Set(watch);
  const isFirst = ([kind, key]: Entry): boolean => (
    first.has(kind === 'tick' ? key : key.slice(0, key.lastIndexOf(':')))
  );
  const chunks = chunksOf([...all.filter(isFirst), ...all.filter((entry) => !isFirst(entry))]);
  return framed(chunks[0] ?? []);
}

/** Bodies of `ack.cursor`: one, unless there are very many. */
export function cursorFrames(
  ticks: ReadonlyMap<string, WireTickCursor>, bars: ReadonlyMap<string, number>,
): readonly WireCursors[] {
  return chunksOf(entriesOf([...ticks], [...bars])).map(framed);
}

function entriesOf(
  ticks: readonly (readonly [string, WireTickCursor])[], bars: readonly (readonly [string, number])[],
): readonly Entry[] {
  return [
    ...ticks.map(([key, at]): Entry => ['tick', key, at]), ...bars.map(([key, at]): Entry => ['bar', key, at]),
  ];
}

function chunksOf(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  const chunks: Entry[][] = [];
  let bytes = Infinity;
  for (const entry of entries) {
    const more = entry[1].length * BYTES_A_CHARACTER + ENTRY_BYTES;
    if (bytes + more > BYTES_MAX) {
      chunks.push([]);
      bytes = 0;
    }
    bytes += more;
    chunks[chunks.length - 1]?.push(entry);
  }
  return chunks;
}

function framed(entries: readonly Entry[]): WireCursors {
  return {
    tick: Object.fromEntries(entries.flatMap(([kind, key, at]) => (kind === 'tick' ? [[key, at] as const] : []))),
    bar: Object.fromEntries(entries.flatMap(([kind, key, at]) => (kind === 'bar' ? [[key, at] as const] : []))),
  };
}
