import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEngine } from '#main/engine';
import { makeFolder, oneDocument, runCliProcess } from './testing.ts';

const folder = makeFolder();
const dataDir = join(folder.path, 'data');
const file = (name: string): string => join(folder.path, name);
const BARS = ['time,open,high,low,close,tick_volume,spread', ...Array.from({ length: 60 }, (_, minute) => (
  `2024-01-02T10:${String(minute).padStart(2, '0')}:00Z,1.1,1.3,1.05,1.2,${String(minute + 1)},7`))];

beforeAll(async () => {
  writeFileSync(file('bars.csv.gz'), gzipSync(BARS.join('\n')));
  const bad = BARS.map((line, index) => (index >= 10 && index < 35 ? line.replace('1.05', 'x') : line));
  writeFileSync(file('bad.csv'), bad.join('\r\n'));
  const ran = await runCliProcess([
    'import', file('bars.csv.gz'), '--symbol', 'EURUSD', '--timeframe', 'M1', '--data-dir', dataDir,
  ]);
  expect(ran).toMatchObject(
    { code: 0, stdout: `${file('bars.csv.gz')}: 60 rows, 60 accepted, 0 rejected, 0 duplicates\n` }
  );
});

afterAll(() => { folder.remove(); });

describe('import', () => {
  it('prints one document with every row accounted for, and lists rejects by line', async () => {
    const ran = await runCliProcess([
      'import', file('bad.csv'), file('bars.csv.gz'), '--symbol', 'EURUSD', '--timeframe', 'm1', '--data-dir', dataDir,
      '--rejects', file('rejects.csv'), '--json',
    ]);
    expect(ran.code).toBe(0);
    expect(oneDocument(ran.stdout)).toEqual({
      files: [
        {
          path: file('bad.csv'), format: 'csv', rows: 60, accepted: 0, rejected: 25, duplicates: 35,
          reasons: { IMPORT_NUMBER_BAD: 25 }, from: Date.UTC(2024, 0, 2, 10), to: Date.UTC(2024, 0, 2, 10, 59),
        },
        {
          path: file('bars.csv.gz'), format: 'csv', rows: 60, accepted: 0, rejected: 0, duplicates: 60, reasons: {},
          from: Date.UTC(2024, 0, 2, 10), to: Date.UTC(2024, 0, 2, 10, 59),
        },
      ],
    });
    const listed = ran.stderr.split('\n').filter((line) => line.includes('IMPORT_NUMBER_BAD'));
    expect(listed).toHaveLength(20);
    expect(listed[0]).toBe(`${file('bad.csv')}:11: IMPORT_NUMBER_BAD: A field is not a number. (low "x")`);
    expect(ran.stderr).toMatch(/and 5 rejected rows more/);
    const rejects = readFileSync(file('rejects.csv'), 'utf8').trim().split('\n');
    expect(rejects).toHaveLength(26);
    expect(rejects.slice(0, 2)).toEqual(
      ['line,code,text', '11,IMPORT_NUMBER_BAD,"A field is not a number. (low ""x"")"']
    );
  });

  it('never opens its list of rejects over a file that it reads', async () => {
    writeFileSync(file('prices.csv'), BARS.join('\n'));
    symlinkSync(file('prices.csv'), file('link.csv'));
    for (const command of [
      ['import', file('prices.csv'), '--symbol', 'EURUSD', '--timeframe', 'M1', '--data-dir', dataDir],
      ['features', '--in', file('bars.csv.gz'), '--out', file('vectors.csv'), '--pair', `GBPUSD=${file('prices.csv')}`],
    ]) {
      const ran = await runCliProcess([...command, '--rejects', file('link.csv'), '--json']);
      expect(ran.code).toBe(1);
      expect(oneDocument(ran.stdout)).toMatchObject({ error: { code: 'EXPORT_FILE_UNWRITABLE' } });
      expect(readFileSync(file('prices.csv'), 'utf8')).toBe(BARS.join('\n'));
    }
  });

  it('makes the same bars of ticks whatever order their files come in, and takes nothing twice', async () => {
    const rows = Array.from({ length: 400 }, (_, i) => `${String(1_704_189_600_000 + i * 17_000)},${String(9000 + i)},9999`);
    const write = (name: string, keep: (i: number) => boolean): string => {
      writeFileSync(file(name), ['epoch_ms,bid,ask', ...rows.filter((_, i) => keep(i))].join('\n'));
      return file(name);
    };
    const whole = [write('all.csv', () => true)];
    const parts = [
      write('late.csv', (i) => i >= 200 && i % 3 === 0), write('early.csv', (i) => i < 200),
      write('rest.csv', (i) => i >= 200 && i % 3 !== 0),
    ];
    const barsOf = async (files: readonly string[], folderName: string): Promise<string> => {
      const at = ['--symbol', 'EURUSD', '--data-dir', file(folderName)];
      const put = await runCliProcess(['import', ...files, ...files, ...at, '--timeframe', 'tick', '--json']);
      expect(put.code).toBe(0);
      const { files: reports } = oneDocument(put.stdout) as { files: { accepted: number; duplicates: number }[] };
      const sum = (name: 'accepted' | 'duplicates'): number => reports.reduce((all, one) => all + one[name], 0);
      expect([sum('accepted'), sum('duplicates')]).toEqual([400, 400]);
      const out = file(`${folderName}.csv`);
      expect((await runCliProcess(['export', ...at, '--timeframe', 'M5', '--out', out])).code).toBe(0);
      return readFileSync(out, 'utf8');
    };
    const expected = await barsOf(whole, 'whole');
    expect(expected.trim().split('\n')).toHaveLength(1 + 22);
    expect(await barsOf(parts, 'parts')).toBe(expected);
  }, 60_000);

  it('fails for a file that is missing or no price file, names it, and still imports the others', async () => {
    writeFileSync(file('words.txt'), 'no prices here\nnone at all\n');
    writeFileSync(file('more.csv'), 'epoch_ms,bid,ask\n1704189600000,1.1,1.2\n');
    const ran = await runCliProcess([
      'import', file('nowhere.csv'), file('words.txt'), folder.path, file('more.csv'), '--symbol', 'GBPUSD',
      '--timeframe', 'tick',
      '--data-dir', dataDir, '--json',
    ]);
    expect(ran.code).toBe(1);
    const { files } = oneDocument(ran.stdout) as { files: { accepted: number; error?: { code: string } }[] };
    expect(files.map((one) => one.error?.code ?? one.accepted)).toEqual([
      'IMPORT_FILE_UNREADABLE', 'IMPORT_FORMAT_UNKNOWN', 'IMPORT_FILE_UNREADABLE', 1,
    ]);
    expect(ran.stderr).toMatch(/error IMPORT_FILE_UNREADABLE: .*nowhere\.csv.*no such file.*Check the path/);
    expect(ran.stderr).not.toMatch(/\n\s+at /);
  });

  it('refuses a zone that does not exist before it touches anything', async () => {
    const ran = await runCliProcess([
      'import', file('bars.csv.gz'), '--symbol', 'EURUSD', '--timeframe', 'M1', '--data-dir', file('untouched'), '--tz',
      'Mars/Olympus', '--json',
    ]);
    expect(ran.code).toBe(1);
    expect(oneDocument(ran.stdout)).toMatchObject({ error: { code: 'IMPORT_ZONE_UNKNOWN' } });
    expect(existsSync(file('untouched'))).toBe(false);
  });
});

