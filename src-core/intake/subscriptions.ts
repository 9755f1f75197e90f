// What one session follows: at most 64 symbols, asked for by `sub` and given up by `unsub`. Brokers add prefixes and
// suffixes: a name that is refused is found again among the terminal's suggestions where exactly one fits, and the
// specification that comes with it must agree in base and profit currency.
//
// Invariants: no more than 64 symbols are asked for; a name is never guessed between two that fit equally well.

import { TIMEFRAMES, type Instrument } from '#core/model';
import type { SubBody } from './wire.ts';

const SYMBOLS_MAX = 64;

/** One symbol of the watch list and what became of it at this terminal. */
export interface FollowedSymbol {
  /** As the watch list has it. */
  readonly asked: string;
  /** The broker's name for it. */
  readonly name: string;
  readonly state: 'asked' | 'followed' | 'refused';
  /** Why it is refused, or how its name was found; null for a plain one. */
  readonly code: string | null;
  readonly text: string;
  readonly suggestions: readonly string[];
}

/** An answer to a `sub`. */
export interface SubAnswer {
  readonly isOk: boolean;
  readonly code: string | null;
  readonly text: string;
  readonly suggestions: readonly string[];
}

const SUGGESTIONS_MAX = 20;
const AFFIX_LENGTH_MAX = 8;
const RETRIES_MAX = 5;
const RETRY_CODES: ReadonlySet<string> = new Set(['E_SYNCING', 'E_BUSY', 'E_RATE']);
const PAIR = /^[A-Z]{6}$/;

/** The one suggestion that is `asked` with something before or behind it; null where none or several fit as well. */
export function findBrokerName(asked: string, suggestions: readonly string[]): string | null {
  const wanted = asked.toUpperCase();
  const fitting = [...new Set(suggestions)].filter((name) => (
    name.toUpperCase().includes(wanted) && name.length - asked.length <= AFFIX_LENGTH_MAX
  ));
  const shortest = Math.min(...fitting.map((name) => name.length));
  const best = fitting.filter((name) => name.length === shortest);
  return best.length === 1 ? best[0] as string : null;
}

export interface SubscriptionHost {
  say(type: 'sub' | 'unsub', body: SubBody): void;
  nextId(): string;
  /** The name under which `asked` was found at this terminal before. */
  knownName(asked: string): string | null;
  /** Did the trader choose that name? It is followed whatever its currencies are. */
  isChosen(asked: string): boolean;
  noteName(asked: string, name: string): void;
  /** What the next `welcome` carries: the subs in force. */
  noteInForce(subs: readonly SubBody[]): void;
}

interface Asked {
  readonly sub: SubBody;
  readonly retries: number;
}

export class Subscriptions {
  readonly #host: SubscriptionHost;
  readonly #symbols = new Map<string, FollowedSymbol>();
  readonly #asked = new Map<string, Asked>();
  #again: { readonly atMs: number; readonly asked: Asked }[] = [];
  #fromMsc = 0;

  constructor(host: SubscriptionHost) {
    this.#host = host;
  }

