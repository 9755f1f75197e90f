// Runs beside the page, sandboxed: tells it that it is in the desktop application, and hands it the message port that
// carries the contract. Nothing of Electron or Node reaches the page. It is bundled by itself, so it imports nothing
// but Electron; the names of its messages are tested against the page's and the host's.

import { contextBridge, ipcRenderer } from 'electron';

contextBridge.exposeInMainWorld('sextant', Object.freeze({ host: 'desktop' }));

function isWanted(event: MessageEvent<unknown>): boolean {
  const { data } = event;
  return event.source === window && typeof data === 'object' && data !== null
    && 'type' in data && data.type === 'sextant-port-wanted';
}

// The page repeats its wish until it has a port; the host is asked once for all of them.
let isAsked = false;

window.addEventListener('message', (event) => {
  if (!isWanted(event) || isAsked) return;
  isAsked = true;
  ipcRenderer.send('sextant-port-wanted');
});

ipcRenderer.on('sextant-port', (event) => {
  isAsked = false;
  window.postMessage({ type: 'sextant-port' }, window.location.origin, [...event.ports]);
});
