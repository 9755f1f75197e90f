// How much one session may send: 10,000 messages or 32 MiB a second, and nine unreadable frames a minute.

const MESSAGES_MAX = 10_000;
const BYTES_MAX = 33_554_432;
const UNREADABLE_MAX = 10;
const UNREADABLE_WINDOW_MS = 60_000;

export type FrameVerdict = 'pass' | 'drop' | 'drop-and-say';

export class FrameMeter {
  #windowMs = -Infinity;
  #messages = 0;
  #bytes = 0;
  #hasSaid = false;
  #unreadable: number[] = [];

  /** Counts one frame; beyond the limit the rest of the second is dropped, and said once. */
  take(bytes: number, nowMs: number): FrameVerdict {
    if (nowMs - this.#windowMs >= 1_000) {
      this.#windowMs = nowMs;
      this.#messages = 0;
      this.#bytes = 0;
      this.#hasSaid = false;
    }
    this.#messages += 1;
    this.#bytes += bytes;
    if (this.#messages <= MESSAGES_MAX && this.#bytes <= BYTES_MAX) return 'pass';
    if (this.#hasSaid) return 'drop';
    this.#hasSaid = true;
    return 'drop-and-say';
  }

  /** Counts an unreadable frame; true when it is the tenth within a minute. */
  takeUnreadable(nowMs: number): boolean {
    this.#unreadable = this.#unreadable.filter((ms) => nowMs - ms < UNREADABLE_WINDOW_MS);
    this.#unreadable.push(nowMs);
    return this.#unreadable.length >= UNREADABLE_MAX;
  }
}
