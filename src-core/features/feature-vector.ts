// The numbers of a layout at one moment, and for each that is not there why not. Written in place.

import type { StateTape } from '#core/indicators';
import { NOT_READY_REASONS, type NotReadyReason } from './definition.ts';
import { FEATURE_LAYOUT, type FeatureLayout } from './layout.ts';

const WARM_UP = NOT_READY_REASONS.indexOf('warm-up');

export class FeatureVector {
  readonly layout: FeatureLayout = FEATURE_LAYOUT;
  /** NaN is not ready; it is warming up where nothing else was said by `withhold`. */
  readonly values = new Float64Array(FEATURE_LAYOUT.columns.length).fill(Number.NaN);
  readonly #reasons = new Uint8Array(FEATURE_LAYOUT.columns.length).fill(WARM_UP);
  /** UTC ms the values stand for; NaN before the first. */
  asOfMs = Number.NaN;

  /** Writes a value; one that is NaN is still warming up. Hot paths write to `values` themselves: a call boxes. */
  set(place: number, value: number): void {
    this.values[place] = value;
    this.#reasons[place] = WARM_UP;
  }

  /** Says that a value is not there. */
  withhold(place: number, reason: Exclude<NotReadyReason, 'ready'>): void {
    this.values[place] = Number.NaN;
    this.#reasons[place] = NOT_READY_REASONS.indexOf(reason);
  }

  /** `ready`, or why the value is not there. */
  reasonAt(place: number): NotReadyReason {
    if (!Number.isNaN(this.values[place])) return 'ready';
    return NOT_READY_REASONS[this.#reasons[place] as number] as NotReadyReason;
  }

  travel(tape: StateTape): void {
    tape.array(this.values);
    for (let i = 0; i < this.#reasons.length; i += 1) this.#reasons[i] = tape.number(this.#reasons[i] as number);
    this.asOfMs = tape.number(this.asOfMs);
  }
}
