import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { makeFolder, oneDocument, runCliProcess } from './testing.ts';

const folder = makeFolder();
const file = (name: string): string => join(folder.path, name);
const CLOSES = [1.1, 1.2, 1.3, 1.5, 1.4, 1.2];
const LINES = CLOSES.map((close, day) => `2024-01-0${String(day + 1)},${String(close)},1.6,1,${String(close)},10`);

afterAll(() => { folder.remove(); });

describe('sextant indicators', () => {
  it('writes a row for each bar, empty before ready, columns named as asked', async () => {
    writeFileSync(file('bars.csv.gz'), gzipSync(['time,open,high,low,close,volume', ...LINES].join('\n')));
    const ran = await runCliProcess([
      'indicators', '--in', file('bars.csv.gz'), '--calc', 'SMA:2,mom:1,AROON:2', '--out', file('out.csv'), '--json',
    ]);
    expect(ran.code).toBe(0);
    expect(oneDocument(ran.stdout)).toEqual({
      path: file('out.csv'), rows: 6, rejected: 0, partial: false,
      columns: ['time', 'SMA:2', 'mom:1', 'AROON:2_aroondown', 'AROON:2_aroonup'],
    });
    const rows = readFileSync(file('out.csv'), 'utf8').trim().split('\n').map((line) => line.split(','));
    expect(rows[0]).toEqual(['time', 'SMA:2', 'mom:1', 'AROON:2_aroondown', 'AROON:2_aroonup']);
    expect(rows[1]).toEqual(['2024-01-01T00:00:00Z', '', '', '', '']);
    expect(Number(rows[2]?.[1])).toBeCloseTo(1.15, 12);
    expect(Number(rows[4]?.[2])).toBeCloseTo(0.2, 12);
    expect(rows[6]?.slice(3)).toEqual(['100', '100']);
    expect(rows).toHaveLength(7);
  });

  it('leaves a damaged row out and says which', async () => {
    writeFileSync(file('bad.csv'), ['time,open,high,low,close', ...LINES.map((line) => line.replace(/,10$/, ''))]
      .join('\n').replace('1.3,1.6', 'x,1.6'));
    const ran = await runCliProcess([
      'indicators', '--in', file('bad.csv'), '--calc', 'CDLDOJI', '--out', file('doji.csv'), '--json',
    ]);
    expect(ran.code).toBe(0);
    expect(oneDocument(ran.stdout)).toMatchObject({ rows: 5, rejected: 1 });
    expect(ran.stderr).toContain(`${file('bad.csv')}:4: IMPORT_NUMBER_BAD`);
  });

  it.each([
    ['SMAX:3', 'INDICATORS_NAME_UNKNOWN', 'Near it: SMA.'],
    ['SMA:1.5', 'INDICATORS_PARAM_BAD', 'timeperiod is a whole number from 2 to 100000.'],
    ['SMA:2:3', 'INDICATORS_PARAM_BAD', 'SMA takes at most 1.'],
    [' , ', 'INDICATORS_NAME_UNKNOWN', '--calc names no indicator.'],
  ])('refuses "%s" as %s, says what would fit, and writes nothing', async (calc, code, words) => {
    const ran = await runCliProcess([
      'indicators', '--in', file('bars.csv.gz'), '--calc', calc, '--out', file('no.csv'), '--json',
    ]);
    expect(ran.code).toBe(1);
    expect(oneDocument(ran.stdout)).toMatchObject({ error: { code } });
    expect(ran.stderr).toContain(words);
    expect(existsSync(file('no.csv'))).toBe(false);
  });

  it('never writes over the file it reads, whatever name leads there', async () => {
    writeFileSync(file('kept.csv'), ['time,open,high,low,close,volume', ...LINES].join('\n'));
    symlinkSync(file('kept.csv'), file('other-name.csv'));
    const before = readFileSync(file('kept.csv'), 'utf8');
    for (const out of ['kept.csv', './kept.csv', 'other-name.csv']) {
      const ran = await runCliProcess([
        'indicators', '--in', file('kept.csv'), '--calc', 'SMA:2', '--out', file(out), '--json',
      ]);
      expect(oneDocument(ran.stdout)).toMatchObject({ error: { code: 'EXPORT_FILE_UNWRITABLE' } });
    }
    expect(readFileSync(file('kept.csv'), 'utf8')).toBe(before);
  });

  it('makes one column of what is asked twice, and says which studies found no volume', async () => {
    const still = ['time,open,high,low,close', ...LINES.map((line) => line.replace(/,10$/, ''))];
    writeFileSync(file('still.csv'), still.join('\n'));
    const ran = await runCliProcess([
      'indicators', '--in', file('still.csv'), '--calc', 'OBV,SMA:2, SMA:2,MFI:2', '--out', file('flow.csv'), '--json',
    ]);
    expect(oneDocument(ran.stdout)).toMatchObject({ columns: ['time', 'OBV', 'SMA:2', 'MFI:2'] });
    expect(ran.stderr).toContain(`no bar of ${file('still.csv')} has a volume: OBV, MFI:2 found nothing to weigh`);
  });

  it('names the file that is not there, and a folder that cannot be written', async () => {
    const missing = await runCliProcess([
      'indicators', '--in', file('none.csv'), '--calc', 'SMA', '--out', file('no.csv'), '--json',
    ]);
    expect(missing.code).toBe(1);
    expect(oneDocument(missing.stdout)).toMatchObject({ error: { code: 'IMPORT_FILE_UNREADABLE' } });
    const unwritable = await runCliProcess([
      'indicators', '--in', file('bars.csv.gz'), '--calc', 'SMA', '--out', file('no/such/folder.csv'), '--json',
    ]);
    expect(unwritable.code).toBe(1);
    expect(oneDocument(unwritable.stdout)).toMatchObject({ error: { code: 'EXPORT_FILE_UNWRITABLE' } });
  });

  it('lists the registry with parameters, outputs, warm-up and source; without arguments it is wrong usage', async () => {
    const listed = await runCliProcess(['indicators', '--list', '--json']);
    const entries = oneDocument(listed.stdout) as readonly { readonly name: string }[];
    expect(entries.length).toBeGreaterThanOrEqual(45 + 40);
    expect(entries.find(({ name }) => name === 'MACD')).toEqual({
      name: 'MACD', title: 'Moving average convergence divergence', group: 'momentum',
      params: [
        { name: 'fastperiod', default: 12, min: 2, max: 100_000, whole: true },
        { name: 'slowperiod', default: 26, min: 2, max: 100_000, whole: true },
        { name: 'signalperiod', default: 9, min: 1, max: 100_000, whole: true },
      ],
      outputs: ['macd', 'macdsignal', 'macdhist'], unit: 'price', warmup: 33, unstable: true, source: 'TA-Lib',
      pane: 'own', drawings: ['line', 'line', 'histogram'], levels: [0],
    });
    const lines = (await runCliProcess(['indicators', '--list'])).stdout.split('\n');
    expect(lines.find((line) => line.startsWith('MACD '))).toBe(
      'MACD                 momentum    Moving average convergence divergence [price; 33 bars, unstable; TA-Lib]'
      + ' fastperiod=12 slowperiod=26 signalperiod=9 -> macd macdsignal macdhist',
    );
    expect((await runCliProcess(['indicators'])).code).toBe(2);
  });
});
