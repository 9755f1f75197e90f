// The wire's fuzzer: frames by grammar and mutation into the readers, into live sessions of the server, and into the
// reader of the other end. After every frame: nothing was thrown, nothing is confirmed that is not committed, cursors
// hold only what was committed in order, and every dead letter carries a code of the table.

import { Random } from '#core/base';
import { LinkBook, readBody, readEnvelope, readServerFrame } from '#core/intake';
import { CODES } from '#core/model';
import { RigEngine, SessionRig } from '../../src-core/intake/session-rig.ts';
import { FrameMaker, type MadeFrame } from './frame-maker.ts';

const ACCOUNT = '51234567@Broker-Demo';
const EPOCH = '9f2c';
const CONTEXT = { offsetS: 7_200, currency: 'USD', re: null };
/** Frames of one journal before a fresh one, so that memory stays level. */
const ENGINE_FRAMES = 2_000;
const FRAMES_A_TURN = 8;

export interface FuzzReport {
  readonly frames: number;
  /** Frames that became a record, of those given to the readers alone. */
  readonly read: number;
  readonly sessions: number;
  readonly events: number;
  readonly deadLetters: number;
}

/** What did not hold, and the frame that showed it. */
export class FuzzFinding extends Error {
  readonly frame: number;
  readonly text: string;

  constructor(frame: number, text: string, cause: unknown) {
    super(`frame ${String(frame)}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.frame = frame;
    this.text = text;
  }
}

export class WireFuzz {
  readonly #random: Random;
  readonly #maker: FrameMaker;
  #engine = new RigEngine();
  #rig: SessionRig;
  #committed = new LinkBook();
  #applied = 0;
  #engineFrames = 0;
  #frames = 0;
  #read = 0;
  #sessions = 0;
  #events = 0;
  #letters = 0;

  constructor(seed: number) {
    this.#random = new Random(seed);
    this.#maker = new FrameMaker(this.#random);
    this.#rig = this.#connect();
  }

  get report(): FuzzReport {
    return {
      frames: this.#frames, read: this.#read, sessions: this.#sessions, events: this.#events,
      deadLetters: this.#letters,
    };
  }

  /** Runs `frames` frames. Throws FuzzFinding at the first that shows a defect. */
  run(frames: number): void {
    const end = this.#frames + frames;
    while (this.#frames < end) this.#turn(Math.min(FRAMES_A_TURN, end - this.#frames));
  }

  #turn(frames: number): void {
    const way = this.#random.nextInt(0, 9);
    for (let i = 0; i < frames; i += 1) {
      const made = way === 9 ? this.#maker.server() : this.#maker.terminal();
      this.#frames += 1;
      try {
        if (way === 9) readServerFrame(made.text);
        else if (way < 5) this.#readAlone(made);
        else this.#toSession(made);
      } catch (error) {
        throw new FuzzFinding(this.#frames, made.text, error);
      }
    }
  }

  #readAlone({ text }: MadeFrame): void {
    const envelope = readEnvelope(text);
    if (!envelope.ok) {
      check(envelope.fault.code === 'E_PROTO', `an unreadable frame is ${envelope.fault.code}`);
      return;
    }
    const body = readBody(envelope.value.type, envelope.value.body, CONTEXT);
    if (body.ok) this.#read += 1;
    else check(Object.hasOwn(CODES, body.fault.code) && body.fault.path !== '', 'a fault without code or path');
  }

  #toSession({ text }: MadeFrame): void {
    if (this.#rig.session.phase === 'closed' || this.#engineFrames >= ENGINE_FRAMES) this.#rig = this.#connect();
    const { session } = this.#rig;
    this.#engineFrames += 1;
    session.onText(text, text.length);
    const chance = this.#random.nextInt(0, 15);
    if (chance < 3) this.#engine.commit(this.#random.nextInt(this.#engine.committedSeq, this.#engine.events.length));
    else if (chance === 3) this.#rig.pass(this.#random.nextInt(0, 9_000));
    else if (chance === 4 && this.#random.nextInt(0, 9) === 0) session.onClosed(1006, '');
    this.#look();
  }

  /** Looks at what was said and journaled since the last look. */
  #look(): void {
    const { events, committedSeq } = this.#engine;
    while (this.#applied < events.length) {
      const event = events[this.#applied];
      if (event === undefined || event.seq > committedSeq) break;
      this.#committed.apply(event);
      this.#applied += 1;
      this.#events += 1;
      if (event.body.kind !== 'Quarantined') continue;
      this.#letters += 1;
      check(Object.hasOwn(CODES, event.body.code), `a dead letter with code ${event.body.code}`);
      check(event.body.raw.length <= 65_536, 'a dead letter that is too long');
    }
    const ack = this.#committed.reliableSeq(ACCOUNT, EPOCH);
    const cursor = this.#committed.tickCursor(ACCOUNT, 'EURUSD');
    for (const frame of this.#rig.sent.splice(0)) {
      check(frame.ack <= ack, `ack ${String(frame.ack)} of ${String(ack)} committed`);
      if (frame.type !== 'ack.cursor') continue;
      const said = (frame.body['tick'] as Record<string, readonly [number, number]>)['EURUSD'];
      if (said === undefined) continue;
      check(cursor !== null && said[0] <= cursor.brokerMs, 'a cursor is confirmed that is not committed');
    }
  }

  #connect(): SessionRig {
    if (this.#engineFrames >= ENGINE_FRAMES || this.#sessions === 0) {
      this.#engine = new RigEngine();
      this.#engine.watch = ['EURUSD', 'XAUUSD'];
      this.#committed = new LinkBook();
      this.#applied = 0;
      this.#engineFrames = 0;
    }
    this.#sessions += 1;
    this.#engine.isCommittingAtOnce = true;
    this.#engine.commit();
    const rig = new SessionRig(this.#engine);
    // sometimes as a stranger, who says anything before he proves himself
    if (this.#random.nextInt(0, 9) > 0) {
      rig.hello();
      // an earlier stranger may have failed his proof: the challenge is late then
      if (rig.of('challenge').length === 0) rig.pass(60_000);
      rig.prove();
    }
    this.#engine.isCommittingAtOnce = this.#random.nextInt(0, 1) === 0;
    this.#maker.begin(this.#engine.links.reliableSeq(ACCOUNT, EPOCH));
    return rig;
  }
}

function check(holds: boolean, text: string): void {
  if (!holds) throw new Error(text);
}
