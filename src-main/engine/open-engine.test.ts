import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClientOrder, FactBody } from '#core/model';
import { openJournal, readLockHolder } from '#main/journal';
import { openEngine } from './index.ts';
import { Morning } from './testing.ts';

let folder = '';
let dataDir = '';
let morning: Morning;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sextant-engine-'));
  dataDir = join(folder, 'data');
  morning = new Morning(dataDir);
});

afterEach(async () => {
  await morning.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A card proposed, approved and filled, and a frame that could not be read. */
async function trade(): Promise<ClientOrder> {
  await morning.start();
  morning.join();
  const id = morning.propose();
  const approved = await morning.workstation().answerSignal({
    signalId: id, answer: 'approve', by: 'test', key: null, reason: null, volume: null, stop: null, target: null,
  });
  if (!approved.ok) throw new Error(approved.error.text);
  const order = morning.open.engine.kernel.view.orders.get(approved.value.cid ?? '');
  if (order === undefined) throw new Error('no order');
  morning.fill(order);
  morning.quarantine('{"v":');
  return order;
}

/** What a trader sees, as plain data. */
function picture({ open }: Morning): object {
  const { view } = open.engine.kernel;
  return {
    signals: [...view.signals.values()], orders: [...view.orders.values()], positions: [...view.positions.values()],
    decisions: view.decisions, decisionHash: view.decisionHash, quarantined: view.quarantined,
  };
}

async function readBars(of: Morning): Promise<object> {
  const query = { symbol: 'EURUSD', timeframe: 'M1', fromMs: null, toMs: null, limit: 100, account: null } as const;
  return of.workstation().bars(query);
}

describe('opening a data folder again', () => {
  it('from a snapshot and the tail comes to the very state that the whole journal gives', async () => {
    await trade();
    await morning.stop();
    await morning.start();
    morning.join();
    morning.tick(1.1035);
    await morning.open.journal.settled();
    const whole = join(folder, 'whole');
    cpSync(join(dataDir, 'journal'), join(whole, 'journal'), { recursive: true });
    rmSync(join(whole, 'journal', 'snapshots'), { recursive: true });
    // The stores too are left as a kill leaves them: the state of the folder, not of a clean stop.
    const killed = join(folder, 'killed');
    cpSync(dataDir, killed, { recursive: true });
    const [byTail, byAll] = [new Morning(killed), new Morning(whole)];
    byTail.atMs = byAll.atMs = morning.atMs;
    await byTail.start();
    await byAll.start();
    try {
      const [tail, all] = [byTail.open.recovery, byAll.open.recovery];
      expect(tail.snapshotSeq).toBeGreaterThan(0);
      expect(all).toMatchObject({ snapshotSeq: 0, differences: 0 });
      expect(tail.events).toBeLessThan(all.events);
      expect(tail).toMatchObject({ differences: 0, notes: [] });
      expect(byTail.open.engine.kernel.snapshot()).toEqual(byAll.open.engine.kernel.snapshot());
    } finally {
      await byTail.stop();
      await byAll.stop();
    }
  });

  it('takes what another engine decided as it stands: the same signals, orders and hash', async () => {
    const order = await trade();
    const before = picture(morning);
    const events = await morning.events();
    await morning.stop();
    const other = join(folder, 'other');
    const journal = await openJournal({ dataDir: other });
    if (!journal.ok) throw new Error(journal.error.text);
    journal.value.append(events.map((event) => (
      event.body.kind === 'EngineStarted' ? { ...event, body: { ...event.body, engineHash: 'another' } } : event
    )));
    await journal.value.close();
    const heir = new Morning(other);
    heir.atMs = morning.atMs;
    await heir.start();
    try {
      expect(heir.open.recovery.differences).toBe(0);
      expect(picture(heir)).toEqual(before);
      expect(heir.sent).toEqual([]);
      heir.join([...heir.open.engine.kernel.view.positions.values()]);
      const again = await heir.workstation().answerSignal({
        signalId: order.signalId ?? '', answer: 'approve', by: 'test', key: null, reason: null, volume: null,
        stop: null, target: null,
      });
      expect(again).toMatchObject({ ok: false, error: { code: 'APPROVAL_ALREADY_DECIDED' } });
    } finally {
      await heir.stop();
    }
  });

  it('fills a market store that was deleted from the journal', async () => {
    await trade();
    const before = await readBars(morning);
    expect(before).toMatchObject({ items: [{}, {}, {}, {}, {}] });
    await morning.stop();
    rmSync(join(dataDir, 'stores'), { recursive: true });
    await morning.start();
    expect(await readBars(morning)).toEqual(before);
    expect(existsSync(join(dataDir, 'stores', 'market.sqlite'))).toBe(true);
    const letters = await morning.workstation().deadLetters(10, null);
    expect(letters).toMatchObject({ ok: true, value: { items: [{ code: 'E_PROTO', raw: '{"v":' }] } });
  });

  it('asks about an order that was under way, and does not send it', async () => {
    await morning.start();
    morning.join();
    const id = morning.propose();
    const answer = { answer: 'approve', by: 'test', key: null, reason: null, volume: null, stop: null, target: null };
    const approved = await morning.workstation().answerSignal({ signalId: id, ...answer, answer: 'approve' });
    const cid = approved.ok ? approved.value.cid : null;
    expect(morning.sent).toMatchObject([{ type: 'order.send', cid }]);
    await morning.stop();
    morning.sent.length = 0;
    await morning.start();
    expect(morning.open.engine.kernel.view.orders.get(cid ?? '')?.state).toBe('unknown');
    morning.join();
    await morning.open.journal.settled();
    expect(morning.sent).toMatchObject([{ type: 'order.query', cid }]);
  });

  it('keeps dead letters, once each, over starts', async () => {
    await trade();
    await morning.stop();
    await morning.start();
    morning.quarantine('second');
    await morning.stop();
    await morning.start();
    const letters = await morning.workstation().deadLetters(10, null);
    expect(letters.ok && letters.value.items.map(({ raw }) => raw)).toEqual(['second', '{"v":']);
  });

  it('fails where its start cannot be written, and leaves the folder free', async () => {
    await trade();
    await morning.stop();
    const change = (sql: string): void => {
      const db = new Database(join(dataDir, 'journal', 'journal.sqlite'));
      db.exec(sql);
      db.close();
    };
    change('CREATE TRIGGER refuse BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, \'refused\'); END');
    expect(await openEngine({ dataDir })).toMatchObject({ ok: false, error: { code: 'JOURNAL_WRITE_FAILED' } });
    expect(readLockHolder(dataDir)).toBeNull();
    change('DROP TRIGGER refuse');
    await morning.start();
    expect(morning.open.recovery.differences).toBe(0);
  });

  /** An input with facts that this engine would not have made of it, recorded under its name. */
  async function forge(): Promise<number> {
    const { journal } = morning.open;
    const seq = journal.headSeq + 1;
    journal.append([
      { seq, ts: morning.atMs, body: { kind: 'ClockRead' } },
      { seq: seq + 1, ts: morning.atMs, body: { kind: 'TradingLocked', code: 'RISK_DISCREPANCY', text: 'forged' } },
    ]);
    await journal.settled();
    return seq;
  }

  it('is locked where the record does not come out again, takes it as it stands, and is told so once', async () => {
    await trade();
    const seq = await forge();
    await morning.stop();
    rmSync(join(dataDir, 'journal', 'snapshots'), { recursive: true, force: true });
    await morning.start();
    const { recovery, engine } = morning.open;
    expect(recovery).toMatchObject({ differences: 1, replay: { fromSeq: seq, count: 1, what: 'ClockRead' } });
    const { view } = engine.kernel;
    expect([view.lock?.code, view.discrepancy]).toEqual(['RISK_REPLAY_DIFFERS', 'forged']);
    expect(view.replayDifference).toBe(`1 event, first ClockRead at event ${String(seq)}.`);
    const before = view.orders.size;
    for (const isSnapshotKept of [true, false]) {
      await morning.stop();
      if (!isSnapshotKept) rmSync(join(dataDir, 'journal', 'snapshots'), { recursive: true, force: true });
      await morning.start();
      expect(morning.open.recovery).toMatchObject({ differences: 0, replay: null });
      expect(morning.open.engine.kernel.view.lock?.code).toBe('RISK_REPLAY_DIFFERS');
      expect(morning.open.engine.kernel.view.orders.size).toBe(before);
    }
    const told = (await morning.events()).filter(({ body }) => body.kind === 'ReplayDiffered');
    expect(told).toMatchObject([{ body: { fromSeq: seq, toSeq: seq + 1, count: 1 } }]);
  });

  it('goes on from the record once the trader has accepted it, over every later start', async () => {
    await trade();
    await forge();
    await morning.stop();
    rmSync(join(dataDir, 'journal', 'snapshots'), { recursive: true, force: true });
    await morning.start();
    expect(await morning.workstation().acceptRecordedState('test')).toEqual({ ok: true, value: null });
    await morning.stop();
    rmSync(join(dataDir, 'journal', 'snapshots'), { recursive: true, force: true });
    await morning.start();
    expect(morning.open.recovery).toMatchObject({ differences: 0, replay: null });
    expect(morning.open.engine.kernel.view.replayDifference).toBeNull();
    const second = await forge();
    await morning.stop();
    rmSync(join(dataDir, 'journal', 'snapshots'), { recursive: true, force: true });
    await morning.start();
    expect(morning.open.recovery.replay).toMatchObject({ fromSeq: second, count: 1 });
  });

  it('is refused while somebody else has it, and leaves him alone', async () => {
    await morning.start();
    expect(await openEngine({ dataDir })).toMatchObject({ ok: false, error: { code: 'JOURNAL_LOCKED' } });
    const facts: readonly FactBody[] = morning.take({ kind: 'ClockRead' });
    expect(facts).toEqual([]);
    expect(await morning.open.journal.settled()).toEqual({ ok: true, value: null });
  });
});
