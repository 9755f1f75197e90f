// `npm run fuzz -- wire [--frames N] [--seed S]`: frames by grammar and mutation into the wire's readers and sessions.
// Prints a line each million frames on stderr, the figures at the end on stdout; exit 1 with seed, frame and text at
// the first defect, 2 for wrong use. The same seed makes the same frames.

import { parseArgs } from 'node:util';
import { FuzzFinding, WireFuzz } from './fuzz/wire-fuzz.ts';

const USAGE = 'usage: npm run fuzz -- wire [--frames N] [--seed S]\n';
const SLICE = 10_000;
const TELL_FRAMES = 1_000_000;

function readUse(): { readonly frames: number; readonly seed: number } | null {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { frames: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
    });
    const frames = Number(values.frames);
    const seed = Number(values.seed);
    const isRight = positionals.length === 1 && positionals[0] === 'wire' && Number.isSafeInteger(frames)
      && frames > 0 && Number.isSafeInteger(seed);
    return isRight ? { frames, seed } : null;
  } catch {
    // an option that is not known: said by the usage
    return null;
  }
}

function run({ frames, seed }: { readonly frames: number; readonly seed: number }): number {
  const startedMs = performance.now();
  const fuzz = new WireFuzz(seed);
  try {
    for (let done = 0; done < frames; done += SLICE) {
      fuzz.run(Math.min(SLICE, frames - done));
      if (fuzz.report.frames % TELL_FRAMES === 0) process.stderr.write(`fuzz: ${String(fuzz.report.frames)} frames\n`);
    }
  } catch (error) {
    if (!(error instanceof FuzzFinding)) throw error;
    process.stdout.write(`wire: seed ${String(seed)} failed at ${error.message}\n${error.text}\n`);
    process.stderr.write(`${error.cause instanceof Error ? error.cause.stack ?? '' : ''}\n`);
    return 1;
  }
  const seconds = (performance.now() - startedMs) / 1000;
  const { read, sessions, events, deadLetters } = fuzz.report;
  process.stdout.write(
    `wire: seed ${String(seed)}, ${String(frames)} frames, ${String(sessions)} sessions, ${String(events)} events, `
    + `${String(deadLetters)} dead letters, ${String(read)} read alone; nothing thrown; ${seconds.toFixed(1)} s, `
    + `${Math.round(frames / seconds).toLocaleString('en-US')} frames/s\n`,
  );
  return 0;
}

const use = readUse();
if (use === null) process.stderr.write(USAGE);
process.exitCode = use === null ? 2 : run(use);
