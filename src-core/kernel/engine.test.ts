import { describe, expect, it } from 'vitest';
import { isFact, type JournalEvent, type TradeCommand } from '#core/model';
import type { Journal, JournalFault } from '#core/ports';
import { Engine, Kernel } from './index.ts';
import { answerSignal, DEMO, keyOf, KernelRun, NO_MARKET } from './testing/events.ts';

/** A journal in memory that commits when it is told to. */
class ManualJournal implements Journal {
  readonly batches: (readonly JournalEvent[])[] = [];
  headSeq = 0;
  committedSeq = 0;
  #tell: ((seq: number) => void)[] = [];
  #fault: ((fault: JournalFault) => void)[] = [];

  append(batch: readonly JournalEvent[]): void {
    batch.forEach((event, index) => {
      expect(event.seq).toBe(this.headSeq + 1 + index);
    });
    this.batches.push(batch);
    this.headSeq += batch.length;
  }

  onCommitted(listener: (committedSeq: number) => void): () => void {
    this.#tell.push(listener);
    return () => {
      this.#tell = this.#tell.filter((one) => one !== listener);
    };
  }

  onFault(listener: (fault: JournalFault) => void): () => void {
    this.#fault.push(listener);
    return () => {
      this.#fault = this.#fault.filter((one) => one !== listener);
    };
  }

  commit(seq = this.headSeq): void {
    this.committedSeq = seq;
    for (const tell of this.#tell) tell(seq);
  }

  fail(): void {
    for (const tell of this.#fault) tell({ code: 'JOURNAL_DISK_FULL', text: 'full' });
  }
}

/** An engine with a card waiting, everything committed so far. */
function startedEngine() {
  const run = new KernelRun().begin();
  run.propose();
  const journal = new ManualJournal();
  const sent: (readonly [string, TradeCommand])[] = [];
  const clock = {
    now: 0,
    nowMs(): number {
      return this.now;
    },
  };
  const engine = new Engine({
    kernel: new Kernel(),
    journal,
    clock,
    market: NO_MARKET,
    venue: {
      send: (account, command) => {
        sent.push([account, command]);
      },
    },
  });
  for (const { ts, body } of run.events) {
    if (isFact(body)) continue;
    clock.now = ts;
    engine.accept(body);
  }
  journal.commit();
  return { engine, journal, sent, clock, events: run.events };
}

describe('the engine', () => {
  it('journals an input with its facts in one append, in unbroken order and under one time', () => {
    const { engine, journal, events } = startedEngine();
    expect(journal.batches.flat()).toEqual(events);
    const accepted = engine.accept(answerSignal('S1'));
    const batch = journal.batches.at(-1) ?? [];
    expect(batch.map((event) => event.body.kind)).toEqual([
      'SignalAnswered',
      'SignalClosed',
      'OrderOpened',
      'CommandIssued',
    ]);
    expect(new Set(batch.map((event) => event.ts)).size).toBe(1);
    expect([accepted.seq, accepted.lastSeq]).toEqual([batch[0]?.seq, batch[3]?.seq]);
    expect(accepted.facts).toEqual(batch.slice(1).map((event) => event.body));
  });

  it('lets a command leave only after the commit of all that it came with', () => {
    const { engine, journal, sent } = startedEngine();
    const { lastSeq } = engine.accept(answerSignal('S1'));
    expect(sent).toEqual([]);
    journal.commit(lastSeq - 1);
    expect(sent).toEqual([]);
    journal.commit(lastSeq);
    expect(sent).toMatchObject([[keyOf(DEMO), { type: 'order.send' }]]);
    journal.commit(lastSeq);
    expect(sent).toHaveLength(1);
  });

  it('runs what waits for a commit at once when it is already there, else in order', () => {
    const { engine, journal } = startedEngine();
    const ran: number[] = [];
    engine.whenCommitted(1, () => {
      ran.push(1);
    });
    expect(ran).toEqual([1]);
    const first = engine.accept({ kind: 'ClockRead' });
    const second = engine.accept({ kind: 'ClockRead' });
    engine.whenCommitted(first.lastSeq, () => {
      ran.push(2);
    });
    engine.whenCommitted(second.lastSeq, () => {
      ran.push(3);
    });
    journal.commit(first.lastSeq);
    expect(ran).toEqual([1, 2]);
    journal.commit();
    expect(ran).toEqual([1, 2, 3]);
  });

  it('after a journal fault takes nothing and lets nothing leave', () => {
    const { engine, journal, sent } = startedEngine();
    engine.accept(answerSignal('S1'));
    journal.fail();
    expect(engine.fault).toEqual({ code: 'JOURNAL_DISK_FULL', text: 'full' });
    expect(() => engine.accept({ kind: 'ClockRead' })).toThrow('failed');
    journal.commit();
    expect(sent).toEqual([]);
    expect(journal.batches.at(-1)?.[0]?.body.kind).toBe('SignalAnswered');
  });

  it('after an error of the kernel takes nothing more: it stands half applied', () => {
    const { engine, journal, sent } = startedEngine();
    engine.accept(answerSignal('S1'));
    const before = journal.headSeq;
    const broken = { kind: 'EngineStarted', limits: null, strategies: null } as never;
    expect(() => engine.accept(broken)).toThrow();
    expect(engine.fault?.code).toBe('HOST_ENGINE_FAILED');
    expect(journal.headSeq).toBe(before);
    expect(() => engine.accept({ kind: 'ClockRead' })).toThrow('failed');
    journal.commit();
    expect(sent).toEqual([]);
  });

  it('never lets time go back, whatever the clock says', () => {
    const { engine, journal, clock } = startedEngine();
    const before = journal.batches.at(-1)?.[0]?.ts ?? 0;
    clock.now = before - 5_000;
    engine.accept({ kind: 'ClockRead' });
    expect(journal.batches.at(-1)?.[0]?.ts).toBe(before);
  });

  it('tells listeners of every input with its facts, until they leave', () => {
    const { engine } = startedEngine();
    const heard: string[] = [];
    const leave = engine.onEvents((events) => {
      heard.push(...events.map((event) => event.body.kind));
    });
    engine.accept(answerSignal('S1', 'reject'));
    leave();
    engine.accept({ kind: 'ClockRead' });
    expect(heard).toEqual(['SignalAnswered', 'SignalClosed']);
  });
});
