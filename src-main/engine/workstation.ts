// The one facade over the engine that window, REST and command line call. A write answers only after its events are
// committed; what was refused says why with a code of the table.

import { randomUUID } from 'node:crypto';
import { fail, ok, type Result } from '#core/base';
import type { KernelView } from '#core/kernel';
import { accountKey } from '#core/model';
import type {
  Bar, BrokerZone, ClientOrder, FactBody, InputBody, JournalEvent, RiskLimits, Signal, WhyNot,
} from '#core/model';
import type { BarListener } from './bar-tap.ts';
import type { LinkStatus } from '#main/mt5';
import type {
  BarComparison, DeadLetter, LetterFilter, Page, SimilarAnswer, SimilarAsked, TickRow,
} from '#main/stores';
import type { GapDesk, GapFilter, SeriesGaps } from './gap-keeper.ts';
import type { OpenEngine } from './open-engine.ts';
import { StreamDesk } from './stream-desk.ts';
import { StructureDesk } from './structure-desk.ts';
import { TimeframeDesk } from './timeframe-desk.ts';
import { StudyDesk } from './study-desk.ts';
import type {
  AnswerRequest,
  Asker,
  BarQuery,
  ChangeRequest,
  CompareQuery,
  OrderTicket,
  TickQuery,
  WorkstationApi,
  WorkstationStatus,
} from './workstation-api.ts';

interface AccountNamed {
  readonly by: string;
  readonly login: string;
  readonly server: string;
}

export interface WorkstationIdentity {
  readonly version: string;
  readonly mode: WorkstationStatus['mode'];
  readonly dataDir: string;
  readonly pairingToken: string;
  readonly limits: RiskLimits;
}

const DAY_MS = 86_400_000;

export class Workstation implements WorkstationApi {
  /** Set by a host that serves terminals. */
  gapDesk: GapDesk | null = null;
  readonly streams: StreamDesk = new StreamDesk(this);
  readonly structure: StructureDesk = new StructureDesk(this.streams);
  readonly timeframes: TimeframeDesk = new TimeframeDesk(this.streams);
  readonly studies: StudyDesk = new StudyDesk(this.streams);
  readonly #open: OpenEngine;
  readonly #identity: WorkstationIdentity;
  readonly #startedMs = Date.now();

  readonly #terminals: () => readonly LinkStatus[];

  /** `terminals`: who is connected, where the host has a door for them. */
  constructor(
    open: OpenEngine,
    identity: WorkstationIdentity,
    terminals: () => readonly LinkStatus[] = () => [],
  ) {
    this.#terminals = terminals;
    this.#open = open;
    this.#identity = identity;
  }

  get view(): KernelView {
    return this.#open.engine.kernel.view;
  }

  status(): WorkstationStatus {
    const { journal, engine, engineHash } = this.#open;
    return {
      ...this.#identity,
      startedMs: this.#startedMs,
      engineHash,
      headSeq: journal.headSeq,
      committedSeq: journal.committedSeq,
      fault: engine.fault ?? this.#open.store.fault,
    };
  }

  async bars(query: BarQuery): Promise<Page<Bar>> {
    await this.#open.store.settle();
    return this.#open.store.bars(query, this.#feeds(query.account));
  }

  async similar(asked: SimilarAsked): Promise<Result<SimilarAnswer>> {
    await this.#open.store.settle();
    const feeds = this.#feeds(null);
    const { symbol, timeframe } = asked;
    // A question to the store makes the bars that imported ticks have changed; the search reads its tables.
    await this.#open.store.bars({ symbol, timeframe, fromMs: null, toMs: null, limit: 1, newest: true }, feeds);
    return this.#open.similar.ask({ asked, feeds });
  }

  async ticks(query: TickQuery): Promise<Result<Page<TickRow>>> {
    await this.#open.store.settle();
    return this.#open.store.ticks(query, this.#feeds(query.account));
  }

