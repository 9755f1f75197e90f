// `sextant replay --verify`: recomputes everything the engine concluded from a journal and compares.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { dataDirOption, jsonOption } from '../options.ts';
import { EXIT_DONE, EXIT_FAILED, note, printJson, printLine, reportFailure } from '../output.ts';
import type { ReplayVerdict } from '../verify-replay.ts';

interface Options {
  readonly dataDir: string;
  readonly json: boolean;
}

export function addReplayCommand(program: Command, finish: (exitCode: number) => void): void {
  program.command('replay')
    .description('recompute every decision from the journal and compare with the recorded ones')
    .requiredOption('--verify', 'compare and check the hash chain')
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nIt only reads, and may run beside a running workstation.')
    .action(async (options: Options) => { finish(await runReplay(options)); });
}

async function runReplay(options: Options): Promise<number> {
  if (!existsSync(join(options.dataDir, 'journal'))) {
    return reportFailure(
      { code: 'REPLAY_NO_JOURNAL', text: `There is no journal in ${options.dataDir}.` }, options.json,
    );
  }
  const { makeProgress } = await import('../progress.ts');
  const { verifyReplay } = await import('../verify-replay.ts');
  const progress = makeProgress();
  const verdict = await verifyReplay(options.dataDir, (events) => {
    progress.show(1, 1, `${events.toLocaleString('en-US')} events`);
  });
  progress.clear();
  tell(verdict, options.json);
  if (options.json) {
    const { foreignEvents: _, ...document } = verdict;
    printJson(document);
  }
  return verdict.broken === null && verdict.firstDifference === null && verdict.equal ? EXIT_DONE : EXIT_FAILED;
}

function tell(verdict: ReplayVerdict, json: boolean): void {
  const say = json ? note : printLine;
  const { events, decisions, decisionHash, firstDifference, broken, foreignEvents } = verdict;
  if (foreignEvents > 0) note(`${String(foreignEvents)} events were judged by another engine and taken as recorded.`);
  if (broken !== null) say(`The journal is broken at event ${String(broken.seq)}: ${broken.what}.`);
  if (firstDifference !== null) say(`First difference at event ${firstDifference.seq}: ${firstDifference.what}.`);
  say(`${events} events, ${decisions} decisions, hash ${decisionHash}: ${verdict.equal ? 'equal' : 'not equal'}.`);
}
