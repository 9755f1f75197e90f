// MetaEditor's part in the browser tests: reads its arguments as MetaEditor does, and writes a log as it writes one
// (UTF-16LE with a byte order mark), and the program where it compiled. First argument: its mood.

import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const [mood, ...given] = process.argv.slice(2);
const value = (name) => given.find((one) => one.startsWith(`/${name}:`))?.slice(name.length + 2) ?? '';
const source = value('compile');
const log = value('log');
const folder = dirname(source);
const link = join(folder, 'Link.mqh');

function write(lines) {
  writeFileSync(log, Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`${lines.join('\r\n')}\r\n`, 'utf16le')]));
}

const head = [
  `${source} : information: compiling 'Sextant.mq5'`,
  `${source} : information: including '${join(folder, 'App.mqh')}'`,
];
if (!existsSync(source) || !existsSync(value('include'))) {
  write([`${source} : error 100: file not found`, 'Result: 1 errors, 0 warnings, 4 msec elapsed']);
} else if (mood === 'good') {
  writeFileSync(source.replace(/\.mq5$/, '.ex5'), 'EX5');
  const result = "Result: 0 errors, 0 warnings, 812 msec elapsed, cpu='X64 Regular'";
  write([...head, ' : information: generating code', result]);
} else if (mood === 'errors') {
  write([
    ...head,
    `${link}(41,20) : warning 43: possible loss of data due to type conversion from 'long' to 'int'`,
    `${link}(112,7) : error 256: 'SxSocketOpen' - undeclared identifier`,
    `${source}(58,3) : error 149: 'return' - unexpected token`,
    "Result: 2 errors, 1 warnings, 96 msec elapsed, cpu='X64 Regular'",
  ]);
}
// Like the real one, it ends with a number that says nothing.
process.exitCode = 1;
