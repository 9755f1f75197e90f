// The engine's heart: a deterministic function of the events. It has no clock, no chance and no I/O; the same
// events give the same facts, byte for byte.

import type { FactBody, InputBody, JournalEvent } from '#core/model';
import type { MarketSink } from '#core/ports';

export interface KernelOutputs {
  fact(body: FactBody): void;
  readonly market: MarketSink;
}

export class Kernel {
  /** Applies one input and reports the facts and market data that follow from it. */
  apply(_event: JournalEvent<InputBody>, _outputs: KernelOutputs): void {
    // filled in by the pipeline
  }
}
