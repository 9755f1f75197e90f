import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS, type ClientOrder, type EventBody, type TickColumns } from '#core/model';
import { SyntheticMarket, type TickRow } from '#core/terminal';
import { openJournal } from '#main/journal';
import type { Answers } from './clicker.ts';
import { ExpectedMarket } from './expected-market.ts';
import { Ledger } from './ledger.ts';
import type { Told } from './witness.ts';

const MARKET = new SyntheticMarket(7);
/** A Tuesday's busy minute, broker time. */
const MINUTE_MS = 1_778_580_000_000;
const ROWS = MARKET.ticksOfMinute('EURUSD', MINUTE_MS);

let dataDir = '';
beforeEach(() => { dataDir = mkdtempSync(join(tmpdir(), 'sextant-ledger-')); });
afterEach(() => { rmSync(dataDir, { recursive: true, force: true }); });

function ticks(rows: readonly TickRow[]): EventBody {
  const columns: TickColumns = {
    brokerMs: rows.map(({ msc }) => msc), bid: rows.map(({ bid }) => bid), ask: rows.map(({ ask }) => ask),
    last: rows.map(() => 0), volume: rows.map(() => 0), flags: rows.map(() => 6),
  };
  const next = [rows.at(-1)?.msc ?? 0, 1] as const;
  return { kind: 'TicksReceived', account: '1@S', symbol: 'EURUSD', offsetS: 0, ticks: columns, next };
}

function began(): EventBody {
  return {
    kind: 'EngineStarted', engineHash: 'e', version: '0', mode: 'minimal', limits: DEFAULT_LIMITS, strategies: [],
  };
}

function message(wireSeq: number, digest = wireSeq): EventBody {
  return { kind: 'SnapshotBegan', wire: { account: '1@S', epoch: 'a', wireSeq, digest } };
}

function lost(fromSeq: number, toSeq: number): EventBody {
  return { kind: 'GapReported', wire: { account: '1@S', epoch: 'a', wireSeq: fromSeq, digest: fromSeq }, fromSeq, toSeq };
}

function closed(state: 'approved' | 'rejected', cid: string | null): EventBody {
  return { kind: 'SignalClosed', signalId: 'S1', state, whyNot: null, by: 'api', cid };
}

function opened(cid: string, requestId: string | null = null): EventBody {
  return { kind: 'OrderOpened', order: { cid, requestId, retryOf: null, purpose: 'open', state: 'issued' } as ClientOrder };
}

function told(changes: Partial<Told> = {}): Told {
  return { acks: new Map(), ticks: new Map(), bars: new Map(), commands: new Map(), ...changes };
}

function answers(changes: Partial<Answers> = {}): Answers {
  return { approved: new Map(), rejected: new Set(), orders: new Map(), ...changes };
}

/** A ledger over a journal of `bodies`; what was told and answered is due at the second start. */
async function read(bodies: readonly EventBody[], due = { told: told(), answers: answers() }): Promise<Ledger> {
  const journal = await openJournal({ dataDir });
  if (!journal.ok) throw new Error(journal.error.text);
  journal.value.append(bodies.map((body, i) => ({ seq: i + 1, ts: 1, body })));
  await journal.value.close();
  const sent = { hasSent: (_epoch: string, seq: number, digest: number) => seq === digest };
  const ledger = new Ledger(dataDir, new ExpectedMarket(MARKET), sent);
  ledger.expectAtNextStart(due);
  await ledger.catchUp();
  return ledger;
}

describe('the ledger of a crash run', () => {
  it('finds nothing in a journal that holds each row, message and order once', async () => {
    const ledger = await read(
      [
        ticks(ROWS.slice(2, 9)), message(1), message(2), closed('approved', 'C1'), opened('C1', 'key'), began(),
        ticks(ROWS.slice(9)), message(3),
      ],
      {
        told: told({ acks: new Map([['a', 2]]), ticks: new Map([['EURUSD', [ROWS[8]?.msc ?? 0, 1]]]) }),
        answers: answers({ approved: new Map([['S1', 'C1']]), orders: new Map([['key', 'C1']]) }),
      },
    );
    expect([ledger.seq, ledger.reliable, ledger.starts]).toEqual([8, 3, 1]);
  });

  it.each<readonly [string, readonly EventBody[]]>([
    ['a row is missing or doubled', [ticks(ROWS.slice(0, 5)), ticks(ROWS.slice(6, 9))]],
    ['a row is missing or doubled', [ticks(ROWS.slice(0, 5)), ticks(ROWS.slice(4, 9))]],
    ['message 1 (SnapshotBegan) is stored twice', [message(1), message(1)]],
    ['is not what the terminal sent', [message(1, 99)]],
    ['the terminal lost its messages 1 to 4', [lost(1, 4)]],
    ['signal S1 was decided twice', [closed('approved', 'C1'), closed('rejected', null)]],
    ['order C1 was opened twice', [opened('C1'), opened('C1')]],
    ['request key made a second order', [opened('C1', 'key'), opened('C2', 'key')]],
  ])('says that %s', async (what, bodies) => {
    await expect(read(bodies)).rejects.toThrow(what);
  });

  it.each<readonly [string, readonly EventBody[], Partial<Told>, Partial<Answers>]>([
    ['message 2 was acknowledged', [message(1), began(), message(2)], { acks: new Map([['a', 2]]) }, {}],
    [
      'EURUSD was confirmed up to', [ticks(ROWS.slice(0, 3)), began(), ticks(ROWS.slice(3))],
      { ticks: new Map([['EURUSD', [ROWS[5]?.msc ?? 0, 1]]]) }, {},
    ],
    ['no such command', [began()], { commands: new Map([['C1', '["order.send","C1"]']]) }, {}],
    ['signal S1 was approved', [began(), closed('approved', 'C1')], {}, { approved: new Map([['S1', 'C1']]) }],
    ['signal S1 was rejected', [closed('approved', 'C1'), began()], {}, { rejected: new Set(['S1']) }],
    ['request key became order C1', [opened('C2', 'key'), began()], {}, { orders: new Map([['key', 'C1']]) }],
  ])('holds the next start to what was promised: %s', async (what, bodies, words, clicks) => {
    await expect(read(bodies, { told: told(words), answers: answers(clicks) })).rejects.toThrow(what);
  });
});
