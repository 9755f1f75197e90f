// Whether two names lead to one file: what is written must not take the place of what is read.

import { realpath } from 'node:fs/promises';

/** True where both names lead to one file that is there. */
export async function isSameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((path) => realpath(path).catch(() => null)));
  return a !== null && a === b;
}
