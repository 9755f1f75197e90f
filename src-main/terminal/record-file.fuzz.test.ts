import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { openRecord } from './record-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'sextant-record-'));
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

const header = fc.constantFrom(
  'epoch_ms,bid,ask\n', 'time,open,high,low,close\n', 'TIME;OPEN;HIGH;LOW;CLOSE;SPREAD\n', '',
);
const line = fc.oneof(
  fc.string(), fc.constantFrom(
    '1400000000000,1.1,1.2', '2026-01-05T10:00:00Z,1,2,0.5,1.5', '1,2', ',,,', '\r', '1e999,1,1', 'NaN,NaN,NaN',
  ),
);

describe('a file of any bytes', () => {
  it('is read or refused with words; every row handed on is a price above zero at a whole millisecond', async () => {
    const any = [header, fc.array(line, { maxLength: 20 }), fc.uint8Array({ maxLength: 30 })] as const;
    await fc.assert(fc.asyncProperty(...any, async (head, lines, tail) => {
      const path = join(folder, 'any');
      writeFileSync(path, Buffer.concat([Buffer.from(head + lines.join('\n')), tail]));
      const opened = await openRecord(path);
      if (!opened.ok) {
        expect(opened.error.text).toContain(path);
        return;
      }
      for await (const rows of opened.value.rows(0.00001)) {
        for (const row of rows) {
          expect(
            Number.isSafeInteger(row.msc) && row.bid > 0 && row.ask > 0 && Number.isFinite(row.bid + row.ask),
          ).toBe(true);
        }
      }
      opened.value.close();
    }), { numRuns: 200 });
  });
});
