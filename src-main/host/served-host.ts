// The composition root: which parts stand behind the ports, and the order in which they start and stop.
//
// Start: secrets, journal and kernel, MT5 gateway, web server. Stop: web server and gateway take nothing more, then
// the last snapshot, then stores and journal; so nothing that was acknowledged is lost.

import { ok, type Failure, type Result } from '#core/base';
import { DEFAULT_LIMITS, type InputBody, type TradeCommand } from '#core/model';
import type { Venue } from '#core/ports';
import {
  DealSeeker, GapKeeper, openEngine, systemClock, Workstation, type OpenEngine, type WorkstationStatus,
} from '#main/engine';
import { judgeConnection, Mt5Gateway } from '#main/mt5';
import { Mt5Setup, thisMachine, type SetupMachine } from '#main/mt5-setup';
import { loadSecrets, makeWindowKey, type SecretVault } from '#main/secrets';
import { attachMessagePort, startWebServer, type ContractPort, type SetupDesk, type WebServer } from '#main/web';

export interface ServedHostOptions {
  readonly dataDir: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly host: string;
  readonly mode: WorkstationStatus['mode'];
  /** The built window. */
  readonly staticDir: string;
  readonly version: string;
  /** Seals the tokens; without one they lie in an owner-only file. */
  readonly vault?: SecretVault | null;
  /** Folder of the Expert Advisor's files; a missing one is said where they are asked for. */
  readonly eaDir: string;
  /** May accounts that are not demo be unlocked? Without it they are held read-only. */
  readonly realTrading?: 'held' | 'allowed';
  /** Where terminals are looked for; without: this machine. */
  readonly machine?: SetupMachine;
}

export interface ServedHost {
  /** Opens the window in a browser. */
  readonly url: string;
  /** Ends in /api/v1. */
  readonly api: string;
  /** The full /ws/mt5 address. */
  readonly ws: string;
  readonly pairingToken: string;
  readonly apiToken: string;
  readonly pid: number;
  readonly version: string;
  readonly mode: string;
  readonly workstation: Workstation;
  /** Serves the contract on a desktop window's message port. */
  attachPort(port: ContractPort): void;
  /** Hears of what stops trading or storing: a full disk, a broken invariant. */
  onFault(listener: (fault: Failure) => void): void;
  /** Ends everything in order. Never rejects; a second call waits for the first. */
  stop(): Promise<void>;
}

/** Time between readings of the clock while something waits for it. */
const CLOCK_MS = 1_000;
/** Inputs between two snapshots of the kernel. */
const SNAPSHOT_EVENTS = 250_000;

/** Fails with the codes of openEngine, loadSecrets and startWebServer; nothing is left open then. */
export async function startServedHost(options: ServedHostOptions): Promise<Result<ServedHost>> {
  const secrets = await loadSecrets(options.dataDir, options.vault ?? null);
  if (!secrets.ok) return secrets;
  const venue = new LateVenue();
  const opened = await openEngine({
    dataDir: options.dataDir, version: options.version, mode: options.mode, venue,
    realTrading: options.realTrading ?? 'held',
  });
  if (!opened.ok) return opened;
  const open = opened.value;
  const faults = new FaultBoard();
  open.journal.onFault((fault) => {
    faults.tell(fault);
  });
  let port = 0;
  const gateway = new Mt5Gateway({
    engine: open.engine,
    clock: systemClock,
    pairingToken: secrets.value.pairingToken,
    ownPort: () => port,
    onBroken: (error) => {
      faults.tell({ code: 'HOST_ENGINE_FAILED', text: error instanceof Error ? error.message : String(error) });
    },
  });
  venue.target = gateway;
  renewOnChange(open, gateway);
  const workstation = new Workstation(open, {
    version: options.version,
    mode: options.mode,
    dataDir: options.dataDir,
    pairingToken: secrets.value.pairingToken,
    limits: DEFAULT_LIMITS,
  }, () => gateway.links);
  const log = (error: unknown): void => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  };
  const setup = openSetupDesk(options, open, gateway, {
    url: () => `ws://127.0.0.1:${port}/ws/mt5`, token: secrets.value.pairingToken,
  });
  const web = await startWebServer({
    workstation,
    setup,
    host: options.host,
    port: options.port,
    staticDir: options.staticDir,
    secrets: { apiToken: secrets.value.apiToken, windowKey: makeWindowKey() },
    mt5Upgrade: (request, socket, head) => {
      gateway.handleUpgrade(request, socket, head);
    },
    mt5Refused: (why) => {
      gateway.door.refused(why);
    },
    log,
  });
  if (!web.ok) {
    await gateway.close();
    await open.close();
    return web;
  }
  port = web.value.port;
  const gaps = new GapKeeper({ engine: open.engine, store: open.store, clock: systemClock, door: gateway });
  workstation.gapDesk = gaps;
  const beat = startBeat(open, faults, gaps);
  return ok(
    assemble({
      options, open, gateway, setup, web: web.value, workstation, faults, secrets: secrets.value, beat, log,
      gaps, deals: new DealSeeker({ engine: open.engine, door: gateway }),
    }),
  );
}

/** After these an account may trade where it could not, or the other way round. */
const RENEWS: ReadonlySet<string> = new Set<InputBody['kind']>([
  'KillSwitchReset', 'AccountConfirmed', 'AccountUnlocked', 'AccountLocked', 'TerminalConnected',
]);

