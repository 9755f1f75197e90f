// A stand-in for the module `electron`, so that the built main bundle runs in plain Node with a Chromium page as its
// window. It keeps what it was told (for the tests to look at) and behaves like Electron where the program depends on
// it: readiness, the single-instance lock, closing and quitting, navigation, message ports.
//
// Not shown by it: context isolation, the sandbox, structured clone, the operating system's tray and notifications.

import { EventEmitter } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PageBridge } from './page-bridge.ts';
import { MessageChannelMain, type StandInPort } from './stand-in-port.ts';

export { MessageChannelMain };

class PreventableEvent {
  isPrevented = false;

  preventDefault(): void {
    this.isPrevented = true;
  }
}

class StandInApp extends EventEmitter {
  readonly isPackaged = false;
  readonly paths = new Map<string, string>();
  isSandboxEnabled = false;
  isReady = false;
  #becomeReady: () => void = () => undefined;
  readonly #ready = new Promise<void>((resolve) => { this.#becomeReady = resolve; });

  getAppPath(): string {
    return process.argv[1] ?? '';
  }

  getLocale(): string {
    return process.env['STAND_IN_LOCALE'] ?? 'en-US';
  }

  setPath(name: string, path: string): void {
    if (this.isReady) throw new Error('setPath after ready');
    this.paths.set(name, path);
  }

  enableSandbox(): void {
    if (this.isReady) throw new Error('enableSandbox after ready');
    this.isSandboxEnabled = true;
  }

  whenReady(): Promise<void> {
    return this.#ready;
  }

  /** Electron is ready only once its entry was evaluated. */
  becomeReady(): void {
    this.isReady = true;
    this.#becomeReady();
  }

  /** One process for each userData folder; a second one wakes the first. */
  requestSingleInstanceLock(): boolean {
    const file = join(this.paths.get('userData') ?? '', 'stand-in.lock');
    if (existsSync(file)) {
      const holder = Number(readFileSync(file, 'utf8'));
      try {
        process.kill(holder, 'SIGUSR2');
        return false;
      } catch {
        // Its holder was killed.
        rmSync(file);
      }
    }
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, String(process.pid));
    process.on('SIGUSR2', () => { this.emit('second-instance', {}, process.argv, process.cwd()); });
    process.on('exit', () => { rmSync(file, { force: true }); });
    return true;
  }

  quit(): void {
    const event = new PreventableEvent();
    this.emit('before-quit', event);
    if (!event.isPrevented) this.exit(0);
  }

  exit(code = 0): void {
    void bridge.close().finally(() => { process.exit(code); });
  }
}

export const app = new StandInApp();

type PageHandler = (request: Request) => Promise<Response>;

class StandInProtocol {
  readonly schemes: unknown[] = [];
  readonly handlers = new Map<string, PageHandler>();

  registerSchemesAsPrivileged(schemes: readonly unknown[]): void {
    if (app.isReady) throw new Error('registerSchemesAsPrivileged after ready');
    this.schemes.push(...schemes);
  }

  handle(scheme: string, handler: PageHandler): void {
    if (!app.isReady) throw new Error('protocol.handle before ready');
    this.handlers.set(scheme, handler);
  }
}

export const protocol = new StandInProtocol();

type PermissionHandler = (contents: unknown, permission: string, answer: (isGranted: boolean) => void) => void;
type RequestHandler = (details: { url: string }, answer: (response: { cancel?: boolean }) => void) => void;

class StandInSession extends EventEmitter {
  permissionHandler: PermissionHandler | null = null;
  checkHandler: ((contents: unknown, permission: string) => boolean) | null = null;
  deviceHandler: ((details: unknown) => boolean) | null = null;
  requestHandler: RequestHandler | null = null;
  readonly webRequest = { onBeforeRequest: (handler: RequestHandler): void => { this.requestHandler = handler; } };

  setPermissionRequestHandler(handler: PermissionHandler): void {
    this.permissionHandler = handler;
  }

  setPermissionCheckHandler(handler: (contents: unknown, permission: string) => boolean): void {
    this.checkHandler = handler;
  }

  setDevicePermissionHandler(handler: (details: unknown) => boolean): void {
    this.deviceHandler = handler;
  }
}

export const session = { defaultSession: new StandInSession() };

export const ipcMain = new EventEmitter();

type OpenHandler = (details: { url: string }) => { action: 'allow' | 'deny' };

class StandInContents extends EventEmitter {
  readonly mainFrame = {};
  openHandler: OpenHandler = () => ({ action: 'allow' });

  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler;
  }

  postMessage(channel: string, message: unknown, ports: readonly StandInPort[]): void {
    bridge.handOver(channel, message, ports);
  }
}

interface Rectangle { x: number; y: number; width: number; height: number }
interface WindowOptions extends Partial<Rectangle> { webPreferences?: { preload?: string } }

export class BrowserWindow extends EventEmitter {
  static readonly all: BrowserWindow[] = [];
  readonly webContents = new StandInContents();
  readonly options: WindowOptions;
  /** What happened to it, in order: show, hide, focus, maximize … */
  readonly life: string[] = [];
  isVisible = false;
  #bounds: Rectangle;
  #isMaximized = false;

