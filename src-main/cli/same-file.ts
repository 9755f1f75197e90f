// What is written must not take the place of what is read, whatever names lead there.

import { realpath } from 'node:fs/promises';
import { fail, ok, type Result } from '#core/base';

/** Fails where `out` leads to one of the files that are read; null is written nowhere. */
export async function keepInputs(out: string | null, inputs: readonly string[]): Promise<Result<null>> {
  if (out === null) return ok(null);
  for (const input of inputs) {
    if (!await isSameFile(input, out)) continue;
    return fail('EXPORT_FILE_UNWRITABLE', `${out} is a file that is read: what is in it would be lost.`);
  }
  return ok(null);
}

/** True where both names lead to one file that is there. */
async function isSameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((path) => realpath(path).catch(() => null)));
  return a !== null && a === b;
}
