import { describe, expect, it } from 'vitest';
import { readOptions, toArguments } from './start.mjs';

describe('npm start', () => {
  it('passes its options on to the workstation', () => {
    const options = readOptions(['--port', '0', '--data-dir=/d', '--mode', 'minimal', '--no-demo', '--no-open']);
    expect(options).toEqual({ help: false, port: '0', dataDir: '/d', mode: 'minimal', open: false, demo: false });
    expect(toArguments(options)).toEqual(['--port', '0', '--data-dir', '/d', '--mode', 'minimal', '--no-demo']);
  });

  it('opens a window and the demo market when nothing is said', () => {
    expect(readOptions([])).toMatchObject({ open: true, demo: true, port: null });
    expect(toArguments(readOptions([]))).toEqual([]);
  });

  it.each([[['--port', '70000']], [['--port', '-1']], [['--port']], [['--mode', 'fast']], [['--data-dir', '--no-open']],
    [['--nonsense']], [['word']]])('refuses %j', (args) => {
    expect(() => readOptions(args)).toThrow(/wants|not an option/);
  });
});
