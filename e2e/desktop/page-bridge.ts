// The stand-in's window: a Chromium page that runs the built preload bundle before its own scripts. Electron's scheme
// is unknown to Chromium, so `sextant://app/…` is shown as http://app.sextant.localhost/… and answered by the
// program's own protocol handler. What crosses the bridge is text.

import { readFileSync } from 'node:fs';
import { chromium, type Browser, type Page, type Route } from '@playwright/test';
import { findBrowser } from '../../scripts/find-browser.mjs';
import type { BrowserWindow } from './electron-stand-in.ts';
import { makePreloadScript } from './preload-script.ts';
import type { StandInPort } from './stand-in-port.ts';

const SHOWN_ORIGIN = 'http://app.sextant.localhost';
const OWN_ORIGIN = 'sextant://app';

export interface BridgeParts {
  answer(request: Request): Promise<Response>;
  isCancelled(url: string): Promise<boolean>;
  mayNavigate(window: BrowserWindow, url: string): boolean;
  mayOpen(window: BrowserWindow, url: string): boolean;
  onNavigated(window: BrowserWindow): void;
  onMessage(window: BrowserWindow, channel: string): void;
}

function toOwn(url: string): string {
  return url.startsWith(`${SHOWN_ORIGIN}/`) ? OWN_ORIGIN + url.slice(SHOWN_ORIGIN.length) : url;
}

export class PageBridge {
  readonly #parts: BridgeParts;
  readonly #ports = new Map<number, StandInPort>();
  #nextPort = 1;
  #browser: Browser | null = null;
  #page: Page | null = null;
  #outgoing: string[] = [];
  #isFlushing = false;
  /** Messages of the page to the host and back, over all ports. */
  readonly counts = { toHost: 0, toPage: 0, deniedWindows: 0, deniedNavigations: 0 };

  constructor(parts: BridgeParts) {
    this.#parts = parts;
  }

  get page(): Page {
    if (this.#page === null) throw new Error('no page is open');
    return this.#page;
  }

  /** Ports that are open between page and host. */
  get openPorts(): number {
    return this.#ports.size;
  }

  async open(window: BrowserWindow, address: string): Promise<void> {
    const executablePath = findBrowser();
    if (executablePath === null) throw new Error('the stand-in needs a Chromium');
    this.#browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
    const context = await this.#browser.newContext({ viewport: { width: 1440, height: 900 } });
    await context.exposeBinding('standInCall', (_source, kind: string, name: string, data: string) => {
      this.#take(window, kind, name, data);
    });
    const preload = window.options.webPreferences?.preload;
    if (preload !== undefined) await context.addInitScript(makePreloadScript(readFileSync(preload, 'utf8')));
    const page = await context.newPage();
    this.#page = page;
    await page.route('**/*', (route) => this.#answer(window, route));
    // What is not asked by the page is asked by a popup: it gets no answer, and what is left of it is an empty tab.
    await context.route('**/*', async (route) => {
      if (!this.#parts.mayOpen(window, toOwn(route.request().url()))) this.counts.deniedWindows += 1;
      await route.abort('blockedbyclient');
    });
    context.on('page', (popup) => { void popup.close(); });
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame()) this.#parts.onNavigated(window);
    });
    page.on('console', (message) => {
      if (message.type() === 'error') process.stderr.write(`page: ${message.text()}\n`);
    });
    await page.goto(address.replace(OWN_ORIGIN, SHOWN_ORIGIN));
  }

  async close(): Promise<void> {
    await this.#browser?.close();
  }

  /** Hands a port to the preload, as webContents.postMessage does. */
  handOver(channel: string, message: unknown, ports: readonly StandInPort[]): void {
    const ids = ports.map((port) => {
      const id = this.#nextPort;
      this.#nextPort += 1;
      this.#ports.set(id, port);
      port.on('message', ({ data }: { data: unknown }) => {
        this.counts.toPage += 1;
        this.#push({ kind: 'port', id, data });
      });
      port.on('close', () => {
        if (this.#ports.delete(id)) this.#push({ kind: 'port-close', id });
      });
      port.start();
      return id;
    });
    this.#push({ kind: 'message', channel, message, ports: ids });
  }

  #push(message: unknown): void {
    this.#outgoing.push(JSON.stringify(message));
    if (!this.#isFlushing) void this.#flush();
  }

  async #flush(): Promise<void> {
    this.#isFlushing = true;
    while (this.#outgoing.length > 0 && this.#page !== null && !this.#page.isClosed()) {
      const batch = this.#outgoing;
      this.#outgoing = [];
      try {
        await this.#page.evaluate((texts) => {
          const take = Reflect.get(window, Symbol.for('stand-in')) as ((text: string) => void) | undefined;
          for (const text of texts) take?.(text);
        }, batch);
      } catch {
        // The page went elsewhere or away in the middle: what was meant for the old one is gone with it.
        this.#outgoing = [];
      }
    }
    this.#isFlushing = false;
  }

  #take(window: BrowserWindow, kind: string, name: string, data: string): void {
    if (kind === 'send') {
      this.#parts.onMessage(window, name);
      return;
    }
    const id = Number(name);
    const port = this.#ports.get(id);
    if (kind === 'port') {
      this.counts.toHost += 1;
      port?.postMessage(data);
    } else {
      this.#ports.delete(id);
      port?.close();
    }
  }

  async #answer(window: BrowserWindow, route: Route): Promise<void> {
    const request = route.request();
    const url = toOwn(request.url());
    const isFirst = this.#page?.url() === 'about:blank';
    if (request.isNavigationRequest() && !isFirst && !this.#parts.mayNavigate(window, url)) {
      this.counts.deniedNavigations += 1;
      await route.abort('aborted');
      return;
    }
    if (await this.#parts.isCancelled(url)) {
      await route.abort('blockedbyclient');
      return;
    }
    const answer = await this.#parts.answer(new Request(url));
    await route.fulfill({
      status: answer.status, headers: Object.fromEntries(answer.headers), body: Buffer.from(await answer.arrayBuffer()),
    });
  }
}