describe('import of a report', () => {
  it('prints what it says and what it adds up to, without symbol or data folder', async () => {
    const cells = (row: readonly string[]): string => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
    const head = ['Time', 'Deal', 'Symbol', 'Type', 'Direction', 'Volume', 'Price', 'Order', 'Commission', 'Swap', 'Profit'];
    writeFileSync(file('report.html'), [
      ['Total Net Profit:', '5.50'], head,
      ['2024.01.02 07:15:00', '2', 'X', 'buy', 'in', '0.01', '1.5', '2', '-0.25', '0.00', '0.00'],
      ['2024.01.02 08:15:00', '3', 'X', 'sell', 'out', '0.01', '1.6', '3', '-0.25', '0.00', '6.00'],
    ].map(cells).join('\n'));
    const ran = await runCliProcess(['import', file('report.html'), '--format', 'mt-report', '--json']);
    expect(ran.code).toBe(0);
    expect(oneDocument(ran.stdout)).toEqual({
      report: {
        kind: 'mt5-tester', header: { netProfit: 5.5 }, deals: 2, trades: 1,
        sums: { profit: 6, swap: 0, commission: -0.5, fee: 0, net: 5.5 },
      },
    });
    expect(ran.stderr).toContain('net 5.50, as its header says');
    const other = await runCliProcess(['import', file('nowhere'), '--format', 'mt-report', '--json']);
    expect(other.code).toBe(1);
    expect(oneDocument(other.stdout)).toMatchObject({ error: { code: 'IMPORT_FILE_UNREADABLE' } });
    const asked = await runCliProcess(['import', file('report.html'), '--symbol', 'X', '--json']);
    expect(asked.code).toBe(2);
  });
});

