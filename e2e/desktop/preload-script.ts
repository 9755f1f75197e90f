// What runs in the page before its own scripts: Electron's half of a preload (contextBridge, ipcRenderer) over the
// stand-in's bridge, and then the built preload bundle, unchanged.

/** The script for the page around the preload bundle's text. */
export function makePreloadScript(bundle: string): string {
  return `(() => {
    if (window !== window.top) return;
    const call = window.standInCall;
    delete window.standInCall;
    const listeners = new Map();
    const ports = new Map();
    function openPort(id) {
      const channel = new MessageChannel();
      ports.set(id, channel.port1);
      channel.port1.onmessage = (event) => { void call('port', String(id), event.data); };
      channel.port1.addEventListener('close', () => {
        if (ports.delete(id)) void call('port-close', String(id), '');
      });
      return channel.port2;
    }
    Object.defineProperty(window, Symbol.for('stand-in'), { enumerable: false, value: (text) => {
      const message = JSON.parse(text);
      if (message.kind === 'port') ports.get(message.id)?.postMessage(message.data);
      if (message.kind === 'port-close') {
        ports.get(message.id)?.close();
        ports.delete(message.id);
      }
      if (message.kind === 'message') {
        const event = { ports: message.ports.map(openPort) };
        for (const listener of listeners.get(message.channel) ?? []) listener(event, message.message);
      }
    } });
    const electron = {
      contextBridge: {
        exposeInMainWorld(name, value) { Object.defineProperty(window, name, { value, enumerable: true }); },
      },
      ipcRenderer: {
        send(channel) { void call('send', channel, ''); },
        on(channel, listener) { listeners.set(channel, [...(listeners.get(channel) ?? []), listener]); },
      },
    };
    const load = (name) => {
      if (name === 'electron') return electron;
      throw new Error('module not found in a sandboxed preload: ' + name);
    };
    const module = { exports: {} };
    (function (require, module, exports) {\n${bundle}\n})(load, module, module.exports);
  })();`;
}
