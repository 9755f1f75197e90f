// How the connection to the trader's own terminal stands, and where it does not stand the likeliest reason: derived
// from the door's log, the live sessions and what the account has reported. The words for each are the window's.

import type { AccountView } from '#core/kernel';
import { DEMO_SERVER } from '#core/terminal';
import type { DoorEvent, DoorReason } from './door-log.ts';

export type SymptomKind =
  | 'ready' | 'arriving' | 'terminal-offline' | 'algo-off' | 'not-demo' | 'unconfirmed' | 'other-account' | 'read-only'
  | 'nothing-seen' | 'greeting' | 'storage'
  | 'refused-host' | 'refused-origin' | 'refused-subprotocol' | 'refused-full'
  | 'no-hello' | 'wrong-token' | 'wrong-version' | 'bad-frames' | 'replaced' | 'went-silent' | 'link-lost';

export interface Symptom {
  readonly kind: SymptomKind;
  /** `login@server` of the terminal it is about, null where none has proved itself. */
  readonly account: string | null;
  /** When it came about, host clock, UTC ms; null where nothing happened. */
  readonly sinceMs: number | null;
  /** What else keeps orders from leaving. */
  readonly whyNot: { readonly code: string; readonly text: string } | null;
  /** Host clock of the last time a newer session took an older one's place, within REPLACED_MS; else null. */
  readonly replacedMs: number | null;
}

export interface SymptomParts {
  readonly nowMs: number;
  readonly events: readonly DoorEvent[];
  /** Accounts of the sessions that are live now. */
  readonly live: readonly string[];
  /** The account that trades. */
  readonly account: AccountView | null;
  readonly isStorageDown: boolean;
}

/** What happened longer ago says nothing about now. */
const EVENTS_MS = 600_000;
const REPLACED_MS = 120_000;

const KIND_OF_REASON: Readonly<Record<DoorReason, SymptomKind>> = {
  host: 'refused-host', origin: 'refused-origin', subprotocol: 'refused-subprotocol', full: 'refused-full',
  'no-hello': 'no-hello', unproven: 'wrong-token', auth: 'wrong-token', version: 'wrong-version',
  protocol: 'bad-frames', 'too-big': 'bad-frames', replaced: 'replaced', silent: 'went-silent', lost: 'link-lost',
  stopped: 'greeting', storage: 'storage',
};

export function judgeConnection(parts: SymptomParts): Symptom {
  const isDemo = new Set(parts.events.filter(({ account }) => account !== null && isDemoMarket(account))
    .map(({ connection }) => connection));
  const events = parts.events.filter(({ timeMs, connection }) => (
    parts.nowMs - timeMs <= EVENTS_MS && !isDemo.has(connection)
  ));
  const own = newestLive(parts.live, events);
  const replaced = events.findLast(({ why, account }) => why === 'replaced' && account === own);
  const isRecent = replaced !== undefined && parts.nowMs - replaced.timeMs <= REPLACED_MS;
  const replacedMs = own !== null && isRecent ? replaced.timeMs : null;
  if (own !== null) return { ...judgeLive(own, parts), replacedMs };
  const last = events.at(-1);
  const [account, sinceMs] = [last?.account ?? null, last?.timeMs ?? null];
  const say = (kind: SymptomKind): Symptom => ({ kind, account, sinceMs, whyNot: null, replacedMs });
  if (parts.isStorageDown) return say('storage');
  if (last === undefined) return say('nothing-seen');
  return say(last.why === null ? 'greeting' : KIND_OF_REASON[last.why]);
}

function isDemoMarket(account: string): boolean {
  return account.endsWith(`@${DEMO_SERVER}`);
}

/** Of several, the one that proved itself last. */
function newestLive(live: readonly string[], events: readonly DoorEvent[]): string | null {
  const own = live.filter((account) => !isDemoMarket(account));
  const newest = events.findLast(({ what, account }) => what === 'proven' && own.includes(account ?? ''));
  return newest?.account ?? own.at(-1) ?? null;
}

function judgeLive(own: string, { events, account, isStorageDown }: SymptomParts): Omit<Symptom, 'replacedMs'> {
  const proven = events.findLast((event) => event.what === 'proven' && event.account === own);
  const say = (kind: SymptomKind, whyNot: Symptom['whyNot'] = null): Omit<Symptom, 'replacedMs'> => ({
    kind, account: own, sinceMs: proven?.timeMs ?? null, whyNot,
  });
  if (isStorageDown) return say('storage');
  if (account?.key !== own) return say('other-account');
  if (!account.confirmed) return say('unconfirmed', account.whyNot);
  if (account.identity.tradeMode !== 'demo' && !account.isUnlocked) return say('not-demo', account.whyNot);
  const { state } = account;
  if (state === null || !account.snapshotReady) return say('arriving');
  if (!state.terminalConnected) return say('terminal-offline', account.whyNot);
  if (!state.tradeAllowed || !state.expertAllowed || account.tradeOff !== null) {
    return say('algo-off', account.tradeOff ?? account.whyNot);
  }
  return account.trade === 'readonly' || account.whyNot !== null ? say('read-only', account.whyNot) : say('ready');
}
