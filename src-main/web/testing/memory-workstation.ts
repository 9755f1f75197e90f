// A workstation in memory for the tests of the doors: real lists, real pages, real refusals, no engine behind them.

import { fail, ok, type Failure, type Result } from '#core/base';
import type { AccountView, KernelView } from '#core/kernel';
import {
  DEFAULT_LIMITS, seriesKey, whyNot, type Bar, type BrokerOrder, type BrokerZone, type ClientOrder, type Deal,
  type EventBody, type Instrument, type JournalEvent, type Position, type Quote, type Signal, type Timeframe, type Trade,
} from '#core/model';
import { DataCounts, LatestRecords } from '#core/routing';
import { StreamDesk, StructureDesk, StudyDesk, TimeframeDesk } from '#main/engine';
import type {
  AnswerRequest, BarQuery, ChangeRequest, CompareQuery, GapFilter, OrderTicket, SeriesGaps, TickQuery, WorkstationApi,
  WorkstationStatus,
} from '#main/engine';
import type { LinkStatus } from '#main/mt5';
import type {
  BarComparison, BarDifference, DeadLetter, LetterFilter, Page, SimilarAnswer, SimilarAsked, TickRow,
} from '#main/stores';
import { makeAccount, makeInstrument, makeOrder, makeSignal } from './nouns.ts';

type BarListener = (feed: string, symbol: string, timeframe: Timeframe, bar: Bar) => void;

export class MemoryWorkstation implements WorkstationApi {
  readonly instruments = new Map<string, Instrument>([['EURUSD', makeInstrument('EURUSD')]]);
  readonly quotes = new Map<string, Quote>();
  readonly signals = new Map<string, Signal>();
  readonly orders = new Map<string, ClientOrder>();
  readonly brokerOrders = new Map<string, BrokerOrder>();
  readonly positions = new Map<string, Position>();
  readonly deals = new Map<string, Deal>();
  readonly trades = new Map<string, Trade>();
  readonly closedBars = new Map<string, Bar[]>();
  readonly forming = new Map<string, Bar>();
  tickRows: TickRow[] = [];
  letters: DeadLetter[] = [];
  readonly dataCounts = new DataCounts();
  readonly latest = new LatestRecords();
  seriesGaps: SeriesGaps[] = [];
  differences: BarDifference[] = [];
  account: AccountView | null = makeAccount();
  fault: Failure | null = null;
  readonly streams = new StreamDesk(this);
  readonly structure = new StructureDesk(this.streams);
  readonly timeframes = new TimeframeDesk(this.streams);
  readonly studies = new StudyDesk(this.streams);
  /** The next write fails with this. */
  refusal: Failure | null = null;
  /** The next read throws this. */
  defect: Error | null = null;
  killSwitch = false;
  brokerZone: BrokerZone | null = null;
  readonly brokerNames = new Map<string, string>();
  /** Writes as they came in. */
  readonly requests: unknown[] = [];
  readonly #eventListeners = new Set<(events: readonly JournalEvent[]) => void>();
  readonly #barListeners = new Set<BarListener>();
  #seq = 0;

  get listeners(): number {
    return this.#eventListeners.size + this.#barListeners.size;
  }

