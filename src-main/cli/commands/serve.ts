// `sextant serve`: the workstation in plain Node. One line on stdout once it is ready; it runs until asked to stop.

import type { Command } from 'commander';
import { dataDirOption, jsonOption, modeOption, portOption, type Mode } from '../options.ts';
import { describeFailure, EXIT_DONE, EXIT_FAILED, note, printJson, printLine } from '../output.ts';

interface Options {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly mode: Mode;
  readonly json: boolean;
}

export function addServeCommand(program: Command, finish: (exitCode: number) => void): void {
  program.command('serve')
    .description('run the workstation without a desktop window')
    .addOption(portOption())
    .option('--host <address>', 'address to bind', '127.0.0.1')
    .addOption(dataDirOption())
    .addOption(modeOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nIt ends on SIGTERM, Ctrl-C, "sextant stop", or when the pipe on its stdin is closed.')
    .action(async (options: Options) => { finish(await runServe(options)); });
}

async function runServe(options: Options): Promise<number> {
  const { readyDocument, startServing } = await import('../serving.ts');
  const started = await startServing(options);
  if (!started.ok) {
    // Nothing on stdout: a reader there waits for the one line of a host that is ready.
    note(describeFailure(started.error));
    return EXIT_FAILED;
  }
  const { served, asked, stop } = started.value;
  if (options.json) printJson(readyDocument(served));
  else {
    printLine(served.url);
    note(`Sextant ${served.version} (${served.mode}) is ready.`);
    note(`MT5 connects to ${served.ws} with pairing token ${served.pairingToken}`);
    note('Stop it with Ctrl-C or "sextant stop".');
  }
  const reason = await asked;
  note(`stopping (${reason})`);
  await stop();
  return EXIT_DONE;
}
