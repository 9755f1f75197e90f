// What the page may not do, however it is asked: go elsewhere, open windows, embed pages, use a device.

import type { Session, WebContents } from 'electron';
import { PAGE_HOST, PAGE_SCHEME } from './page.ts';

function isOwnPage(address: string): boolean {
  return URL.canParse(address) && address.startsWith(`${PAGE_SCHEME}://${PAGE_HOST}/`);
}

/** Keeps a page where it is: no navigation away, no new window, no embedded page. */
export function guardContents(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (event) => {
    // Loading itself again is the one way to go.
    if (!isOwnPage(event.url)) event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isOwnPage(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => { event.preventDefault(); });
  contents.on('will-attach-webview', (event) => { event.preventDefault(); });
}

/** Denies every permission and device, and every request that is not for the window's own files. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => { answer(false); });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => { event.preventDefault(); });
  session.webRequest.onBeforeRequest((details, answer) => {
    const isAllowed = isOwnPage(details.url) || details.url.startsWith('data:') || details.url.startsWith('devtools:');
    answer({ cancel: !isAllowed });
  });
}
