// What a program declares: types, functions, methods, macros, inputs, and where each function begins and ends. The
// rewriter and the lint both read it; neither parses expressions.

import { isCode, type Token } from './token.ts';

export const SIMPLE_TYPES: readonly string[] = [
  'bool', 'char', 'uchar', 'short', 'ushort', 'int', 'uint', 'long', 'ulong', 'float', 'double', 'string', 'datetime',
  'color', 'void',
];

/** A piece of top-level source, by indices into `Outline.code`. `end` is past its last token. */
export interface Piece {
  readonly kind: 'function' | 'method' | 'prototype' | 'struct' | 'enum' | 'input' | 'group' | 'variable';
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Index of the `(` of a function's parameters and of its `)`. */
  readonly open: number;
  readonly close: number;
  /** Index of the `{` of its body, or -1. */
  readonly body: number;
}

export interface Outline {
  readonly tokens: readonly Token[];
  /** Indices into `tokens` of those that are code. */
  readonly code: readonly number[];
  readonly pieces: readonly Piece[];
  readonly structs: ReadonlySet<string>;
  readonly enums: ReadonlySet<string>;
  readonly functions: ReadonlySet<string>;
  readonly methods: ReadonlySet<string>;
  readonly inputs: ReadonlySet<string>;
  /** Object-like macros and their bodies; function-like ones with null. */
  readonly macros: ReadonlyMap<string, string | null>;
  readonly templateNames: ReadonlySet<string>;
}

const OPEN = new Map([['(', ')'], ['{', '}'], ['[', ']']]);

export class CodeView {
  readonly #tokens: readonly Token[];
  readonly #code: readonly number[];

  constructor(tokens: readonly Token[], code: readonly number[]) {
    this.#tokens = tokens;
    this.#code = code;
  }

  get length(): number {
    return this.#code.length;
  }

  /** The text of code token `at`, "" outside. */
  text(at: number): string {
    return this.token(at)?.text ?? '';
  }

  token(at: number): Token | undefined {
    const index = this.#code[at];
    return index === undefined ? undefined : this.#tokens[index];
  }

  isName(at: number): boolean {
    return this.token(at)?.kind === 'name';
  }

  /** Index of the bracket that closes the one at `at`; the end where there is none. */
  close(at: number): number {
    const open = this.text(at);
    const shut = OPEN.get(open);
    let depth = 0;
    for (let here = at; here < this.length; here += 1) {
      if (this.text(here) === open) depth += 1;
      if (this.text(here) === shut) depth -= 1;
      if (depth === 0) return here;
    }
    return this.length;
  }
}

function readMacros(tokens: readonly Token[]): Map<string, string | null> {
  const macros = new Map<string, string | null>();
  for (const token of tokens) {
    if (token.kind !== 'directive') continue;
    const found = /^#\s*define\s+(\w+)(\()?([^]*)$/.exec(token.text);
    if (found !== null) macros.set(found[1] ?? '', found[2] === undefined ? (found[3] ?? '').trim() : null);
  }
  return macros;
}

interface Draft { kind: Piece['kind']; name: string; open: number; close: number }

function classify(view: CodeView, start: number, stop: number): Draft {
  const first = view.text(start);
  const none = { open: -1, close: -1 };
  if (first === 'input' || first === 'sinput') {
    if (view.text(start + 1) === 'group') return { kind: 'group', name: '', ...none };
    let name = start;
    while (name < stop && view.text(name + 1) !== '=' && view.text(name + 1) !== ';') name += 1;
    return { kind: 'input', name: view.text(name), ...none };
  }
  if (['struct', 'class', 'union', 'interface'].includes(first)) {
    return { kind: 'struct', name: view.text(start + 1), ...none };
  }
  if (first === 'enum') return { kind: 'enum', name: view.isName(start + 1) ? view.text(start + 1) : '', ...none };
  for (let at = start; at < stop; at += 1) {
    const text = view.text(at);
    if (text === '=' || text === '[') break;
    if (text !== '(' || !view.isName(at - 1)) continue;
    const isMethod = ['::', '~'].includes(view.text(at - 2));
    return { kind: isMethod ? 'method' : 'function', name: view.text(at - 1), open: at, close: view.close(at) };
  }
  let name = start;
  while (name < stop && !['=', ';', '[', ',', '('].includes(view.text(name + 1))) name += 1;
  return { kind: 'variable', name: view.text(name), ...none };
}

function readPieces(view: CodeView): Piece[] {
  const pieces: Piece[] = [];
  let start = 0;
  let body = -1;
  for (let at = 0; at < view.length; at += 1) {
    const text = view.text(at);
    let isEnd = text === ';';
    if (text === '{') {
      const draft = classify(view, start, at);
      body = at;
      at = view.close(at);
      isEnd = draft.kind === 'function' || draft.kind === 'method';
    } else if (text === '(' || text === '[') {
      at = view.close(at);
    }
    const isGroup = /^s?input$/.test(view.text(start)) && view.text(start + 1) === 'group' && at === start + 2;
    if (!isEnd && !isGroup) continue;
    const draft = classify(view, start, at);
    const kind = draft.kind === 'function' && body === -1 ? 'prototype' : draft.kind;
    const end = isGroup && view.text(at + 1) === ';' ? at + 2 : at + 1;
    if (end > start) pieces.push({ ...draft, kind, start, end, body });
    start = end;
    at = end - 1;
    body = -1;
  }
  return pieces;
}

function readMethods(view: CodeView, pieces: readonly Piece[]): Set<string> {
  const methods = new Set<string>();
  for (const piece of pieces) {
    if (piece.kind === 'method') methods.add(piece.name);
    if (piece.kind !== 'struct' || piece.body === -1) continue;
    const end = view.close(piece.body);
    for (let at = piece.body + 1; at < end; at += 1) {
      if (view.text(at) === '{' || view.text(at) === '[') at = view.close(at);
      else if (view.text(at) === '(' && view.isName(at - 1)) {
        methods.add(view.text(at - 1));
        at = view.close(at);
      }
    }
  }
  return methods;
}

function namesOf(pieces: readonly Piece[], kinds: readonly Piece['kind'][]): Set<string> {
  return new Set(pieces.filter(({ kind, name }) => kinds.includes(kind) && name !== '').map(({ name }) => name));
}

export function readOutline(tokens: readonly Token[]): Outline {
  const code = tokens.flatMap((token, index) => (isCode(token) ? [index] : []));
  const view = new CodeView(tokens, code);
  const pieces = readPieces(view);
  const templateNames = new Set<string>();
  for (let at = 0; at < view.length; at += 1) {
    if (view.text(at) === 'typename' || (view.text(at) === 'class' && view.text(at - 1) === '<')) {
      templateNames.add(view.text(at + 1));
    }
  }
  return {
    tokens, code, pieces, templateNames,
    structs: namesOf(pieces, ['struct']),
    enums: namesOf(pieces, ['enum']),
    functions: namesOf(pieces, ['function', 'prototype']),
    methods: readMethods(view, pieces),
    inputs: namesOf(pieces, ['input']),
    macros: readMacros(tokens),
  };
}
