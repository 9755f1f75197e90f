// What must hold when all is still: the workstation holds what the terminal holds, serves the bars and ticks that the
// journal's rows make, and is the same as a replay of its journal from the first event.

import { readFileSync } from 'node:fs';
import { isDeepEqual } from '#core/base';
import { clientIdOfMagic, type BrokerState } from '#core/broker-model';
import { Grouping, Kernel } from '#core/kernel';
import { readEngineHash } from '#main/engine';
import type { TerminalState } from '#core/terminal';
import { openJournal, readEvents, verifyJournal } from '#main/journal';
import { CHECKED_TIMEFRAMES, type ExpectedMarket } from './expected-market.ts';
import type { Ledger } from './ledger.ts';
import { runCommand, type ReadyDocument } from './programs.ts';
import { hold } from './violation.ts';

/** The terminal's state file, as far as it is looked at. */
export interface SimulatedState {
  readonly terminal: TerminalState;
  readonly broker: BrokerState;
}

interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

interface HeldPosition {
  readonly id: string;
  readonly symbol: string;
  readonly side: string;
  readonly volume: number;
  readonly sl: number | null;
  readonly tp: number | null;
}

export async function get<T>({ api, apiToken }: ReadyDocument, path: string): Promise<T> {
  const response = await fetch(`${api}${path}`, { headers: { authorization: `Bearer ${apiToken}` } });
  const body: unknown = await response.json();
  hold(response.status === 200, `GET ${path} was answered ${response.status}: ${JSON.stringify(body)}`);
  return body as T;
}

async function* pages<T>(at: ReadyDocument, path: string): AsyncGenerator<readonly T[]> {
  let cursor: string | null = null;
  do {
    const from: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: Page<T> = await get<Page<T>>(at, `${path}&limit=10000${from}`);
    yield page.items;
    cursor = page.next;
  } while (cursor !== null);
}

export function readTerminal(stateFile: string): SimulatedState {
  return JSON.parse(readFileSync(stateFile, 'utf8')) as SimulatedState;
}

/** The difference between the workstation's positions and the terminal's, null when they are equal. */
export async function comparePositions(at: ReadyDocument, { broker }: SimulatedState): Promise<string | null> {
  const line = ({ id, symbol, side, volume, sl, tp }: HeldPosition): string => (
    [id, symbol, side, volume, sl, tp].join(' ')
  );
  const here = (await get<Page<HeldPosition>>(at, '/positions?limit=1000')).items.map(line).sort();
  const there = broker.positions.map(line).sort();
  return isDeepEqual(here, there) ? null : `positions here: ${here.join('; ')}, at the terminal: ${there.join('; ')}`;
}

/** Every client order ran at most once at the broker, was ours to send, and its fill is known here. */
export function checkBroker({ broker }: SimulatedState, ledger: Ledger): number {
  const ranAs = new Map<string, string>();
  for (const deal of broker.deals) {
    const cid = clientIdOfMagic(deal.magic);
    // A stop or a target closes with the magic of the order that opened.
    if (cid === null || deal.reason !== 'expert') continue;
    const purpose = ledger.opened.get(cid);
    hold(purpose !== undefined, `deal ${deal.deal} at the broker is of order ${cid}, which the journal lacks`);
    const order = ranAs.get(cid);
    hold(order === undefined || order === deal.order,
      `order ${cid} ran twice at the broker: ${String(order)}, ${deal.order}`);
    ranAs.set(cid, deal.order);
    const state = ledger.orderStates.get(cid);
    hold(state === 'filled' || state === 'partial',
      `order ${cid} was filled at the broker and is ${String(state)} here`);
  }
  for (const [cid, state] of ledger.orderStates) {
    hold(state !== 'filled' || ranAs.has(cid), `order ${cid} is filled here, and the broker has no deal of it`);
  }
  return ranAs.size;
}

