// The command line's table of commands and the meaning of its exit codes: 0 done, 1 the work failed, 2 wrong usage.

import { Command, CommanderError } from 'commander';
import { BrokenInvariant } from '#core/base';
import { addBacktestCommand } from './commands/backtest.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addExportCommand } from './commands/export.ts';
import { addFeaturesCommand } from './commands/features.ts';
import { addImportCommand } from './commands/import.ts';
import { addIndicatorsCommand } from './commands/indicators.ts';
import { addReplayCommand } from './commands/replay.ts';
import { addServeCommand } from './commands/serve.ts';
import { addSimulateCommand } from './commands/simulate.ts';
import { addStartCommand } from './commands/start.ts';
import { addStopCommand } from './commands/stop.ts';
import { describeFailure, EXIT_DONE, EXIT_FAILED, EXIT_USAGE, note } from './output.ts';
import { readVersion } from './version.ts';

/** Adds a command to the program; its action reports the exit code through `finish`. */
export type AddCommand = (program: Command, finish: (exitCode: number) => void) => void;

const COMMANDS: readonly AddCommand[] = [
  addStartCommand, addServeCommand, addStopCommand, addImportCommand, addExportCommand, addIndicatorsCommand,
  addFeaturesCommand,
  addBacktestCommand, addReplayCommand, addSimulateCommand, addDoctorCommand,
];

/** Runs one command line (without node and script) and gives its exit code. */
export async function runCli(args: readonly string[]): Promise<number> {
  let exitCode = EXIT_DONE;
  const program = new Command('sextant')
    .description('Desktop trading workstation next to MetaTrader 5.')
    .version(readVersion(), '--version', 'print the version')
    .helpOption('--help', 'print help')
    .helpCommand(false)
    .showSuggestionAfterError(true);
  // A subcommand takes these settings over when it is made, so they come first.
  program.exitOverride().configureOutput({ outputError: () => undefined });
  for (const add of COMMANDS) add(program, (code) => { exitCode = code; });
  swallowClosedPipe();
  if (args.length === 0) {
    note(describeFailure({ code: 'HOST_USAGE', text: 'A command is missing.' }));
    program.outputHelp({ error: true });
    return EXIT_USAGE;
  }
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    return explain(error);
  }
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT_DONE;
    const sentence = error.message.replace(/^error: /, '').replaceAll(/\s*\n\s*/g, ' ');
    note(describeFailure({ code: 'HOST_USAGE', text: sentence.charAt(0).toUpperCase() + sentence.slice(1) }));
    return EXIT_USAGE;
  }
  // Not an expected failure: a defect is worth its stack.
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  note(text);
  const kind = error instanceof BrokenInvariant ? 'HOST_ENGINE_FAILED' : 'HOST_DEFECT';
  note(describeFailure({ code: kind, text: error instanceof Error ? error.message : String(error) }));
  return EXIT_FAILED;
}

// `sextant … | head` closes our stdout early: that is the reader's choice, not a failure worth a stack.
function swallowClosedPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
