// The thread of the similar past situations: reads the store's bars over a connection of its own, keeps the series that
// were asked for last, and answers one question after the other.

import { join } from 'node:path';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { ok, type Result } from '#core/base';
import {
  EmbeddedMemory, findSimilar, makeRecipe, recipeName, toNeighbourOutcome, type ShapeHistory, type SimilarSituations,
} from '#core/patterns';
import { diskError } from '#main/disk';
import { StoredHistory } from './stored-history.ts';
import type { FromSimilar, SimilarAnswer, SimilarAsked, SimilarQuery, ToSimilar } from './similar-types.ts';

/** Series kept at most, and bars of all of them: about 110 bytes each. */
const SERIES_MAX = 8;
const BARS_MAX = 3_000_000;

class SimilarRoom {
  readonly #db: Database.Database;
  readonly #memory = new EmbeddedMemory();
  /** Used last stands last. */
  readonly #held = new Map<string, StoredHistory>();

  constructor(file: string) {
    this.#db = new Database(file, { readonly: true });
  }

  close(): void {
    this.#db.close();
  }

  async answer({ asked, feeds }: SimilarQuery): Promise<Result<SimilarAnswer>> {
    const made = makeRecipe(asked.windowBars, asked.horizonBars);
    if (!made.ok) return made;
    const key = JSON.stringify([feeds, asked.symbol, asked.timeframe, recipeName(made.value)]);
    const stored = this.#held.get(key) ?? new StoredHistory(
      { db: this.#db, memory: this.#memory, nowMs: Date.now }, { ...asked, feeds }, made.value,
    );
    this.#held.delete(key);
    this.#held.set(key, stored);
    await stored.catchUp();
    await this.#letGo();
    const { history, series } = stored;
    const row = asked.atMs === null ? history.count - 1 : history.rowKnownAt(asked.atMs);
    const found = await findSimilar({ memory: this.#memory, series, history, row, count: asked.count });
    return found.ok ? ok(toAnswer(asked, stored, found.value)) : found;
  }

  async #letGo(): Promise<void> {
    const bars = (): number => [...this.#held.values()].reduce((sum, { history }) => sum + history.count, 0);
    while (this.#held.size > 1 && (this.#held.size > SERIES_MAX || bars() > BARS_MAX)) {
      const [key, oldest] = [...this.#held][0] as [string, StoredHistory];
      this.#held.delete(key);
      await this.#memory.forget(oldest.series);
    }
  }
}

function toAnswer(
  { symbol }: SimilarAsked, { history, series }: StoredHistory, found: SimilarSituations,
): SimilarAnswer {
  const { windowBars, horizonBars } = history.recipe;
  const first = found.row - windowBars + 1;
  return {
    ...toNeighbourOutcome({ ...series, symbol }, history, found), startMs: history.timeAt(first), bars: found.row + 1,
    shape: pathOf(history, found.row, first, found.row),
    situations: found.situations.map(({ row, ...situation }) => ({
      ...situation, shape: pathOf(history, row, row - windowBars + 1, row),
      after: pathOf(history, row, row + 1, row + horizonBars),
    })),
  };
}

/** Closes of rows `from … to` less the close at `end`, in average true ranges there; in price where it has none. */
function pathOf(history: ShapeHistory, end: number, from: number, to: number): number[] {
  const range = history.rangeAt(end);
  const unit = range > 0 ? range : 1;
  return Array.from({ length: to - from + 1 }, (_, i) => (history.closeAt(from + i) - history.closeAt(end)) / unit);
}

function run(port: MessagePort, folder: string): void {
  const say = (message: FromSimilar): void => { port.postMessage(message); };
  let room: SimilarRoom | null = null;
  let turn: Promise<unknown> = Promise.resolve();
  const reply = async ({ id, query }: ToSimilar): Promise<void> => {
    try {
      room ??= new SimilarRoom(join(folder, 'market.sqlite'));
      const answered = await room.answer(query);
      say(answered.ok ? { id, answer: answered.value } : { id, failure: answered.error });
    } catch (error) {
      // Begun anew with the next question: what was half read is of no use.
      room?.close();
      room = null;
      say({ id, defect: diskError(error).text });
    }
  };
  port.on('message', (message: ToSimilar) => { turn = turn.then(() => reply(message)); });
}

if (parentPort !== null) run(parentPort, workerData as string);
