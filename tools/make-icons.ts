// Draws the application's icons from the window's mark (node tools/make-icons.ts). The pictures are kept in the
// project, so this runs only when the mark changes.

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { findBrowser } from '../scripts/find-browser.mjs';
import { PROJECT_ROOT } from './source-tree.ts';

const ICONS = { 'sextant.png': 512, 'tray.png': 16, 'tray@2x.png': 32 };

const executablePath = findBrowser();
if (executablePath === null) throw new Error('Drawing icons needs a Chromium.');
const mark = readFileSync(join(PROJECT_ROOT, 'src-renderer', 'app', 'mark.svg'), 'utf8');
const folder = join(PROJECT_ROOT, 'resources', 'icons');
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
for (const [name, size] of Object.entries(ICONS)) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>html,body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${mark}`);
  await page.screenshot({ path: join(folder, name), omitBackground: true });
  await page.close();
}
await browser.close();
