// What a test may ask of a running desktop application under the stand-in, and do to it.

import type * as StandIn from './electron-stand-in.ts';

export type Question =
  | { readonly ask: 'state' }
  | { readonly ask: 'evaluate'; readonly script: string }
  | { readonly ask: 'permission'; readonly name: string }
  | { readonly ask: 'screenshot'; readonly path: string }
  | {
      readonly ask: 'guard'; readonly event: 'will-navigate' | 'will-redirect' | 'will-attach-webview';
      readonly url: string;
    }
  | { readonly ask: 'move'; readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  | { readonly ask: 'close' }
  | { readonly ask: 'reload' }
  | { readonly ask: 'tray'; readonly label: string };

export interface DesktopState {
  readonly windows: readonly {
    readonly webPreferences: Readonly<Record<string, unknown>>;
    readonly life: readonly string[];
    readonly isVisible: boolean;
  }[];
  readonly isSandboxEnabled: boolean;
  readonly schemes: readonly unknown[];
  readonly openPorts: number;
  readonly counts: Readonly<Record<'toHost' | 'toPage' | 'deniedWindows' | 'deniedNavigations', number>>;
  readonly notifications: readonly { readonly title: string; readonly body: string }[];
  readonly trayLabels: readonly string[];
  readonly hasMenu: boolean;
}

function readState({ app, BrowserWindow, bridge, Menu, Notification, protocol, Tray }: typeof StandIn): DesktopState {
  return {
    windows: BrowserWindow.all.map((window) => ({
      webPreferences: { ...window.options.webPreferences }, life: [...window.life], isVisible: window.isVisible,
    })),
    isSandboxEnabled: app.isSandboxEnabled,
    schemes: protocol.schemes,
    openPorts: bridge.openPorts,
    counts: { ...bridge.counts },
    notifications: [...Notification.shown],
    trayLabels: (Tray.current?.menu?.items ?? []).flatMap((item) => (item.label === undefined ? [] : [item.label])),
    hasMenu: Menu.application !== null,
  };
}

async function askPermission(standIn: typeof StandIn, name: string): Promise<readonly boolean[]> {
  const { permissionHandler, checkHandler, deviceHandler } = standIn.session.defaultSession;
  const requested = await new Promise<boolean>((resolve) => {
    if (permissionHandler === null) resolve(true);
    else permissionHandler(null, name, resolve);
  });
  return [requested, checkHandler?.(null, name) ?? true, deviceHandler?.({ deviceType: name }) ?? true];
}

function fireGuard(standIn: typeof StandIn, name: string, url: string): boolean {
  let isPrevented = false;
  const event = { url, isMainFrame: true, preventDefault: () => { isPrevented = true; } };
  standIn.BrowserWindow.all[0]?.webContents.emit(name, event);
  return isPrevented;
}

/** Answers with JSON. */
export async function answerQuestion(standIn: typeof StandIn, question: Question): Promise<unknown> {
  const [window] = standIn.BrowserWindow.all;
  switch (question.ask) {
    case 'state': return readState(standIn);
    case 'evaluate': return standIn.bridge.page.evaluate(question.script);
    case 'permission': return askPermission(standIn, question.name);
    case 'guard': return fireGuard(standIn, question.event, question.url);
    case 'screenshot':
      await standIn.bridge.page.screenshot({ path: question.path });
      return null;
    case 'move':
      window?.setBounds({ x: question.x, y: question.y, width: question.width, height: question.height });
      return null;
    case 'close':
      window?.close();
      return null;
    case 'reload':
      await standIn.bridge.page.reload();
      return null;
    case 'tray': {
      const item = standIn.Tray.current?.menu?.items.find(({ label }) => label === question.label);
      item?.click?.();
      return item !== undefined;
    }
  }
}
