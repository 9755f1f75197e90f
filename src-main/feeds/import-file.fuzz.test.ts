import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gzipSync } from 'node:zlib';
import { importBarText, importTickText } from './testing.ts';

const TOKENS = [
  'time', 'bid', 'ask', 'open', 'high', 'low', 'close', '<DATE>', '<TIME>', ',', ';', '\t', '\n', '\r\n', '"', '1.1',
  '1.2', '-1',
  '1398902400292', '1398902400293', '2024.01.01', '20200101 170000065', '00:00:00', '2024-01-01T00:00', 'EUR/USD', '',
  ' ', 'é', '\u0000', '1e400',
];

const two = (value: number): string => String(value).padStart(2, '0');
const price = (index: number): string => (1.1 + index / 100_000).toFixed(5);
const four = (index: number): string => [price(index + 1), price(index + 3), price(index), price(index + 2)].join(',');

/** [name, kind, header lines, a line of minute or second `index`] of every format. */
const EXPORTS: readonly (readonly [string, 'tick' | 'bar', readonly string[], (index: number) => string])[] = [
  ['MT5 bars', 'bar', ['<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>'],
    (index) => `2024.01.02\t00:${two(index)}:00\t${four(index).replaceAll(',', '\t')}\t7\t0\t3`],
  ['MT5 ticks', 'tick', ['<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\t<FLAGS>'],
    (index) => `2024.01.02\t00:00:${two(index)}.123\t${price(index)}\t${price(index + 2)}\t\t\t6`],
  ['HistData bars', 'bar', [], (index) => `20240102 00${two(index)}00;${four(index).replaceAll(',', ';')};0`],
  ['HistData ticks', 'tick', [], (index) => `20240102 0000${two(index)}123,${price(index)},${price(index + 2)},0`],
  ['Dukascopy bars', 'bar', ['Local time,Open,High,Low,Close,Volume'],
    (index) => `02.01.2024 00:${two(index)}:00.000 GMT+0300,${four(index)},14.4`],
  ['Dukascopy ticks', 'tick', ['Time (EET),Ask,Bid,AskVolume,BidVolume'],
    (index) => `2024.01.02 00:00:${two(index)}.123,${price(index + 2)},${price(index)},1.5,0.75`],
  ['TrueFX', 'tick', [], (index) => `EUR/USD,20240102 00:00:${two(index)}.295,${price(index)},${price(index + 2)}`],
  ['a plain table', 'bar', ['time,open,high,low,close,tick_volume'],
    (index) => `2024-01-02T00:${two(index)}:00Z,${four(index)},9`],
];

function sums(report: { rows: number; accepted: number; rejected: number; duplicates: number }): boolean {
  return report.rows === report.accepted + report.rejected + report.duplicates;
}

describe('any bytes', () => {
  it('become rows, rejects or a refusal, and never an exception', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.boolean(), async (bytes, isZipped) => {
      const { report } = await importTickText(isZipped ? gzipSync(bytes) : bytes);
      expect(sums(report)).toBe(true);
    }), { numRuns: 150 });
  });

  it('that look like a price file become rows, rejects or a refusal', async () => {
    const text = fc.array(fc.constantFrom(...TOKENS), { maxLength: 80 }).map((parts) => parts.join(''));
    await fc.assert(fc.asyncProperty(text, fc.constantFrom(
      '', 'time,bid,ask\n', 'time,open,high,low,close\n',
    ), async (body, header) => {
      const ticks = await importTickText(header + body);
      const bars = await importBarText(header + body, 'M1');
      expect(sums(ticks.report)).toBe(true);
      expect(sums(bars.report)).toBe(true);
      expect(ticks.report.rejected).toBe(ticks.rejects.length);
      expect(bars.rows.length).toBe(bars.report.accepted);
    }), { numRuns: 200 });
  });

  it('behind a gzip head, or cut from a gzip file, are refused', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
      const { report } = await importTickText(Buffer.concat([Buffer.from([0x1f, 0x8b]), bytes]));
      expect(report.error).not.toBeNull();
    }), { numRuns: 50 });
  });

  it.each(EXPORTS)('put into an export of %s become rejects or rows as they were', async (_name, kind, head, makeLine) => {
    const lines = Array.from({ length: 30 }, (_, index) => makeLine(index));
    const read = (text: string) => (kind === 'tick' ? importTickText(text) : importBarText(text, 'M1'));
    const sound = await read([...head, ...lines].join('\n'));
    expect([sound.report.error, sound.rejects]).toEqual([null, []]);
    const known = new Set(sound.rows.map((row) => JSON.stringify(row)));
    // Damage that no reader can take for another number: a byte of a row replaced by one that is in no number or time.
    const damage = fc.record({
      line: fc.integer({ min: 0, max: 29 }), at: fc.nat(200),
      byte: fc.constantFrom('\u0000', 'x', '#', '\u00ff', '"', '/', '*', '\n', '\r'),
    });
    await fc.assert(fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 6 }), async (hits) => {
      const hurt = [...lines];
      for (const { line, at, byte } of hits) {
        const text = hurt[line] as string;
        const place = at % text.length;
        hurt[line] = text.slice(0, place) + byte + text.slice(place + 1);
      }
      const { report, rows, rejects } = await read([...head, ...hurt].join('\n'));
      expect(sums(report)).toBe(true);
      expect(report.rejected).toBe(rejects.length);
      // Whole lines are as they were; how many rows changed is at most how many lines were hit (twice for a line end).
      const strange = rows.filter((row) => !known.has(JSON.stringify(row)));
      expect(strange.length).toBeLessThanOrEqual(2 * hits.length);
      for (const row of rows) {
        for (const value of Object.values(row) as readonly unknown[]) if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
      }
    }), { numRuns: 60 });
  });

  it.each(EXPORTS)('cut out of an export of %s leave what is whole', async (_name, kind, head, makeLine) => {
    const text = [...head, ...Array.from({ length: 20 }, (_, index) => makeLine(index))].join('\n');
    await fc.assert(fc.asyncProperty(fc.nat(text.length), fc.nat(text.length), async (from, to) => {
      const cut = text.slice(0, Math.min(from, to)) + text.slice(Math.max(from, to));
      const { report } = kind === 'tick' ? await importTickText(cut) : await importBarText(cut, 'M1');
      expect(sums(report)).toBe(true);
    }), { numRuns: 60 });
  });
});
