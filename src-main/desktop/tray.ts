// Tray and menu: the way back to a closed window, and the way out.

import { Menu, Tray, type MenuItemConstructorOptions } from 'electron';
import type { DesktopWords } from './words.ts';

/** Puts the icon into the tray. The caller holds what comes back: a collected tray vanishes. */
export function openTray(icon: string, words: DesktopWords, show: () => void, quit: () => void): Tray {
  const tray = new Tray(icon);
  tray.setToolTip('Sextant');
  tray.setContextMenu(Menu.buildFromTemplate([
    { label: words.show, click: show },
    { type: 'separator' },
    { label: words.quit, click: quit },
  ]));
  tray.on('click', show);
  return tray;
}

/** The least a window needs: copy and paste, zoom, full screen; quit where the system puts it into a menu. */
export function setMenu(words: DesktopWords, isMac: boolean, quit: () => void): void {
  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: words.edit,
      submenu: [{ role: 'undo' }, { role: 'redo' }, { type: 'separator' }, { role: 'cut' }, { role: 'copy' },
        { role: 'paste' }, { role: 'selectAll' }],
    },
    {
      label: words.view,
      submenu: [
        { role: 'reload' }, { type: 'separator' }, { role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' },
        { type: 'separator' }, { role: 'togglefullscreen' }, { type: 'separator' },
        { label: words.quit, accelerator: 'CommandOrControl+Q', click: quit },
      ],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
