// The window's built files, for whoever holds the window's cookie; and the small page that asks for the key. Nothing
// outside the folder is ever read: a path is taken apart, judged name by name, and its real place is checked.

import { createHash } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';
import { problemOf } from './failures.ts';
import type { Guard } from './guards.ts';
import { sendProblem, sendReply } from './http-reply.ts';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8', '.json': 'application/json', '.svg': 'image/svg+xml', '.png': 'image/png',
  '.ico': 'image/x-icon', '.woff2': 'font/woff2', '.woff': 'font/woff', '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json', '.mp3': 'audio/mpeg', '.txt': 'text/plain; charset=utf-8',
};

const NAME = /^[A-Za-z0-9_-][A-Za-z0-9._@-]*$/;
/** Names that carry a hash of their content never change what they hold. */
const HASHED = /[.-][A-Za-z0-9_-]{8,}\.[a-z0-9]+$/;

export class StaticFiles {
  readonly #dir: string;
  readonly #guard: Guard;

  constructor(dir: string, guard: Guard) {
    this.#dir = dir;
    this.#guard = guard;
  }

  /** Answers every request outside the API. Host and Origin are checked by then. */
  async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    request.resume();
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      sendProblem(response, problemOf('WEB_METHOD_WRONG', 'Files take GET.'), { allow: 'GET, HEAD' });
      return;
    }
    const key = url.pathname === '/' ? url.searchParams.get('key') : null;
    if (key !== null) {
      this.#exchangeKey(response, key);
      return;
    }
    const isAllowed = this.#guard.hasWindowCookie(request.headers);
    if (url.pathname === '/' && !isAllowed) {
      sendKeyPage(response, 401, null);
      return;
    }
    await this.#sendFile(request, response, url.pathname === '/' ? '/index.html' : url.pathname, isAllowed);
  }

  #exchangeKey(response: ServerResponse, key: string): void {
    const cookie = this.#guard.exchangeKey(key.trim());
    if (cookie === null) {
      sendKeyPage(response, 401, 'This key is not valid. A key lasts as long as the program runs.');
      return;
    }
    sendReply(response, {
      status: 303, contentType: 'text/plain; charset=utf-8', body: 'See /',
      headers: { 'set-cookie': cookie, location: '/' },
    });
  }

  async #sendFile(
    request: IncomingMessage, response: ServerResponse, pathname: string, isAllowed: boolean,
  ): Promise<void> {
    const path = await this.#place(pathname);
    if (path === null) {
      if (pathname === '/index.html' && isAllowed) sendNotBuilt(response);
      else sendProblem(response, problemOf('WEB_NOT_FOUND', 'There is no such file.'));
      return;
    }
    if (!isAllowed) {
      sendProblem(response, problemOf('WEB_UNAUTHORIZED', 'Open the address that Sextant printed first.'));
      return;
    }
    const body = await readFile(path);
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    const headers = {
      etag,
      'cache-control': HASHED.test(path) ? 'private, max-age=31536000, immutable' : 'no-cache',
      'content-security-policy': this.#windowPolicy(),
    };
    const isKnown = request.headers['if-none-match'] === etag;
    const contentType = CONTENT_TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream';
    sendReply(response, { status: isKnown ? 304 : 200, contentType, body: isKnown ? '' : body, headers });
  }

  /** The file's real place within the folder, or null. */
  async #place(pathname: string): Promise<string | null> {
    const names = pathname.split('/').slice(1);
    if (names.length > 16 || !names.every((name) => NAME.test(name))) return null;
    try {
      const root = await realpath(this.#dir);
      const path = await realpath(join(root, ...names));
      return path.startsWith(root + sep) && (await stat(path)).isFile() ? path : null;
    } catch (error) {
      if (error instanceof Error && 'code' in error) return null;
      throw error;
    }
  }

  // Styles are open inline because the charts and the docking shell write their own style elements; scripts are not.
  #windowPolicy(): string {
    const sockets = this.#guard.origins.map((origin) => origin.replace('http', 'ws')).join(' ');
    return "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
      + `font-src 'self' data:; media-src 'self'; connect-src 'self' ${sockets}; worker-src 'self'; `
      + "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  }
}

const PAGE_STYLE = `
:root { color-scheme: dark light; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: Canvas; color: CanvasText; }
main { width: min(24rem, 100vw - 4rem); }
h1 { font-size: 1.25rem; margin: 0 0 .5rem; }
p { margin: 0 0 1rem; }
input, button { font: inherit; padding: .5rem .75rem; width: 100%; box-sizing: border-box; }
input, button { border: 1px solid GrayText; border-radius: 6px; }
button { margin-top: .5rem; background: CanvasText; color: Canvas; cursor: pointer; }
.wrong { color: #e5484d; }
`;
const PAGE_STYLE_HASH = createHash('sha256').update(PAGE_STYLE).digest('base64');

function sendKeyPage(response: ServerResponse, status: number, wrong: string | null): void {
  const text = wrong === null
    ? '<p>Open the address that Sextant printed when it started, or paste its key here.</p>'
    : `<p class="wrong" role="alert">${wrong}</p>`;
  sendPage(response, status, 'Sextant is locked', `${text}
<form method="get" action="/"><label for="key">Key</label>
<input id="key" name="key" type="password" autocomplete="off" required autofocus><button>Open</button></form>`);
}

function sendNotBuilt(response: ServerResponse): void {
  sendPage(
    response, 503, 'The window is not built yet',
    '<p>Run <code>npm run build</code>, then load this page again. REST and the MT5 wire work without it.</p>',
  );
}

function sendPage(response: ServerResponse, status: number, title: string, content: string): void {
  const body = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>`
    + `<meta name="viewport" content="width=device-width"><style>${PAGE_STYLE}</style></head>`
    + `<body><main><h1>${title}</h1>${content}</main></body></html>`;
  sendReply(response, {
    status, contentType: 'text/html; charset=utf-8', body,
    headers: {
      'content-security-policy': `default-src 'none'; style-src 'sha256-${PAGE_STYLE_HASH}'; `
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    },
  });
}
