// One window's life with the engine: connect, pull one answer a painted frame, reconnect with back-off. The next pull
// leaves only after a frame was painted (or a second went by): a slow window never makes the engine run ahead of it.

import type { ContractClient } from '#core/contract';
import {
  applyDelta,
  putIndicators,
  putStatus,
  putSymbols,
  setConnection,
  useConnection,
  useDesk,
  useStudies,
} from '#renderer/state';
import { readAlerts } from './alerts.ts';
import { backoffMs } from './backoff.ts';
import { settle } from './failure.ts';
import { isHostAlive, openTransport, type Transport } from './transport.ts';
import { watchedSeries, watchedStudies } from './watch-list.ts';

const SERIES_MAX = 64;
const STUDIES_MAX = 256;
const PULL_WAIT_MS = 1_000;
const HIDDEN_FRAME_MS = 1_000;
const SYMBOLS_MAX = 1_000;

let current: Transport | null = null;
let wake: (() => void) | null = null;

/** The client while the road is open, null otherwise. */
export function currentClient(): ContractClient | null {
  return useConnection.getState().phase === 'open' ? (current?.client ?? null) : null;
}

/** Ends the waiting between two tries. */
export function retryNow(): void {
  wake?.();
}

/** The next painted frame; a covered window paints none and goes on once a second, for its title and its alerts. */
function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      window.clearTimeout(timer);
      cancelAnimationFrame(frame);
      resolve();
    };
    const timer = window.setTimeout(done, HIDDEN_FRAME_MS);
    const frame = requestAnimationFrame(done);
  });
}

async function loadAll(client: ContractClient): Promise<void> {
  const status = await settle(client.status.get());
  if (status.ok) putStatus(status.value);
  await loadSymbols(client);
  if (useStudies.getState().indicators !== null) return;
  const indicators = await settle(client.indicators.list());
  if (indicators.ok) putIndicators(indicators.value.items);
}

async function loadSymbols(client: ContractClient): Promise<void> {
  const page = await settle(client.symbols.list({ limit: SYMBOLS_MAX }));
  if (page.ok) putSymbols(page.value.items);
}

/** Pulls until the road is gone; throws what the last pull threw. A page that goes says so: nothing is kept for it. */
async function pullForever(client: ContractClient): Promise<never> {
  const { windowId } = await client.window.open();
  const leave = (): void => {
    void settle(client.window.close({ windowId }));
  };
  window.addEventListener('pagehide', leave);
  try {
    return await pullWindow(client, windowId);
  } finally {
    window.removeEventListener('pagehide', leave);
  }
}

async function pullWindow(client: ContractClient, windowId: string): Promise<never> {
  let have: number | null = null;
  let symbolsRev = useDesk.getState().desk.symbolsRev;
  for (;;) {
    const delta = await client.window.pull({
      windowId,
      have,
      watch: watchedSeries(SERIES_MAX),
      studies: watchedStudies(STUDIES_MAX),
      waitMs: PULL_WAIT_MS,
    });
    const atMs = performance.now();
    await nextFrame();
    have = delta.n;
    applyDelta(delta, atMs);
    setConnection({ phase: 'open', lostMs: null, retryAtMs: null });
    const rev = useDesk.getState().desk.symbolsRev;
    if (rev !== symbolsRev) {
      symbolsRev = rev;
      void loadAll(client);
    }
  }
}

async function liveOnce(): Promise<boolean> {
  const transport = await openTransport();
  current = transport;
  let hasAnswered = false;
  const unsubscribe = useConnection.subscribe((now) => {
    hasAnswered ||= now.phase === 'open';
  });
  void settle(readAlerts(transport.client));
  const pulled = settle(pullForever(transport.client));
  await Promise.race([transport.gone, pulled]);
  unsubscribe();
  current = null;
  transport.close();
  return hasAnswered;
}

function waitFor(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = window.setTimeout(resolve, ms);
    wake = () => {
      window.clearTimeout(timer);
      resolve();
    };
  });
}

/** Runs for the life of the page. */
export async function runSession(): Promise<never> {
  for (let attempt = 0; ;) {
    const hasAnswered = await liveOnce();
    attempt = hasAnswered ? 1 : attempt + 1;
    const waitMs = backoffMs(attempt);
    const isRefused = !hasAnswered && (await isHostAlive());
    setConnection({
      phase: isRefused ? 'refused' : 'waiting',
      lostMs: useConnection.getState().lostMs ?? Date.now(),
      retryAtMs: Date.now() + waitMs,
    });
    await waitFor(waitMs);
    wake = null;
    setConnection({ retryAtMs: null });
  }
}
