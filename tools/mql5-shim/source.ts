// A program of several files as one run of tokens: every `#include` replaced by the file it names, each file once, as
// MetaEditor does.

import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { readTokens, SourceError, type Token } from './token.ts';

const INCLUDE = /^#\s*include\s*(?:"([^"]+)"|<([^>]+)>)/;

/** Every token of `entry` and of what it includes; `<x>` is looked for in `includeFolder`. */
export function loadProgram(entry: string, includeFolder: string): Token[] {
  const seen = new Set<string>();
  const tokens: Token[] = [];
  const load = (path: string, from: Token | null): void => {
    if (seen.has(path)) return;
    seen.add(path);
    let text: string;
    try {
      text = readFileSync(path, 'latin1');
    } catch {
      if (from === null) throw new SourceError(path, 1, 'cannot be read');
      throw new SourceError(from.file, from.line, `cannot read ${path}`);
    }
    for (const token of readTokens(text, path)) {
      const found = token.kind === 'directive' ? INCLUDE.exec(token.text) : null;
      if (found === null) {
        tokens.push(token);
        continue;
      }
      const [, near, far] = found;
      const name = (near ?? far ?? '').replaceAll('\\', '/');
      load(normalize(join(near === undefined ? includeFolder : dirname(path), name)), token);
    }
  };
  load(normalize(entry), null);
  return tokens;
}
