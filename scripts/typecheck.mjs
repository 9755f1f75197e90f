#!/usr/bin/env node
// Compiles every project without output, two at a time. Core and contract have fences of their own (no Node, no DOM),
// so one compile of everything would not do.

import { findNode } from './pinned-node.mjs';
import { inParallel, runProgram } from './run-program.mjs';

export const PROJECTS = ['main', 'renderer', 'core', 'contract', 'scripts'];

/** The words of every failing project; empty when all compile. */
export async function typecheck(projects = PROJECTS) {
  const node = findNode();
  const answers = await inParallel(2, projects.map((name) => () => (
    runProgram(node.path, ['node_modules/typescript/bin/tsc', '-p', `tsconfig.${name}.json`, '--pretty', 'false'])
  )));
  return answers.flatMap(({ code, words }, index) => (
    code === 0 ? [] : [`tsconfig.${projects[index]}.json\n${words.trim()}`]
  ));
}

if (process.argv[1] !== undefined && /[\\/]typecheck\.mjs$/.test(process.argv[1])) {
  const failures = await typecheck(process.argv.length > 2 ? process.argv.slice(2) : PROJECTS);
  for (const words of failures) process.stdout.write(`${words}\n`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}
