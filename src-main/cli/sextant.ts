// Entry of the command line. The compile cache makes the second start fast; everything else loads after it is on.

import { enableCompileCache } from 'node:module';

enableCompileCache();

const { runCli } = await import('./program.ts');
process.exitCode = await runCli(process.argv.slice(2));
