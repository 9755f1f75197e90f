// Reads source files into memory for the checks.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const PROJECT_ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Files under `folders` (relative to the project) whose path fits `form`, as path → text, in the order of paths. */
export function readTree(folders: readonly string[], form: RegExp): Map<string, string> {
  const tree = new Map<string, string>();
  const addFolder = (folder: string): void => {
    const entries = readdirSync(join(PROJECT_ROOT, folder), { withFileTypes: true });
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) addFolder(path);
      else if (form.test(path)) tree.set(path, readFileSync(join(PROJECT_ROOT, path), 'utf8'));
    }
  };
  for (const folder of folders) addFolder(folder);
  return tree;
}
