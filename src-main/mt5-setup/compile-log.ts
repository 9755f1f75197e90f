// MetaEditor's log in words: what it complained of, and its last line, the only reliable word on how it went.
//
//   C:\…\Sextant.mq5 : information: compiling 'Sextant.mq5'
//   C:\…\wire.mqh(12,5) : error 256: undeclared identifier
//   Result: 1 errors, 0 warnings

import type { CompileProblem } from './setup-types.ts';

export interface CompileLog {
  readonly errors: number;
  readonly warnings: number;
  /** Errors first, each in the log's order; at most PROBLEMS_MAX. */
  readonly problems: readonly CompileProblem[];
}

export const PROBLEMS_MAX = 64;
const TEXT_MAX = 500;
const LINE_MAX = 2_000;
const RESULT = /^[ \t]*Result:?[ \t]+(\d+)[ \t]+error(?:s|\(s\))?[ \t]*,[ \t]*(\d+)[ \t]+warning/im;
const PROBLEM = /^[ \t]*(.*?)(?:\((\d+),(\d+)\))?[ \t]*:[ \t]*(error|warning)(?:[ \t]+(\d+))?[ \t]*:[ \t]*(.*)$/i;

/** The log as far as it is finished; null while its result line is missing. */
export function readCompileLog(text: string): CompileLog | null {
  const result = RESULT.exec(text);
  if (result === null) return null;
  const problems = text.split(/\r?\n/).flatMap((line) => readProblem(line));
  problems.sort((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'));
  return { errors: Number(result[1]), warnings: Number(result[2]), problems: problems.slice(0, PROBLEMS_MAX) };
}

function readProblem(line: string): readonly CompileProblem[] {
  const match = line.length <= LINE_MAX && /error|warning/i.test(line) ? PROBLEM.exec(line) : null;
  if (match === null) return [];
  const [, path = '', row, column, severity = '', code, words = ''] = match;
  const file = path.slice(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1).trim();
  return [{
    severity: severity.toLowerCase() === 'error' ? 'error' : 'warning',
    file: file === '' ? null : file.slice(0, TEXT_MAX),
    line: row === undefined ? null : Number(row), column: column === undefined ? null : Number(column),
    code: code ?? null, text: words.trim().slice(0, TEXT_MAX),
  }];
}
