// The served host as `serve` and `start` run it: started, findable by `sextant stop`, and ended cleanly.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '#core/base';
import { startServedHost, type ServedHost } from '#main/host';
import type { SecretVault } from '#main/secrets';
import { openControl, type Control } from './control.ts';
import type { Mode } from './options.ts';
import { describeFailure, note } from './output.ts';
import { watchStopSignals, type StopReason } from './stop-signals.ts';
import { packageDir, readVersion } from './version.ts';

// Where the built window stands: beside the sources.
const windowDir = join(packageDir, 'out', 'renderer');
// The Expert Advisor's files in the repository.
const eaDirOfSources = join(packageDir, 'resources', 'mql5', 'Experts', 'Sextant');

export interface ServeOptions {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly mode: Mode;
  /** Seals the tokens: the desktop's keychain. */
  readonly vault?: SecretVault | null;
  /** Folder of the Expert Advisor's files; without: that of the repository. */
  readonly eaDir?: string;
}

export interface Serving {
  readonly served: ServedHost;
  /** Settles when the process was asked to end. */
  readonly asked: Promise<StopReason>;
  /** Ends everything; the data folder is free afterwards. */
  readonly stop: () => Promise<void>;
}

/** The one line that tells other programs where a ready host is. */
export function readyDocument(served: ServedHost): object {
  return {
    url: served.url, api: served.api, ws: served.ws, pairingToken: served.pairingToken, apiToken: served.apiToken,
    pid: served.pid, version: served.version, mode: served.mode,
  };
}

/** Starts the served host on a data folder and listens for every way of being asked to stop. */
export async function startServing(options: ServeOptions): Promise<Result<Serving>> {
  let ask: (reason: StopReason) => void = () => undefined;
  const asked = new Promise<StopReason>((done) => { ask = done; });
  // Signals count from the first moment: one that comes while starting stops the host as soon as it stands.
  watchStopSignals((reason) => { ask(reason); }, true);
  const started = await startServedHost({
    dataDir: options.dataDir, port: options.port, host: options.host, mode: options.mode,
    staticDir: windowDir, version: readVersion(), vault: options.vault ?? null,
    eaDir: options.eaDir ?? eaDirOfSources,
  });
  if (!started.ok) return started;
  if (!existsSync(join(windowDir, 'index.html'))) {
    note(
      'The window is not built yet: run "npm run build" (npm start does it). REST and the MT5 wire work without it.'
    );
  }
  const served = started.value;
  served.onFault((fault) => { note(describeFailure(fault)); });
  const control: Control = await openControl(options.dataDir, {
    pid: served.pid, port: Number(new URL(served.api).port), version: served.version, mode: served.mode,
    startedMs: Date.now(),
  }, () => { ask('stop'); });
  return {
    ok: true,
    value: {
      served, asked,
      stop: async () => {
        await served.stop();
        await control.close();
      },
    },
  };
}