  async symbols(): Promise<readonly { readonly symbol: string; readonly feeds: readonly string[] }[]> {
    await this.#open.store.settle();
    const found = new Map((await this.#open.store.symbols()).map((entry) => [entry.symbol, entry]));
    const feed = this.view.account?.identity.server;
    for (const symbol of this.view.instruments.keys()) {
      if (feed !== undefined && !found.has(symbol)) found.set(symbol, { symbol, feeds: [feed] });
    }
    return [...found.values()].sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
  }

  async gaps(filter: GapFilter): Promise<readonly SeriesGaps[]> {
    return this.gapDesk === null ? [] : this.gapDesk.gaps(filter);
  }

  async fillGaps(filter: GapFilter): Promise<number> {
    return this.gapDesk === null ? 0 : this.gapDesk.fill(filter);
  }

  async compareBars({ symbol, timeframe, days, limit }: CompareQuery): Promise<BarComparison> {
    const { account, nowMs } = this.view;
    if (account === null) return { compared: 0, differentPrices: 0, differentVolumes: 0, items: [] };
    await this.#open.store.settle();
    const span = { symbol, timeframe, fromMs: nowMs - days * DAY_MS, toMs: nowMs + DAY_MS };
    return this.#open.store.compareBars(span, account.identity.server, limit);
  }

  async deadLetters(
    limit: number,
    cursor: string | null,
    filter: LetterFilter = {},
  ): Promise<Result<Page<DeadLetter>>> {
    await this.#open.store.settle();
    return this.#open.store.deadLetters(limit, cursor, filter);
  }

  terminals(): readonly LinkStatus[] {
    return this.#terminals();
  }

  async answerSignal(request: AnswerRequest): Promise<Result<Signal>> {
    const done = await this.#accept({ kind: 'SignalAnswered', ...request });
    if (!done.ok) return done;
    const refused = findRefusal(done.value, request.signalId);
    if (refused !== null) return fail(refused.code, refused.text);
    const signal = this.view.signals.get(request.signalId);
    return signal === undefined
      ? fail('APPROVAL_UNKNOWN_SIGNAL', `There is no signal ${request.signalId}.`)
      : ok(signal);
  }

  async submitOrder(
    ticket: OrderTicket,
  ): Promise<Result<{ readonly signal: Signal | null; readonly order: ClientOrder | null }>> {
    const { key, ...rest } = ticket;
    const requestId = key ?? randomUUID();
    const done = await this.#accept({ kind: 'OrderRequested', requestId, ...rest });
    if (!done.ok) return done;
    const refused = findRefusal(done.value, requestId);
    if (refused !== null) return fail(refused.code, refused.text);
    // by the request, not by what it just caused: the same key again gives the card or the order it made
    const signal = this.#cardOf(requestId);
    if (signal?.state === 'suppressed' && signal.whyNot !== null) return fail(signal.whyNot.code, signal.whyNot.text);
    return ok({ signal, order: this.#orderOf(requestId) });
  }

  async closePosition(request: {
    readonly by: string;
    readonly key: string | null;
    readonly positionId: string;
    readonly volume: number | null;
  }): Promise<Result<ClientOrder>> {
    const { key, ...rest } = request;
    const requestId = key ?? randomUUID();
    return this.#command({ kind: 'CloseRequested', requestId, ...rest }, requestId);
  }

  async change(request: ChangeRequest, { by, key }: Asker): Promise<Result<ClientOrder>> {
    const requestId = key ?? randomUUID();
    return this.#command({ ...request, requestId, by }, requestId);
  }

  async adoptPosition(request: { readonly by: string; readonly positionId: string }): Promise<Result<null>> {
    return this.#acceptNamed({ kind: 'PositionAdopted', ...request }, request.positionId);
  }

  async nameSymbol(request: {
    readonly by: string;
    readonly account: string;
    readonly symbol: string;
    readonly name: string | null;
  }): Promise<Result<null>> {
    return this.#acceptNamed({ kind: 'SymbolNamed', ...request }, request.symbol);
  }

  async confirmBrokerZone(request: {
    readonly by: string;
    readonly zone: BrokerZone | null;
  }): Promise<Result<null>> {
    return this.#acceptPlain({ kind: 'BrokerZoneConfirmed', ...request });
  }

  async confirmAccount(request: AccountNamed): Promise<Result<null>> {
    return this.#acceptNamed({ kind: 'AccountConfirmed', ...request }, accountKey(request.login, request.server));
  }

  async unlockAccount(request: AccountNamed): Promise<Result<null>> {
    return this.#acceptNamed({ kind: 'AccountUnlocked', ...request }, accountKey(request.login, request.server));
  }

  async lockAccount(by: string): Promise<Result<null>> {
    return this.#acceptPlain({ kind: 'AccountLocked', by });
  }

  async pullKillSwitch(request: { readonly by: string; readonly flatten: boolean }): Promise<Result<null>> {
    return this.#acceptPlain({ kind: 'KillSwitchPulled', ...request });
  }

  async resetKillSwitch(by: string): Promise<Result<null>> {
    return this.#acceptPlain({ kind: 'KillSwitchReset', by });
  }

  async acceptBrokerState(by: string): Promise<Result<null>> {
    return this.#acceptPlain({ kind: 'BrokerStateAccepted', by });
  }

  async acceptRecordedState(by: string): Promise<Result<null>> {
    return this.#acceptPlain({ kind: 'RecordAccepted', by });
  }

  onEvents(listener: (events: readonly JournalEvent[]) => void): () => void {
    return this.#open.engine.onEvents(listener);
  }

  onBarClosed(listener: BarListener): () => void {
    return this.#open.bars.listen(listener);
  }

  /** Journals what was asked of the market; gives the record of the command it made. */
  async #command(body: InputBody, requestId: string): Promise<Result<ClientOrder>> {
    const done = await this.#acceptNamed(body, requestId);
    if (!done.ok) return done;
    const order = this.#orderOf(requestId);
    return order === null ? fail('EXECUTION_ORDER_UNKNOWN', requestId) : ok(order);
  }

  /** Journals what may be refused under `name`. */
  async #acceptNamed(body: InputBody, name: string): Promise<Result<null>> {
    const done = await this.#accept(body);
    if (!done.ok) return done;
    const refused = findRefusal(done.value, name);
    return refused === null ? ok(null) : fail(refused.code, refused.text);
  }

  async #acceptPlain(body: InputBody): Promise<Result<null>> {
    const done = await this.#accept(body);
    return done.ok ? ok(null) : done;
  }

  /** Journals an input and waits for its commit; gives the facts that followed. */
  async #accept(body: InputBody): Promise<Result<readonly FactBody[]>> {
    const { engine, journal } = this.#open;
    if (engine.fault !== null) return fail(engine.fault.code, engine.fault.text);
    const { facts } = engine.accept(body);
    const settled = await journal.settled();
    return settled.ok ? ok(facts) : settled;
  }

  #cardOf(requestId: string): Signal | null {
    for (const signal of this.view.signals.values()) if (signal.requestId === requestId) return signal;
    return null;
  }

  /** The newest: after a requote it is the one that asks again. */
  #orderOf(requestId: string): ClientOrder | null {
    let newest: ClientOrder | null = null;
    for (const order of this.view.orders.values()) {
      if (order.requestId === requestId) newest = order;
    }
    return newest;
  }

  /** Where to look for market data: the account asked for, else the active one with the imports behind it. */
  #feeds(account: string | null): readonly string[] {
    if (account === 'import') return ['import'];
    if (account !== null) return [account.slice(account.lastIndexOf('@') + 1)];
    const server = this.view.account?.identity.server;
    return server === undefined ? ['import'] : [server, 'import'];
  }
}

function findRefusal(facts: readonly FactBody[], requestId: string): WhyNot | null {
  for (const fact of facts) {
    if (fact.kind === 'RequestRefused' && fact.requestId === requestId) return fact.whyNot;
  }
  return null;
}
