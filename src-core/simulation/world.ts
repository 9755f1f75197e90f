// One simulated world: app, terminal, broker, market, trader, wires, disk and clocks on one schedule, and the faults
// that befall them. It moves one event at a time; whoever drives it looks after each.

import { Random } from '#core/base';
import { encodeToken } from '#core/intake';
import type { JournalEvent, TradeCommand } from '#core/model';
import type { Canary } from './canary.ts';
import { FAULTS, pickFault, type Fault } from './faults.ts';
import { Disk } from './memory-journal.ts';
import type { Plan } from './plan.ts';
import { plainState } from './recall.ts';
import { Schedule } from './schedule.ts';
import { SimulatedApp, type AppParts, type StoredState } from './simulated-app.ts';
import { SimulatedLink } from './simulated-link.ts';
import { SimulatedMarket } from './simulated-market.ts';
import { SimulatedBroker, SimulatedTerminal, type TerminalEnd } from './simulated-terminal.ts';
import { Trader } from './trader.ts';
import { Watch } from './watch.ts';

const TOKEN = Uint8Array.from({ length: 32 }, (_, i) => i);

export class World {
  readonly schedule: Schedule;
  readonly disk = new Disk();
  readonly market: SimulatedMarket;
  readonly broker: SimulatedBroker;
  readonly terminal: SimulatedTerminal;
  readonly trader: Trader;
  readonly watch: Watch;
  readonly faults: Record<Fault, number>;
  readonly #plan: Plan;
  readonly #canary: Canary | null;
  /** Chance of each kind apart, so that one more draw in one place does not change all the others. */
  readonly #wire: Random;
  readonly #chance: Random;
  readonly #names: Random;
  readonly #appParts: AppParts;
  #app: SimulatedApp | null = null;
  #stored: StoredState | null = null;
  #version = 1;
  #appAheadMs = 0;
  #terminalAheadMs = 0;
  #appClockMs = 0;
  #slowUntilMs = 0;
  #isFaulty = true;
  #diesBeforeCommit = false;
  #diesAtCommit = false;
  #diesAfterSend = false;
  #diesInOrder = false;

