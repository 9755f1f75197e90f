// All scenarios in their order, each on a rig of its own, a few at a time since they mostly wait; a failure is told
// with its seed.

import { fileURLToPath } from 'node:url';
import { buildProgram, findCompiler } from '../mql5-shim/compile.ts';
import { runScenario, type Scenario } from './rig.ts';
import { brokerScenarios } from './scenarios/broker.ts';
import { checklistScenarios } from './scenarios/checklist.ts';
import { handshakeScenarios } from './scenarios/handshake.ts';
import { laggingTerminalScenarios } from './scenarios/lagging-terminal.ts';
import { makeOnceScenarios } from './scenarios/once.ts';
import { orderScenarios } from './scenarios/orders.ts';
import { safetyScenarios } from './scenarios/safety.ts';
import { standInScenarios } from './scenarios/stand-in.ts';
import { makeTickScenario, silenceScenario } from './scenarios/ticks.ts';

export interface RunOptions {
  /** Randomized runs of orders under lost answers. */
  readonly runs: number;
  readonly seed: number;
  /** Only scenarios whose name has this in it. */
  readonly only: string;
  readonly isQuick: boolean;
  readonly isKept: boolean;
  readonly tell: (line: string) => void;
}

const EXPERT = fileURLToPath(new URL('../../resources/mql5/Experts/Sextant/Sextant.mq5', import.meta.url));
const INCLUDE = fileURLToPath(new URL('../../resources/mql5/Include', import.meta.url));
const NAME = 'test:ea';
const AT_ONCE = 4;

function listScenarios({ isQuick, runs, seed }: RunOptions): Scenario[] {
  return [
    makeTickScenario(isQuick ? 30 : 100), ...makeOnceScenarios(runs, seed), ...handshakeScenarios, ...orderScenarios,
    silenceScenario, ...standInScenarios, ...brokerScenarios, ...safetyScenarios, ...checklistScenarios,
    ...laggingTerminalScenarios,
  ];
}

/** Exit code: 0 all passed or skipped by name, 1 something failed. */
export async function runAll(options: RunOptions): Promise<number> {
  const { tell } = options;
  if (await findCompiler() === null) {
    const isCi = /^(1|true)$/i.test(process.env['CI'] ?? '');
    tell(isCi ? `${NAME}: g++ is missing: with CI set that is a failure` : `skipped: ${NAME}: g++ is missing`);
    if (!isCi) process.stdout.write('0 scenarios passed\n');
    return isCi ? 1 : 0;
  }
  const built = await buildProgram(EXPERT, INCLUDE);
  for (const { file, line, text, rule } of built.findings) tell(`${file}:${line}: ${text} (${rule})`);
  if (built.path === null) {
    tell(built.words);
    return 1;
  }
  const wanted = listScenarios(options).filter(({ name }) => name.includes(options.only));
  const failed = await runEach(wanted, built.path, options);
  for (const name of failed) tell(`FAILED: ${name}: again with --seed ${options.seed} --only "${name}"`);
  process.stdout.write(`${wanted.length - failed.length} scenarios passed\n`);
  return failed.length === 0 ? 0 : 1;
}

async function runEach(scenarios: readonly Scenario[], program: string, options: RunOptions): Promise<string[]> {
  const failed: string[] = [];
  const waiting = [...scenarios];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const started = performance.now();
      let words = 'passed';
      try {
        await runScenario(next, program, options.seed, options.isKept);
      } catch (error) {
        failed.push(next.name);
        words = `FAILED: ${error instanceof Error ? error.message : String(error)}`;
      }
      options.tell(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${next.name}: ${words}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return failed;
}