/** Bars and ticks over REST are those that the journal's rows make. */
export async function checkStore(at: ReadyDocument, market: ExpectedMarket): Promise<number> {
  let bars = 0;
  for (const symbol of market.symbols) {
    let ticks = 0;
    for await (const page of pages(at, `/ticks?symbol=${symbol}`)) ticks += page.length;
    hold(ticks === market.counts.get(symbol),
      `${symbol}: ${ticks} ticks are served and ${market.counts.get(symbol) ?? 0} are in the journal`);
    for (const timeframe of CHECKED_TIMEFRAMES) {
      // The first may lack ticks before it, the last is still forming.
      const made = market.made(symbol, timeframe).slice(1, -1);
      const [first, last] = [made[0], made.at(-1)];
      if (first === undefined || last === undefined) continue;
      const served: object[] = [];
      const path = `/bars?symbol=${symbol}&timeframe=${timeframe}&from=${first.time}&to=${last.time + 1}`;
      for await (const page of pages<Record<string, unknown>>(at, path)) {
        for (const { time, open, high, low, close, tickVolume, spread } of page) {
          served.push({ time, open, high, low, close, tickVolume, spread });
        }
      }
      const odd = made.findIndex((bar, i) => !isDeepEqual(bar, served[i]));
      hold(odd < 0 && made.length === served.length, `${symbol} ${timeframe}: bar ${odd} of ${made.length} is made as `
        + `${JSON.stringify(made[odd])} and served as ${JSON.stringify(served[odd])} (${served.length} served)`);
      bars += made.length;
    }
  }
  return bars;
}

interface ReplayDocument {
  readonly events: number;
  readonly decisions: number;
  readonly decisionHash: string;
  readonly equal: boolean;
  readonly broken: unknown;
}

/** The stopped data folder: chain, replay, and the state saved at the end against a replay from the first event. */
export async function checkReplay(dataDir: string, ledger: Ledger, liveHash: string): Promise<ReplayDocument> {
  const chain = await verifyJournal(dataDir);
  hold(chain.broken === null, `the chain is broken: ${JSON.stringify(chain.broken)}`);
  hold(chain.events === ledger.seq, `${ledger.seq} events were read and ${chain.events} are in the journal`);
  const { code, out, words } = await runCommand(['replay', '--verify', '--json', '--data-dir', dataDir]);
  hold(code === 0 && out !== '', `replay --verify ended with ${String(code)}: ${out} ${words}`);
  const verdict = JSON.parse(out) as ReplayDocument;
  hold(verdict.equal && verdict.broken === null && verdict.decisionHash === liveHash,
    `replay says ${out}, the live decision hash was ${liveHash}`);
  await checkState(dataDir, ledger.seq);
  return verdict;
}

async function checkState(dataDir: string, headSeq: number): Promise<void> {
  const opened = await openJournal({ dataDir });
  hold(opened.ok, 'the journal cannot be opened after the end');
  const loaded = await opened.value.loadSnapshot(readEngineHash(), headSeq);
  await opened.value.close();
  const { snapshot } = loaded;
  hold(snapshot?.seq === headSeq, `the state saved at the end is of event ${String(snapshot?.seq)}, not ${headSeq}`);
  const live: unknown = JSON.parse(new TextDecoder().decode(snapshot.bytes));
  const kernel = new Kernel();
  const grouping = new Grouping();
  const apply = (group: ReturnType<Grouping['next']>): void => {
    if (group !== null) kernel.apply(group.input, { fact: () => undefined, market: NO_MARKET });
  };
  for await (const batch of readEvents(dataDir)) {
    for (const event of batch) apply(grouping.next(event));
  }
  apply(grouping.end());
  const replayed: unknown = JSON.parse(JSON.stringify(kernel.snapshot()));
  hold(isDeepEqual(live, replayed), `the state differs from a replay in ${findDifference(live, replayed, 'state')}`);
}

const NO_MARKET = { putTicks: () => undefined, putBar: () => undefined };

function findDifference(a: unknown, b: unknown, path: string): string {
  if (typeof a === 'object' && a !== null && typeof b === 'object' && b !== null) {
    const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
    for (const name of new Set([...Object.keys(left), ...Object.keys(right)])) {
      if (!isDeepEqual(left[name], right[name])) return findDifference(left[name], right[name], `${path}.${name}`);
    }
  }
  const [here, there] = [a, b].map((value) => JSON.stringify({ value }).slice(0, 200));
  return `${path}: ${String(here)} and ${String(there)}`;
}