  constructor(seed: number, plan: Plan, canary: Canary | null) {
    this.#plan = plan;
    this.#canary = canary;
    const source = new Random(seed);
    const draw = (): Random => new Random(source.nextUint32());
    this.#wire = draw();
    this.#chance = draw();
    this.#names = draw();
    const [market, terminal, trader] = [draw(), draw(), draw()];
    this.faults = Object.fromEntries(FAULTS.map((fault) => [fault, 0])) as Record<Fault, number>;
    this.schedule = new Schedule(plan.startMs);
    this.market = new SimulatedMarket({ ...plan, seed: market.nextUint32() }, () => this.schedule.nowMs);
    this.broker = new SimulatedBroker(plan.broker, plan.startMs);
    this.broker.onSent = () => { this.#sent(); };
    this.market.drain((symbol, timeMs, bid, ask) => { this.broker.onTick(symbol, timeMs, bid, ask); });
    this.watch = new Watch(this.disk, this.market, this.broker, plan.limits);
    this.#appParts = this.#makeAppParts();
    this.#startApp();
    this.terminal = new SimulatedTerminal({
      schedule: this.schedule, random: terminal, market: this.market, broker: this.broker, token: encodeToken(TOKEN),
      clockMs: () => this.schedule.nowMs + this.#terminalAheadMs, nonce: () => this.#nonce(), canary,
      connect: () => this.#connect(), said: (text) => { this.watch.heard(text); },
    });
    this.trader = new Trader({
      random: trader, app: () => this.#app, terminal: this.terminal, broker: this.broker, market: this.market,
      after: (delayMs, run) => { this.schedule.after(delayMs, run); },
    });
    this.#loop(() => this.#wait(plan.traderMs), () => { this.trader.act(); });
    this.#loop(() => this.#wait(plan.faultMs), () => { this.#strike(pickFault(this.#chance)); });
    this.#loop(() => 500, () => { this.terminal.passWithout(); });
  }

  get app(): SimulatedApp | null {
    return this.#app;
  }

  /** Nothing goes wrong from here on, nobody trades, the market stands still: what is left is to come to the same. */
  settle(): void {
    this.#isFaulty = false;
    this.#diesBeforeCommit = false;
    this.#diesAtCommit = false;
    this.#diesAfterSend = false;
    this.#diesInOrder = false;
    this.#slowUntilMs = 0;
    this.terminal.terminal?.loseAnswers(0);
    this.disk.isFull = false;
    this.terminal.start();
    this.terminal.passWithout();
    this.market.stop();
    if (this.#app?.isWorking !== true) this.#restartApp(0);
    this.trader.calm();
  }

  #makeAppParts(): AppParts {
    const { schedule, disk } = this;
    return {
      schedule, disk, token: TOKEN, limits: this.#plan.limits, strategies: this.#plan.strategies,
      symbols: this.#plan.symbols, journalSeed: `simulation ${String(this.#plan.broker.seed)}`, canary: this.#canary,
      clockMs: () => (this.#appClockMs = Math.max(this.#appClockMs, schedule.nowMs + this.#appAheadMs)),
      nonce: () => this.#nonce(), commitMs: () => this.#commitMs(),
      watch: {
        committed: () => { this.watch.committed(); },
        said: (link, text) => { this.watch.said(link, text); },
        sending: (command) => { this.#sending(command); },
        reachesCommit: (batches) => this.#reachesCommit(batches),
        survives: (batches) => this.#survives(batches),
      },
    };
  }

  // --- what befalls it

  #loop(wait: () => number, act: () => void): void {
    this.schedule.after(wait(), () => {
      if (!this.#isFaulty) return;
      act();
      this.#loop(wait, act);
    });
  }

  #wait(meanMs: number): number {
    return this.#chance.nextInt(1, 2 * meanMs);
  }

  #strike(fault: Fault): void {
    const chance = this.#chance;
    this.faults[fault] += 1;
    switch (fault) {
      case 'cut': this.terminal.link?.cut(); return;
      case 'silence': this.terminal.link?.fallSilent(); return;
      case 'app-crash': this.#crashApp(); return;
      case 'app-upgrade':
        this.#version += 1;
        this.#stored = null;
        this.#crashApp();
        return;
      case 'app-crash-before-commit': this.#diesBeforeCommit = true; return;
      case 'app-crash-at-commit': this.#diesAtCommit = true; return;
      case 'app-crash-after-send': this.#diesAfterSend = true; return;
      case 'power-loss':
        this.#crashApp();
        this.disk.losePower();
        if ((this.#stored?.seq ?? 0) > this.disk.committedSeq) this.#stored = null;
        this.watch.reread();
        this.#restartTerminal('stale');
        return;
      case 'disk-full':
        this.disk.isFull = true;
        this.schedule.after(chance.nextInt(1_000, 5_000), () => {
          this.disk.isFull = false;
          if (this.#app?.isWorking === false) this.#crashApp();
        });
        return;
      case 'slow-disk': this.#slowUntilMs = this.schedule.nowMs + chance.nextInt(1_000, 6_000); return;
      case 'terminal-restart': this.#restartTerminal('whole'); return;
      case 'terminal-stale': this.#restartTerminal('stale'); return;
      case 'terminal-dies-in-order':
        this.terminal.terminal?.loseAnswers(1);
        this.#diesInOrder = true;
        return;
      case 'lost-answers':
        this.terminal.terminal?.loseAnswers(chance.nextInt(1, 2));
        // half of the time the process that lost the answer is gone with it
        if (!chance.nextChance(0.5)) return;
        this.schedule.after(chance.nextInt(100, 8_000), () => { this.#restartTerminal('whole'); });
        return;
      case 'clock-jump':
        this.#appAheadMs += chance.nextInt(-1_500, 2_000);
        this.#terminalAheadMs += chance.nextInt(0, 1_000);
        return;
      case 'sleep': this.schedule.sleep(chance.nextInt(2_000, 40_000)); return;
    }
  }

  #survives(batches: readonly (readonly JournalEvent[])[]): boolean {
    if (this.#chance.nextChance(0.005)) this.#saveState();
    if (!this.#diesAtCommit || !hasCommand(batches)) return true;
    this.#diesAtCommit = false;
    this.#crashApp();
    return false;
  }

  #reachesCommit(batches: readonly (readonly JournalEvent[])[]): boolean {
    if (!this.#diesBeforeCommit || !hasCommand(batches)) return true;
    this.#diesBeforeCommit = false;
    this.#crashApp();
    return false;
  }

  #sending(command: TradeCommand): void {
    this.watch.sending(command);
    if (!this.#diesAfterSend || command.type === 'order.query') return;
    this.#diesAfterSend = false;
    this.schedule.after(this.#chance.nextInt(0, 2 * this.#plan.link.delayMsMax), () => { this.#crashApp(); });
  }

  /** The broker has the order, and nobody has heard of it yet. */
  #sent(): void {
    if (!this.#diesInOrder) return;
    this.#diesInOrder = false;
    this.schedule.after(0, () => { this.#restartTerminal('stale'); });
  }

  // --- processes

  #startApp(): void {
    this.#app = new SimulatedApp(this.#appParts, `engine ${String(this.#version)}`, this.#stored);
  }

  #crashApp(): void {
    const app = this.#app;
    if (app === null) return;
    this.#app = null;
    app.kill();
    if (this.#canary === 'torn-batch') this.#tear(app.journal.pending);
    this.watch.committed();
    this.#restartApp(this.#isFaulty ? this.#chance.nextInt(50, 4_000) : 0);
  }

  /** The canary's own defect: of the first batch with facts, the last one does not reach the disk. */
  #tear(pending: readonly (readonly JournalEvent[])[]): void {
    const at = pending.findIndex((batch) => batch.length > 1);
    if (at < 0) return;
    this.disk.write(pending.slice(0, at));
    this.disk.write([(pending[at] ?? []).slice(0, -1)]);
  }

  #restartApp(delayMs: number): void {
    if (delayMs === 0) {
      this.#app?.kill();
      this.#startApp();
      return;
    }
    this.schedule.after(delayMs, () => { if (this.#app === null) this.#startApp(); });
  }

  #restartTerminal(end: TerminalEnd): void {
    if (!this.#isFaulty) return;
    this.terminal.kill(end);
    this.schedule.after(this.#chance.nextInt(100, 6_000), () => { this.terminal.start(); });
  }

  /** A snapshot beside the journal, when everything in it is on the disk. */
  #saveState(): void {
    const app = this.#app;
    if (app?.journal.headSeq !== this.disk.committedSeq) return;
    this.#stored = { seq: this.disk.committedSeq, state: plainState(app.kernel) };
  }

  #connect(): SimulatedLink | null {
    const app = this.#app;
    if (app?.isWorking !== true) return null;
    const manners = this.#isFaulty ? this.#plan.link : { ...this.#plan.link, duplicateChance: 0 };
    const link = new SimulatedLink(this.schedule, this.#wire, manners);
    app.open(link);
    return link;
  }

  #commitMs(): number {
    if (this.schedule.nowMs < this.#slowUntilMs) return this.#chance.nextInt(50, 3_000);
    return this.#chance.nextInt(0, this.#plan.commitMsMax);
  }

  #nonce(): string {
    let text = '';
    for (let i = 0; i < 4; i += 1) text += this.#names.nextUint32().toString(16).padStart(8, '0');
    return text;
  }
}

function hasCommand(batches: readonly (readonly JournalEvent[])[]): boolean {
  return batches.some((batch) => batch.some(({ body }) => body.kind === 'CommandIssued'));
}
