// MQL5 source as tokens. Nothing is dropped: the tokens of a file joined are the file, so that whatever is made of
// them keeps its lines.

export type TokenKind =
  | 'name' | 'number' | 'string' | 'char' | 'date' | 'color' | 'mark' | 'directive' | 'comment' | 'space' | 'newline'
  | 'odd';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** Path as it was opened. */
  readonly file: string;
  /** From 1, of its first character. */
  readonly line: number;
}

/** A source that is refused: where, and what to do. */
export class SourceError extends Error {
  readonly file: string;
  readonly line: number;

  constructor(file: string, line: number, text: string) {
    super(`${file}:${line}: ${text}`);
    this.file = file;
    this.line = line;
  }
}

const MARKS = [
  '<<=', '>>=', '...', '::', '->', '<<', '>>', '<=', '>=', '==', '!=', '&&', '||', '+=', '-=', '*=', '/=', '%=', '&=',
  '|=', '^=', '++', '--',
];

const FORMS: readonly (readonly [TokenKind, RegExp])[] = [
  ['newline', /\r?\n/y],
  ['space', /[ \t\f\v]+/y],
  ['comment', /\/\/[^\n]*|\/\*[^]*?\*\//y],
  ['directive', /#(?:"(?:[^"\\\n]|\\.)*"|[^\n\\"/\r]|\/(?!\/)|\\\r?\n|\\.)*/y],
  ['date', /D'[^'\n]*'/y],
  ['color', /C'[^'\n]*'/y],
  ['string', /"(?:[^"\\\n]|\\.)*"/y],
  ['char', /'(?:[^'\\\n]|\\.[0-9A-Fa-f]*)'/y],
  ['number', /0[xX][0-9A-Fa-f]+|0[bB][01]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fF]?/y],
  ['name', /[A-Za-z_]\w*/y],
];

function readForm(text: string, at: number): readonly [TokenKind, string] | null {
  for (const [kind, form] of FORMS) {
    if (kind === 'directive' && !/(?:^|\n)[ \t]*$/.test(text.slice(Math.max(0, at - 200), at))) continue;
    form.lastIndex = at;
    const found = form.exec(text);
    if (found !== null) return [kind, found[0]];
  }
  return null;
}

/** Cuts `text`; a character that no MQL5 source may hold becomes a token of kind `odd`. */
export function readTokens(text: string, file: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let line = 1;
  while (at < text.length) {
    const form = readForm(text, at);
    const mark = MARKS.find((one) => text.startsWith(one, at)) ?? text.charAt(at);
    const isMark = /^[-+*/%&|^~!=<>?:;,.(){}[\]]/.test(mark);
    const [kind, piece] = form ?? [isMark ? 'mark' : 'odd', mark];
    tokens.push({ kind, text: piece, file, line });
    at += piece.length;
    line += piece.split('\n').length - 1;
  }
  return tokens;
}

/** Whether a token is neither space, nor comment, nor directive. */
export function isCode(token: Token): boolean {
  return !['space', 'comment', 'newline', 'directive'].includes(token.kind);
}
