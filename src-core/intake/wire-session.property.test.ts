import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEAL, RigEngine, SessionRig, tickBody } from './session-rig.ts';

const KEY = '51234567@Broker-Demo';
const EPOCH = '9f2c';

/** A terminal with an outbox and a tick history, whose link loses its mind in every way the page allows. */
type Step =
  | { readonly do: 'reliable' } | { readonly do: 'skip' } | { readonly do: 'repeat'; readonly back: number }
  | { readonly do: 'garbage' } | { readonly do: 'ticks'; readonly rows: number; readonly isWrong: boolean }
  | { readonly do: 'commit'; readonly share: number } | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'reconnect' } | { readonly do: 'replay' };

const STEP: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Step>({ do: 'reliable' }) }, { weight: 1,
    arbitrary: fc.constant<Step>({ do: 'skip' }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('repeat' as const), back: fc.nat(8) }) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'garbage' }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('ticks' as const), rows: fc.integer({ min: 1, max: 4 }),
    isWrong: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('commit' as const), share: fc.double({ min: 0, max: 1,
    noNaN: true }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 900 }) }) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'reconnect' }) }, { weight: 2,
    arbitrary: fc.constant<Step>({ do: 'replay' }) },
);

class World {
  readonly engine = new RigEngine();
  rig: SessionRig;
  used = 0;
  /** msc of tick k; two of every three share one. */
  readonly msc = (k: number): number => 1_000 + Math.floor(k / 3) * 7;

  constructor() {
    this.engine.isCommittingAtOnce = false;
    this.rig = this.connect();
  }

  connect(): SessionRig {
    const rig = new SessionRig(this.engine);
    rig.hello();
    rig.prove();
    this.engine.commit();
    return rig;
  }

  deal(seq: number): void {
    this.rig.say('deal', { ...DEAL, deal: String(seq) }, seq);
  }

  /** How many ticks the terminal must have delivered for the stored cursor to stand where it does. */
  tickCount(): number {
    return this.engine.bodies('TicksReceived').reduce((sum, body) => sum + body.ticks.brokerMs.length, 0);
  }

  cursorAt(count: number): readonly [number, number] | null {
    if (count === 0) return null;
    const at = this.msc(count - 1);
    let n = 0;
    for (let k = count - 1; k >= 0 && this.msc(k) === at; k -= 1) n += 1;
    return [at, n];
  }

  ticks(rows: number, isWrong: boolean): void {
    const from = this.tickCount() + (isWrong ? 1 : 0);
    const list = Array.from({ length: rows }, (_, i): [number, number, number] => [this.msc(from + i), from + i + 1,
      from + i + 2]);
    this.rig.say('tick', tickBody(list, this.cursorAt(from), this.cursorAt(from + rows) as [number, number]));
  }

  step(step: Step): void {
    if (this.rig.session.phase === 'closed') this.rig = this.connect();
    switch (step.do) {
      case 'reliable': this.used += 1; this.deal(this.used); break;
      case 'skip': this.used += 1; break;
      case 'repeat': if (this.used > step.back) this.deal(this.used - step.back); break;
      case 'garbage': this.rig.raw('{'); break;
      case 'ticks': this.ticks(step.rows, step.isWrong); break;
      case 'commit': {
        const { engine } = this;
        engine.commit(engine.committedSeq + Math.floor((engine.events.length - engine.committedSeq) * step.share));
        break;
      }
      case 'pass': this.rig.pass(step.ms); break;
      case 'reconnect': this.rig.session.onClosed(1006, ''); this.rig = this.connect(); break;
      case 'replay': this.replay(); break;
    }
  }

  replay(): void {
    for (let seq = this.engine.links.reliableSeq(KEY, EPOCH) + 1; seq <= this.used; seq += 1) this.deal(seq);
  }

  /** Highest number up to which all deals are committed, and the committed tick cursor, counted from the journal. */
  committed(): { readonly ack: number; readonly ticks: number } {
    const events = this.engine.events.slice(0, this.engine.committedSeq).map((event) => event.body);
    return {
      ack: events.filter((body) => body.kind === 'DealReported').length,
      ticks: events.reduce((sum, body) => sum + (body.kind === 'TicksReceived' ? body.ticks.brokerMs.length : 0), 0),
    };
  }
}

describe('the wire session under any order of frames, commits and broken links', () => {
  it('checklist connection-5: never confirms what is not committed, takes every reliable frame once and in order, and never skips a tick',
    () => {
    fc.assert(fc.property(fc.array(STEP, { maxLength: 120 }), (steps) => {
      const world = new World();
      for (const step of steps) {
        world.step(step);
        const stored = world.committed();
        const newest = world.rig.sent.at(-1);
        expect(newest?.ack ?? 0).toBeLessThanOrEqual(stored.ack);
        const said = world.rig.of('ack.cursor').at(-1)?.body['tick'] as { EURUSD?: [number, number] } | undefined;
        if (said?.EURUSD !== undefined) {
          const [at, n] = said.EURUSD;
          const [storedAt, storedN] = world.cursorAt(stored.ticks) ?? [0, 0];
          expect(at < storedAt || (at === storedAt && n <= storedN)).toBe(true);
        }
      }
      if (world.rig.session.phase === 'closed') world.rig = world.connect();
      world.replay();
      world.engine.commit();
      world.rig.pass(600);
      const deals = world.engine.bodies('DealReported').map((body) => Number(body.deal.deal));
      expect(deals).toEqual(Array.from({ length: world.used }, (_, i) => i + 1));
      expect(world.rig.sent.at(-1)?.ack).toBe(world.used);
      const bids = world.engine.bodies('TicksReceived').flatMap((body) => body.ticks.bid);
      expect(bids).toEqual(bids.map((_, i) => i + 1));
    }), { numRuns: 150 });
  });

  it('says the same after its book was folded again from the journal', () => {
    fc.assert(fc.property(fc.array(STEP, { maxLength: 60 }), (steps) => {
      const world = new World();
      for (const step of steps) world.step(step);
      const twin = new RigEngine();
      for (const event of world.engine.events) twin.links.apply(event);
      expect(twin.links.toJson()).toEqual(world.engine.links.toJson());
    }), { numRuns: 50 });
  });
});
