// `sextant doctor`: is this machine fit, and what to do where it is not.

import type { Command } from 'commander';
import { dataDirOption, jsonOption, portOption } from '../options.ts';
import { EXIT_DONE, EXIT_FAILED, printJson, printLine } from '../output.ts';

interface Options {
  readonly dataDir: string;
  readonly port: number;
  readonly json: boolean;
}

export function addDoctorCommand(program: Command, finish: (exitCode: number) => void): void {
  program.command('doctor')
    .description('check this machine and a data folder')
    .addOption(dataDirOption())
    .addOption(portOption())
    .addOption(jsonOption())
    .action(async (options: Options) => { finish(await runDoctor(options)); });
}

async function runDoctor(options: Options): Promise<number> {
  const { runChecks } = await import('../checks.ts');
  const checks = await runChecks(options);
  if (options.json) printJson({ checks });
  else {
    for (const { name, ok, text, remedy } of checks) {
      printLine(`${ok ? 'ok  ' : 'FAIL'} ${name.padEnd(11)} ${text}${ok ? '' : ` ${remedy}`}`);
    }
  }
  return checks.every((check) => check.ok) ? EXIT_DONE : EXIT_FAILED;
}
