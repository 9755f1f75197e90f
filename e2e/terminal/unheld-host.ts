// `node unheld-host.ts DATA_DIR`: the served host with the hold on real accounts lifted, which no option of the program
// does: so that confirm, unlock and lock can be gone through to their end. Says its ready line; ends on SIGTERM.

import { fileURLToPath } from 'node:url';
import { startServedHost } from '#main/host';

const dataDir = process.argv[2];
if (dataDir === undefined) throw new Error('unheld-host.ts wants the data folder');
const started = await startServedHost({
  dataDir, port: 0, host: '127.0.0.1', mode: 'minimal', version: '0.0.1', realTrading: 'allowed',
  staticDir: fileURLToPath(new URL('../../out/renderer', import.meta.url)),
  eaDir: fileURLToPath(new URL('../../resources/mql5', import.meta.url)),
});
if (!started.ok) throw new Error(`${started.error.code}: ${started.error.text}`);
const { url, api, ws, pairingToken, apiToken, stop } = started.value;
process.on('SIGTERM', () => { void stop().then(() => { process.exit(0); }); });
process.stdout.write(`${JSON.stringify({ url, api, ws, pairingToken, apiToken })}\n`);