  get symbols(): readonly FollowedSymbol[] {
    return [...this.#symbols.values()];
  }

  /** Bars of the watch list from `fromMsc` (where no cursor says more), and ticks from now. */
  begin(watch: readonly string[], fromMsc: number): void {
    this.#fromMsc = fromMsc;
    const all = [...new Set(watch)];
    // a symbol of the watch list is not asked for once more under the broker's own name
    const found = new Set(all.map((symbol) => this.#host.knownName(symbol)));
    for (const symbol of all.filter((one) => !found.has(one) || this.#host.knownName(one) !== null)) {
      if (this.#symbols.size < SYMBOLS_MAX) this.#note(symbol, { name: this.#host.knownName(symbol) ?? symbol });
    }
    const asked = [...this.#symbols.keys()];
    if (asked.length > 0) this.#askFor([...new Set([...this.#symbols.values()].map(({ name }) => name))]);
    this.#tellInForce();
  }

  /** Follows one more symbol, or the same under another name. False when 64 are followed already. */
  follow(asked: string, name: string): boolean {
    const known = this.#symbols.get(asked);
    if (known === undefined && this.#symbols.size >= SYMBOLS_MAX) return false;
    this.#host.noteName(asked, name);
    this.#note(asked, { name });
    if (known !== undefined && known.name !== name) this.#giveUp(known.name);
    this.#askFor([name]);
    this.#tellInForce();
    return true;
  }

  /** Gives a symbol up. */
  unfollow(asked: string): void {
    const known = this.#symbols.get(asked);
    if (known === undefined) return;
    this.#symbols.delete(asked);
    this.#giveUp(known.name);
    this.#tellInForce();
  }

  /** True when the answer was to a `sub` of ours. */
  takeAnswer(re: string, answer: SubAnswer, nowMs: number): boolean {
    const asked = this.#asked.get(re);
    if (asked === undefined) return false;
    this.#asked.delete(re);
    const names = namesOf(asked.sub);
    if (answer.isOk) {
      for (const name of names) this.#update(name, { state: 'followed' });
    } else if (RETRY_CODES.has(answer.code ?? '') && asked.retries < RETRIES_MAX) {
      this.#again.push({ atMs: nowMs + 1_000 * (asked.retries + 1), asked });
    } else if (names.length > 1) {
      // one unknown symbol may have cost the whole list: it is asked again by halves
      const middle = Math.ceil(names.length / 2);
      for (const part of [names.slice(0, middle), names.slice(middle)]) {
        this.#ask(partOf(asked.sub, part, this.#host.nextId()));
      }
    } else {
      this.#refused(asked.sub, names[0] ?? '', answer);
    }
    this.#tellInForce();
    return true;
  }

  /** A specification came: a name we found ourselves must mean the same currencies. */
  takeInstrument(instrument: Instrument): void {
    for (const entry of [...this.#symbols.values()]) {
      if (entry.name !== instrument.symbol || entry.name === entry.asked || !PAIR.test(entry.asked)) continue;
      const { baseCurrency, profitCurrency, symbol } = instrument;
      const isMeant = `${baseCurrency}${profitCurrency}`.toUpperCase() === entry.asked;
      if (isMeant || this.#host.isChosen(entry.asked)) continue;
      this.#symbols.delete(entry.asked);
      this.#giveUp(symbol);
      this.#note(entry.asked, {
        name: symbol, state: 'refused', code: 'E_SYMBOL', suggestions: entry.suggestions,
        text: `${symbol} is ${baseCurrency} in ${profitCurrency}, not ${entry.asked}: choose the broker's name for it`,
      });
    }
  }

  release(nowMs: number): void {
    const due = this.#again.filter(({ atMs }) => atMs <= nowMs);
    this.#again = this.#again.filter(({ atMs }) => atMs > nowMs);
    for (const { asked } of due) {
      this.#ask({ ...asked.sub, id: this.#host.nextId() }, asked.retries + 1);
    }
  }

  get nextMs(): number {
    return Math.min(Infinity, ...this.#again.map(({ atMs }) => atMs));
  }

  #refused(sub: SubBody, name: string, answer: SubAnswer): void {
    const suggestions = answer.suggestions.slice(0, SUGGESTIONS_MAX);
    // its bars were refused before its ticks were: the name is found already
    const renamedTo = this.#symbols.get(name)?.name ?? name;
    if (renamedTo !== name) this.#ask(renamed(sub, name, renamedTo, this.#host.nextId()));
    for (const entry of [...this.#symbols.values()].filter((one) => one.name === name)) {
      const found = entry.name === entry.asked && answer.code === 'E_SYMBOL'
        ? findBrokerName(entry.asked, suggestions) : null;
      if (found === null) {
        const hint = suggestions.length === 0 ? '' : ` The broker has ${suggestions.slice(0, 5).join(', ')}.`;
        this.#note(entry.asked, {
          name, state: 'refused', code: answer.code ?? 'E_INTERNAL', suggestions,
          text: `${answer.text === '' ? `no symbol ${name}` : answer.text}.${hint}`.replace('..', '.'),
        });
        continue;
      }
      this.#host.noteName(entry.asked, found);
      this.#note(entry.asked, { name: found, suggestions });
      this.#ask(renamed(sub, name, found, this.#host.nextId()));
    }
  }

  #askFor(names: readonly string[]): void {
    for (const sub of subsFor(names, this.#fromMsc, () => this.#host.nextId())) this.#ask(sub);
  }

  /** All that is not refused, under ids of their own. */
  #tellInForce(): void {
    const names = [...this.#symbols.values()].filter(({ state }) => state !== 'refused').map(({ name }) => name);
    let n = 0;
    const nextId = (): string => {
      n += 1;
      return `w${String(n)}`;
    };
    this.#host.noteInForce(names.length === 0 ? [] : subsFor([...new Set(names)], this.#fromMsc, nextId));
  }

  /** Another entry may still live by that name. */
  #giveUp(name: string): void {
    if ([...this.#symbols.values()].some((entry) => entry.name === name)) return;
    const bars = TIMEFRAMES.map((timeframe) => `${name}:${timeframe}`);
    this.#host.say('unsub', { id: this.#host.nextId(), ticks: [name], bars, book: [name] });
  }

  #ask(sub: SubBody, retries = 0): void {
    this.#asked.set(sub.id, { sub, retries });
    this.#host.say('sub', sub);
  }

  #update(name: string, change: Partial<FollowedSymbol>): void {
    for (const entry of this.#symbols.values()) {
      if (entry.name === name) this.#symbols.set(entry.asked, { ...entry, ...change });
    }
  }

  #note(asked: string, change: Partial<FollowedSymbol> & { readonly name: string }): void {
    const text = change.name === asked ? '' : `${asked} is ${change.name} at this broker`;
    this.#symbols.set(asked, { asked, state: 'asked', code: null, text, suggestions: [], ...change });
  }
}

function subsFor(names: readonly string[], fromMsc: number, nextId: () => string): readonly SubBody[] {
  const bars = names.flatMap((name) => TIMEFRAMES.map((timeframe) => `${name}:${timeframe}`));
  return [
    { id: nextId(), ticks: [], bars, book: [], from_msc: fromMsc },
    { id: nextId(), ticks: names, bars: [], book: [] },
  ];
}

function symbolOf(series: string): string {
  return series.slice(0, series.lastIndexOf(':'));
}

function namesOf(sub: SubBody): readonly string[] {
  return [...new Set([...sub.ticks, ...sub.bars.map(symbolOf), ...sub.book])];
}

function partOf(sub: SubBody, names: readonly string[], id: string): SubBody {
  return {
    ...sub, id, ticks: sub.ticks.filter((one) => names.includes(one)),
    bars: sub.bars.filter((series) => names.includes(symbolOf(series))),
    book: sub.book.filter((one) => names.includes(one)),
  };
}

function renamed(sub: SubBody, from: string, to: string, id: string): SubBody {
  return {
    ...sub, id, ticks: sub.ticks.map((one) => (one === from ? to : one)),
    book: sub.book.map((one) => (one === from ? to : one)),
    bars: sub.bars.map((series) => (symbolOf(series) === from ? `${to}${series.slice(from.length)}` : series)),
  };
}
