// The set-up on a made-up Windows machine with real files: what is found, copied, kept, compiled and refused.

import {
  existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { editorArguments } from './editor-process.ts';
import { Mt5Setup, type FoundTerminal } from './index.ts';
import type { EditorCall } from './machine.ts';
import { MadeUpMachine, put, putEa, read, wide } from './testing.ts';

const TOKEN = 'AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQTCQKRMFYYDENBWHA5DYPQ';
const URL_HERE = 'ws://127.0.0.1:8766/ws/mt5';
let folder = '';
let machine: MadeUpMachine;
let eaDir = '';
let setup: Mt5Setup;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sextant-mt5-'));
  machine = new MadeUpMachine(folder);
  eaDir = putEa(join(folder, 'resources'), '1.00');
  setup = new Mt5Setup({
    machine, eaDir, pairing: () => ({ url: URL_HERE, token: TOKEN }), times: { totalMsMax: 300, lookMs: 5 },
  });
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function only(): Promise<FoundTerminal> {
  const { terminals } = await setup.find();
  expect(terminals).toHaveLength(1);
  return terminals[0]!;
}

const inEa = (data: string, name: string): string => join(data, 'MQL5', 'Experts', 'Sextant', name);

describe('the search for terminals', () => {
  it('finds an installed one by its data folder, and says broker, server, login, build and program', async () => {
    const data = machine.install('Broker MT5', 'D');
    expect(await only()).toMatchObject({
      broker: 'Broker Ltd.', server: 'Broker-Demo', login: '51234567', build: 4620, dataDir: data,
      installDir: join(folder, 'Program Files', 'Broker MT5'), isPortable: false, hasEditor: true,
      ea: { state: 'absent', version: null }, compiled: 'none', isPaired: false,
    });
  });

  it('does not take the program folder of an installed one for a portable one', async () => {
    machine.install('Broker MT5', 'D');
    expect((await setup.find()).terminals.map(({ isPortable }) => isPortable)).toEqual([false]);
  });

  it('finds portable ones in Program Files, at a drive\'s root and where SEXTANT_MT5_ROOTS points', async () => {
    const drive = join(folder, 'D');
    machine.drives.push(drive);
    const places = [
      machine.portable(join(folder, 'Program Files', 'Alpha MT5')), machine.portable(join(drive, 'Beta MT5')),
      machine.portable(join(folder, 'deep', 'down', 'Gamma MT5')), machine.portable(join(folder, 'Delta MT5')),
    ];
    machine.env['SEXTANT_MT5_ROOTS'] = ` ${join(folder, 'deep', 'down')} ; ${join(folder, 'Delta MT5')};`;
    const { terminals } = await setup.find();
    expect(terminals.map(({ dataDir }) => dataDir).sort()).toEqual([...places].sort());
    expect(terminals.every(({ isPortable, hasEditor }) => isPortable && hasEditor)).toBe(true);
    expect(terminals.map(({ broker }) => broker)).toEqual(['Alpha MT5', 'Beta MT5', 'Delta MT5', 'Gamma MT5']);
  });

  it('lists several with ids that last', async () => {
    machine.install('Broker MT5', 'A');
    machine.install('Other MT5', 'B', { company: 'Another Ltd.' });
    const [first, second] = [(await setup.find()).terminals, (await setup.find()).terminals];
    expect(first.map(({ broker }) => broker)).toEqual(['Another Ltd.', 'Broker Ltd.']);
    expect(second.map(({ id }) => id)).toEqual(first.map(({ id }) => id));
    expect(new Set(first.map(({ id }) => id)).size).toBe(2);
  });

  it('keeps a terminal whose program is gone, without an editor', async () => {
    const data = machine.install('Broker MT5', 'D');
    rmSync(join(folder, 'Program Files', 'Broker MT5'), { recursive: true });
    expect(await only()).toMatchObject({ dataDir: data, installDir: null, hasEditor: false });
  });

  it('goes without broker, server and build where the terminal has written none', async () => {
    const data = machine.install('Broker MT5', 'D');
    for (const name of ['logs', 'config']) rmSync(join(data, name), { recursive: true });
    expect(await only()).toMatchObject({ broker: 'Broker MT5', server: null, login: null, build: null });
  });

  it('passes over folders that are no terminal, and says which root it could not read', async () => {
    put(join(folder, 'file'), 'not a folder');
    machine.env['SEXTANT_MT5_ROOTS'] = `${join(folder, 'file')};${join(folder, 'nowhere')}`;
    mkdirSync(join(folder, 'Roaming', 'MetaQuotes', 'Terminal', 'E'.repeat(32)));
    const picture = await setup.find();
    expect(picture.terminals).toEqual([]);
    expect(picture.unreadable).toEqual([{ path: join(folder, 'file'), reason: 'ENOTDIR' }]);
    expect(picture.searched).toContain(join(folder, 'nowhere'));
  });

  it('finds the program of a terminal under Wine', async () => {
    const drive = join(folder, 'wine', 'drive_c');
    const data = join(drive, 'users', 'me', 'Terminal', 'F'.repeat(32));
    mkdirSync(join(data, 'MQL5'), { recursive: true });
    put(join(data, 'origin.txt'), wide('C:\\Program Files\\MetaTrader 5'));
    machine.portable(join(drive, 'Program Files', 'MetaTrader 5'));
    machine.env['SEXTANT_MT5_ROOTS'] = join(drive, 'users', 'me', 'Terminal');
    expect(await only()).toMatchObject({ installDir: join(drive, 'Program Files', 'MetaTrader 5'), hasEditor: true });
  });
});

describe('the Expert Advisor on its way into a terminal', () => {
  it('is copied whole, with a pairing file that leads here and that only its owner reads', async () => {
    const data = machine.install('Broker MT5', 'D');
    putEa(eaDir, '1.00', { 'parts/clock.mqh': '// clock\n' });
    const { id } = await only();
    const report = await setup.install(id, false);
    expect(report).toMatchObject({
      ok: true, value: {
        written: ['Sextant.mq5', 'parts/clock.mqh', 'wire.mqh'], unchanged: [], kept: [], removed: [],
        terminal: { ea: { state: 'same', version: '1.00' }, isPaired: true, compiled: 'none' },
      },
    });
    expect(read(inEa(data, 'parts'), 'clock.mqh')).toBe('// clock\n');
    const pairing = join(data, 'MQL5', 'Files', 'Sextant', 'pairing.json');
    expect(readFileSync(pairing, 'utf8')).toBe(`{"v":1,"url":"${URL_HERE}","token":"${TOKEN}"}\n`);
    if (process.platform !== 'win32') expect(statSync(pairing).mode & 0o777).toBe(0o600);
    expect(JSON.stringify(report)).not.toContain(TOKEN);
    expect(readdirSync(inEa(data, '.')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('a second time changes nothing', async () => {
    machine.install('Broker MT5', 'D');
    const { id } = await only();
    await setup.install(id, false);
    expect(await setup.install(id, false)).toMatchObject(
      { ok: true, value: { written: [], unchanged: ['Sextant.mq5', 'wire.mqh'], kept: [], removed: [] } },
    );
  });

  it('in a new version replaces the old, removes what it no longer has, and keeps what the trader changed', async () => {
    const data = machine.install('Broker MT5', 'D');
    putEa(eaDir, '1.00', { 'old.mqh': '// old\n', 'gone.mqh': '// gone\n' });
    const { id } = await only();
    await setup.install(id, false);
    put(inEa(data, 'wire.mqh'), '// my own wire\n');
    put(inEa(data, 'gone.mqh'), '// my own gone\n');
    rmSync(join(eaDir, 'old.mqh'));
    rmSync(join(eaDir, 'gone.mqh'));
    putEa(eaDir, '1.10', { 'wire.mqh': '// better wire\n' });
    expect((await only()).ea).toEqual({ state: 'older', version: '1.00' });
    expect(await setup.install(id, false)).toMatchObject({
      ok: true, value: {
        written: ['Sextant.mq5', 'wire.mqh'], removed: ['old.mqh'],
        kept: [
          { name: 'wire.mqh', keptAs: inEa(data, 'wire.mqh.bak') },
          { name: 'gone.mqh', keptAs: inEa(data, 'gone.mqh.bak') },
        ],
      },
    });
    expect(read(inEa(data, 'wire.mqh.bak'))).toBe('// my own wire\n');
    expect(read(inEa(data, 'wire.mqh'))).toBe('// better wire\n');
    expect(existsSync(inEa(data, 'old.mqh'))).toBe(false);
    put(inEa(data, 'wire.mqh'), '// mine again\n');
    expect((await only()).ea).toEqual({ state: 'changed', version: '1.10' });
    expect(await setup.install(id, false)).toMatchObject(
      { ok: true, value: { kept: [{ keptAs: inEa(data, 'wire.mqh.bak2') }] } },
    );
  });

  it('keeps files that somebody copied by hand', async () => {
    const data = machine.install('Broker MT5', 'D');
    put(inEa(data, 'Sextant.mq5'), '#property version "1.00"\n// by hand\n');
    const { id } = await only();
    expect(await setup.install(id, false)).toMatchObject({ ok: true, value: { kept: [{ name: 'Sextant.mq5' }] } });
    expect(read(inEa(data, 'Sextant.mq5.bak'))).toContain('by hand');
  });

  it('does not go back behind a newer one unless told to', async () => {
    const data = machine.install('Broker MT5', 'D');
    putEa(inEa(data, '.'), '1.10');
    putEa(eaDir, '1.9');
    const terminal = await only();
    expect(terminal.ea).toEqual({ state: 'newer', version: '1.10' });
    const refused = await setup.install(terminal.id, false);
    expect(refused).toMatchObject({ ok: false, error: { code: 'SETUP_NEWER_THERE' } });
    expect(!refused.ok && refused.error.text).toContain('1.10 there, 1.9 here');
    expect(await setup.install(terminal.id, true)).toMatchObject({ ok: true });
    expect((await only()).ea).toEqual({ state: 'same', version: '1.9' });
  });

  it('is refused for a terminal that is not there, whatever the id says, and where the files did not come', async () => {
    machine.install('Broker MT5', 'D');
    for (const id of ['nobody', '../..', folder]) {
      expect(await setup.install(id, false)).toMatchObject({ ok: false, error: { code: 'SETUP_TERMINAL_UNKNOWN' } });
    }
    const { id } = await only();
    rmSync(eaDir, { recursive: true });
    expect((await setup.find()).package).toBeNull();
    expect(await setup.install(id, false)).toMatchObject({ ok: false, error: { code: 'SETUP_FILES_MISSING' } });
  });

  it('into a folder that cannot be made names it, for the files and for the pairing', async () => {
    const data = machine.install('Broker MT5', 'D');
    put(join(data, 'MQL5', 'Experts', 'Sextant'), 'a file where the folder should be');
    const { id } = await only();
    const refused = await setup.install(id, false);
    expect(refused).toMatchObject({ ok: false, error: { code: 'SETUP_READ_ONLY' } });
    expect(!refused.ok && refused.error.text).toContain(join(data, 'MQL5', 'Experts', 'Sextant'));
    rmSync(join(data, 'MQL5', 'Experts', 'Sextant'));
    put(join(data, 'MQL5', 'Files', 'Sextant'), 'a file here too');
    const unpaired = await setup.install(id, false);
    expect(unpaired).toMatchObject({ ok: false, error: { code: 'SETUP_READ_ONLY' } });
    expect(!unpaired.ok && unpaired.error.text).toContain('pairing.json');
    expect((await only()).isPaired).toBe(false);
  });

  it('where a file stands for a folder is refused, naming it, and leaves no draft behind', async () => {
    const data = machine.install('Broker MT5', 'D');
    mkdirSync(inEa(data, 'wire.mqh'), { recursive: true });
    const refused = await setup.install((await only()).id, false);
    expect(refused).toMatchObject({ ok: false, error: { code: 'SETUP_READ_ONLY' } });
    expect(!refused.ok && refused.error.text).toContain('wire.mqh');
    expect(readdirSync(inEa(data, ''))).toEqual(['wire.mqh']);
  });

  it('pays no heed to a manifest that points out of its folder', async () => {
    const data = machine.install('Broker MT5', 'D');
    const outside = join(data, 'MQL5', 'Experts', 'Other.mq5');
    put(outside, '// another program\n');
    put(inEa(data, 'sextant-files.json'), JSON.stringify({ v: 1, version: '0.1', files: { '../Other.mq5': 'x', 'a\\b': 'y' } }));
    expect(await setup.install((await only()).id, false)).toMatchObject({ ok: true, value: { removed: [], kept: [] } });
    expect(read(outside)).toBe('// another program\n');
  });
});

describe('compiling', () => {
  function editorWrites(log: string, hasProgram: boolean): void {
    machine.editor = (call: EditorCall) => {
      put(call.log, wide(log));
      if (hasProgram) put(call.source.replace('.mq5', '.ex5'), 'EX5');
      return { kind: 'ended' };
    };
  }

  async function installed(more: Parameters<MadeUpMachine['install']>[2] = {}): Promise<{ id: string; data: string }> {
    const data = machine.install('Broker MT5', 'D', more);
    const { id } = await only();
    await setup.install(id, false);
    return { id, data };
  }

  it('starts the terminal\'s own editor on the source and believes its log', async () => {
    const { id, data } = await installed();
    editorWrites('Result: 0 errors, 0 warnings, 100 msec elapsed\r\n', true);
    expect(await setup.compile(id)).toMatchObject({
      ok: true, value: { isCompiled: true, errors: 0, warnings: 0, problems: [], terminal: { compiled: 'fresh' } },
    });
    expect(machine.calls[0]).toMatchObject({
      editor: join(folder, 'Program Files', 'Broker MT5', 'metaeditor64.exe'), source: inEa(data, 'Sextant.mq5'),
      include: join(data, 'MQL5'), isPortable: false,
    });
    expect(readdirSync(inEa(data, '')).filter((name) => name.endsWith('.log'))).toEqual([]);
    const later = new Date(Date.now() + 60_000);
    utimesSync(inEa(data, 'wire.mqh'), later, later);
    expect((await only()).compiled).toBe('old');
  });

  it('gives the compiler\'s errors in words', async () => {
    const { id } = await installed();
    editorWrites("C:\\x\\wire.mqh(3,1) : error 149: 'x' - unexpected token\r\nResult: 1 errors, 0 warnings\r\n", false);
    expect(await setup.compile(id)).toMatchObject({
      ok: true, value: {
        isCompiled: false, errors: 1, problems: [{ file: 'wire.mqh', line: 3, text: "'x' - unexpected token" }],
      },
    });
  });

  it('waits for the log of an editor that was open already and took the work over', async () => {
    const { id } = await installed();
    machine.editor = (call) => {
      put(call.source.replace('.mq5', '.ex5'), 'EX5');
      put(`${call.log}.later`, wide('Result: 0 errors, 0 warnings\r\n'));
      setTimeout(() => { renameSync(`${call.log}.later`, call.log); }, 30);
      return { kind: 'ended' };
    };
    expect(await setup.compile(id)).toMatchObject({ ok: true, value: { isCompiled: true } });
  });

  it.each([
    ['has no editor', 'SETUP_EDITOR_MISSING', () => undefined, false],
    ['has an editor that does not start', 'SETUP_EDITOR_FAILED',
      () => { machine.editor = () => ({ kind: 'not-started', reason: 'EACCES' }); }, true],
    ['has an editor that never ends', 'SETUP_EDITOR_FAILED', () => { machine.editor = () => ({ kind: 'overdue' }); }, true],
    ['has an editor that writes no log', 'SETUP_EDITOR_FAILED', () => undefined, true],
    ['has an editor that reports success without a program', 'SETUP_EDITOR_FAILED',
      () => { editorWrites('Result: 0 errors, 0 warnings\r\n', false); }, true],
  ])('in a terminal that %s says %s and how to do it by hand', async (_what, code, prepare, hasEditor) => {
    const { id } = await installed({ hasEditor });
    prepare();
    expect(await setup.compile(id)).toMatchObject({ ok: false, error: { code } });
  });

  it('before the files are there is refused', async () => {
    machine.install('Broker MT5', 'D');
    expect(await setup.compile((await only()).id)).toMatchObject({ ok: false, error: { code: 'SETUP_NOT_INSTALLED' } });
  });

  it('waits until a copy is done', async () => {
    machine.install('Broker MT5', 'D');
    editorWrites('Result: 0 errors, 0 warnings\r\n', true);
    const { id } = await only();
    const [copied, compiled] = await Promise.all([setup.install(id, false), setup.compile(id)]);
    expect([copied.ok, compiled.ok]).toEqual([true, true]);
  });

  it('checklist connection-5: hands MetaEditor its paths in quotes on Windows, where they have blanks', () => {
    const call: EditorCall = {
      editor: 'e', source: 'C:\\A B\\S.mq5', include: 'C:\\A B\\MQL5', log: 'C:\\A B\\l.log', isPortable: true, waitMsMax: 1,
    };
    expect(editorArguments(call, true)).toEqual(
      ['/portable', '/compile:"C:\\A B\\S.mq5"', '/include:"C:\\A B\\MQL5"', '/log:"C:\\A B\\l.log"'],
    );
  });
});
