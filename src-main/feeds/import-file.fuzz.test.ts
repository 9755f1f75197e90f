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
});
