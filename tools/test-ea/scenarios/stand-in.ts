// The stand-in itself: its built-ins against known answers, its traps, and what its compiler refuses where MetaEditor
// would warn.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildProgram, checkProgram } from '../../mql5-shim/compile.ts';
import { hold } from '../../crash/violation.ts';
import { PRICED } from '../desk.ts';
import type { Scenario } from '../rig.ts';
import { Terminal, until } from '../terminal.ts';

const PROBE = fileURLToPath(new URL('../../mql5-shim/probe/', import.meta.url));

/** What g++ must refuse as MetaEditor warns of it, with a word of what it then says. */
const REFUSED: readonly (readonly [why: string, text: string, word: string])[] = [
  ['a number where an enumeration belongs', 'ENUM_TIMEFRAMES f() { return(1); }', 'ENUM_TIMEFRAMES'],
  ['a long cut to an int', 'int f(long a) { return(a); }', 'conversion'],
  ['a double cut to an int', 'int f(double a) { int b=a; return(b); }', 'conversion'],
  ['a long that a double cannot hold', 'double f(long a) { return(a); }', 'conversion'],
  ['a number joined to a string', 'string f(int a) { return("a"+a); }', 'operator+'],
  ['a way without a value', 'int f(int a) { if(a>0) return(1); }', 'return'],
  ['a name hidden by another', 'int g=1; int f(int a) { int g=a; return(g); }', 'shadow'],
  [
    'an OrderSend whose answer nobody reads', 'void f(MqlTradeRequest &q,MqlTradeResult &r) { OrderSend(q,r); }',
    'nodiscard',
  ],
  ['an assignment in place of a comparison', 'int f(int a) { if(a=1) return(2); return(a); }', 'parenthes'],
  ['signed compared with unsigned', 'bool f(int a,uint b) { return(a<b); }', 'sign'],
];

async function build(name: string): Promise<string> {
  const built = await buildProgram(join(PROBE, name), PROBE);
  hold(built.path !== null, `${name}: ${JSON.stringify(built.findings)} ${built.words}`);
  return built.path;
}

export const standInScenarios: readonly Scenario[] = [
  {
    name: 'stand-in: strings, arrays, files, time, hashes and sockets answer as the reference says',
    async run(rig) {
      const terminal = new Terminal(await build('probe.mq5'), join(rig.folder, 'probe'));
      terminal.open();
      for (const command of PRICED) await terminal.call(command);
      await terminal.start();
      await until('the probe has ended', () => terminal.prints.some((line) => line.startsWith('probe:')));
      const last = terminal.prints.at(-1) ?? '';
      hold(/^probe: \d{2} good, 0 wrong$/.test(last), terminal.words);
      await terminal.stop();
    },
  },
  {
    name: 'stand-in: an index past the end of an array ends the process and says where',
    async run(rig) {
      const terminal = new Terminal(await build('range.mq5'), join(rig.folder, 'range'));
      terminal.open();
      await terminal.call({ cmd: 'start' });
      await until('the process has ended', () => !terminal.isRunning);
      await until('it said why', () => terminal.words.includes('array out of range: index 2 of 2'));
      hold(terminal.words.includes('range.mq5:9'), terminal.words);
    },
  },
  {
    name: 'stand-in: what MetaEditor warns of does not compile',
    async run() {
      const folder = mkdtempSync(join(tmpdir(), 'sextant-refused-'));
      try {
        for (const [why, text, word] of REFUSED) {
          const file = join(folder, 'refused.mq5');
          writeFileSync(file, `${text}\nint OnInit() { return(0); }\n`);
          const { path, words } = await checkProgram(file, folder);
          hold(path === null && words.includes(word), `${why}: ${path === null ? words : 'it compiles'}`);
        }
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  },
];
