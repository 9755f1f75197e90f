// Entry of the command line. The compile cache makes the second start fast; everything else loads after it is on.

import { enableCompileCache } from 'node:module';

enableCompileCache();
endWithStarter();

const { runCli } = await import('./program.ts');
process.exitCode = await runCli(process.argv.slice(2));

/** Started by scripts/sextant.mjs, this process ends in order when that one is gone, be it by kill -9. */
function endWithStarter(): void {
  if (process.channel === undefined) return;
  process.channel.unref();
  process.once('disconnect', () => { process.kill(process.pid, 'SIGTERM'); });
}
