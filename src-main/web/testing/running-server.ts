// A listening server over a workstation in memory, and the few ways a test talks to it.

import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startWebServer, type WebServer } from '../web-server.ts';
import { MemorySetup } from './memory-setup.ts';
import { MemoryWorkstation } from './memory-workstation.ts';

export const API_TOKEN = 'api-token-of-this-test';
export const WINDOW_KEY = 'window-key-of-this-test';

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly json: unknown;
}

export interface RunningServer {
  readonly server: WebServer;
  readonly workstation: MemoryWorkstation;
  readonly setup: MemorySetup;
  readonly staticDir: string;
  /** Upgrades that reached the MT5 room. */
  readonly mt5: string[];
  readonly logged: unknown[];
  /** A request with exactly these headers (plus Host unless given). */
  raw(method: string, path: string, headers?: Record<string, string>, body?: string): Promise<Answered>;
  /** With the API token; a body goes as JSON. */
  api(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answered>;
  /** Bytes as they are, until the server closes. */
  bytes(text: string): Promise<string>;
  stop(): Promise<void>;
}

export async function runServer(): Promise<RunningServer> {
  const workstation = new MemoryWorkstation();
  const parent = mkdtempSync(join(tmpdir(), 'sextant-web-'));
  const staticDir = join(parent, 'renderer');
  mkdirSync(join(staticDir, 'assets'), { recursive: true });
  writeFileSync(join(parent, 'secret.txt'), 'outside');
  writeFileSync(join(staticDir, 'index.html'), '<!doctype html><title>window</title>');
  writeFileSync(join(staticDir, 'assets', 'index-DHn3kq9_.js'), 'export {};');
  const mt5: string[] = [];
  const setup = new MemorySetup();
  const logged: unknown[] = [];
  const started = await startWebServer({
    workstation, host: '127.0.0.1', port: 0, staticDir, secrets: { apiToken: API_TOKEN, windowKey: WINDOW_KEY },
    mt5Upgrade: (request, socket) => {
      mt5.push(request.url ?? '');
      socket.end('HTTP/1.1 426 Upgrade Required\r\nconnection: close\r\n\r\n');
    },
    mt5Refused: (why) => { mt5.push(`refused: ${why}`); },
    setup, log: (error) => { logged.push(error); },
  });
  if (!started.ok) throw new Error(started.error.text);
  const server = started.value;
  const { port } = server;
  const raw: RunningServer['raw'] = (method, path, headers = {}, body) => send(port, method, path, headers, body);
  return {
    server, workstation, setup, staticDir, mt5, logged, raw,
    api: (method, path, body, headers = {}) => raw(method, `/api/v1${path}`, {
      authorization: `Bearer ${API_TOKEN}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    }, body === undefined ? undefined : JSON.stringify(body)),
    bytes: (text) => sendBytes(port, text),
    stop: async () => {
      await server.close();
      rmSync(parent, { recursive: true, force: true });
    },
  };
}

async function send(
  port: number, method: string, path: string, headers: Record<string, string>, body: string | undefined,
): Promise<Answered> {
  return new Promise((done, failed) => {
    const request = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => { chunks.push(chunk); });
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        const isJson = (response.headers['content-type'] ?? '').includes('json') && text !== '';
        done({
          status: response.statusCode ?? 0, headers: response.headers, text, json: isJson ? JSON.parse(text) : null,
        });
      });
    });
    request.on('error', failed);
    request.end(body);
  });
}

async function sendBytes(port: number, text: string): Promise<string> {
  return new Promise((done, failed) => {
    const socket = connect(port, '127.0.0.1', () => { socket.write(text); });
    let answer = '';
    socket.on('data', (chunk: Buffer) => { answer += chunk.toString('utf8'); });
    socket.on('close', () => { done(answer); });
    socket.on('error', failed);
  });
}