describe('export', () => {
  it('writes what was imported, and says how much', async () => {
    const out = file('out.csv');
    const ran = await runCliProcess([
      'export', '--symbol', 'EURUSD', '--timeframe', 'M1', '--from', '2024-01-02 10:01', '--to', '1704189780000',
      '--out', out,
      '--data-dir', dataDir, '--json',
    ]);
    expect(ran.code).toBe(0);
    expect(oneDocument(ran.stdout)).toEqual(
      { path: out, rows: 2, from: Date.UTC(2024, 0, 2, 10, 1), to: Date.UTC(2024, 0, 2, 10, 2) }
    );
    expect(readFileSync(out, 'utf8')).toBe([
      'time,open,high,low,close,tickVolume,spread,realVolume', '2024-01-02T10:01:00Z,1.1,1.3,1.05,1.2,2,7,0',
      '2024-01-02T10:02:00Z,1.1,1.3,1.05,1.2,3,7,0', '',
    ].join('\n'));
  });

  it('does not make a data folder that is not there', async () => {
    const ran = await runCliProcess(
      ['export', '--symbol', 'X', '--timeframe', 'M1', '--out', file('x.csv'), '--data-dir', file('none'), '--json']
    );
    expect(ran.code).toBe(1);
    expect(oneDocument(ran.stdout)).toMatchObject({ error: { code: 'WEB_SYMBOL_UNKNOWN' } });
    expect(existsSync(file('none'))).toBe(false);
  });
});

describe('replay', () => {
  it('finds a sound journal equal, and one changed byte by the event that it stands in', async () => {
    const sound = await runCliProcess(['replay', '--verify', '--data-dir', dataDir, '--json']);
    expect(sound.code).toBe(0);
    const verdict = oneDocument(sound.stdout) as { events: number };
    expect(verdict).toMatchObject({ equal: true, firstDifference: null, broken: null, decisions: 0 });
    expect(verdict.events).toBeGreaterThanOrEqual(3);

    const log = join(dataDir, 'journal', 'journal.sqlite');
    const db = new Database(log);
    const row = db.prepare('SELECT seq, body FROM events WHERE kind = ?').get('BarsImported') as {
      seq: number; body: Buffer
    };
    const changed = Buffer.from(row.body);
    changed[changed.length >> 1] = (changed[changed.length >> 1] ?? 0) ^ 1;
    db.prepare('UPDATE events SET body = ? WHERE seq = ?').run(changed, row.seq);
    db.close();
    const broken = await runCliProcess(['replay', '--verify', '--data-dir', dataDir, '--json']);
    const db2 = new Database(log);
    db2.prepare('UPDATE events SET body = ? WHERE seq = ?').run(row.body, row.seq);
    db2.close();
    expect(broken.code).toBe(1);
    expect(oneDocument(broken.stdout)).toMatchObject({ equal: false, broken: { seq: row.seq } });
    expect(broken.stderr).toMatch(new RegExp(`broken at event ${String(row.seq)}`));
  });

  it('says that there is no journal', async () => {
    const ran = await runCliProcess(['replay', '--verify', '--data-dir', file('none'), '--json']);
    expect(ran.code).toBe(1);
    expect(oneDocument(ran.stdout)).toMatchObject({ error: { code: 'REPLAY_NO_JOURNAL' } });
    expect(existsSync(file('none'))).toBe(false);
  });
});

