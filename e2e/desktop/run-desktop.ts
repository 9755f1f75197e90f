// Starts the built desktop application under the stand-in for `electron`, as Electron would start it, and answers a
// test's questions about it over the process's channel. Run by DesktopRun.

import { registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Question } from './desktop-questions.ts';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
const standInUrl = new URL('./electron-stand-in.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) => (
    specifier === 'electron' ? { url: standInUrl, shortCircuit: true } : next(specifier, context)
  ),
});

// Electron's argv: its binary, the application's folder, the application's own words.
process.argv = [process.execPath, root, ...process.argv.slice(2)];

const standIn = await import('./electron-stand-in.ts');
const { answerQuestion } = await import('./desktop-questions.ts');

process.on('message', (message) => {
  const { id, question } = message as { id: number; question: Question };
  answerQuestion(standIn, question).then(
    (value) => { process.send?.({ id, value }); },
    (error: unknown) => { process.send?.({ id, error: error instanceof Error ? error.message : String(error) }); },
  );
});

await import(pathToFileURL(`${root}/out/main/main.js`).href);
standIn.app.becomeReady();