  constructor(options: WindowOptions) {
    super();
    this.options = options;
    const { x = 100, y = 60, width = 800, height = 600 } = options;
    this.#bounds = { x, y, width, height };
    BrowserWindow.all.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }

  static getAllWindows(): BrowserWindow[] {
    return BrowserWindow.all;
  }

  async loadURL(address: string): Promise<void> {
    await bridge.open(this, address);
    this.emit('ready-to-show');
    this.webContents.emit('did-finish-load');
  }

  show(): void { this.#live('show', true); }
  hide(): void { this.#live('hide', false); }
  focus(): void { this.#live('focus', true); }
  restore(): void { this.#live('restore', true); }
  maximize(): void { this.#isMaximized = true; this.#live('maximize', this.isVisible); }
  isMaximized(): boolean { return this.#isMaximized; }
  isMinimized(): boolean { return false; }
  isFocused(): boolean { return false; }
  getNormalBounds(): Rectangle { return { ...this.#bounds }; }
  setBounds(bounds: Rectangle): void { this.#bounds = { ...bounds }; }

  close(): void {
    const event = new PreventableEvent();
    this.emit('close', event);
    if (event.isPrevented) return;
    BrowserWindow.all.splice(BrowserWindow.all.indexOf(this), 1);
    this.emit('closed');
    if (BrowserWindow.all.length === 0) app.emit('window-all-closed');
  }

  #live(what: string, isVisible: boolean): void {
    this.life.push(what);
    this.isVisible = isVisible;
  }
}

export const screen = {
  getAllDisplays: (): { workArea: Rectangle }[] => [{ workArea: { x: 0, y: 0, width: 1920, height: 1040 } }],
};

export class Notification extends EventEmitter {
  static readonly shown: { title: string; body: string }[] = [];
  readonly #words: { title: string; body: string };

  constructor({ title, body }: { title: string; body: string }) {
    super();
    this.#words = { title, body };
  }

  static isSupported(): boolean {
    return true;
  }

  show(): void {
    Notification.shown.push(this.#words);
  }
}

export const dialog = {
  boxes: [] as { title: string; text: string }[],
  showErrorBox(title: string, text: string): void {
    dialog.boxes.push({ title, text });
    process.stderr.write(`${title}: ${text}\n`);
  },
};

export interface MenuItem { label?: string; role?: string; click?: () => void; submenu?: MenuItem[] }

export class Menu {
  static application: Menu | null = null;
  readonly items: readonly MenuItem[];

  constructor(items: readonly MenuItem[]) {
    this.items = items;
  }

  static buildFromTemplate(items: readonly MenuItem[]): Menu {
    return new Menu(items);
  }

  static setApplicationMenu(menu: Menu): void {
    Menu.application = menu;
  }
}

export class Tray extends EventEmitter {
  static current: Tray | null = null;
  menu: Menu | null = null;

  constructor(icon: string) {
    super();
    if (!existsSync(icon)) throw new Error(`Failed to load image from path ${icon}`);
    Tray.current = this;
  }

  setToolTip(text: string): void {
    this.emit('stand-in-tip', text);
  }

  setContextMenu(menu: Menu): void {
    this.menu = menu;
  }

  destroy(): void {
    Tray.current = null;
  }
}

/** Something that is not the plain text, as a keychain's sealing would be. */
export const safeStorage = {
  getSelectedStorageBackend: (): string => 'gnome_libsecret',
  isAsyncEncryptionAvailable: async (): Promise<boolean> => app.isReady,
  encryptStringAsync: async (text: string): Promise<Buffer> => (
    Buffer.from(`sealed:${Buffer.from(text, 'utf8').toString('hex')}`)
  ),
  decryptStringAsync: async (sealed: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }> => {
    const text = sealed.toString('utf8');
    if (!text.startsWith('sealed:')) throw new Error('Error while decrypting the ciphertext');
    return { result: Buffer.from(text.slice(7), 'hex').toString('utf8'), shouldReEncrypt: false };
  },
};

export const bridge = new PageBridge({
  answer: async (request) => {
    const handler = protocol.handlers.get(new URL(request.url).protocol.replace(':', ''));
    return handler === undefined ? new Response(null, { status: 404 }) : handler(request);
  },
  isCancelled: (url) => new Promise((resolve) => {
    const { requestHandler } = session.defaultSession;
    if (requestHandler === null) resolve(false);
    else requestHandler({ url }, ({ cancel }) => { resolve(cancel === true); });
  }),
  mayNavigate: (window, url) => {
    const event = Object.assign(new PreventableEvent(), { url, isMainFrame: true });
    window.webContents.emit('will-navigate', event);
    return !event.isPrevented;
  },
  mayOpen: (window, url) => window.webContents.openHandler({ url }).action === 'allow',
  onNavigated: (window) => { window.webContents.emit('did-navigate'); },
  onMessage: (window, channel) => {
    ipcMain.emit(channel, { sender: window.webContents, senderFrame: window.webContents.mainFrame });
  },
});
