// What MQL5 demands of the Expert Advisor's source, read from its own tokens: facts that no run can show because the
// terminal punishes them only now and then.

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readLanguage } from './language.ts';
import { lintProgram } from './lint.ts';
import { loadProgram } from './source.ts';
import { isCode, readTokens, type Token } from './token.ts';

const FOLDER = fileURLToPath(new URL('../../resources/mql5/Experts/Sextant/', import.meta.url));
const ENTRY = `${FOLDER}Sextant.mq5`;

const tokens = loadProgram(ENTRY, FOLDER);

/** The code of `source` in which one text stands for another. */
function mutated(from: string, to: string): Token[] {
  const sources = tokens.map(({ text }) => text).join('');
  expect(sources).toContain(from);
  return readTokens(sources.replace(from, to), 'mutated.mq5');
}

/** Arguments of every call of `name`, as text without spaces. */
function callsOf(name: string, all: readonly Token[] = tokens): readonly (readonly string[])[] {
  const code = all.filter(isCode).map(({ text }) => text);
  return code.flatMap((text, at) => {
    if (text !== name || code[at + 1] !== '(') return [];
    const found: string[] = [''];
    let depth = 0;
    for (let here = at + 1; here < code.length; here += 1) {
      const piece = code[here] ?? '';
      if ('([{'.includes(piece)) depth += 1;
      if (')]}'.includes(piece)) depth -= 1;
      if (depth === 0) break;
      if (piece === ',' && depth === 1) found.push('');
      else if (here > at + 1) found.push(`${found.pop() ?? ''}${piece}`);
    }
    return [found];
  });
}

/** The body of a function or handler, as text without spaces. */
function bodyOf(name: string): string {
  const code = tokens.filter(isCode).map(({ text }) => text);
  const at = code.findIndex((text, i) => text === name && code[i - 1] === 'void' && code[i + 1] === '(');
  const open = code.indexOf('{', at);
  let depth = 0;
  let end = open;
  for (; end < code.length; end += 1) {
    if (code[end] === '{') depth += 1;
    if (code[end] === '}') depth -= 1;
    if (depth === 0) break;
  }
  return code.slice(open + 1, end).join('');
}