  get view(): KernelView {
    // Live, as the kernel's own view is.
    const at = (): this => this;
    return {
      get nowMs() { return 1_400_000_000_000; },
      get account() { return at().account; },
      feeds: [],
      marketName: (symbol) => symbol,
      brokerName: (_account, symbol) => at().brokerNames.get(symbol) ?? null,
      chosenName: () => null,
      isManaged: (positionId) => at().positions.get(positionId)?.magic !== '0',
      get instruments() { return at().instruments; },
      get quotes() { return at().quotes; },
      formingBar: (symbol, timeframe) => this.forming.get(seriesKey(symbol, timeframe)) ?? null,
      get signals() { return at().signals; },
      get orders() { return at().orders; },
      get brokerOrders() { return at().brokerOrders; },
      get positions() { return at().positions; },
      get deals() { return at().deals; },
      get trades() { return at().trades; },
      decisions: 3,
      decisionHash: 'ab'.repeat(32),
      get lock() { return at().killSwitch ? whyNot('RISK_KILL_SWITCH') : null; },
      get killSwitch() { return at().killSwitch; },
      discrepancy: null,
      replayDifference: null,
      originOf: (position) => (position.magic === '0' ? 'external' : 'expert'),
      get brokerZone() { return at().brokerZone; },
      get quarantined() { return at().letters.length; },
      quoteFaults: { zero: 0, crossed: 0, late: 0 },
      get dataCounts() { return at().dataCounts.counts; },
      get latest() { return at().latest; },
    };
  }

  status(): WorkstationStatus {
    if (this.defect !== null) throw this.defect;
    return {
      version: '0.1.0', mode: 'full-ai', startedMs: 1_400_000_000_000, engineHash: 'cd'.repeat(32), dataDir: '/data',
      headSeq: this.#seq, committedSeq: this.#seq, fault: this.fault, pairingToken: 'A'.repeat(52),
      limits: DEFAULT_LIMITS,
    };
  }

  async bars(query: BarQuery): Promise<Page<Bar>> {
    if (this.defect !== null) throw this.defect;
    const all = (this.closedBars.get(seriesKey(query.symbol, query.timeframe)) ?? [])
      .filter(({ time }) => time >= (query.fromMs ?? -Infinity) && time < (query.toMs ?? Infinity));
    if (query.newest === true) return { items: all.slice(-query.limit), next: null };
    return { items: all.slice(0, query.limit), next: all.length > query.limit ? 'more' : null };
  }

  async ticks(query: TickQuery): Promise<Result<Page<TickRow>>> {
    const all = query.symbol === 'EURUSD' ? this.tickRows : [];
    const within = all.filter(({ time }) => time >= (query.fromMs ?? -Infinity) && time < (query.toMs ?? Infinity));
    const at = Number(query.cursor ?? 0);
    if (!Number.isInteger(at)) return fail('WEB_CURSOR_BAD', 'not a cursor of this store');
    const next = at + query.limit < within.length ? String(at + query.limit) : null;
    return ok({ items: within.slice(at, at + query.limit), next });
  }

  async symbols(): Promise<readonly { readonly symbol: string; readonly feeds: readonly string[] }[]> {
    return [...this.instruments.keys()].map((symbol) => ({ symbol, feeds: ['Demo'] }));
  }

  async gaps({ symbol, kind }: GapFilter): Promise<readonly SeriesGaps[]> {
    return this.seriesGaps.filter((one) => (symbol ?? one.symbol) === one.symbol && (kind ?? one.kind) === one.kind);
  }

  async fillGaps(filter: GapFilter): Promise<number> {
    this.requests.push(filter);
    return (await this.gaps(filter)).flatMap(({ gaps }) => gaps).filter(({ state }) => state === 'found').length;
  }

  async compareBars(query: CompareQuery): Promise<BarComparison> {
    this.requests.push(query);
    const items = this.differences.slice(0, query.limit);
    return { compared: 9, differentPrices: this.differences.length, differentVolumes: 0, items };
  }

  /** What is told of similar past situations; without it there are too few bars. */
  similarAnswer: SimilarAnswer | null = null;

  async similar(asked: SimilarAsked): Promise<Result<SimilarAnswer>> {
    this.requests.push(asked);
    if (this.similarAnswer === null) return { ok: false, error: whyNot('PATTERNS_TOO_FEW_BARS') };
    return ok(this.similarAnswer);
  }

  links: LinkStatus[] = [];

  terminals(): readonly LinkStatus[] {
    return this.links;
  }

