// The way back from a journal, as a host goes it: recorded inputs are judged again where this engine made them, and
// must give the facts recorded behind them.

import { isDeepEqual } from '#core/base';
import { Engine, Grouping, Kernel, type ContextState } from '#core/kernel';
import type { JournalEvent } from '#core/model';
import type { MarketSink } from '#core/ports';
import { hold } from './violation.ts';

type Group = NonNullable<ReturnType<Grouping['next']>>;

const NOWHERE: MarketSink = { putTicks: () => undefined, putBar: () => undefined };

/** Applies recorded events with `apply`, and compares the facts. */
export function recallEvents(events: readonly JournalEvent[], fromSeq: number, engine: Pick<Engine, 'recall'>): void {
  const grouping = new Grouping();
  const next = (group: Group | null): void => {
    if (group === null) return;
    const facts = JSON.parse(JSON.stringify(engine.recall(group.input))) as unknown;
    hold('replay', isDeepEqual(facts, group.facts), () => (
      `event ${String(group.input.seq)} ${group.input.body.kind}: recorded ${JSON.stringify(group.facts)}, `
      + `on replay ${JSON.stringify(facts)}`
    ));
  };
  for (let i = fromSeq; i < events.length; i += 1) next(grouping.next(events[i] as JournalEvent));
  next(grouping.end());
}

/** A kernel made from nothing but the journal. */
export function replayKernel(events: readonly JournalEvent[]): Kernel {
  const kernel = new Kernel();
  recallEvents(events, 0, {
    recall: (event) => {
      const facts: ReturnType<Engine['recall']>[number][] = [];
      kernel.apply(event, { fact: (fact) => { facts.push(fact); }, market: NOWHERE });
      return facts;
    },
  });
  return kernel;
}

/** The kernel's state as it would lie on a disk. */
export function plainState(kernel: Kernel): ContextState {
  return JSON.parse(JSON.stringify(kernel.snapshot())) as ContextState;
}
