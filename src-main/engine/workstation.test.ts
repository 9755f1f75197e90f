import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AnswerRequest, OrderTicket, Workstation } from './index.ts';
import { Morning } from './testing.ts';

let dataDir = '';
let morning: Morning;
let workstation: Workstation;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'sextant-workstation-'));
  morning = await new Morning(dataDir).start();
  workstation = morning.workstation();
});

afterEach(async () => {
  await morning.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

function answer(signalId: string, word: 'approve' | 'reject' = 'approve'): AnswerRequest {
  return { signalId, answer: word, by: 'test', key: null, reason: null, volume: null, stop: null, target: null };
}

function ticket(changes: Partial<OrderTicket> = {}): OrderTicket {
  return {
    by: 'test', key: null, symbol: 'EURUSD', side: 'buy', volume: 0.1, type: 'market', price: null, sl: 1.098,
    tp: 1.112, approve: true, ...changes,
  };
}

/** Connected, with a price. */
function ready(): void {
  morning.join();
  morning.tick(1.103);
}

describe('an answer', () => {
  it('given twice at once makes exactly one order, and the second hears that it was decided', async () => {
    morning.join();
    const id = morning.propose();
    const answers = await Promise.all([1, 2, 3].map(() => workstation.answerSignal(answer(id))));
    expect(answers.filter((one) => one.ok)).toHaveLength(1);
    for (const one of answers.slice(1)) {
      expect(one).toMatchObject({ ok: false, error: { code: 'APPROVAL_ALREADY_DECIDED' } });
    }
    expect(workstation.view.orders.size).toBe(1);
    expect(morning.sent.map(({ type }) => type)).toEqual(['order.send']);
  });

  it('comes only once it is in the journal', async () => {
    morning.join();
    const id = morning.propose();
    const approved = await workstation.answerSignal(answer(id));
    expect(approved).toMatchObject({ ok: true, value: { state: 'approved' } });
    expect(morning.open.journal.committedSeq).toBe(morning.open.journal.headSeq);
  });

  it('to a rejected, an expired or an unknown card is refused with its code and sends nothing', async () => {
    morning.join();
    const rejected = morning.propose();
    expect(await workstation.answerSignal(answer(rejected, 'reject'))).toMatchObject({ ok: true });
    expect(await workstation.answerSignal(answer(rejected))).toMatchObject({ error: { code: 'APPROVAL_ALREADY_DECIDED' } });
    expect(await workstation.answerSignal(answer('S99'))).toMatchObject({ error: { code: 'APPROVAL_UNKNOWN_SIGNAL' } });
    const card = await workstation.submitOrder(ticket({ approve: false }));
    const id = card.ok ? card.value.signal?.id ?? '' : '';
    morning.atMs += 300_000;
    expect(await workstation.answerSignal(answer(id))).toMatchObject({ error: { code: 'APPROVAL_EXPIRED' } });
    expect(morning.sent).toEqual([]);
  });
});

describe('a request', () => {
  it('with a key makes one order however often it is sent, also after a restart', async () => {
    ready();
    const first = await workstation.submitOrder(ticket({ key: 'once' }));
    const again = await Promise.all([1, 2].map(() => workstation.submitOrder(ticket({ key: 'once' }))));
    const cid = first.ok ? first.value.order?.cid : undefined;
    expect(cid).toMatch(/^[0-9A-Z]{8}$/);
    for (const one of again) expect(one).toMatchObject({ ok: true, value: { order: { cid } } });
    await morning.stop();
    await morning.start();
    ready();
    expect(await morning.workstation().submitOrder(ticket({ key: 'once' }))).toMatchObject({ value: { order: { cid } } });
    expect(morning.open.engine.kernel.view.orders.size).toBe(1);
    expect(morning.sent.filter(({ type }) => type === 'order.send')).toHaveLength(1);
  });

  it('with a key makes one card however often it is sent, also after a restart, and gives it as it is by then', async () => {
    ready();
    const card = ticket({ key: 'card', approve: false });
    const first = await workstation.submitOrder(card);
    expect(first).toMatchObject({ ok: true, value: { signal: { id: 'S1', state: 'pending' }, order: null } });
    expect(await workstation.submitOrder(card)).toEqual(first);
    await morning.stop();
    await morning.start();
    ready();
    workstation = morning.workstation();
    expect(await workstation.submitOrder(card)).toMatchObject({ value: { signal: { id: 'S1', state: 'pending' } } });
    expect(await workstation.answerSignal(answer('S1', 'reject'))).toMatchObject({ ok: true });
    expect(await workstation.submitOrder(card)).toMatchObject({ value: { signal: { id: 'S1', state: 'rejected' } } });
    expect(await workstation.submitOrder(ticket({ key: 'card' }))).toMatchObject({ error: { code: 'WEB_KEY_REUSED' } });
    expect(workstation.view.signals.size).toBe(1);
    expect(morning.sent).toEqual([]);
  });

  it('for a position closes it once while its close is under way', async () => {
    ready();
    const opened = await workstation.submitOrder(ticket());
    if (!opened.ok || opened.value.order === null) throw new Error('no order');
    const { id } = morning.fill(opened.value.order);
    const close = { by: 'test', key: null, positionId: id, volume: null };
    const answers = await Promise.all([workstation.closePosition(close), workstation.closePosition(close)]);
    expect(answers).toMatchObject([{ ok: true }, { ok: false, error: { code: 'EXECUTION_CLOSE_PENDING' } }]);
    const unknown = await workstation.closePosition({ ...close, positionId: '1' });
    expect(unknown).toMatchObject({ error: { code: 'EXECUTION_POSITION_UNKNOWN' } });
    expect(morning.sent.map(({ type }) => type)).toEqual(['order.send', 'position.close']);
  });

  it.each([
    ['RISK_STOP_MISSING', { sl: null }],
    ['RISK_STOP_WRONG_SIDE', { sl: 1.2 }],
    ['RISK_LOTS_MAX', { volume: 50 }],
    ['RISK_VOLUME_INVALID', { volume: 0.015 }],
    ['EXECUTION_SYMBOL_UNKNOWN', { symbol: 'GBPUSD' }],
  ] as const)('that risk forbids says %s, and nothing is sent', async (code, changes) => {
    ready();
    expect(await workstation.submitOrder(ticket(changes))).toMatchObject({ ok: false, error: { code } });
    expect(workstation.view.orders.size).toBe(0);
    expect(morning.sent).toEqual([]);
  });

  it('after the kill switch is refused until it is reset', async () => {
    ready();
    expect(await workstation.pullKillSwitch({ by: 'test', flatten: false })).toMatchObject({ ok: true });
    expect(await workstation.submitOrder(ticket())).toMatchObject({ error: { code: 'RISK_KILL_SWITCH' } });
    expect(await workstation.resetKillSwitch('test')).toMatchObject({ ok: true });
    expect(await workstation.submitOrder(ticket())).toMatchObject({ ok: true });
  });
});

describe('a journal that can no longer be written', () => {
  it('lets nothing through: no answer, no order, no command; and a start without it finds the card still open', async () => {
    ready();
    const id = morning.propose();
    const { engine, journal } = morning.open;
    await journal.settled();
    const stored = journal.committedSeq;
    change('CREATE TRIGGER refuse BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, \'refused\'); END');
    expect(await workstation.answerSignal(answer(id))).toMatchObject({ error: { code: 'JOURNAL_WRITE_FAILED' } });
    expect(await workstation.submitOrder(ticket())).toMatchObject({ error: { code: 'JOURNAL_WRITE_FAILED' } });
    const kill = await workstation.pullKillSwitch({ by: 'test', flatten: true });
    expect(kill).toMatchObject({ error: { code: 'JOURNAL_WRITE_FAILED' } });
    expect(engine.fault?.code).toBe('JOURNAL_WRITE_FAILED');
    expect(workstation.status().fault?.code).toBe('JOURNAL_WRITE_FAILED');
    expect(journal.committedSeq).toBe(stored);
    expect(morning.sent).toEqual([]);
    await morning.stop();
    change('DROP TRIGGER refuse');
    await morning.start();
    const { view } = morning.open.engine.kernel;
    expect(view.signals.get(id)?.state).toBe('pending');
    expect([view.orders.size, view.killSwitch]).toEqual([0, false]);
  });
});

function change(sql: string): void {
  const db = new Database(join(dataDir, 'journal', 'journal.sqlite'));
  db.exec(sql);
  db.close();
}
