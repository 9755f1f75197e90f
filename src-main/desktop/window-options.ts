// How the window is made: what it may touch is decided here, once.

import type { BrowserWindowConstructorOptions, WebPreferences } from 'electron';
import type { WindowBounds } from './window-bounds.ts';

/** SPEC 1.1: the page is fenced from Electron and from Node, and has the operating system's sandbox around it. */
const SECURE_PREFERENCES = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  safeDialogs: true,
  spellcheck: false,
} as const satisfies WebPreferences;

export function makeWindowOptions(
  bounds: WindowBounds, preload: string, icon: string,
): BrowserWindowConstructorOptions {
  return {
    ...(bounds.x === null || bounds.y === null ? {} : { x: bounds.x, y: bounds.y }),
    width: bounds.width,
    height: bounds.height,
    minWidth: 1024,
    minHeight: 640,
    show: false,
    title: 'Sextant',
    icon,
    backgroundColor: '#0E1116',
    autoHideMenuBar: true,
    webPreferences: { ...SECURE_PREFERENCES, preload },
  };
}
