// The program's version and folders, read from its own package.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Root folder of the package. */
export const packageDir = fileURLToPath(new URL('../../', import.meta.url));

/** The version in package.json. */
export function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed === 'object' && parsed !== null && 'version' in parsed && typeof parsed.version === 'string') {
    return parsed.version;
  }
  return '0.0.0';
}
