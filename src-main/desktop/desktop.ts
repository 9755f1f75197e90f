// The desktop application: the same host as `sextant serve`, with a window of its own on a message port.
//
// Start order: single-instance lock, host, window. Stop order: window, demo market, host; the process ends last, so
// that nothing acknowledged is lost.

import { join } from 'node:path';
import { app, dialog, Notification, protocol, session } from 'electron';
import { defaultDataDir, startDemoChild, startServing, type Serving } from '#main/cli';
import { readDesktopOptions, type DesktopOptions } from './desktop-options.ts';
import { guardContents, guardSession } from './guards.ts';
import { openKeychain } from './keychain.ts';
import { MainWindow } from './main-window.ts';
import { answerPage, PAGE_SCHEME } from './page.ts';
import { handPorts } from './port.ts';
import { findNewSignals, makeNotice } from './signal-notice.ts';
import { openTray, setMenu } from './tray.ts';
import { wordsFor, type DesktopWords } from './words.ts';

interface Running {
  readonly main: MainWindow;
  stop(): Promise<void>;
}

/** Runs until the trader quits. Whatever fails is told in a box, for there may be no terminal to read. */
export async function runDesktop(): Promise<void> {
  const args = process.argv.slice(app.isPackaged ? 1 : 2);
  const options = readDesktopOptions(args, process.env, defaultDataDir());
  if (!options.ok) {
    process.stderr.write(`${options.error.text}\n`);
    app.exit(2);
    return;
  }
  // One window for each data folder: a second account is a second folder.
  app.setPath('userData', join(options.value.dataDir, 'window'));
  if (!app.requestSingleInstanceLock()) {
    process.stderr.write('Sextant is already open on this data folder; its window is shown.\n');
    app.exit(0);
    return;
  }
  prepare();
  await app.whenReady();
  const words = wordsFor(app.getLocale());
  try {
    const running = await start(options.value, words);
    if (running !== null) watch(running);
  } catch (error) {
    dialog.showErrorBox(words.cannotStart, error instanceof Error ? error.stack ?? error.message : String(error));
    app.exit(1);
  }
}

/** What must be said before Electron is ready. */
function prepare(): void {
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([
    { scheme: PAGE_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
  app.on('web-contents-created', (_event, contents) => { guardContents(contents); });
}

async function start(options: DesktopOptions, words: DesktopWords): Promise<Running | null> {
  const root = app.getAppPath();
  const pages = join(root, 'out', 'renderer');
  protocol.handle(PAGE_SCHEME, (request) => answerPage(pages, request.url));
  guardSession(session.defaultSession);

  // Packaged, they lie beside the archive of the application, where another program can read them too.
  const eaDir = join(app.isPackaged ? process.resourcesPath : join(root, 'resources'), 'mql5', 'Experts', 'Sextant');
  const started = await startServing({ ...options, host: '127.0.0.1', vault: await openKeychain(), eaDir });
  if (!started.ok) {
    dialog.showErrorBox(words.cannotStart, started.error.text);
    app.exit(1);
    return null;
  }
  const serving = started.value;
  const { served } = serving;
  const demo = options.isDemo ? startDemoChild(served.ws, served.pairingToken, options.dataDir) : null;

  const main = new MainWindow({
    preload: join(root, 'out', 'preload', 'preload.cjs'),
    icon: join(root, 'resources', 'icons', 'sextant.png'),
    boundsFile: join(options.dataDir, 'window', 'bounds.json'),
    onHidden: makeHiddenNotice(words),
  });
  handPorts(main.window, (port) => { served.attachPort(port); });
  setMenu(words, process.platform === 'darwin', () => { app.quit(); });
  const icon = join(root, 'resources', 'icons', 'tray.png');
  const tray = openTray(icon, words, () => { main.show(); }, () => { app.quit(); });
  const stopNotices = tellSignals(serving, main, words);
  await main.load();
  void serving.asked.then(() => { app.quit(); });
  return {
    main,
    stop: async () => {
      stopNotices();
      main.end();
      tray.destroy();
      await demo?.stop();
      await serving.stop();
    },
  };
}

/** Says once that closing the window did not end the program. */
function makeHiddenNotice(words: DesktopWords): () => void {
  let isTold = false;
  return () => {
    if (isTold || !Notification.isSupported()) return;
    isTold = true;
    new Notification({ title: 'Sextant', body: words.stillRunning }).show();
  };
}

/** Native notifications for signals that open while the trader looks elsewhere. */
function tellSignals({ served }: Serving, main: MainWindow, words: DesktopWords): () => void {
  const { workstation } = served;
  return workstation.onEvents((events) => {
    if (main.window.isFocused() || !Notification.isSupported()) return;
    for (const signal of findNewSignals(events)) {
      const digits = workstation.view.instruments.get(signal.symbol)?.digits ?? 5;
      const currency = workstation.view.account?.identity.currency ?? '';
      const notification = new Notification({ ...makeNotice(signal, digits, currency, words), urgency: 'critical' });
      notification.on('click', () => { main.show(); });
      notification.show();
    }
  });
}

/** The program's life after its start: shown again on a second start, and ended in order. */
function watch(running: Running): void {
  let isStopping = false;
  app.on('second-instance', () => { running.main.show(); });
  app.on('activate', () => { running.main.show(); });
  // Hidden windows count as open, so this comes only when the window was destroyed from outside.
  app.on('window-all-closed', () => { app.quit(); });
  app.on('before-quit', (event) => {
    if (isStopping) return;
    isStopping = true;
    event.preventDefault();
    void running.stop().finally(() => { app.exit(0); });
  });
}