describe('doctor', () => {
  it('prints one document of checks, and fails where one does', async () => {
    const ran = await runCliProcess(['doctor', '--data-dir', dataDir, '--port', '0', '--json']);
    const { checks } = oneDocument(ran.stdout) as {
      checks: { name: string; ok: boolean; text: string; remedy: string }[]
    };
    expect(checks.map((check) => check.name)).toEqual([
      'node', 'sqlite', 'data-dir', 'disk-space', 'running', 'port', 'pairing', 'broker-zone', 'window', 'desktop', 'browser',
    ]);
    for (const check of checks) expect(check.ok ? check.remedy === '' : check.remedy !== '').toBe(true);
    expect(ran.code).toBe(checks.every((check) => check.ok) ? 0 : 1);
    expect(readdirSync(dataDir).some((name) => name.startsWith('.doctor'))).toBe(false);
  });

  it('names a data folder that is a file', async () => {
    writeFileSync(file('plain'), '');
    const ran = await runCliProcess(['doctor', '--data-dir', join(file('plain'), 'data'), '--port', '0', '--json']);
    const { checks } = oneDocument(ran.stdout) as { checks: { name: string; ok: boolean }[] };
    expect(ran.code).toBe(1);
    expect(checks.find((check) => check.name === 'data-dir')?.ok).toBe(false);
  });
});

