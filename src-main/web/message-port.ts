// The desktop window's door: the same contract over a message port.

import type { WorkstationApi } from '#main/engine';
import { ContractHost, type ContractHostOptions, type ContractPort } from './contract-host.ts';

/**
 * Serves the contract on `port` (Electron's MessagePortMain or any MessagePort) until it closes. Returns the function
 * that ends it.
 */
export function attachMessagePort(
  port: ContractPort, workstation: WorkstationApi, options: ContractHostOptions,
): () => void {
  const host = new ContractHost(workstation, options);
  host.attachPort(port);
  let isClosed = false;
  const close = (): void => {
    if (isClosed) return;
    isClosed = true;
    host.close();
    port.close();
  };
  if ('addEventListener' in port) port.addEventListener('close', close);
  else port.on('close', close);
  return close;
}
