// The one wire between page and host: a message port that carries the contract. The page asks for it whenever it
// wants one; a port lives as long as the page that asked.

import { ipcMain, MessageChannelMain, type BrowserWindow, type IpcMainEvent, type MessagePortMain } from 'electron';

/** On this channel the preload is handed the port. */
const PORT_CHANNEL = 'sextant-port';
/** On this channel the preload asks for one. */
const PORT_WANTED_CHANNEL = 'sextant-port-wanted';

/** Hands the window's own page a fresh port whenever it asks, and `attach` the other end. */
export function handPorts(window: BrowserWindow, attach: (port: MessagePortMain) => void): void {
  const held = new Set<MessagePortMain>();
  const dropAll = (): void => {
    for (const port of held) port.close();
    held.clear();
  };
  const onWanted = (event: IpcMainEvent): void => {
    // A frame inside the page, were there ever one, gets nothing.
    if (event.sender !== window.webContents || event.senderFrame !== window.webContents.mainFrame) return;
    const { port1, port2 } = new MessageChannelMain();
    held.add(port1);
    port1.once('close', () => { held.delete(port1); });
    attach(port1);
    port1.start();
    window.webContents.postMessage(PORT_CHANNEL, null, [port2]);
  };
  ipcMain.on(PORT_WANTED_CHANNEL, onWanted);
  window.webContents.on('did-navigate', dropAll);
  window.webContents.on('render-process-gone', dropAll);
  window.on('closed', () => {
    ipcMain.off(PORT_WANTED_CHANNEL, onWanted);
    dropAll();
  });
}