describe('backtest', () => {
  it('prints the statistics as one document and writes the files', async () => {
    mkdirSync(file('runs'));
    const lines = ['time,open,high,low,close', ...Array.from({ length: 3_000 }, (_, index) => {
      const time = Date.UTC(2024, 0, 2) + index * 60_000;
      // A triangle wave, so that the averages cross again and again.
      const level = (at: number): number => (138_000 + Math.abs((at % 300) - 150) * 4) / 100_000;
      const [open, close] = [level(index), level(index + 1)];
      return [time, open, Math.max(open, close), Math.min(open, close), close].join(',');
    })];
    writeFileSync(file('m1.csv'), lines.join('\n'));
    const out = join(file('runs'), 'first');
    const ran = await runCliProcess([
      'backtest', '--data', file('m1.csv'), '--symbol', 'EURUSD', '--strategy', 'trend', '--model', 'm1', '--params',
      'fast=5,slow=15',
      '--out', out, '--json',
    ]);
    expect(ran.code).toBe(0);
    const result = oneDocument(ran.stdout) as {
      statistics: { trades: number }; trades: unknown[]; equity: unknown[]; decisions: number; decisionHash: string;
      partial: boolean;
    };
    expect(result.decisions).toBeGreaterThan(3);
    expect(result.trades.length).toBeGreaterThan(0);
    expect(result.statistics.trades).toBe(result.trades.length);
    expect(result.decisionHash).toMatch(/^[0-9a-f]{64}$/);
    expect(result.partial).toBe(false);
    expect(JSON.parse(readFileSync(join(out, 'result.json'), 'utf8'))).toEqual(result);
    expect(readFileSync(join(out, 'trades.csv'), 'utf8').trim().split('\n')).toHaveLength(result.trades.length + 1);
    expect(readFileSync(join(out, 'equity.csv'), 'utf8').trim().split('\n')).toHaveLength(result.equity.length + 1);
  });

  it('fills by the rules of backtesting.py where these are asked for', async () => {
    // falls for 20 bars, then rises: the averages of 2 and 4 cross after the turn, filled at the open after
    const closes = Array.from({ length: 40 }, (_, i) => 100 + Math.abs(i - 20));
    const rows = closes.map((close, i) => (
      [Date.UTC(2024, 0, 2) + i * 3_600_000, closes[i - 1] ?? close, close + 1, close - 1, close].join(',')
    ));
    writeFileSync(file('h1.csv'), ['time,open,high,low,close', ...rows].join('\n'));
    const asked = [
      'backtest', '--data', file('h1.csv'), '--symbol', 'MADEUP', '--timeframe', 'H1', '--strategy', 'sma-cross',
      '--params', 'fast=2,slow=4', '--rules', 'backtesting.py', '--json',
    ];
    const ran = await runCliProcess(asked);
    expect(ran.code).toBe(0);
    const result = oneDocument(ran.stdout) as {
      statistics: { trades: number; equityFinal: number }; trades: unknown[]; decisions: number; equity: unknown[];
    };
    // closes of bars 21, 22: 101, 102; means of 2 and 4: 100.5 over 101, then 101.5 over 101
    const units = Math.floor(10_000 / 102);
    expect(result).toMatchObject({ decisions: 1, trades: [], statistics: { trades: 0 } });
    expect(result.statistics.equityFinal).toBeCloseTo(10_000 + units * (119 - 102), 9);
    expect(result.equity).toHaveLength(40);
    const misplaced = await runCliProcess([...asked, '--model', 'm1']);
    expect(misplaced.code).not.toBe(0);
    expect(oneDocument(misplaced.stdout)).toMatchObject({ error: { code: 'HOST_USAGE' } });
  });

  it('fails for a file that is not there', async () => {
    const ran = await runCliProcess(
      ['backtest', '--data', file('nowhere'), '--symbol', 'EURUSD', '--strategy', 'trend', '--json']
    );
    expect(ran.code).toBe(1);
    expect(oneDocument(ran.stdout)).toMatchObject({ error: { code: 'IMPORT_FILE_UNREADABLE' } });
  });
});

