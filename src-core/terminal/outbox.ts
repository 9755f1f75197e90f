// Reliable messages on their way to the server: numbered without holes, kept until the server has stored them, bounded
// like the EA's ring file. When it is full the oldest go and a `gap` stands in their place.

export interface OutboxEntry {
  readonly seq: number;
  readonly ts: number;
  readonly type: string;
  readonly re: string | null;
  readonly body: object;
}

export interface OutboxState {
  readonly lastSeq: number;
  readonly entries: readonly OutboxEntry[];
}

export class Outbox {
  readonly #bytesMax: number;
  #entries: { readonly entry: OutboxEntry; readonly bytes: number }[] = [];
  #bytes = 0;
  #lastSeq: number;

  constructor(bytesMax: number, state: OutboxState | null = null) {
    this.#bytesMax = bytesMax;
    this.#lastSeq = state?.lastSeq ?? 0;
    for (const entry of state?.entries ?? []) this.#keep(entry);
  }

  /** Highest number used. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  get size(): number {
    return this.#entries.length;
  }

  push(ts: number, type: string, re: string | null, body: object): OutboxEntry {
    this.#lastSeq += 1;
    const entry: OutboxEntry = { seq: this.#lastSeq, ts, type, re, body };
    this.#keep(entry);
    while (this.#bytes > this.#bytesMax && this.#entries.length > 1) this.#shift();
    return entry;
  }

  /** Forgets what the server has stored. */
  acknowledge(seq: number): void {
    while (this.#entries.length > 0 && (this.#entries[0] as { entry: OutboxEntry }).entry.seq <= seq) this.#shift();
  }

  /**
   * What the server lacks from `seq` on. Where messages before the oldest kept one are gone, a `gap` comes first; it
   * takes the number of the first lost one, so that it is the next the server expects.
   */
  from(seq: number, ts: number): readonly OutboxEntry[] {
    const kept = this.#entries.map(({ entry }) => entry).filter((entry) => entry.seq >= seq);
    const first = kept[0]?.seq ?? this.#lastSeq + 1;
    if (first <= seq) return kept;
    const gap: OutboxEntry = { seq, ts, type: 'gap', re: null, body: { from_seq: seq, to_seq: first - 1 } };
    return [gap, ...kept];
  }

  /** Begins a fresh epoch: numbers from 1, contents kept. */
  renumber(): void {
    const entries = this.#entries.map(({ entry }) => entry);
    this.#entries = [];
    this.#bytes = 0;
    this.#lastSeq = 0;
    for (const entry of entries) {
      this.#lastSeq += 1;
      this.#keep({ ...entry, seq: this.#lastSeq });
    }
  }

  state(): OutboxState {
    return { lastSeq: this.#lastSeq, entries: this.#entries.map(({ entry }) => entry) };
  }

  #keep(entry: OutboxEntry): void {
    const bytes = JSON.stringify(entry.body).length + 96;
    this.#entries.push({ entry, bytes });
    this.#bytes += bytes;
  }

  #shift(): void {
    const gone = this.#entries.shift();
    this.#bytes -= gone?.bytes ?? 0;
  }
}
