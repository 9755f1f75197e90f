// A side of a race as a process of its own, in JavaScript or Python, that does a turn for each line it is given (the
// protocol is bench/peers/turns.ts). Both sides of a race are such processes, so that neither's garbage or compiled
// code is the other's.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Side {
  /** Asks for one turn; resolves to its figures. Rejects with its words where the process ended. */
  turn(): Promise<readonly number[]>;
  /** Ends it; resolves once it is gone. */
  stop(): Promise<void>;
}

/** Starts a program of bench/peers and waits until it has warmed up. */
export async function startSide(command: string, program: string, args: readonly string[]): Promise<Side> {
  const file = fileURLToPath(new URL(`./peers/${program}`, import.meta.url));
  const child = spawn(command, [file, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => { errors = (errors + text).slice(-2_000); });
  // a side that died is told of by the line that did not come
  child.stdin.on('error', () => undefined);
  const gone = new Promise<void>((done) => {
    child.once('error', (error) => {
      errors += String(error);
      done();
    });
    child.once('close', () => { done(); });
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async (): Promise<string> => {
    const line = await lines.next();
    if (line.done !== true) return line.value;
    await gone;
    throw new Error(`${program} ${args[0] ?? ''} ended: ${errors.trim().split('\n').slice(-6).join('\n')}`);
  };
  await nextLine();
  return {
    turn: async () => {
      child.stdin.write('turn\n');
      return JSON.parse(await nextLine()) as number[];
    },
    stop: async () => {
      child.stdin.end();
      await gone;
    },
  };
}
