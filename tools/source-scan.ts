// Reads one source file's syntax: what it imports, whether it is pure, whether it only re-exports, which codes it
// names. Works on the syntax tree, so comments and strings do not confuse it.

import ts from 'typescript';

export interface SourceImport {
  readonly specifier: string;
  readonly line: number;
}

export interface Finding {
  readonly line: number;
  readonly text: string;
}

function parse(path: string, text: string): ts.SourceFile {
  const kind = path.endsWith('.tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  return ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true, kind);
}

function lineOf(file: ts.SourceFile, node: ts.Node): number {
  return file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
}

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => { walk(child, visit); });
}

/** The module that a node names: import, export from, import(), require(), import type, new URL(x, import.meta.url). */
function specifierOf(node: ts.Node): ts.Expression | undefined {
  if (ts.isImportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return node.argument.literal;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (ts.isCallExpression(node)) {
    const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword;
    const isRequire = ts.isIdentifier(node.expression) && node.expression.text === 'require';
    return isImport || isRequire ? node.arguments[0] : undefined;
  }
  if (ts.isNewExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'URL') {
    const [first, second] = node.arguments ?? [];
    return second?.getText().startsWith('import.meta') === true ? first : undefined;
  }
  return undefined;
}

/** Every module a file names. A dynamic import whose name is computed comes back as `(computed)`. */
export function scanImports(path: string, text: string): SourceImport[] {
  const file = parse(path, text);
  const found: SourceImport[] = [];
  walk(file, (node) => {
    const specifier = specifierOf(node);
    if (specifier === undefined) return;
    const isUrl = ts.isNewExpression(node);
    if (ts.isStringLiteralLike(specifier)) {
      // A URL of a data file is no import; one of a source file is a worker's entry.
      const isSource = !isUrl || /\.[cm]?tsx?$/.test(specifier.text);
      if (isSource) found.push({ specifier: specifier.text, line: lineOf(file, node) });
    } else if (!isUrl) {
      found.push({ specifier: '(computed)', line: lineOf(file, node) });
    }
  });
  return found;
}

const FORBIDDEN_GLOBALS = new Set(['Intl', 'globalThis', 'performance', 'eval', 'WeakRef', 'FinalizationRegistry']);
const LOCALE_METHODS = new Set([
  'localeCompare', 'toLocaleString', 'toLocaleDateString', 'toLocaleTimeString', 'toLocaleUpperCase',
  'toLocaleLowerCase', 'getTimezoneOffset',
]);

function isPropertyName(node: ts.Identifier): boolean {
  const parent = node.parent;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isQualifiedName(parent)) return parent.right === node;
  return (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isPropertyDeclaration(parent)
    || ts.isMethodDeclaration(parent) || ts.isMethodSignature(parent)) && parent.name === node;
}

function whatIsImpure(node: ts.Node, exactMath: ReadonlySet<string>): string | null {
  if (ts.isBinaryExpression(node)) {
    const isPower = node.operatorToken.kind === ts.SyntaxKind.AsteriskAsteriskToken
      || node.operatorToken.kind === ts.SyntaxKind.AsteriskAsteriskEqualsToken;
    return isPower ? '** differs in its last bits' : null;
  }
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date') {
    return node.arguments === undefined || node.arguments.length === 0 ? 'new Date() reads the clock' : null;
  }
  if (!ts.isIdentifier(node) || isPropertyName(node)) {
    return ts.isIdentifier(node) && LOCALE_METHODS.has(node.text) ? `${node.text} depends on the machine` : null;
  }
  const parent = node.parent;
  const member = ts.isPropertyAccessExpression(parent) && parent.expression === node ? parent.name.text : null;
  if (node.text === 'Math') {
    return member !== null && exactMath.has(member) ? null : `Math.${member ?? '?'} is not exact`;
  }
  if (node.text === 'Date') {
    if (member === 'now') return 'Date.now reads the clock';
    return ts.isCallExpression(parent) && parent.expression === node ? 'Date() reads the clock' : null;
  }
  return FORBIDDEN_GLOBALS.has(node.text) ? `${node.text} belongs to a host` : null;
}

/** Clock, chance, inexact mathematics and the machine's locale, which the engine may not touch. */
export function scanPurity(path: string, text: string, exactMath: readonly string[]): Finding[] {
  const file = parse(path, text);
  const allowed = new Set(exactMath);
  const found: Finding[] = [];
  walk(file, (node) => {
    const what = whatIsImpure(node, allowed);
    if (what !== null) found.push({ line: lineOf(file, node), text: what });
  });
  return found;
}

/** True when a file holds nothing but `export … from`. */
export function isReexportOnly(path: string, text: string): boolean {
  const { statements } = parse(path, text);
  return statements.every((statement) => ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined);
}

/** Strings and property names of the form ROOM_WHAT_WRONG for the given rooms, with their lines. */
export function scanCodes(path: string, text: string, rooms: readonly string[]): Finding[] {
  const form = new RegExp(`^(?:${rooms.join('|')})_[A-Z0-9]+(?:_[A-Z0-9]+)*$`);
  const file = parse(path, text);
  const found: Finding[] = [];
  walk(file, (node) => {
    const isText = ts.isStringLiteralLike(node);
    const isKey = ts.isIdentifier(node) && isPropertyName(node);
    if ((isText || isKey) && form.test(node.text)) found.push({ line: lineOf(file, node), text: node.text });
  });
  return found;
}
