// The window's files under an address of their own, `sextant://app/…`: no web server stands between the desktop
// window and its files, and its origin is none that a page of the web could have.
//
// Invariant: nothing outside the window's folder is ever answered, and every answer carries the strict policy.

import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';

export const PAGE_SCHEME = 'sextant';
export const PAGE_HOST = 'app';
export const PAGE_URL = `${PAGE_SCHEME}://${PAGE_HOST}/index.html`;

/** The window loads its own scripts, styles, fonts and pictures and talks to nobody but its message port. */
export const PAGE_POLICY = [
  'default-src \'none\'', 'script-src \'self\'', 'style-src \'self\' \'unsafe-inline\'', 'img-src \'self\' data:',
  'font-src \'self\'', 'connect-src \'none\'', 'object-src \'none\'', 'frame-src \'none\'', 'worker-src \'none\'',
  'base-uri \'none\'', 'form-action \'none\'', 'frame-ancestors \'none\'',
].join('; ');

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.woff2': 'font/woff2', '.json': 'application/json',
};

function makeHeaders(mediaType: string): Record<string, string> {
  return {
    'content-type': mediaType,
    'content-security-policy': PAGE_POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cache-control': 'no-store',
  };
}

function refuse(status: number): Response {
  return new Response(null, { status, headers: makeHeaders('text/plain; charset=utf-8') });
}

/** Answers a request for one of the window's files in `folder`: 404 for what is not there or not the window's. */
export async function answerPage(folder: string, address: string): Promise<Response> {
  const prefix = `${PAGE_SCHEME}://${PAGE_HOST}/`;
  if (!URL.canParse(address) || !address.startsWith(prefix)) return refuse(404);
  const path = decodePath(new URL(address).pathname);
  if (path === null) return refuse(404);
  const file = normalize(join(folder, path));
  const mediaType = MEDIA_TYPES[extname(file)];
  if (mediaType === undefined || !file.startsWith(folder + sep)) return refuse(404);
  try {
    return new Response(new Uint8Array(await readFile(file)), { status: 200, headers: makeHeaders(mediaType) });
  } catch {
    // Not there, or a folder: both are no file of the window's.
    return refuse(404);
  }
}

function decodePath(path: string): string | null {
  try {
    const decoded = decodeURIComponent(path);
    return decoded.includes('\0') || decoded.includes('\\') ? null : decoded;
  } catch {
    // A stray per cent sign.
    return null;
  }
}
