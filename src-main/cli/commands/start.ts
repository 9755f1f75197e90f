// `sextant start`: the workstation with its demo market, opened in the browser.

import type { Command } from 'commander';
import { dataDirOption, jsonOption, modeOption, portOption, type Mode } from '../options.ts';
import { describeFailure, EXIT_DONE, EXIT_FAILED, note, printJson, printLine } from '../output.ts';

interface Options {
  readonly port: number;
  readonly dataDir: string;
  readonly mode: Mode;
  readonly open: boolean;
  readonly demo: boolean;
  readonly json: boolean;
}

export function addStartCommand(program: Command, finish: (exitCode: number) => void): void {
  program.command('start')
    .description('run the workstation with the demo market and open it in the browser')
    .addOption(portOption())
    .addOption(dataDirOption())
    .addOption(modeOption())
    .option('--no-open', 'do not open the browser')
    .option('--no-demo', 'do not start the demo market')
    .addOption(jsonOption())
    .addHelpText('after', '\nWith --json it prints the line of "sextant serve --json" and opens no browser.')
    .action(async (options: Options) => { finish(await runStart(options)); });
}

async function runStart(options: Options): Promise<number> {
  const { readyDocument, startServing } = await import('../serving.ts');
  const started = await startServing({ ...options, host: '127.0.0.1' });
  if (!started.ok) {
    note(describeFailure(started.error));
    return EXIT_FAILED;
  }
  const { served, asked, stop } = started.value;
  const { startDemoChild } = await import('../demo-child.ts');
  const demo = options.demo ? startDemoChild(served.ws, served.pairingToken, options.dataDir) : null;
  if (options.json) printJson(readyDocument(served));
  else {
    note(`Sextant ${served.version} serves its window to the browser.`);
    printLine(served.url);
  }
  if (options.open && !options.json) {
    const { openBrowser } = await import('../browser.ts');
    if (!openBrowser(served.url)) note('There is no screen here: open the address above yourself.');
  }
  note('Stop it with Ctrl-C or "sextant stop".');
  const reason = await asked;
  note(`stopping (${reason})`);
  await demo?.stop();
  await stop();
  return EXIT_DONE;
}