describe('the clock of the broker\'s server', () => {
  const HOUR = 3_600_000;
  const home = join(folder.path, 'zone');
  const bars = file('server.csv');
  const asked = ['import', bars, '--symbol', 'EURUSD', '--timeframe', 'H1', '--data-dir', home];

  beforeAll(() => {
    // A server whose midnight is New York's close: its weeks begin on Monday at 00:00, summer and winter.
    const rows = Array.from({ length: 14 * 168 }, (_, hour) => new Date(Date.UTC(2024, 1, 5) + hour * HOUR))
      .filter((time) => time.getUTCDay() >= 1 && time.getUTCDay() <= 5)
      .map((time) => `${time.toISOString().slice(0, 10).replaceAll('-', '.')}\t${time.toISOString().slice(11, 19)}\t1\t1\t1\t1\t1\t0\t1`);
    const head = '<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>';
    writeFileSync(bars, [head, ...rows].join('\r\n'));
  });

  it('is told from a file, confirmed once, kept, and used', async () => {
    const told = await runCliProcess([...asked, '--tz', 'broker', '--json']);
    expect(told.code).toBe(1);
    expect(oneDocument(told.stdout)).toMatchObject({ error: { code: 'IMPORT_ZONE_UNCONFIRMED' } });
    expect(told.stderr).toContain('+02:00/us: 13 of 13');
    const confirmed = await runCliProcess([...asked, '--confirm-zone', '--json']);
    expect(confirmed.code).toBe(0);
    expect(oneDocument(confirmed.stdout)).toMatchObject({ files: [{ accepted: 14 * 120, from: Date.UTC(2024, 1, 4, 22) }] });
    const again = await runCliProcess([...asked, '--tz', 'broker', '--json']);
    expect(oneDocument(again.stdout)).toMatchObject({ files: [{ accepted: 0, duplicates: 14 * 120 }] });
    const doctor = await runCliProcess(['doctor', '--data-dir', home, '--json']);
    const { checks } = oneDocument(doctor.stdout) as { checks: { name: string; text: string }[] };
    expect(checks.find(({ name }) => name === 'broker-zone')?.text).toContain('+02:00/us');
    const out = file('week.csv');
    const week = await runCliProcess([
      'export', '--symbol', 'EURUSD', '--timeframe', 'H1', '--data-dir', home, '--out', out, '--tz', 'broker',
      '--from', '2024-04-01 00:00', '--to', '2024-04-01 02:00',
    ]);
    expect(week.code).toBe(0);
    expect(readFileSync(out, 'utf8').split('\n').slice(1, 3).map((line) => line.slice(0, 20)))
      .toEqual(['2024-03-31T21:00:00Z', '2024-03-31T22:00:00Z']);
  }, 30_000);

  it('is not taken from a word that is none, nor named without a data folder', async () => {
    const ran = await runCliProcess([...asked, '--confirm-zone', 'Athens', '--json']);
    expect(ran.code).toBe(2);
    const none = await runCliProcess([
      'export', '--symbol', 'EURUSD', '--timeframe', 'H1', '--data-dir', file('nothing'), '--out', file('x'), '--tz', 'broker',
      '--json',
    ]);
    expect(oneDocument(none.stdout)).toMatchObject({ error: { code: 'IMPORT_ZONE_UNCONFIRMED' } });
  });
});

describe('an import into a folder that holds or serves something', () => {
  const home = join(folder.path, 'shared-folder');
  const at = ['--symbol', 'EURUSD', '--timeframe', 'M1', '--data-dir', home, '--json'];

  beforeAll(async () => {
    writeFileSync(file('first.csv'), BARS.join('\n'));
    expect((await runCliProcess(['import', file('first.csv'), ...at])).code).toBe(0);
  });

  it('replaces bars of the same time and other values, and knows equal ones', async () => {
    const other = BARS.slice(0, 41).map((line, index) => (index > 30 ? line.replace(',1.2,', ',1.25,') : line));
    writeFileSync(file('second.csv'), other.join('\n'));
    const ran = await runCliProcess(['import', file('second.csv'), file('second.csv'), ...at]);
    expect(oneDocument(ran.stdout)).toMatchObject({
      files: [{ accepted: 10, duplicates: 30 }, { accepted: 0, duplicates: 40 }],
    });
    const out = file('both.csv');
    await runCliProcess(['export', ...at.slice(0, -1), '--out', out]);
    const closes = readFileSync(out, 'utf8').trim().split('\n').slice(1).map((line) => line.split(',')[4]);
    expect(closes).toEqual(Array.from({ length: 60 }, (_, index) => (index >= 30 && index < 40 ? '1.25' : '1.2')));
  });

  it('is refused while something runs on it, and nothing is changed', async () => {
    const opened = await openEngine({ dataDir: home });
    if (!opened.ok) throw new Error(opened.error.text);
    try {
      const ran = await runCliProcess(['import', file('first.csv'), ...at]);
      expect(ran.code).toBe(1);
      expect(oneDocument(ran.stdout)).toMatchObject({ error: { code: 'JOURNAL_LOCKED' } });
      // What is asked of the folder may be asked meanwhile.
      const asked = await runCliProcess(['export', ...at.slice(0, -1), '--out', file('meanwhile.csv')]);
      expect([asked.stderr, asked.code]).toEqual([expect.stringContaining('60 rows'), 0]);
    } finally {
      await opened.value.close();
    }
  });
});
