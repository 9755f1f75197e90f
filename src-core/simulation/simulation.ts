// A run from one seed: the app's own engine, kernel and wire session against the simulated terminal, disk, clocks and
// wires, with faults; the invariants are held after every event, and at the end the journal is replayed.

import { BrokenInvariant, isDeepEqual } from '#core/base';
import type { Canary } from './canary.ts';
import type { Fault } from './faults.ts';
import { planOf } from './plan.ts';
import { plainState, replayKernel } from './recall.ts';
import { hold, Violation, type Invariant } from './violation.ts';
import type { ClientOrder, OrderPurpose } from '#core/model';
import { World } from './world.ts';

export interface SimulationOptions {
  /** A defect made on purpose; null runs the product as it is. */
  readonly canary?: Canary | null;
}

export interface Finding {
  readonly invariant: Invariant;
  readonly text: string;
  /** World time since the run began, ms, and the number of the event. */
  readonly atMs: number;
  readonly event: number;
}

export interface SimulationReport {
  readonly seed: number;
  /** null when everything held. */
  readonly finding: Finding | null;
  /** Things that happened on the schedule. */
  readonly events: number;
  /** Events in the journal. */
  readonly journaled: number;
  readonly ticks: number;
  readonly decisions: number;
  readonly approvals: number;
  /** Client orders that reached the broker. */
  readonly orders: number;
  readonly deals: number;
  /** Commands that went through, by what they were for. */
  readonly done: Readonly<Record<OrderPurpose, number>>;
  readonly faults: Readonly<Record<Fault, number>>;
  /** The same for the same seed, whenever and wherever it runs. */
  readonly decisionHash: string;
  readonly digest: number;
}

/** Runs one seed to its end, or to the first invariant that does not hold. Never throws. */
export function runSimulation(seed: number, options: SimulationOptions = {}): SimulationReport {
  const plan = planOf(seed);
  const progress = { events: 0, atMs: 0, digest: 0x811c9dc5 };
  let world: World | null = null;
  let finding: Finding | null = null;
  try {
    world = new World(seed, plan, options.canary ?? null);
    const run = world;
    const runTo = (untilMs: number): void => {
      while (run.schedule.step(untilMs)) {
        progress.events += 1;
        progress.atMs = run.schedule.nowMs - plan.startMs;
        const { committedSeq } = run.disk;
        progress.digest = mix(progress.digest, progress.atMs, committedSeq, run.broker.truth.deals.length);
        if (run.app !== null) run.watch.look(run.app);
      }
    };
    runTo(plan.startMs + plan.activeMs);
    run.settle();
    runTo(run.schedule.nowMs + plan.settleMs);
    // the end may fall between an event and its commit
    for (let i = 0; i < 100 && run.app?.journal.headSeq !== run.disk.committedSeq; i += 1) {
      runTo(run.schedule.nowMs + 20);
    }
    holdEnd(run);
  } catch (error) {
    finding = { ...findingOf(error), atMs: progress.atMs, event: progress.events };
  }
  const view = world?.app?.kernel.view;
  return {
    seed, finding, events: progress.events, journaled: world?.disk.committedSeq ?? 0,
    ticks: world?.watch.book.ticks ?? 0,
    decisions: view?.decisions ?? 0, approvals: world?.trader.approvals ?? 0, orders: world?.watch.executed ?? 0,
    deals: world?.broker.truth.deals.length ?? 0, done: countDone(view?.orders.values() ?? []),
    faults: world?.faults ?? NO_FAULTS,
    decisionHash: view?.decisionHash ?? '', digest: progress.digest,
  };
}

function countDone(orders: Iterable<ClientOrder>): SimulationReport['done'] {
  const done = { open: 0, close: 0, close_by: 0, modify: 0, cancel: 0, check: 0 };
  for (const { purpose, state } of orders) if (state === 'filled' || state === 'done') done[purpose] += 1;
  return done;
}

const NO_FAULTS = {} as Readonly<Record<Fault, number>>;

function holdEnd(world: World): void {
  const { app } = world;
  hold('in-step', app?.isWorking === true, () => 'the app does not work at the end');
  world.watch.settled(app);
  const replayed = replayKernel(world.disk.events, app.engineHash);
  const isSameHash = replayed.view.decisionHash === app.kernel.view.decisionHash;
  hold('replay', isSameHash, () => 'the decision hash of the replay differs');
  hold('replay', app.journal.headSeq === world.disk.committedSeq, () => 'something is never committed');
  const live = plainState(app.kernel);
  const again = plainState(replayed);
  hold('replay', isDeepEqual(live, again), () => `the replayed state differs: ${firstDifference(live, again, '')}`);
}

function findingOf(error: unknown): { readonly invariant: Invariant; readonly text: string } {
  if (error instanceof Violation) return { invariant: error.invariant, text: error.message };
  const name = error instanceof BrokenInvariant ? 'a broken invariant' : 'an exception';
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { invariant: 'no-throw', text: `${name}: ${text}` };
}

function firstDifference(a: unknown, b: unknown, path: string): string {
  if (isDeepEqual(a, b)) return '';
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return `${path}: ${JSON.stringify(a)} and ${JSON.stringify(b)}`;
  }
  const left = a as Readonly<Record<string, unknown>>;
  const right = b as Readonly<Record<string, unknown>>;
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const found = firstDifference(left[key], right[key], `${path}.${key}`);
    if (found !== '') return found;
  }
  return path;
}

function mix(digest: number, ...values: readonly number[]): number {
  let mixed = digest;
  for (const value of values) mixed = Math.imul(mixed ^ value, 0x01000193) >>> 0;
  return mixed;
}
