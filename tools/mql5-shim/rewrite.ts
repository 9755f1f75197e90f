// MQL5 becomes C++ that the stand-in's headers give meaning to. Token by token: no line moves, and `#line` names the
// source, so that what g++ says points into the .mqh.

import { type Language } from './language.ts';
import { CodeView, readOutline, SIMPLE_TYPES, type Outline, type Piece } from './outline.ts';
import { LANGUAGE_STRUCTS } from './language.ts';
import { readTokens, SourceError, type Token } from './token.ts';

const WORDS = new Map([
  ['NULL', 'MQL_NULL'], ['_Symbol', 'Symbol()'], ['_Period', 'Period()'], ['_Digits', 'Digits()'],
  ['_Point', 'Point()'], ['_LastError', 'GetLastError()'], ['_StopFlag', 'IsStopped()'],
  ['_UninitReason', 'UninitializeReason()'], ['__FUNCTION__', 'MS(__FUNCTION__)'], ['__FUNCSIG__', 'MS(__FUNCTION__)'],
  ['__FILE__', 'MS(__FILE__)'], ['__PATH__', 'MS(__FILE__)'], ['__DATETIME__', '((datetime)0)'],
  ['__MQLBUILD__', '4620'], ['__MQL5BUILD__', '4620'],
]);

const HANDLERS = [
  'OnInit', 'OnDeinit', 'OnTick', 'OnTimer', 'OnTrade', 'OnTradeTransaction', 'OnChartEvent', 'OnBookEvent', 'OnStart',
];

function keepLines(text: string): string {
  return text.replaceAll(/[^\n]/g, '');
}

function readDate(token: Token): string {
  const text = token.text.slice(2, -1).trim();
  const found = /^(\d{4})[./-](\d{1,2})[./-](\d{1,2})(?:\s+(\d{1,2})(?::(\d{2}))?(?::(\d{2}))?)?$/.exec(text);
  if (found === null) {
    throw new SourceError(token.file, token.line, `a date is D'yyyy.mm.dd hh:mm:ss', not ${token.text}`);
  }
  const parts = found.slice(1).map((part) => Number(part || 0));
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  return `((datetime)${Date.UTC(year, month - 1, day, hour, minute, second) / 1000})`;
}

function readColor(token: Token): string {
  const parts = token.text.slice(2, -1).split(',').map(Number);
  if (parts.length !== 3 || parts.some((part) => !(part >= 0 && part <= 255))) {
    throw new SourceError(token.file, token.line, `a colour is C'red,green,blue', not ${token.text}`);
  }
  const [red = 0, green = 0, blue = 0] = parts;
  return `((color)${red + green * 256 + blue * 65_536})`;
}

/** One token that means the same wherever it stands. */
function rewriteToken(token: Token): string {
  switch (token.kind) {
    case 'string': return `MS(u${token.text})`;
    case 'char': return `((ushort)u${token.text})`;
    case 'date': return readDate(token);
    case 'color': return readColor(token);
    case 'name': return WORDS.get(token.text) ?? token.text;
    case 'directive': return rewriteDirective(token);
    default: return token.text;
  }
}

