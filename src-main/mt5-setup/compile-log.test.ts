import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROBLEMS_MAX, readCompileLog } from './compile-log.ts';
import { decodeText } from './terminal-text.ts';
import { wide } from './testing.ts';

const FOLDER = 'C:\\Users\\A B\\AppData\\Roaming\\MetaQuotes\\Terminal\\D0\\MQL5\\Experts\\Sextant\\';
const GOOD = [
  `${FOLDER}Sextant.mq5 : information: compiling 'Sextant.mq5'`,
  `${FOLDER}Sextant.mq5 : information: including '${FOLDER}wire.mqh'`,
  ' : information: generating code', ' : information: code generated',
  "Result: 0 errors, 0 warnings, 212 msec elapsed, cpu='X64 Regular'", '',
].join('\r\n');
const BAD = [
  `${FOLDER}Sextant.mq5 : information: compiling 'Sextant.mq5'`,
  `${FOLDER}Sextant.mq5(34,17) : warning 43: possible loss of data due to type conversion from 'long' to 'int'`,
  `${FOLDER}wire.mqh(12,5) : error 256: 'socketx' - undeclared identifier`,
  ' : error 105: cannot write file',
  'Result: 2 errors, 1 warnings, 96 msec elapsed', '',
].join('\r\n');

describe('a MetaEditor log', () => {
  it('without complaints says so', () => {
    expect(readCompileLog(decodeText(wide(GOOD)))).toEqual({ errors: 0, warnings: 0, problems: [] });
  });

  it('gives errors in words with file and line, before the warnings', () => {
    expect(readCompileLog(decodeText(wide(BAD)))).toEqual({
      errors: 2, warnings: 1,
      problems: [
        { severity: 'error', file: 'wire.mqh', line: 12, column: 5, code: '256', text: "'socketx' - undeclared identifier" },
        { severity: 'error', file: null, line: null, column: null, code: '105', text: 'cannot write file' },
        { severity: 'warning', file: 'Sextant.mq5', line: 34, column: 17, code: '43',
          text: "possible loss of data due to type conversion from 'long' to 'int'" },
      ],
    });
  });

  it('of an older MetaEditor is read too', () => {
    expect(readCompileLog('Result 1 error(s), 0 warning(s)\r\n')).toMatchObject({ errors: 1, warnings: 0 });
  });

  it('that is not finished is no log yet', () => {
    expect(readCompileLog('')).toBeNull();
    expect(readCompileLog(GOOD.slice(0, GOOD.indexOf('Result')))).toBeNull();
  });

  it('with more complaints than anybody reads is cut, the count kept', () => {
    const lines = Array.from({ length: 500 }, (_, i) => `a.mqh(${i + 1},1) : error 1: no`).join('\n');
    const log = readCompileLog(`${lines}\nResult: 500 errors, 0 warnings`);
    expect([log?.errors, log?.problems.length]).toEqual([500, PROBLEMS_MAX]);
  });

  it('of any text never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      readCompileLog(`${text}\nResult: 1 errors, 0 warnings`);
      readCompileLog(text);
    }));
  });
});

describe('text of a terminal', () => {
  it.each([
    ['UTF-16LE with a mark', wide('Löß')],
    ['UTF-16LE without one', Buffer.from('a path C:\\Löß', 'utf16le')],
    ['UTF-16BE with a mark', Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from('Löß', 'utf16le').swap16()])],
    ['UTF-8 with a mark', Buffer.from('\uFEFFLöß', 'utf8')],
    ['UTF-8', Buffer.from('Löß', 'utf8')],
  ])('in %s is read', (_name, bytes) => {
    expect(decodeText(bytes)).toMatch(/Löß$/);
  });

  it('of any bytes never throws', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => { decodeText(bytes); }));
  });
});