describe('the Expert Advisor\'s source', () => {
  it('checklist mql5-socket-read: gives every read one millisecond, never none, which would be two minutes', () => {
    const waits = (all: readonly Token[]) => callsOf('SocketRead', all).map((call) => call[3]);
    expect(waits(tokens).length).toBeGreaterThan(0);
    expect(new Set(waits(tokens))).toEqual(new Set(['1']));
    expect(waits(mutated('SocketRead(m_socket,piece,want,1)', 'SocketRead(m_socket,piece,want,0)'))).toContain('0');
  });

  it('checklist mql5-socket-send: bounds every connection, every send and every read of a socket in time', () => {
    expect(callsOf('SocketConnect').map((call) => call[3])).toEqual(['1000']);
    expect(callsOf('SocketTimeouts').map((call) => call.slice(1))).toEqual([['2000', '2000']]);
    expect(callsOf('SocketCreate')).toHaveLength(1);
  });

  it('checklist mql5-address: never gives a name to a socket, and names the numbers to allow', () => {
    const strings = tokens.filter(({ kind }) => kind === 'string').map(({ text }) => text);
    expect(tokens.map(({ text }) => text).join('')).toContain('input string            InpAddress="127.0.0.1"');
    expect(strings.filter((text) => text.includes('127.0.0.1 and http://127.0.0.1'))).not.toEqual([]);
    expect(strings.filter((text) => text.includes('://localhost'))).toEqual([]);
  });

  it('checklist mql5-timer: runs from a timer of 25 ms; the tick event does nothing but fetch', () => {
    expect(callsOf('EventSetMillisecondTimer')).toEqual([['MathMax(10,MathMin(1000,InpTimerMs))']]);
    expect(tokens.map(({ text }) => text).join('')).toMatch(/input int\s+InpTimerMs=25;/);
    expect(bodyOf('OnTick')).toBe('g_ticks.Pump();');
    expect(callsOf('Sleep').filter(([ms]) => !(Number(ms) <= 50))).toEqual([]);
  });

  it('checklist mql5-transaction-hint: takes nothing out of a trade transaction', () => {
    expect(bodyOf('OnTradeTransaction')).toBe('g_truth.Hint();');
  });

  it('checklist mql5-no-news: asks for no news, tells of none, and does not run in the Strategy Tester\'s calendar', () => {
    const strings = tokens.filter(({ kind }) => kind === 'string').map(({ text }) => text);
    expect(strings.filter((text) => text === '"news"')).toEqual([]);
    expect(readLanguage().builtins.filter(({ name }) => /news/i.test(name))).toEqual([]);
    expect(callsOf('WebRequest')).toEqual([]);
    expect(tokens.map(({ text }) => text).join('')).toContain('MQLInfoInteger(MQL_TESTER)');
  });

  it('checklist mql5-calendar-values: tells unset values apart and reads millionths', () => {
    const source = tokens.map(({ text }) => text).join('');
    expect(source).toContain('value==LONG_MIN');
    expect(callsOf('CalendarValueLast')).toHaveLength(2);
  });

  it('checklist mql5-crypto: turns text into bytes and back as UTF-8 only, without the zero at the end', () => {
    expect(new Set(callsOf('StringToCharArray').map((call) => call[4]))).toEqual(new Set(['CP_UTF8']));
    expect(new Set(callsOf('CharArrayToString').map((call) => call[3]))).toEqual(new Set(['CP_UTF8']));
    expect(tokens.filter(isCode).map(({ text }) => text).join('')).toContain('if(n>0&&bytes[n-1]==0)n--;');
  });

  it('checklist mql5-json: is ASCII, file by file, and writes long numbers by their own format', () => {
    for (const name of readdirSync(FOLDER)) {
      if (/\.mq[h5]$/.test(name)) expect(readFileSync(`${FOLDER}${name}`, 'latin1')).toMatch(/^[\t\r\n\x20-\x7e]*$/);
    }
    const formats = callsOf('StringFormat').map((call) => call[0] ?? '');
    expect(formats.filter((text) => /%l|%ll/.test(text))).toEqual([]);
    expect(formats.some((text) => text.includes('%I64'))).toBe(true);
  });

  it('checklist shim-expert: has nothing that the lint of MQL5 finds', () => {
    expect(lintProgram(tokens, readLanguage())).toEqual([]);
  });
});

describe('the lint', () => {
  const findings = (all: readonly Token[]) => lintProgram(all, readLanguage()).map(({ rule }) => rule);

  it.each([
    ['a pointer', 'g_ticks.Pump();', 'CSxTicks *p=NULL;', 'pointer'],
    ['a C++ word', 'g_ticks.Pump();', 'auto x=1;', 'cpp-word'],
    ['a second dimension', 'g_ticks.Pump();', 'int a[]; ArrayResize(a,1); int b=a[0][0];', 'dimensions'],
    ['a byte that is not ASCII', 'g_ticks.Pump();', 'Print("\u00e9");', 'ascii'],
  ])('checklist shim-lint: refuses %s in the Expert Advisor', (_what, from, to, rule) => {
    expect(findings(mutated(from, to))).toContain(rule);
  });

  it.each([
    ['one that is not on the list', 'g_ticks.Pump();', 'NewsTotal();', 'builtin'],
    ['one with too few arguments', 'SocketRead(m_socket,piece,want,1)', 'SocketRead(m_socket,piece,want)', 'arguments'],
  ])('checklist shim-builtins: refuses a call of %s', (_what, from, to, rule) => {
    expect(findings(mutated(from, to))).toContain(rule);
  });
});
