// What an error of the file system means to somebody who installs into a terminal's folder.

import { access, constants } from 'node:fs/promises';
import { fail, type Result } from '#core/base';
import { whyNot, type Code } from '#core/model';
import { diskError } from '#main/disk';

const IN_USE = ['EBUSY', 'ETXTBSY'];
const READ_ONLY = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR', 'EEXIST'];
const DISK_FULL = ['ENOSPC', 'EDQUOT'];

/** A failure in the table's words, with `details` behind them. */
export function setupFailure(code: Code, details: string): Result<never> {
  return fail(code, whyNot(code, details).text);
}

/** What `error`, met while `path` was written, is called. */
export async function writeFailure(error: unknown, path: string): Promise<Result<never>> {
  const { code, text } = diskError(error);
  const details = `${path} (${code === '' ? text : code})`;
  if (IN_USE.includes(code)) return setupFailure('SETUP_FILE_IN_USE', details);
  if (DISK_FULL.includes(code)) return setupFailure('SETUP_DISK_FULL', details);
  if (!READ_ONLY.includes(code)) return setupFailure('SETUP_WRITE_FAILED', details);
  // Windows says EPERM and EACCES also where another program holds a file that may well be written.
  const isHeld = process.platform === 'win32' && (await mayWrite(path));
  return setupFailure(isHeld ? 'SETUP_FILE_IN_USE' : 'SETUP_READ_ONLY', details);
}

async function mayWrite(path: string): Promise<boolean> {
  try {
    await access(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
