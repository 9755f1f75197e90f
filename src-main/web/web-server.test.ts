// The doors of a listening server: who may come in, what the window is given, and what a refusal looks like.

import { createServer } from 'node:net';
import { symlinkSync, writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { MemorySetup } from './testing/memory-setup.ts';
import { MemoryWorkstation } from './testing/memory-workstation.ts';
import { API_TOKEN, runServer, WINDOW_KEY, type Answered, type RunningServer } from './testing/running-server.ts';
import { startWebServer } from './web-server.ts';

let running: RunningServer;
let own: string;

beforeEach(async () => {
  running = await runServer();
  own = `127.0.0.1:${running.server.port}`;
});
afterEach(async () => { await running.stop(); });

const bearer = { authorization: `Bearer ${API_TOKEN}` };

function codeOf(answer: Answered): string {
  return (answer.json as { code: string }).code;
}

async function openWindow(): Promise<string> {
  const answer = await running.raw('GET', `/?key=${WINDOW_KEY}`);
  expect(answer.status).toBe(303);
  expect(answer.headers.location).toBe('/');
  const [cookie = ''] = answer.headers['set-cookie'] ?? [];
  expect(cookie).toMatch(/^sextant_\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
  return cookie.split(';')[0] ?? '';
}

/** The HTTP status an upgrade ends with; 101 when it opened. */
async function upgrade(path: string, headers: Record<string, string>, host = own): Promise<number> {
  return new Promise((done) => {
    const socket = new WebSocket(`ws://${own}${path}`, { headers: { host, ...headers } });
    socket.on('open', () => { socket.close(); done(101); });
    socket.on('unexpected-response', (_request, response) => { response.resume(); done(response.statusCode ?? 0); });
    socket.on('error', () => undefined);
  });
}

describe('the Host law', () => {
  it.each([
    'evil.example', 'evil.example:80', '127.0.0.1', 'localhost', '127.0.0.1:1', '[::1]:80', '127.0.0.1.evil.example',
  ])(
    'refuses the host "%s" at every door', async (host) => {
      const paths = ['/', '/assets/index-DHn3kq9_.js', '/api/v1/health', '/api/v1/orders', '/api/v1/openapi.json'];
      for (const path of paths) {
        const answer = await running.raw('GET', path, { host, ...bearer });
        expect([answer.status, codeOf(answer)]).toEqual([403, 'WEB_FORBIDDEN_HOST']);
      }
      expect(await upgrade('/ws/app', bearer, host)).toBe(403);
      expect(await upgrade('/ws/mt5', {}, host)).toBe(403);
      // It is told of, and did not come through.
      expect(running.mt5).toEqual(['refused: host']);
    });

  it('refuses an empty host and none at all', async () => {
    for (const header of ['', 'Host:\r\n', 'Host: \r\n']) {
      const answer = await running.bytes(`GET /api/v1/health HTTP/1.1\r\n${header}connection: close\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1.1 403 [^]*WEB_FORBIDDEN_HOST/);
    }
  });

  it('lets the own address and localhost in', async () => {
    for (const host of [own, `localhost:${running.server.port}`, `LOCALHOST:${running.server.port}`]) {
      expect((await running.raw('GET', '/api/v1/health', { host })).status).toBe(200);
    }
  });
});

describe('the Origin law', () => {
  it.each(['http://evil.example', 'null', 'http://127.0.0.1:1', 'https://127.0.0.1', 'http://localhost', 'file://'])(
    'refuses the origin "%s" at every door', async (origin) => {
      const cookie = await openWindow();
      for (const path of ['/', '/api/v1/health', '/api/v1/orders']) {
        const answer = await running.raw('GET', path, { origin, cookie, ...bearer });
        expect([answer.status, codeOf(answer)]).toEqual([403, 'WEB_FORBIDDEN_ORIGIN']);
      }
      expect(await upgrade('/ws/app', { origin, cookie, ...bearer })).toBe(403);
      expect(await upgrade('/ws/mt5', { origin })).toBe(403);
      expect(running.workstation.requests).toEqual([]);
    });

  it('tells a plain request to a socket\'s address that it is for WebSocket', async () => {
    for (const path of ['/ws/mt5', '/ws/app']) {
      const answer = await running.raw('GET', path, {});
      expect([answer.status, codeOf(answer), answer.headers.upgrade]).toEqual([426, 'WEB_UPGRADE_NEEDED', 'websocket']);
    }
  });

  it('lets the own origin in, but never at the MT5 wire', async () => {
    const origin = `http://${own}`;
    expect((await running.raw('GET', '/api/v1/signals', { origin, ...bearer })).status).toBe(200);
    expect(await upgrade('/ws/app', { origin, ...bearer })).toBe(101);
    expect(await upgrade('/ws/mt5', { origin })).toBe(403);
    expect(await upgrade('/ws/mt5', {})).toBe(426);
    expect(running.mt5).toEqual(['refused: origin', '/ws/mt5']);
    expect(await upgrade('/ws/mt5', {}, 'evil.example')).toBe(403);
    expect(running.mt5.at(-1)).toBe('refused: host');
  });

  it('refuses a plain GET that another site or port made', async () => {
    for (const site of ['cross-site', 'same-site']) {
      const answer = await running.raw(
        'GET', '/api/v1/signals', { 'sec-fetch-site': site, cookie: await openWindow() },
      );
      expect([answer.status, codeOf(answer)]).toEqual([403, 'WEB_FORBIDDEN_ORIGIN']);
    }
    const ownHeaders = { 'sec-fetch-site': 'same-origin', cookie: await openWindow() };
    expect((await running.raw('GET', '/api/v1/signals', ownHeaders)).status).toBe(200);
  });
});

describe('credentials', () => {
  it.each([{}, { authorization: 'Bearer' }, { authorization: 'Bearer wrong' }, { authorization: API_TOKEN },
    { authorization: `Basic ${API_TOKEN}` }, { authorization: `Bearer ${API_TOKEN}x` }, { cookie: 'sextant=x' },
    { cookie: `sextant_1=${WINDOW_KEY}` }])('%o opens neither REST nor the calls', async (headers) => {
    const answer = await running.raw('GET', '/api/v1/account', headers);
    expect([answer.status, codeOf(answer)]).toEqual([401, 'WEB_UNAUTHORIZED']);
    expect(await upgrade('/ws/app', headers as Record<string, string>)).toBe(401);
  });

  it('the window\'s cookie opens the files, REST and the calls', async () => {
    const cookie = await openWindow();
    expect((await running.raw('GET', '/', { cookie })).text).toContain('<title>window</title>');
    expect((await running.raw('GET', '/api/v1/account', { cookie })).status).toBe(200);
    expect(await upgrade('/ws/app', { cookie, origin: `http://${own}` })).toBe(101);
  });

  it('without the cookie the window is a page that asks for the key', async () => {
    const page = await running.raw('GET', '/');
    expect(page.status).toBe(401);
    expect(page.text).toContain('name="key"');
    expect(page.text).not.toContain('<script');
    const wrong = await running.raw('GET', '/?key=wrong');
    expect(wrong.status).toBe(401);
    expect(wrong.headers['set-cookie']).toBeUndefined();
    expect(wrong.text).toContain('not valid');
    expect((await running.raw('GET', '/assets/index-DHn3kq9_.js')).status).toBe(401);
  });
});

describe('the window\'s files', () => {
  it('come with a strict policy; hashed ones may be kept, the page may not', async () => {
    const cookie = await openWindow();
    const page = await running.raw('GET', '/', { cookie });
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'; script-src 'self';");
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    expect(policy).toContain(`ws://${own}`);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(page.headers).toMatchObject({
      'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'x-frame-options': 'DENY',
      'cross-origin-resource-policy': 'same-origin', 'cache-control': 'no-cache',
      'content-type': 'text/html; charset=utf-8',
    });
    const script = await running.raw('GET', '/assets/index-DHn3kq9_.js', { cookie });
    expect(script.headers).toMatchObject({
      'cache-control': 'private, max-age=31536000, immutable', 'content-type': 'text/javascript; charset=utf-8',
    });
    const again = await running.raw('GET', '/', { cookie, 'if-none-match': String(page.headers.etag) });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  it.each([
    '/../secret.txt', '/..%2fsecret.txt', '/%2e%2e/secret.txt', '/assets/../../secret.txt',
    '/assets/..%5c..%5csecret.txt', '/.git/config', '//secret.txt', '/secret%00.txt', '/link.txt', '/assets',
    '/assets/', '/nothing.js', '/etc/passwd',
  ])(
    'nothing outside the folder is read by %s', async (path) => {
      symlinkSync(join(running.staticDir, '..', 'secret.txt'), join(running.staticDir, 'link.txt'));
      mkdirSync(join(running.staticDir, '.git'));
      writeFileSync(join(running.staticDir, '.git', 'config'), 'outside');
      const answer = await running.raw('GET', path, { cookie: await openWindow() });
      expect([answer.status, codeOf(answer)]).toEqual([404, 'WEB_NOT_FOUND']);
    });

  it('take no other method', async () => {
    const answer = await running.raw('POST', '/', { cookie: await openWindow() }, 'x');
    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD']);
  });
});

describe('starting and stopping', () => {
  const parts = {
    workstation: new MemoryWorkstation(), staticDir: '/nowhere', secrets: { apiToken: 'a', windowKey: 'b' },
    mt5Upgrade: () => undefined, mt5Refused: () => undefined, setup: new MemorySetup(), log: () => undefined,
  };

  it('a port in use is a failure that names the port and the remedy', async () => {
    const blocker = createServer();
    const port = await new Promise<number>((done) => {
      blocker.listen(0, '127.0.0.1', () => { done((blocker.address() as { port: number }).port); });
    });
    const started = await startWebServer({ ...parts, host: '127.0.0.1', port });
    expect(started).toMatchObject({ ok: false, error: { code: 'HOST_PORT_IN_USE' } });
    expect(started.ok ? '' : started.error.text).toMatch(new RegExp(`Port ${port} .*--port`));
    await new Promise((done) => { blocker.close(done); });
  });

  it.each(['0.0.0.0', '::', '192.168.1.5', 'example.com'])('the address %s is refused', async (host) => {
    const started = await startWebServer({ ...parts, host, port: 0 });
    expect(started).toMatchObject({ ok: false, error: { code: 'HOST_USAGE' } });
  });

  it('says where everything is', () => {
    expect(running.server).toMatchObject({
      url: `http://${own}/?key=${WINDOW_KEY}`, api: `http://${own}/api/v1`, ws: `ws://${own}/ws/mt5`,
    });
  });

  it('a window that is not built says how to build it, and REST works', async () => {
    const started = await startWebServer({ ...parts, host: '127.0.0.1', port: 0 });
    if (!started.ok) throw new Error(started.error.text);
    const base = `http://127.0.0.1:${started.value.port}`;
    const opened = await fetch(`${base}/?key=b`, { redirect: 'manual' });
    const page = await fetch(
      base, { headers: { cookie: String(opened.headers.get('set-cookie')).split(';')[0] ?? '' } },
    );
    expect(page.status).toBe(503);
    expect(await page.text()).toContain('npm run build');
    expect((await fetch(`${base}/api/v1/health`)).status).toBe(200);
    await started.value.close();
  });

  it('stopping ends sockets that are open and frees the port', async () => {
    const socket = new WebSocket(`ws://${own}/ws/app`, { headers: bearer });
    await new Promise((done) => { socket.on('open', done); });
    const closed = new Promise<number>((done) => { socket.on('close', done); });
    await running.server.close();
    expect(await closed).toBe(1001);
    const again = await startWebServer({ ...parts, host: '127.0.0.1', port: running.server.port });
    expect(again.ok).toBe(true);
    if (again.ok) await again.value.close();
  });
});
