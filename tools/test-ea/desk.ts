// Orders of a scripted server: fresh client order ids, commands with what they leave out filled in, and the broker's
// side of them.

import type { Command, Terminal, TrueDeal } from './terminal.ts';
import type { Frame, ScriptedServer } from './scripted-server.ts';
import { hold } from '../crash/violation.ts';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const MAGIC_BASE = 0x1ca5n << 40n;
/** The broker's retcodes that scenarios name. */
export const RETCODE = { done: 10009, partial: 10010, requote: 10004, invalidFill: 10030 } as const;

let ids = 0;

/** A client order id that no other order of this process has. */
export function nextCid(): string {
  ids += 1;
  let rest = ids * 7919 + 1_000_003;
  let text = '';
  for (let digit = 0; digit < 8; digit += 1) {
    text = CROCKFORD.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

export function magicOf(cid: string): string {
  let number = 0n;
  for (const digit of cid) number = number * 32n + BigInt(CROCKFORD.indexOf(digit));
  return String(MAGIC_BASE + number);
}

export function marketOrder(fields: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return {
    cid: nextCid(), s: 'EURUSD', kind: 'market', side: 'buy', vol: 0.1, price: null, stoplimit: null,
    sl: null, tp: null, dev: 10, fill: 'auto', tif: 'gtc', expiry_ts: null, label: 'test',
    deadline_ts: Date.now() + 60_000, check_only: false, ...fields,
  };
}

/** Sends an order and holds its state. */
export async function order(
  server: ScriptedServer, type: string, body: Readonly<Record<string, unknown>>, state: string,
): Promise<Readonly<Record<string, unknown>>> {
  const answer: Frame = await server.command(type, body);
  hold(answer.type === 'order.result' && answer.body['state'] === state,
    `${type} ${JSON.stringify(body)}: wanted ${state}, was answered ${answer.type} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** The broker's deals of one client order. */
export async function dealsOf(terminal: Terminal, cid: unknown): Promise<readonly TrueDeal[]> {
  const magic = magicOf(String(cid));
  return (await terminal.deals()).filter((deal) => deal.magic === magic);
}

export const PRICED: readonly Command[] = [
  { cmd: 'symbol', s: 'EURUSD' }, { cmd: 'ticks', s: 'EURUSD', rows: [[0, 1.085, 1.0851]] },
];

/** A price for the symbol, now. */
export function quote(s: string, bid: number, ask: number): Command {
  return { cmd: 'ticks', s, rows: [[0, bid, ask]] };
}
