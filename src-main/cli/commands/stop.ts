// `sextant stop`: asks the process that serves a data folder to end, and waits until it has.

import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { askControl, forgetServeRecord, readServeRecord } from '../control.ts';
import { dataDirOption, jsonOption } from '../options.ts';
import { EXIT_DONE, note, printJson, reportFailure } from '../output.ts';

interface Options {
  readonly dataDir: string;
  readonly json: boolean;
}

const STOP_MS_MAX = 20_000;

export function addStopCommand(program: Command, finish: (exitCode: number) => void): void {
  program.command('stop')
    .description('stop the workstation that serves a data folder')
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .action(async (options: Options) => { finish(await runStop(options)); });
}

async function runStop(options: Options): Promise<number> {
  const record = readServeRecord(options.dataDir);
  const first = record === null ? 'absent' : await askControl(record, 'stop');
  if (record === null || first === 'absent') {
    // Killed without a goodbye, or never there: either way nothing is left to stop.
    forgetServeRecord(options.dataDir);
    note(`Nothing runs on ${options.dataDir}.`);
    if (options.json) printJson({ stopped: false, pid: null });
    return EXIT_DONE;
  }
  // The door closes last, after the journal; the process id would stay visible while a parent has not reaped it.
  const deadline = performance.now() + STOP_MS_MAX;
  while (await askControl(record, 'who') !== 'absent') {
    if (performance.now() > deadline) {
      return reportFailure({
        code: 'HOST_NOT_RUNNING', text: `Process ${String(record.pid)} was asked to stop and has not ended.`,
      }, options.json);
    }
    await delay(50);
  }
  note(`Stopped process ${String(record.pid)}.`);
  if (options.json) printJson({ stopped: true, pid: record.pid });
  return EXIT_DONE;
}
