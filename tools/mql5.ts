// `npm run mql5 -- check|build [FILE]`: the Expert Advisor linted and compiled by the stand-in for MetaEditor. `build`
// prints the path of the process that it makes.

import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildProgram, checkProgram } from './mql5-shim/compile.ts';

const EXPERT = fileURLToPath(new URL('../resources/mql5/Experts/Sextant/Sextant.mq5', import.meta.url));
const INCLUDE = fileURLToPath(new URL('../resources/mql5/Include', import.meta.url));

async function main(args: readonly string[]): Promise<number> {
  const [verb, file = EXPERT] = args;
  if (verb !== 'check' && verb !== 'build') {
    process.stderr.write('mql5: check or build, then the .mq5 (default: the Expert Advisor of this project)\n');
    return 2;
  }
  const entry = resolve(file);
  const built = await (verb === 'check' ? checkProgram(entry, INCLUDE) : buildProgram(entry, INCLUDE));
  for (const finding of built.findings) {
    process.stderr.write(`${relative('.', finding.file)}:${finding.line}: ${finding.text} (${finding.rule})\n`);
  }
  process.stderr.write(built.words);
  if (built.path === null) return 1;
  process.stdout.write(verb === 'check' ? 'mql5: nothing to say\n' : `${built.path}\n`);
  return 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`mql5: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
