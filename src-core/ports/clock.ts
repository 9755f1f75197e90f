// The only way the engine learns the time: the host reads it, and the reading becomes part of an event.

export interface Clock {
  /** UTC milliseconds, never going back. */
  nowMs(): number;
}
