// What g++ takes and MetaEditor refuses or warns of, and calls to built-ins that the shim does not know. A rule says
// where and what; the rewriter runs only on a source without findings.

import { type Language } from './language.ts';
import { CodeView, readOutline, SIMPLE_TYPES, type Outline, type Piece } from './outline.ts';
import { LANGUAGE_STRUCTS } from './language.ts';
import { type Token } from './token.ts';

export interface Finding {
  readonly rule: string;
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/** C++ words that MQL5 has no use for: as names they would be refused there or mean something here. */
const CPP_WORDS = new Set([
  'auto', 'namespace', 'using', 'constexpr', 'consteval', 'decltype', 'nullptr', 'noexcept', 'friend', 'mutable', 'try',
  'catch', 'throw', 'goto', 'asm', 'register', 'volatile', 'signed', 'unsigned', 'static_cast', 'reinterpret_cast',
  'const_cast', 'explicit', 'inline', 'static_assert', 'thread_local', 'alignas', 'alignof', 'typeid', 'wchar_t',
  'size_t', 'int32_t', 'int64_t', 'uint8_t', 'uint32_t', 'uint64_t', 'std', 'and', 'or', 'not', 'xor', 'bitand',
  'bitor', 'compl', 'char16_t', 'char32_t',
]);
const POINTER_WORDS = new Set(['new', 'delete', 'GetPointer', 'CheckPointer', 'dynamic_cast', 'typedef']);
const FLOW = new Set(['if', 'for', 'while', 'switch', 'return', 'case', 'sizeof', 'do', 'else']);
const NOT_TYPES = new Set([
  ...FLOW, 'const', 'static', 'input', 'sinput', 'break', 'continue', 'default', 'public', 'private',
]);
const MACRO_NAMES = /^(?:_Symbol|_Period|_Digits|_Point|_LastError|_StopFlag|_UninitReason|__\w+__)$/;
const ESCAPES = /^"(?:[^"\\]|\\(?:[ntr0"'\\]|x[0-9A-Fa-f]{1,4}))*"$/;

class Lint {
  readonly #language: Language;
  readonly #outline: Outline;
  readonly #view: CodeView;
  readonly #findings: Finding[] = [];
  readonly #structs: ReadonlySet<string>;
  readonly #types: ReadonlySet<string>;
  readonly #builtins: ReadonlyMap<string, { least: number; most: number }>;

  constructor(tokens: readonly Token[], language: Language) {
    this.#language = language;
    this.#outline = readOutline(tokens);
    this.#view = new CodeView(tokens, this.#outline.code);
    this.#structs = new Set([...LANGUAGE_STRUCTS, ...this.#outline.structs]);
    this.#types = new Set([
      ...SIMPLE_TYPES, ...this.#structs, ...language.enums.keys(), ...this.#outline.enums,
      ...this.#outline.templateNames,
    ]);
    const builtins = new Map<string, { least: number; most: number }>();
    for (const { name, arity } of language.builtins) {
      const known = builtins.get(name);
      builtins.set(name, {
        least: Math.min(known?.least ?? Number.POSITIVE_INFINITY, arity.least),
        most: Math.max(known?.most ?? 0, arity.most),
      });
    }
    this.#builtins = builtins;
  }

  run(): Finding[] {
    this.#checkTokens();
    this.#checkWords();
    this.#checkDeclarations();
    this.#checkCalls();
    this.#checkPieces();
    return this.#findings;
  }

  #find(rule: string, token: Token | undefined, text: string): void {
    this.#findings.push({ rule, file: token?.file ?? '', line: token?.line ?? 1, text });
  }

  #checkTokens(): void {
    for (const token of this.#outline.tokens) {
      // MetaEditor reads other bytes by the system's code page.
      if (/[^\t\r\n\x20-\x7e]/.test(token.text)) this.#find('ascii', token, 'a byte that is not ASCII');
      else if (token.kind === 'odd') this.#find('character', token, `"${token.text}" is no part of MQL5`);
      if (token.kind === 'string' && !ESCAPES.test(token.text)) {
        this.#find('escape', token, `${token.text} has an escape that MQL5 does not know`);
      }
      if (token.kind === 'directive') this.#checkDirective(token);
    }
  }

  #checkDirective(token: Token): void {
    const word = /^#\s*(\w+)/.exec(token.text)?.[1] ?? '';
    if (!['property', 'include', 'define', 'undef', 'ifdef', 'ifndef', 'else', 'endif'].includes(word)) {
      this.#find('directive', token, `#${word} is not of MQL5, or loads foreign code`);
    }
    if (word === 'define' && /#[^]*#/.test(token.text)) {
      this.#find('directive', token, 'a macro does not paste or quote its arguments here');
    }
  }

  #checkWords(): void {
    const view = this.#view;
    for (let at = 0; at < view.length; at += 1) {
      const text = view.text(at);
      const token = view.token(at);
      if (token?.kind === 'name' && CPP_WORDS.has(text)) this.#find('cpp-word', token, `"${text}" is C++, not MQL5`);
      if (token?.kind === 'name' && POINTER_WORDS.has(text)) {
        this.#find('pointer', token, `"${text}": value objects only, no pointers`);
      }
      if (text === '->') this.#find('pointer', token, 'MQL5 has no ->; write a dot');
      if (text === '::' && !this.#outline.structs.has(view.text(at - 1)) && view.isName(at - 1)) {
        this.#find('scope', token, `"${view.text(at - 1)}::" names no class of this program`);
      }
      if (text === '[' && view.text(view.close(at) + 1) === '(') this.#find('lambda', token, 'MQL5 has no lambdas');
      if (token?.kind === 'string' && view.token(at + 1)?.kind === 'string') {
        this.#find('string-join', token, 'join strings with +');
      }
      if (text === ']' && view.text(at + 1) === '[') this.#find('dimensions', token, 'one dimension an array');
      if (this.#outline.inputs.has(text)) this.#checkInputUse(at);
      if (this.#types.has(text) && text !== 'void' && view.text(at + 1) === '{') {
        if (!['struct', 'class', 'enum', 'union'].includes(view.text(at - 1)) && !view.isName(at - 1)) {
          this.#find('braces', token, `${text}{} is C++; assign the members`);
        }
      }
    }
  }

  #checkInputUse(at: number): void {
    const isDeclared = this.#outline.pieces.some(({ kind, start, end }) => kind === 'input' && at >= start && at < end);
    if (isDeclared || this.#view.text(at - 1) === '.') return;
    if (/^(?:=|[-+*/%&|^]=|\+\+|--|<<=|>>=)$/.test(this.#view.text(at + 1))) {
      this.#find('input-constant', this.#view.token(at), `input ${this.#view.text(at)} cannot be assigned`);
    }
  }

  /** References and arrays where they are declared. */
  #checkDeclarations(): void {
    const view = this.#view;
    for (let at = 0; at < view.length; at += 1) {
      const type = view.text(at);
      if (!this.#types.has(type) || NOT_TYPES.has(type)) continue;
      const mark = view.text(at + 1);
      if (mark === '*' && view.isName(at + 2) && ['=', ';', ',', ')'].includes(view.text(at + 3))) {
        this.#find('pointer', view.token(at), `${type} *${view.text(at + 2)}: value objects only, no pointers`);
      }
      if (mark === '&' && view.isName(at + 2)) this.#checkReference(at);
      else if (mark === '&' || mark === '&&') this.#find('reference', view.token(at), 'a function returns values only');
      else if (view.isName(at + 1)) this.#checkDeclarator(at);
    }
  }

  #isParameter(at: number): boolean {
    let depth = 0;
    for (let here = at - 1; here >= 0; here -= 1) {
      const text = this.#view.text(here);
      if (text === ')') depth += 1;
      if (text === '(') depth -= 1;
      if (depth < 0) return true;
      if (text === ';' || text === '{' || text === '}') return false;
    }
    return false;
  }

  #checkReference(at: number): void {
    const view = this.#view;
    const name = view.text(at + 2);
    if (!this.#isParameter(at)) {
      if (view.text(at + 3) === '(') this.#find('reference', view.token(at), `${name}: a function returns values only`);
      else this.#find('reference', view.token(at), `${name}: only a parameter can be a reference`);
      return;
    }
    const isArray = view.text(at + 3) === '[';
    if (view.text(at - 1) === 'const' && !isArray && !this.#structs.has(view.text(at)) && !this.#isHandler(at)) {
      this.#find('const-reference', view.token(at), `${name}: MQL5 binds no value to a reference; pass it by value`);
    }
  }

  #isHandler(at: number): boolean {
    return this.#outline.pieces.some(({ name, open, close }) => /^On[A-Z]/.test(name) && at > open && at < close);
  }

  #checkDeclarator(at: number): void {
    const view = this.#view;
    const name = view.text(at + 1);
    const after = view.text(at + 2);
    const token = view.token(at + 1);
    const isParameter = this.#isParameter(at) && view.text(at - 1) !== 'for';
    const isForHead = view.text(at - 1) === '(' && view.text(at - 2) === 'for';
    if (isParameter && !isForHead) {
      if (after === '[') this.#find('array-parameter', token, `${name}[]: an array is passed by reference`);
      else if (this.#structs.has(view.text(at)) && [',', ')'].includes(after)) {
        this.#find('struct-parameter', token, `${name}: a structure is passed by reference`);
      }
      return;
    }
    if (after !== '[') {
      if (after === '{') this.#find('braces', token, `${name}{…} is C++; write = or assign`);
      return;
    }
    let end = view.close(at + 2) + 1;
    if (view.text(end) === '=') end = view.text(end + 1) === '{' ? view.close(end + 1) + 1 : end;
    if (view.text(end) === ',') this.#find('array-declarators', token, `${name}[]: one array a declaration`);
  }

  /** The text of each argument of the call that opens at `open`. */
  #argumentsOf(open: number): string[] {
    const shut = this.#view.close(open);
    const list: string[] = [];
    let argument = '';
    for (let at = open + 1; at < shut; at += 1) {
      const text = this.#view.text(at);
      const end = text === '(' || text === '[' || text === '{' ? this.#view.close(at) : at;
      for (let here = at; here <= end; here += 1) argument += this.#view.text(here);
      at = end;
      if (text !== ',') continue;
      list.push(argument.slice(0, -1));
      argument = '';
    }
    return [...list, argument];
  }

  #countArguments(open: number): number {
    const shut = this.#view.close(open);
    if (shut === open + 1) return 0;
    let count = 1;
    for (let at = open + 1; at < shut; at += 1) {
      const text = this.#view.text(at);
      if (text === '(' || text === '[' || text === '{') at = this.#view.close(at);
      else if (text === ',') count += 1;
    }
    return count;
  }

  #checkCalls(): void {
    const view = this.#view;
    const { functions, methods, macros } = this.#outline;
    const declared = new Set(this.#outline.pieces.map(({ open }) => open - 1));
    for (let at = 0; at < view.length; at += 1) {
      if (view.text(at + 1) !== '(' || !view.isName(at) || declared.has(at)) continue;
      const name = view.text(at);
      const before = view.text(at - 1);
      if (FLOW.has(name) || this.#types.has(name) || MACRO_NAMES.test(name) || macros.has(name)) continue;
      // `CThing thing(…)` declares, and so does a method in its class.
      if (this.#types.has(before) && before !== 'void' && !this.#builtins.has(name)) continue;
      if (before === '.' || before === '::') {
        if (!methods.has(name) && !/^(?:Has|Get)(?:Actual|Previous|Revised|Forecast)Value$/.test(name)) {
          this.#find('method', view.token(at), `no class of this program has a method ${name}`);
        }
        continue;
      }
      if (functions.has(name) || methods.has(name)) continue;
      const arity = this.#builtins.get(name);
      if (arity === undefined) {
        const text = `${name} is no function of this program and not on the list of built-ins`;
        this.#find('builtin', view.token(at), text);
        continue;
      }
      if (name === 'ArrayCopy') {
        const [to, from] = this.#argumentsOf(at + 1);
        const text = 'MQL5 does not define ArrayCopy onto itself';
        if (to === from) this.#find('array-onto-itself', view.token(at), text);
      }
      const count = this.#countArguments(at + 1);
      if (count < arity.least || count > arity.most) {
        const range = arity.least === arity.most ? `${arity.least}` : `${arity.least} to ${arity.most}`;
        this.#find('arguments', view.token(at), `${name} takes ${range} arguments, not ${count}`);
      }
    }
  }

  #checkPieces(): void {
    const known = new Set([...this.#builtins.keys(), ...this.#language.constants.map(({ name }) => name)]);
    for (const members of this.#language.enums.values()) for (const [name] of members) known.add(name);
    for (const piece of this.#outline.pieces) {
      if (piece.kind !== 'method' && known.has(piece.name)) {
        this.#find('taken-name', this.#view.token(piece.start), `${piece.name} is MQL5's own name`);
      }
      if (piece.kind === 'function') this.#checkDefaults(piece);
    }
  }

  #checkDefaults(piece: Piece): void {
    let hasDefault = false;
    for (let at = piece.open + 1; at <= piece.close; at += 1) {
      const text = this.#view.text(at);
      if (text === '=') hasDefault = true;
      if (text === '=' && this.#view.text(at + 2) === '(') {
        this.#find('default', this.#view.token(at), `${piece.name}: a default is a constant`);
      }
      if ((text === ',' || text === ')') && hasDefault && text === ',') {
        const rest = this.#flatUntil(at + 1, piece.close);
        if (rest !== '' && !rest.includes('=')) {
          const words = `${piece.name}: parameters after one with a default need one too`;
          this.#find('default', this.#view.token(at), words);
        }
      }
    }
  }

  #flatUntil(start: number, end: number): string {
    let text = '';
    for (let at = start; at < end; at += 1) text += this.#view.text(at);
    return text;
  }
}

/** Everything MetaEditor would say that g++ would not; empty when there is nothing. */
export function lintProgram(tokens: readonly Token[], language: Language): Finding[] {
  return new Lint(tokens, language).run();
}
