// `sextant simulate`: a terminal on a real socket, its own process. What it does is in #main/terminal.

import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import type { SimulateOptions } from '#main/terminal';
import { TOKEN_VARIABLE } from '../demo-child.ts';
import { jsonOption, numberFrom, symbolOption, wholeNumber } from '../options.ts';
import { reportFailure } from '../output.ts';

interface SimulateFlags extends SimulateOptions {
  readonly control?: boolean;
}

export function addSimulateCommand(program: Command, finish: (exitCode: number) => void): void {
  program.command('simulate')
    .description('a simulated MT5 terminal with the Expert Advisor, on a real socket')
    .option('--connect <url>', 'address of /ws/mt5')
    .addOption(new Option('--token <token>', 'pairing token').env(TOKEN_VARIABLE))
    .option('--file <file>', 'recorded ticks or M1 bars instead of the synthetic market')
    .addOption(symbolOption())
    .addOption(new Option('--speed <n>', 'market seconds a second, or max').argParser(readSpeed))
    .option('--lockstep', 'the next row leaves when the last one is confirmed')
    .option('--scenario <name>', 'see --list')
    .addOption(new Option('--seed <n>', 'seed of the synthetic market').argParser(wholeNumber(0, 2 ** 32 - 1)))
    .addOption(new Option('--history <days>', 'most days of bars that the synthetic market\'s terminal has')
      .argParser(wholeNumber(1, 3650)))
    .option('--state <file>', 'keep the terminal\'s state there, so that it survives a restart')
    .option('--demo', 'the demo market of npm start')
    .option('--login <login>', 'account number')
    .option('--server <server>', 'name of the trade server')
    .addOption(new Option('--deposit <money>', 'what the account opens with').argParser(numberFrom(1)))
    .option('--stay', 'stay connected when the file has ended')
    .option('--control', 'trade by hand: one JSON command a line on stdin, one answer a line on stdout')
    .option('--list', 'print the scenarios')
    .addOption(jsonOption())
    .action(async (options: SimulateFlags) => { finish(await runTerminal(options)); });
}

function readSpeed(text: string): number | 'max' {
  if (text === 'max') return 'max';
  const value = Number(text);
  if (text.trim() === '' || !(value > 0 && value <= 1e6)) {
    throw new InvalidArgumentError('It must be a number above 0 and at most 1,000,000, or max.');
  }
  return value;
}

async function runTerminal(options: SimulateFlags): Promise<number> {
  const missing = findMissing(options);
  if (missing !== null) {
    return reportFailure({ code: 'HOST_USAGE', text: missing }, false);
  }
  const { runSimulate } = await import('#main/terminal');
  const { watchStopSignals } = await import('../stop-signals.ts');
  const stopping = new AbortController();
  // The demo's stdin is a pipe of its host: when that ends in any way, so does the demo.
  watchStopSignals(() => { stopping.abort(); }, options.demo === true && options.control !== true);
  const lines = options.control === true ? createInterface({ input: process.stdin }) : undefined;
  stopping.signal.addEventListener('abort', () => { lines?.close(); });
  const ended = await runSimulate(options, {
    stdout: (text) => { process.stdout.write(text); },
    stderr: (text) => { process.stderr.write(text); },
    isInteractive: process.stderr.isTTY,
    signal: stopping.signal,
    ...(lines === undefined ? {} : { control: lines }),
  });
  if (ended.ok) return ended.value;
  // Wrong usage leaves stdout empty, as with every command.
  return reportFailure(ended.error, options.json === true && ended.error.code !== 'HOST_USAGE');
}

function findMissing(options: SimulateFlags): string | null {
  if (options.list === true) return null;
  if (options.connect === undefined) return '--connect is missing: the address that Sextant printed as "ws".';
  if (!/^wss?:\/\//.test(options.connect)) return '--connect must be an address that begins with ws://.';
  if (options.token === undefined) return '--token is missing: the pairing token that Sextant printed.';
  if (options.file !== undefined && options.symbol === undefined) return '--file needs --symbol.';
  if (options.file === undefined && options.lockstep === true) return '--lockstep needs --file.';
  if (options.control === true && options.json === true) {
    return '--control answers on stdout line by line: it does not go with --json.';
  }
  return null;
}
