import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineSplitter, TOO_LONG, type Line } from './lines.ts';

function split(pieces: readonly string[]): Line[] {
  const splitter = new LineSplitter();
  return [...pieces.flatMap((piece) => splitter.push(piece)), ...splitter.end()];
}

describe('cutting text into lines', () => {
  it('drops LF and CR LF and keeps empty lines, also the unended last one', () => {
    expect(split(['a\r\nb\n\nc'])).toEqual(['a', 'b', '', 'c']);
    expect(split(['a\n'])).toEqual(['a']);
    expect(split([''])).toEqual([]);
  });

  it('gives the same lines however the text is cut into pieces', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ',', '\n', '\r'), maxLength: 60 });
    fc.assert(fc.property(text, fc.array(fc.nat(60), { maxLength: 6 }), (whole, cuts) => {
      const at = [0, ...cuts.map((cut) => Math.min(cut, whole.length)).sort((a, b) => a - b), whole.length];
      const pieces = at.slice(1).map((end, index) => whole.slice(at[index], end));
      expect(split(pieces)).toEqual(split([whole]));
    }));
  });

  it('marks a line that is too long, holds none of it, and goes on behind it', () => {
    const long = 'x'.repeat(70_000);
    expect(split(['a\n', long, long, '\nb\n'])).toEqual(['a', TOO_LONG, 'b']);
    expect(split([`${long}\nb`])).toEqual([TOO_LONG, 'b']);
    expect(split([long])).toEqual([TOO_LONG]);
  });
});
