// Runs beside the page, sandboxed: tells it that it is in the desktop application, and hands it the message port that
// carries the contract. Nothing of Electron or Node reaches the page. It is bundled by itself, so it imports nothing
// but Electron; the names of its messages are tested against the page's and the host's.

import { contextBridge, ipcRenderer } from 'electron';

contextBridge.exposeInMainWorld('sextant', Object.freeze({ host: 'desktop' }));

function typeOf({ source, data }: MessageEvent<unknown>): unknown {
  const isOurs = source === window && typeof data === 'object' && data !== null && 'type' in data;
  return isOurs ? data.type : null;
}

// The page repeats its wish until it has a port; the host is asked once for all of them. Wishes that were on their way
// when the port arrived are read before the mark that follows it, and count as the same one.
let isAsked = false;

window.addEventListener('message', (event) => {
  switch (typeOf(event)) {
    case 'sextant-port-wanted':
      if (!isAsked) ipcRenderer.send('sextant-port-wanted');
      isAsked = true;
      return;
    case 'sextant-port':
      window.postMessage({ type: 'sextant-port-handed' }, window.location.origin);
      return;
    case 'sextant-port-handed':
      isAsked = false;
  }
});

ipcRenderer.on('sextant-port', (event) => {
  window.postMessage({ type: 'sextant-port' }, window.location.origin, [...event.ports]);
});
