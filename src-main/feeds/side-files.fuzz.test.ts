// Any bytes into the readers of side files: values, rejects or a refusal, and never an exception.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { readCalendarFile, readDailyFile, readSentimentFile } from './index.ts';
import { makeFolder } from './testing.ts';

const folder = makeFolder();
afterAll(() => { folder.remove(); });

const TOKENS = [
  'time', 'close', 'open', 'high', 'low', 'score', 'scope', 'currency', 'impact', 'event', 'actual', 'forecast', ',', ';', '\t',
  '\n', '\n', '"', '1.1', '-0.5', 'nan', '1%', '120K', '<1', '2024-01-02', '2024-03-10', '1900-01-01', '2199-12-31', '02/30/2024',
  '1704200000000', '2024-01-02T10:00:00+02:00', 'high', 'USD', 'é', '\u0000', '1e400',
];
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)),
  fc.tuple(
    fc.constantFrom('', 'time,close\n', 'time,open,high,low,close\n', 'time,score,scope\n', 'time,currency,impact,event,actual,forecast\n'),
    fc.array(fc.constantFrom(...TOKENS), { maxLength: 80 }),
  ).map(([head, parts]) => Buffer.from(head + parts.join(''))),
);

it('any bytes become values, rejects or a refusal', async () => {
  const path = join(folder.path, 'any.csv');
  await fc.assert(fc.asyncProperty(bytes, async (content) => {
    writeFileSync(path, content);
    let rejected = 0;
    const hooks = { onReject: () => { rejected += 1; } };
    const reads = [
      await readDailyFile(path, 960, hooks), await readCalendarFile(path, ['USD'], null, hooks),
      await readSentimentFile(path, 'EURUSD', 'EUR', 'USD', null, hooks),
    ];
    let counted = 0;
    for (const read of reads) {
      if (!read.ok) {
        expect(read.error.code).toMatch(/^IMPORT_/);
        continue;
      }
      const { report } = read.value;
      expect(report.rows).toBe(report.accepted + report.rejected + report.duplicates);
      counted += report.rejected;
    }
    expect(counted).toBeLessThanOrEqual(rejected);
  }), { numRuns: 300 });
});
