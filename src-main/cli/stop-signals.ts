// The ways in which a running command is asked to end.

import { fstatSync } from 'node:fs';

export type StopReason = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'stdin' | 'stop';

/**
 * Calls `onStop` once, on the first signal or when the pipe on stdin ends. A parent that holds our stdin and dies
 * closes it, so nobody is left behind; a terminal, a file or /dev/null on stdin says nothing and is not read.
 */
export function watchStopSignals(onStop: (reason: StopReason) => void, watchStdin: boolean): void {
  let asked = false;
  const once = (reason: StopReason) => (): void => {
    // A second Ctrl-C while stopping means it: leave at once.
    if (asked && reason === 'SIGINT') process.exit(130);
    if (asked) return;
    asked = true;
    onStop(reason);
  };
  process.on('SIGINT', once('SIGINT'));
  process.on('SIGTERM', once('SIGTERM'));
  process.on('SIGHUP', once('SIGHUP'));
  if (watchStdin && isPipe(0)) {
    process.stdin.on('end', once('stdin'));
    process.stdin.on('close', once('stdin'));
    process.stdin.on('error', once('stdin'));
    process.stdin.resume();
    // Nobody should be kept alive by an open stdin alone.
    process.stdin.unref();
  }
}

function isPipe(descriptor: number): boolean {
  try {
    const about = fstatSync(descriptor);
    return about.isFIFO() || about.isSocket();
  } catch {
    // A closed descriptor is no pipe.
    return false;
  }
}