  async deadLetters(
    limit: number, cursor: string | null, filter: LetterFilter = {},
  ): Promise<Result<Page<DeadLetter>>> {
    const letters = this.letters.filter(({ code, source }) => code === (filter.code ?? code)
      && source === (filter.source ?? source));
    const at = Number(cursor ?? 0);
    return ok({
      items: letters.slice(at, at + limit), next: at + limit < letters.length ? String(at + limit) : null,
    });
  }

  async answerSignal(request: AnswerRequest): Promise<Result<Signal>> {
    this.requests.push(request);
    const refusal = this.#takeRefusal();
    if (refusal !== null) return refusal;
    const signal = this.signals.get(request.signalId);
    if (signal === undefined) return fail('APPROVAL_UNKNOWN_SIGNAL', `There is no signal ${request.signalId}.`);
    if (signal.state !== 'pending') return fail('APPROVAL_ALREADY_DECIDED', `Signal ${signal.id} is ${signal.state}.`);
    const isApproved = request.answer === 'approve';
    const decided: Signal = {
      ...signal, state: isApproved ? 'approved' : 'rejected', decidedMs: 1_400_000_001_000, decidedBy: request.by,
      rejectReason: request.reason, cid: isApproved ? 'CID00001' : null, stop: request.stop ?? signal.stop,
      target: request.target ?? signal.target,
    };
    this.signals.set(signal.id, decided);
    this.emit({ kind: 'SignalAnswered', ...request }, {
      kind: 'SignalClosed', signalId: signal.id, state: decided.state, whyNot: null, by: request.by, cid: decided.cid,
    });
    return ok(decided);
  }

  async submitOrder(ticket: OrderTicket): ReturnType<WorkstationApi['submitOrder']> {
    this.requests.push(ticket);
    const refusal = this.#takeRefusal();
    if (refusal !== null) return refusal;
    if (!this.instruments.has(ticket.symbol)) {
      return fail('EXECUTION_SYMBOL_UNKNOWN', `The broker does not know ${ticket.symbol}.`);
    }
    if (!ticket.approve) {
      const signal = { ...makeSignal(`S${this.signals.size + 1}`), symbol: ticket.symbol };
      this.signals.set(signal.id, signal);
      return ok({ signal, order: null });
    }
    const order = makeOrder(`CID${String(this.orders.size + 1).padStart(5, '0')}`);
    this.orders.set(order.cid, order);
    return ok({ signal: null, order });
  }

  async closePosition(
    request: Parameters<WorkstationApi['closePosition']>[0],
  ): Promise<Result<ClientOrder>> {
    this.requests.push(request);
    const refusal = this.#takeRefusal();
    if (refusal !== null) return refusal;
    if (!this.positions.has(request.positionId)) {
      return fail('EXECUTION_POSITION_UNKNOWN', `There is no position ${request.positionId}.`);
    }
    const order: ClientOrder = { ...makeOrder('CLOSE001'), purpose: 'close', positionId: request.positionId };
    this.orders.set(order.cid, order);
    return ok(order);
  }

  async change(
    request: ChangeRequest, asker: Parameters<WorkstationApi['change']>[1],
  ): Promise<Result<ClientOrder>> {
    this.requests.push({ ...request, ...asker });
    const refusal = this.#takeRefusal();
    if (refusal !== null) return refusal;
    const isCancel = request.kind === 'OrderCancelRequested';
    const order: ClientOrder = { ...makeOrder('CHANGE01'), purpose: isCancel ? 'cancel' : 'modify' };
    this.orders.set(order.cid, order);
    return ok(order);
  }

  async adoptPosition(request: Parameters<WorkstationApi['adoptPosition']>[0]): Promise<Result<null>> {
    this.requests.push(request);
    return this.#takeRefusal() ?? ok(null);
  }

  async nameSymbol(request: Parameters<WorkstationApi['nameSymbol']>[0]): Promise<Result<null>> {
    this.requests.push(request);
    return this.#takeRefusal() ?? ok(null);
  }

