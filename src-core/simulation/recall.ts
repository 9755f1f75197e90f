// The way back from a journal, as a host goes it: recorded inputs are judged again where this engine made them, and
// must give the facts recorded behind them; what another engine made is taken as it stands.

import { isDeepEqual } from '#core/base';
import { Grouping, Kernel, type ContextState } from '#core/kernel';
import type { FactBody, JournalEvent } from '#core/model';
import type { MarketSink } from '#core/ports';
import { hold } from './violation.ts';

type Group = NonNullable<ReturnType<Grouping['next']>>;

const NOWHERE: MarketSink = { putTicks: () => undefined, putBar: () => undefined };

/** Brings `kernel` on from `fromSeq` to the end of the events, as the engine named `engineHash`. */
export function recallEvents(
  events: readonly JournalEvent[], fromSeq: number, kernel: Kernel, engineHash: string,
): void {
  const grouping = new Grouping();
  // a stored state is always this engine's own
  let recordedHash = fromSeq > 0 ? engineHash : '';
  const next = (group: Group | null): void => {
    if (group === null) return;
    if (group.input.body.kind === 'EngineStarted') recordedHash = group.input.body.engineHash;
    const made: FactBody[] = [];
    const outputs = { fact: (fact: FactBody) => { made.push(fact); }, market: NOWHERE };
    if (recordedHash !== engineHash) {
      kernel.perceive(group.input, outputs);
      for (const fact of group.facts) kernel.adopt(fact);
      return;
    }
    kernel.apply(group.input, outputs);
    const facts = JSON.parse(JSON.stringify(made)) as unknown;
    hold('replay', isDeepEqual(facts, group.facts), () => (
      `event ${String(group.input.seq)} ${group.input.body.kind}: recorded ${JSON.stringify(group.facts)}, `
      + `on replay ${JSON.stringify(facts)}`
    ));
  };
  for (let i = fromSeq; i < events.length; i += 1) next(grouping.next(events[i] as JournalEvent));
  next(grouping.end());
}

/** A kernel made from nothing but the journal. */
export function replayKernel(events: readonly JournalEvent[], engineHash: string): Kernel {
  const kernel = new Kernel();
  recallEvents(events, 0, kernel, engineHash);
  return kernel;
}

/** The kernel's state as it would lie on a disk. */
export function plainState(kernel: Kernel): ContextState {
  return JSON.parse(JSON.stringify(kernel.snapshot())) as ContextState;
}
