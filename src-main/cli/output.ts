// What the command line says and where: one JSON document (or plain words) on stdout, everything else on stderr.

import type { Failure } from '#core/base';
import { CODES } from '#core/model';

/** Exit codes: done, the work failed, wrong usage. */
export const EXIT_DONE = 0;
export const EXIT_FAILED = 1;
export const EXIT_USAGE = 2;

/** Prints the command's one JSON document. */
export function printJson(document: unknown): void {
  process.stdout.write(`${JSON.stringify(document)}\n`);
}

/** Prints a line of the command's result for people. */
export function printLine(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Prints a line that is not part of the result: progress, notes, warnings. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** What to do about a code, empty for one that the table does not know. */
function remedyOf(code: string): string {
  return code in CODES ? CODES[code as keyof typeof CODES].remedy : '';
}

/** `error CODE: text. remedy`, the one form in which a failure is told. */
export function describeFailure(failure: Failure): string {
  const text = /[.!?]$/.test(failure.text) ? failure.text : `${failure.text}.`;
  const remedy = remedyOf(failure.code);
  // Some failures know a better remedy than the table's, or have said it already.
  return `error ${failure.code}: ${text}${text.includes(remedy) ? '' : ` ${remedy}`}`;
}

/** Tells of a failure on stderr, with `json` also as the one document, and gives the exit code. */
export function reportFailure(failure: Failure, json: boolean): number {
  note(describeFailure(failure));
  if (json) printJson({ error: { code: failure.code, text: failure.text, remedy: remedyOf(failure.code) } });
  return failure.code === 'HOST_USAGE' ? EXIT_USAGE : EXIT_FAILED;
}
