import { describe, expect, it } from 'vitest';
import { readDesktopOptions } from './desktop-options.ts';

const read = (...args: string[]) => readDesktopOptions(args, {}, '/home/data');

describe('the desktop\'s command line', () => {
  it('has the defaults of the served host', () => {
    expect(read()).toEqual({ ok: true, value: { port: 8766, mode: 'full-ai', dataDir: '/home/data', isDemo: true } });
  });

  it('takes the options of npm start', () => {
    expect(read('--port', '0', '--data-dir=/d', '--mode', 'minimal', '--no-demo')).toEqual(
      { ok: true, value: { port: 0, mode: 'minimal', dataDir: '/d', isDemo: false } },
    );
  });

  it('passes over the words of Electron and of the system', () => {
    expect(read('--no-sandbox', '-psn_0_12345', 'sextant://x', '--port', '9000')).toMatchObject({ value: { port: 9000 } });
  });

  it('takes the mode from the environment unless it is said', () => {
    const env = { SEXTANT_MODE: 'production' };
    expect(readDesktopOptions([], env, '/d')).toMatchObject({ value: { mode: 'production' } });
    expect(readDesktopOptions(['--mode', 'minimal'], env, '/d')).toMatchObject({ value: { mode: 'minimal' } });
  });

  it.each([['--port', 'x'], ['--port', '70000'], ['--port', '-1'], ['--mode', 'fast']])('refuses %s %s', (...args) => {
    expect(read(...args)).toMatchObject({ ok: false, error: { code: 'HOST_USAGE' } });
  });
});