  async confirmBrokerZone(request: Parameters<WorkstationApi['confirmBrokerZone']>[0]): Promise<Result<null>> {
    this.requests.push(request);
    this.brokerZone = request.zone;
    return this.#takeRefusal() ?? ok(null);
  }

  async unlockAccount(request: Parameters<WorkstationApi['unlockAccount']>[0]): Promise<Result<null>> {
    return this.#setUnlocked(request, true);
  }

  async lockAccount(by: string): Promise<Result<null>> {
    return this.#setUnlocked({ by }, false);
  }

  async confirmAccount(request: Parameters<WorkstationApi['confirmAccount']>[0]): Promise<Result<null>> {
    this.requests.push(request);
    const refusal = this.#takeRefusal();
    if (refusal !== null) return refusal;
    if (this.account === null) return fail('RISK_ACCOUNT_UNKNOWN', 'No terminal came yet.');
    this.account = { ...this.account, confirmed: true };
    return ok(null);
  }

  async pullKillSwitch(request: { readonly by: string; readonly flatten: boolean }): Promise<Result<null>> {
    return this.#setKillSwitch(request, true);
  }

  async resetKillSwitch(by: string): Promise<Result<null>> {
    return this.#setKillSwitch({ by }, false);
  }

  async acceptBrokerState(by: string): Promise<Result<null>> {
    this.requests.push({ by });
    return this.#takeRefusal() ?? ok(null);
  }

  async acceptRecordedState(by: string): Promise<Result<null>> {
    this.requests.push({ by });
    return this.#takeRefusal() ?? ok(null);
  }

  onEvents(listener: (events: readonly JournalEvent[]) => void): () => void {
    this.#eventListeners.add(listener);
    return () => { this.#eventListeners.delete(listener); };
  }

  onBarClosed(listener: BarListener): () => void {
    this.#barListeners.add(listener);
    return () => { this.#barListeners.delete(listener); };
  }

  emit(...bodies: readonly EventBody[]): void {
    const events = bodies.map((body) => ({ seq: ++this.#seq, ts: 1_400_000_000_000, body }));
    for (const listener of this.#eventListeners) listener(events);
  }

  /** A tick that moves the quote and the forming bars. */
  tick(symbol: string, bid: number): void {
    this.quotes.set(symbol, { symbol, timeMs: 1_400_000_000_000 + this.#seq, bid, ask: bid + 0.0001 });
    this.emit({
      kind: 'TicksReceived', account: '1@Demo', symbol, offsetS: 0, next: [0, 1],
      ticks: { brokerMs: [0], bid: [bid], ask: [bid + 0.0001], last: [0], volume: [0], flags: [6] },
    });
  }

  closeBar(symbol: string, timeframe: Timeframe, bar: Bar, feed = 'Demo'): void {
    const key = seriesKey(symbol, timeframe);
    this.closedBars.set(key, [...this.closedBars.get(key) ?? [], bar]);
    for (const listener of this.#barListeners) listener(feed, symbol, timeframe, bar);
  }

  #setUnlocked(request: unknown, isUnlocked: boolean): Result<null> {
    this.requests.push(request);
    const refusal = this.#takeRefusal();
    if (refusal !== null) return refusal;
    if (this.account === null) return fail('RISK_ACCOUNT_UNKNOWN', 'No terminal came yet.');
    this.account = { ...this.account, isUnlocked };
    return ok(null);
  }

  #setKillSwitch(request: unknown, isOn: boolean): Result<null> {
    this.requests.push(request);
    const refusal = this.#takeRefusal();
    if (refusal !== null) return refusal;
    this.killSwitch = isOn;
    return ok(null);
  }

  #takeRefusal(): { readonly ok: false; readonly error: Failure } | null {
    const { refusal } = this;
    this.refusal = null;
    return refusal === null ? null : { ok: false, error: refusal };
  }
}
