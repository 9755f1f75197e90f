import { describe, expect, it } from 'vitest';
import { defaultDataDir } from './data-dir.ts';
import { describeFailure } from './output.ts';
import { runCliProcess } from './testing.ts';

const COMMANDS = ['start', 'serve', 'stop', 'import', 'export', 'backtest', 'replay', 'simulate', 'doctor'];

describe('the command line', () => {
  it('prints help for itself and for each command, and ends with 0', async () => {
    const all = await runCliProcess(['--help']);
    expect(all).toMatchObject({ code: 0, stderr: '' });
    for (const command of COMMANDS) expect(all.stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
    const each = await Promise.all(COMMANDS.map((command) => runCliProcess([command, '--help'])));
    for (const [index, help] of each.entries()) {
      expect(help).toMatchObject({ code: 0, stderr: '' });
      expect(help.stdout).toMatch(new RegExp(`^Usage: sextant ${COMMANDS[index] ?? ''} `));
    }
  });

  it.each([
    [[], /A command is missing/],
    [['fly'], /Unknown command 'fly'/],
    [['serve', '--prot', '1'], /Unknown option '--prot'.*--port/],
    [['serve', '--port', '70000'], /whole number from 0 to 65535/],
    [['serve', '--mode', 'maximal'], /Allowed choices are minimal, full-ai, production/],
    [['import', '--symbol', 'EURUSD', '--timeframe', 'M1'], /Missing required argument 'file'/],
    [['import', 'x.csv', '--timeframe', 'M1'], /needs --symbol/],
    [['import', 'x.csv', '--symbol', 'EURUSD', '--timeframe', 'M2'], /Allowed are tick, M1, M5, M15, H1, H4, D1/],
    [['export', '--symbol', 'EURUSD', '--timeframe', 'M1'], /'--out <file>' not specified/],
    [
      ['backtest', '--data', 'x', '--symbol', 'EURUSD', '--strategy', 'trend', '--params', 'fast'],
      /not of the form name=number/,
    ],
    [['backtest', '--data', 'x', '--symbol', 'EURUSD', '--strategy', 'fortune'], /no strategy "fortune"/],
    [
      ['backtest', '--data', 'x', '--symbol', 'EURUSD', '--strategy', 'trend', '--from', 'noon'],
      /"noon" is not a time/,
    ],
    [['simulate', '--token', 'T'], /--connect is missing/],
    [['simulate', '--connect', 'ws://127.0.0.1:1/ws/mt5'], /--token is missing/],
    [['simulate', '--connect', 'ws://127.0.0.1:1/ws/mt5', '--token', 'T', '--speed', '0'], /above 0/],
    [
      ['simulate', '--connect', 'ws://127.0.0.1:1/ws/mt5', '--token', 'T', '--scenario', 'utopia', '--json'],
      /no scenario "utopia"/,
    ],
    [['replay'], /'--verify' not specified/],
  ])('refuses wrong usage in one sentence, with nothing on stdout and exit code 2: %j', async (args, sentence) => {
    const ran = await runCliProcess(args);
    expect(ran.stderr).toMatch(sentence);
    expect(ran.stderr).toMatch(/^error HOST_USAGE: [A-Z"'-].* See --help\.$/m);
    expect(ran.stderr).not.toMatch(/\n\s+at /);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
  });

  it('tells with --json on stdout which file the simulated terminal cannot read', async () => {
    const ran = await runCliProcess([
      'simulate', '--connect', 'ws://127.0.0.1:1/ws/mt5', '--token', 'T', '--file', '/nowhere/t.csv', '--symbol', 'EURUSD',
      '--json',
    ]);
    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      error: { code: 'IMPORT_FILE_UNREADABLE', text: expect.stringContaining('/nowhere/t.csv') as unknown },
    });
    expect(ran.stderr).toMatch(/^error IMPORT_FILE_UNREADABLE: /);
  });

  it('knows each system\'s place for application data', () => {
    expect(defaultDataDir({ SEXTANT_DATA_DIR: '/here' }, 'linux', '/home/a')).toBe('/here');
    expect(defaultDataDir({ XDG_DATA_HOME: '/data' }, 'linux', '/home/a')).toBe('/data/sextant');
    expect(defaultDataDir({ XDG_DATA_HOME: 'relative' }, 'linux', '/home/a')).toBe('/home/a/.local/share/sextant');
    expect(defaultDataDir({}, 'darwin', '/Users/a')).toBe('/Users/a/Library/Application Support/Sextant');
    expect(defaultDataDir({ LOCALAPPDATA: '/c/Local' }, 'win32', '/c/Users/a')).toBe('/c/Local/Sextant');
  });

  it('tells a failure with its code and remedy, the remedy once', () => {
    expect(describeFailure({ code: 'HOST_PORT_IN_USE', text: 'Port 1 is in use' }))
      .toBe('error HOST_PORT_IN_USE: Port 1 is in use. Choose another with --port, or 0 for any free one.');
    expect(describeFailure({ code: 'HOST_USAGE', text: 'Bad. See --help.' })).toBe(
      'error HOST_USAGE: Bad. See --help.'
    );
  });
});