/** A terminal learns in its welcome whether it may trade: where that changes, it is welcomed again. */
function renewOnChange(open: OpenEngine, gateway: Mt5Gateway): void {
  const { engine } = open;
  const read = (): string => `${engine.kernel.view.account?.key ?? ''} ${engine.kernel.view.account?.trade ?? ''}`;
  let before = read();
  engine.onEvents((events) => {
    const last = events[events.length - 1];
    const kind = events[0]?.body.kind;
    if (last === undefined || kind === undefined || !RENEWS.has(kind)) return;
    const isChanged = read() !== before;
    before = read();
    if (kind === 'TerminalConnected' || (kind !== 'KillSwitchReset' && !isChanged)) return;
    engine.whenCommitted(last.seq, () => {
      const key = engine.kernel.view.account?.key;
      if (key !== undefined) gateway.renew(key);
    });
  });
}

/** "Connect MT5": the set-up of terminals, and what the door and the account say of the connection. */
function openSetupDesk(
  options: ServedHostOptions, open: OpenEngine, gateway: Mt5Gateway,
  pairing: { readonly url: () => string; readonly token: string },
): SetupDesk {
  const setup = new Mt5Setup({
    machine: options.machine ?? thisMachine(), eaDir: options.eaDir,
    pairing: () => ({ url: pairing.url(), token: pairing.token }),
  });
  const { engine } = open;
  return {
    find: () => setup.find(),
    install: (id, replaceNewer) => setup.install(id, replaceNewer),
    compile: (id) => setup.compile(id),
    status: () => {
      const { events } = gateway.door;
      const live = gateway.links.flatMap(({ account, phase }) => (
        account !== null && phase !== 'closed' ? [account] : []
      ));
      const symptom = judgeConnection({
        nowMs: systemClock.nowMs(), events, live, account: engine.kernel.view.account,
        isStorageDown: engine.fault !== null,
      });
      return { symptom, events };
    },
  };
}

interface Parts {
  readonly options: ServedHostOptions;
  readonly open: OpenEngine;
  readonly gateway: Mt5Gateway;
  readonly setup: SetupDesk;
  readonly web: WebServer;
  readonly workstation: Workstation;
  readonly faults: FaultBoard;
  readonly secrets: { readonly pairingToken: string; readonly apiToken: string };
  readonly beat: NodeJS.Timeout;
  readonly gaps: GapKeeper;
  readonly deals: DealSeeker;
  readonly log: (error: unknown) => void;
}

function assemble(parts: Parts): ServedHost {
  const { options, open, gateway, setup, web, workstation, faults, secrets, beat, gaps, deals, log } = parts;
  const ports = new Set<() => void>();
  let stopping: Promise<void> | null = null;
  const stop = async (): Promise<void> => {
    clearInterval(beat);
    for (const close of ports) close();
    deals.close();
    await gaps.close();
    await gateway.close();
    await web.close();
    await open.close();
  };
  return {
    url: web.url,
    api: web.api,
    ws: web.ws,
    pairingToken: secrets.pairingToken,
    apiToken: secrets.apiToken,
    pid: process.pid,
    version: options.version,
    mode: options.mode,
    workstation,
    attachPort: (port) => {
      ports.add(attachMessagePort(port, workstation, { mt5Url: () => web.ws, setup, log }));
    },
    onFault: (listener) => {
      faults.listen(listener);
    },
    stop: () => (stopping ??= stop()),
  };
}

/** Reads the clock for the kernel while something can expire or must be asked about; saves snapshots now and then. */
function startBeat(open: OpenEngine, faults: FaultBoard, gaps: GapKeeper): NodeJS.Timeout {
  let snapshotSeq = open.journal.headSeq;
  return setInterval(() => {
    const { engine, journal } = open;
    if (engine.fault !== null) return;
    gaps.tick();
    try {
      if (isSomethingWaiting(open)) engine.accept({ kind: 'ClockRead' });
    } catch (error) {
      faults.tell({ code: 'HOST_ENGINE_FAILED', text: error instanceof Error ? error.message : String(error) });
      return;
    }
    if (journal.headSeq - snapshotSeq < SNAPSHOT_EVENTS) return;
    snapshotSeq = journal.headSeq;
    void open.saveSnapshot().then((saved) => {
      if (!saved.ok) faults.tell(saved.error);
    });
  }, CLOCK_MS);
}

function isSomethingWaiting(open: OpenEngine): boolean {
  const { view } = open.engine.kernel;
  for (const signal of view.signals.values()) {
    if (signal.state === 'pending') return true;
  }
  for (const order of view.orders.values()) {
    if (order.state === 'issued' || order.state === 'unknown') return true;
  }
  return false;
}

/** The venue before the gateway stands: the engine is opened first, and no command is due before a link is up. */
class LateVenue implements Venue {
  target: Venue | null = null;

  send(account: string, command: TradeCommand): void {
    this.target?.send(account, command);
  }
}

class FaultBoard {
  readonly #listeners = new Set<(fault: Failure) => void>();
  readonly #told: Failure[] = [];

  tell(fault: Failure): void {
    this.#told.push(fault);
    for (const listener of this.#listeners) listener(fault);
  }

  listen(listener: (fault: Failure) => void): void {
    this.#listeners.add(listener);
    for (const fault of this.#told) listener(fault);
  }
}
