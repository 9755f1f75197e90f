// The MQL5 that the shim has: enumerations, constants and built-in functions, read from language/*.mqh, and the C++
// headers made of them, so that allow-list and stand-in cannot say different things.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A built-in's numbers of arguments: `most` is Infinity where it takes any number. */
export interface Arity {
  readonly least: number;
  readonly most: number;
}

export interface Builtin {
  readonly name: string;
  readonly returns: string;
  /** As the reference writes it, without the return type. */
  readonly text: string;
  readonly isGeneric: boolean;
  readonly arity: Arity;
}

export interface Language {
  readonly enums: ReadonlyMap<string, readonly (readonly [name: string, value: string])[]>;
  readonly constants: readonly { readonly type: string; readonly name: string; readonly value: string }[];
  readonly builtins: readonly Builtin[];
}

/** Structures that structs.hpp declares. */
export const LANGUAGE_STRUCTS: readonly string[] = [
  'MqlTick', 'MqlRates', 'MqlDateTime', 'MqlBookInfo', 'MqlTradeRequest', 'MqlTradeResult', 'MqlTradeCheckResult',
  'MqlTradeTransaction', 'MqlCalendarCountry', 'MqlCalendarEvent', 'MqlCalendarValue',
];

function read(name: string): string {
  return readFileSync(fileURLToPath(new URL(`language/${name}`, import.meta.url)), 'utf8');
}

function countArguments(parameters: string): Arity {
  const list = parameters.trim();
  if (list === '') return { least: 0, most: 0 };
  const parts = list.split(',').map((part) => part.trim());
  const fixed = parts.filter((part) => part !== '...');
  return {
    least: fixed.filter((part) => !part.includes('=')).length,
    most: parts.length > fixed.length ? Number.POSITIVE_INFINITY : fixed.length,
  };
}

function readBuiltins(text: string): Builtin[] {
  const builtins: Builtin[] = [];
  for (const line of text.split('\n')) {
    const found = /^(generic )?(\w+) ((\w+)\((.*)\));$/.exec(line);
    if (found === null) {
      if (line.trim() !== '' && !line.startsWith('//')) throw new Error(`builtins.mqh: cannot read: ${line}`);
      continue;
    }
    const [, generic, returns = '', whole = '', name = '', parameters = ''] = found;
    const isGeneric = generic !== undefined || parameters.includes('...');
    builtins.push({ name, returns, text: whole, isGeneric, arity: countArguments(parameters) });
  }
  return builtins;
}

export function readLanguage(): Language {
  const enums = new Map<string, [string, string][]>();
  const enumText = `${read('enums.mqh')}\n${read('chart-enums.mqh')}`.replace(/\/\/.*/g, '');
  for (const [, name = '', body = ''] of enumText.matchAll(/enum (\w+)\s*\{([^}]*)\}/g)) {
    enums.set(name, [...body.matchAll(/(\w+)\s*=\s*([^,\s]+)/g)].map((pair) => [pair[1] ?? '', pair[2] ?? '']));
  }
  const constants = [...read('constants.mqh').matchAll(/^const (\w+) (\w+)=(.+);$/gm)]
    .map(([, type = '', name = '', value = '']) => ({ type, name, value }));
  return { enums, constants, builtins: readBuiltins(read('builtins.mqh')) };
}

function cppConstant(type: string, value: string): string {
  if (type === 'ulong') return `${value}ul`;
  if (type === 'long') return value.replaceAll(/\d{4,}/g, '$&l');
  return type === 'uint' ? `${value}u` : value;
}

/** `enums.gen.hpp`: enumerations with EnumToString's names, and constants. C's macros of the same names go. */
export function makeEnumHeader(language: Language): string {
  const lines = ['// Made from language/*.mqh.', '#pragma once', '#include "types.hpp"', ''];
  for (const [name, members] of language.enums) {
    for (const [member] of members) lines.push(`#undef ${member}`);
    lines.push(`enum ${name} : int { ${members.map((pair) => pair.join(' = ')).join(', ')} };`);
    lines.push(`inline const char *mql_enum_name(${name} value) {`);
    const seen = new Set<string>();
    for (const [member, value] of members) {
      if (!seen.has(value)) lines.push(`  if (value == ${member}) return "${member}";`);
      seen.add(value);
    }
    lines.push('  return nullptr;', '}');
  }
  for (const { type, name, value } of language.constants) {
    lines.push(`#undef ${name}`, `inline constexpr ${type} ${name} = ${cppConstant(type, value)};`);
  }
  return `${lines.join('\n')}\n`;
}

/** MQL5's parameter list in C++: arrays, NULL and characters. */
function cppParameters(text: string): string {
  return text
    .replaceAll(/(const )?(\w+) &(\w+)\[\]/g, (_all, constant: string | undefined, type: string, name: string) => (
      `${constant ?? ''}MqlArray<${type}> &${name}`
    ))
    .replaceAll('=NULL', '=MQL_NULL');
}

/** `builtins.gen.hpp`: a prototype for each built-in that is no template. */
export function makeBuiltinHeader(language: Language): string {
  const lines = [
    '// Made from language/builtins.mqh.', '#pragma once', '#include "array.hpp"', '#include "structs.hpp"', '',
  ];
  for (const { returns, text, isGeneric, name } of language.builtins) {
    if (isGeneric) continue;
    const mustRead = name === 'OrderSend' ? '[[nodiscard]] ' : '';
    lines.push(`${mustRead}${returns} ${cppParameters(text)};`);
  }
  return `${lines.join('\n')}\n`;
}