function rewriteDirective(token: Token): string {
  if (/^#\s*property\b/.test(token.text)) return keepLines(token.text);
  const found = /^(#\s*define\s+\w+(?:\([^)]*\))?)([^]*)$/.exec(token.text);
  if (found === null) return token.text;
  const body = readTokens(found[2] ?? '', token.file).map((one) => rewriteToken(one)).join('');
  return `${found[1] ?? ''}${body.replaceAll('this.', 'this->')}`;
}

class Rewriter {
  readonly #outline: Outline;
  readonly #view: CodeView;
  readonly #out: string[];
  readonly #types: ReadonlySet<string>;

  constructor(tokens: readonly Token[], language: Language) {
    this.#outline = readOutline(tokens);
    this.#view = new CodeView(tokens, this.#outline.code);
    this.#out = tokens.map((token) => rewriteToken(token));
    this.#types = new Set([
      ...SIMPLE_TYPES, ...LANGUAGE_STRUCTS, ...language.enums.keys(), ...this.#outline.structs, ...this.#outline.enums,
      ...this.#outline.templateNames,
    ]);
  }

  run(): string {
    const { pieces } = this.#outline;
    this.#rewriteThis();
    this.#rewriteArrays();
    for (const piece of pieces) this.#rewriteConstructors(piece);
    for (const piece of pieces) this.#rewriteInput(piece);
    const prologue = [...this.#makeTypes(), ...this.#makePrototypes()];
    return [
      '#include "mql5.hpp"', 'namespace mql_program {', ...prologue, this.#join(), '}', this.#makeHandlers(), '',
    ].join('\n');
  }

  #get(at: number): string {
    return this.#out[this.#outline.code[at] ?? -1] ?? '';
  }

  #set(at: number, text: string): void {
    const index = this.#outline.code[at];
    if (index !== undefined) this.#out[index] = text;
  }

  /** Rewritten text of code tokens `start` to `end` on one line. */
  #flat(start: number, end: number): string {
    const parts: string[] = [];
    for (let at = start; at < end; at += 1) parts.push(this.#get(at));
    return parts.filter((part) => part !== '').join(' ').replaceAll('\n', ' ');
  }

  #rewriteThis(): void {
    for (let at = 0; at < this.#view.length; at += 1) {
      if (this.#view.text(at) === 'this' && this.#view.text(at + 1) === '.') this.#set(at + 1, '->');
    }
  }

  /** `T a[]`, `T a[N]`, `T &a[]`: two names in a row and a bracket are a declaration, never an expression. */
  #rewriteArrays(): void {
    const view = this.#view;
    for (let at = 0; at < view.length; at += 1) {
      if (!this.#types.has(view.text(at))) continue;
      const isReference = view.text(at + 1) === '&';
      const name = isReference ? at + 2 : at + 1;
      if (!view.isName(name) || view.text(name + 1) !== '[') continue;
      const shut = view.close(name + 1);
      const size = this.#flat(name + 2, shut);
      const type = this.#get(at);
      this.#set(at, size === '' || isReference ? `MqlArray<${type}>` : `MqlFixed<${type}, (${size})>`);
      for (let part = name + 1; part <= shut; part += 1) this.#set(part, '');
    }
  }

  /** `void CThing(void)` and `void ~CThing()`: C++ writes them without `void`. */
  #rewriteConstructors(piece: Piece): void {
    const view = this.#view;
    const owner = piece.open - (view.text(piece.open - 2) === '~' ? 4 : 3);
    if (piece.kind === 'method' && piece.name === view.text(owner)) {
      if (view.text(piece.start) === 'void') this.#set(piece.start, '');
      return;
    }
    if (piece.kind !== 'struct' || piece.body === -1) return;
    for (let at = piece.body; at < piece.end; at += 1) {
      const name = view.text(at + 1) === '~' ? at + 2 : at + 1;
      if (view.text(at) === 'void' && view.text(name) === piece.name && view.text(name + 1) === '(') this.#set(at, '');
    }
  }

  #blank(piece: Piece): void {
    for (let at = piece.start; at < piece.end; at += 1) this.#set(at, '');
  }

  #rewriteInput(piece: Piece): void {
    if (piece.kind === 'group') this.#blank(piece);
    if (piece.kind !== 'input') return;
    this.#set(piece.start, '');
    const name = piece.end - 1;
    let equal = piece.start;
    while (equal < name && this.#view.text(equal) !== '=') equal += 1;
    if (equal === name) throw this.#error(piece.start, `input ${piece.name} has no value`);
    const type = this.#flat(piece.start + 1, equal - 1);
    this.#set(equal, `= mql_input<${type}>("${piece.name}", &${piece.name},`);
    this.#set(name, ');');
  }

  #error(at: number, text: string): SourceError {
    const token = this.#view.token(at);
    return new SourceError(token?.file ?? '', token?.line ?? 0, text);
  }

  #lineOf(at: number): string {
    const token = this.#view.token(at);
    return `#line ${token?.line ?? 1} "${token?.file ?? ''}"`;
  }

  #expandMacros(text: string): string {
    return text.replaceAll(/\b[A-Za-z_]\w*\b/g, (name) => {
      const body = this.#outline.macros.get(name);
      if (body === undefined || body === null || body === '') return name;
      const tokens = readTokens(body, '').filter(({ kind }) => kind !== 'comment');
      return `(${tokens.map((one) => rewriteToken(one)).join('')})`;
    });
  }

  /** Structures announced, enumerations moved to the front: prototypes name both. */
  #makeTypes(): string[] {
    const lines: string[] = [];
    for (const piece of this.#outline.pieces) {
      if (piece.kind === 'struct' && piece.body !== -1 && piece.name !== '') {
        lines.push(`${this.#view.text(piece.start)} ${piece.name};`);
      }
      if (piece.kind !== 'enum') continue;
      const body = this.#expandMacros(this.#flat(piece.body, piece.end));
      lines.push(this.#lineOf(piece.start), `enum ${piece.name} ${piece.name === '' ? '' : ': int '}${body}`);
      if (piece.name !== '') lines.push(...this.#makeNames(piece));
      this.#blank(piece);
    }
    return lines;
  }

  #makeNames(piece: Piece): string[] {
    const members: string[] = [];
    for (let at = piece.body + 1; at < piece.end; at += 1) {
      if (this.#view.isName(at) && ['{', ','].includes(this.#view.text(at - 1))) members.push(this.#view.text(at));
    }
    const tests = members.map((member) => `if (value == ${member}) return "${member}";`);
    return [`inline const char *mql_enum_name(${piece.name} value) { ${tests.join(' ')} return nullptr; }`];
  }

  #makePrototypes(): string[] {
    const lines: string[] = [];
    for (const piece of this.#outline.pieces) {
      if (piece.kind === 'prototype' && this.#isDefined(piece.name)) this.#blank(piece);
      if (piece.kind !== 'function') continue;
      const parameters = this.#expandMacros(this.#flat(piece.open, piece.close + 1));
      lines.push(this.#lineOf(piece.start), `${this.#flat(piece.start, piece.open)} ${parameters};`);
      this.#dropDefaults(piece);
    }
    return lines;
  }

  #isDefined(name: string): boolean {
    return this.#outline.pieces.some((piece) => piece.kind === 'function' && piece.name === name);
  }

  #dropDefaults(piece: Piece): void {
    let isDefault = false;
    let depth = 0;
    for (let at = piece.open + 1; at < piece.close; at += 1) {
      const text = this.#view.text(at);
      if (text === '(') depth += 1;
      if (text === ')') depth -= 1;
      if (text === '=') isDefault = true;
      if (text === ',' && depth === 0) isDefault = false;
      if (isDefault) this.#set(at, '');
    }
  }

  #join(): string {
    const parts: string[] = [];
    let file = '';
    this.#outline.tokens.forEach((token, index) => {
      if (token.file !== file) {
        file = token.file;
        parts.push(`\n#line ${token.line} "${file}"\n`);
      }
      parts.push(this.#out[index] ?? '');
    });
    return parts.join('');
  }

  #makeHandlers(): string {
    const lines = HANDLERS.filter((name) => this.#isDefined(name)).map((name) => (
      `  program.${name} = &mql_program::${name};`
    ));
    return ['#line 1 "handlers"', 'void mql_bind(MqlProgram &program) {', '  (void)program;', ...lines, '}'].join('\n');
  }
}

/** C++ of a program whose files are joined in `tokens`. */
export function rewriteProgram(tokens: readonly Token[], language: Language): string {
  return new Rewriter(tokens, language).run();
}
