// What an error of the file system or of SQLite means to whoever keeps data: the folder cannot be written, the disk
// is full, the file is damaged, or writing failed for another reason.

import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Failure } from '#core/base';
import { whyNot } from '#core/model';

const READ_ONLY = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'EISDIR', 'SQLITE_READONLY', 'SQLITE_CANTOPEN'];
const DISK_FULL = ['ENOSPC', 'EDQUOT', 'SQLITE_FULL'];
const DAMAGED = ['SQLITE_CORRUPT', 'SQLITE_NOTADB'];
const FREE_BYTES_MIN = 1 << 20;

/** An error that has crossed from another thread as plain data. */
export interface DiskError {
  readonly code: string;
  readonly text: string;
}

export interface DiskFault {
  readonly code: 'JOURNAL_DISK_FULL' | 'JOURNAL_WRITE_FAILED';
  readonly text: string;
}

export function diskError(error: unknown): DiskError {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  return { code, text: error instanceof Error ? error.message : String(error) };
}

/** What to tell about an error met while the files of `dataDir` were opened. */
export function failureOf({ code, text }: DiskError, dataDir: string): Failure {
  const details = `(${dataDir}: ${text})`;
  if (isOneOf(code, READ_ONLY)) return whyNot('JOURNAL_READ_ONLY', details);
  if (isOneOf(code, DISK_FULL)) return whyNot('JOURNAL_DISK_FULL', details);
  if (isOneOf(code, DAMAGED)) return whyNot('JOURNAL_CHAIN_BROKEN', details);
  return whyNot('JOURNAL_WRITE_FAILED', details);
}

/** What an error while writing `file` means: the disk is full, or the rest. */
export function faultOf({ code, text }: DiskError, file: string): DiskFault {
  // Without room SQLite may fail at its shared memory first, and calls that an I/O error.
  const isFull = isOneOf(code, DISK_FULL) || (code.startsWith('SQLITE_IOERR') && freeBytes(file) < FREE_BYTES_MIN);
  const fault = isFull ? 'JOURNAL_DISK_FULL' : 'JOURNAL_WRITE_FAILED';
  return { code: fault, text: whyNot(fault, `(${file}: ${text})`).text };
}

/** True for a file that is not what SQLite wrote. */
export function isDamage({ code }: DiskError): boolean {
  return isOneOf(code, DAMAGED);
}

/** True where another connection has the file locked. */
export function isBusy({ code }: DiskError): boolean {
  return isOneOf(code, ['SQLITE_BUSY']);
}

function freeBytes(file: string): number {
  try {
    const space = statfsSync(dirname(file));
    return space.bavail * space.bsize;
  } catch {
    // Not even the folder can be asked: then nothing is known about its space.
    return Infinity;
  }
}

function isOneOf(code: string, codes: readonly string[]): boolean {
  return codes.some((one) => code === one || code.startsWith(`${one}_`));
}
