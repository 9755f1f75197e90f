// Runs one program to its end and gives back what it said.

import { spawn } from 'node:child_process';
import { ROOT } from './pinned-node.mjs';

const KEPT = 200_000;
/** No step takes this long: one that hangs is ended and fails, instead of keeping everybody waiting. */
export const STEP_MS_MAX = 20 * 60_000;

/** `{ code, words }`: exit code, and what came on both streams in order (the last part of it). */
export function runProgram(file, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env }, timeout: STEP_MS_MAX,
    });
    let words = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (data) => { words = (words + data).slice(-KEPT); });
    }
    child.on('error', (error) => { resolve({ code: 1, words: `${file}: ${error.message}` }); });
    child.on('close', (code, signal) => {
      resolve({ code: code ?? 1, words: signal ? `${words}\nended by ${signal}` : words });
    });
  });
}

/** Does `jobs` (functions that return promises) at most `width` at a time; results in the order of the jobs. */
export async function inParallel(width, jobs) {
  const results = [];
  let next = 0;
  async function takeJobs() {
    while (next < jobs.length) {
      const mine = next;
      next += 1;
      results[mine] = await jobs[mine]();
    }
  }
  await Promise.all(Array.from({ length: width }, takeJobs));
  return results;
}
