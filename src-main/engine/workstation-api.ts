// The one façade that window, REST and command line all call (SPEC 11.0). Writes resolve only after their events are
// committed; a Result's failure carries a code of the table.

import type { Result } from '#core/base';
import type { KernelView } from '#core/kernel';
import type { LinkStatus } from '#main/mt5';
import type {
  BarComparison, DeadLetter, LetterFilter, Page, SimilarAnswer, SimilarAsked, TickRow,
} from '#main/stores';
import type { GapFilter, SeriesGaps } from './gap-keeper.ts';
import type { StudyDesk } from './study-desk.ts';
import type { StreamDesk } from './stream-desk.ts';
import type { StructureDesk } from './structure-desk.ts';
import type { TimeframeDesk } from './timeframe-desk.ts';
import type {
  Bar, BrokerZone, ClientOrder, InputBody, JournalEvent, OrderKind, RiskLimits, Signal, TimeInForce, Timeframe,
} from '#core/model';

export interface BarQuery {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  /** UTC ms, inclusive; null from the first. */
  readonly fromMs: number | null;
  /** UTC ms, exclusive; null to the last. */
  readonly toMs: number | null;
  readonly limit: number;
  /** `login@server`, `import`, or null for the active account with imports behind it. */
  readonly account: string | null;
  /** Newest `limit` bars instead of the first. */
  readonly newest?: boolean;
}

export interface TickQuery {
  readonly symbol: string;
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly limit: number;
  /** Opaque, from the page before. */
  readonly cursor: string | null;
  readonly account: string | null;
}

export interface CompareQuery {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly days: number;
  /** Differences listed at most. */
  readonly limit: number;
}

export interface WorkstationStatus {
  readonly version: string;
  readonly mode: 'minimal' | 'full-ai' | 'production';
  readonly startedMs: number;
  readonly engineHash: string;
  readonly dataDir: string;
  readonly headSeq: number;
  readonly committedSeq: number;
  readonly fault: { readonly code: string; readonly text: string } | null;
  readonly pairingToken: string;
  readonly limits: RiskLimits;
}

export interface AnswerRequest {
  readonly signalId: string;
  readonly answer: 'approve' | 'reject';
  readonly by: string;
  readonly key: string | null;
  readonly reason: string | null;
  readonly volume: number | null;
  readonly stop: number | null;
  readonly target: number | null;
}

export interface OrderTicket {
  readonly by: string;
  readonly key: string | null;
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly volume: number | null;
  readonly type: OrderKind;
  readonly price: number | null;
  readonly sl: number | null;
  readonly tp: number | null;
  readonly stopLimit?: number | null;
  readonly tif?: TimeInForce;
  /** UTC ms. */
  readonly expiryMs?: number | null;
  /** The broker is only asked whether it would take it. */
  readonly checkOnly?: boolean;
  /** True: the request is its own approval; false: it becomes a card. */
  readonly approve: boolean;
}

type Asked<K extends InputBody['kind']> = Omit<Extract<InputBody, { kind: K }>, 'requestId' | 'by'>;

/** What may be asked of orders and positions that stand. */
export type ChangeRequest =
  | Asked<'OrderModifyRequested'>
  | Asked<'OrderCancelRequested'>
  | Asked<'PositionModifyRequested'>
  | Asked<'CloseByRequested'>;

/** Who asks, and the key under which the same request is answered once. */
export interface Asker {
  readonly by: string;
  readonly key: string | null;
}

export interface WorkstationApi {
  readonly view: KernelView;
  /** Where studies, findings and readings of closed bars are asked for. */
  readonly streams: StreamDesk;
  /** What the closed bars of a series have formed. */
  readonly structure: StructureDesk;
  /** What the six timeframes of a symbol say together. */
  readonly timeframes: TimeframeDesk;
  /** Which indicators are computed, for whom; where charts and scripts ask for them. */
  readonly studies: StudyDesk;
  status(): WorkstationStatus;
  /** Closed bars, everything included that was applied before the call. */
  bars(query: BarQuery): Promise<Page<Bar>>;
  /**
   * The past situations most like the present one, of the active account's bars with imports behind them. Fails with
   * PATTERNS_RECIPE_BAD or PATTERNS_TOO_FEW_BARS.
   */
  similar(asked: SimilarAsked): Promise<Result<SimilarAnswer>>;
  ticks(query: TickQuery): Promise<Result<Page<TickRow>>>;
  /** Symbols with data or a specification. */
  symbols(): Promise<readonly { readonly symbol: string; readonly feeds: readonly string[] }[]>;
  /** What is missing of the trading account's series, each gap with how far it is. */
  gaps(filter: GapFilter): Promise<readonly SeriesGaps[]>;
  /** Asks the terminal for what is missing now; gives the number of new questions. */
  fillGaps(filter: GapFilter): Promise<number>;
  /** Bars made from ticks beside the broker's own, over the newest `days` of the trading account's server. */
  compareBars(query: CompareQuery): Promise<BarComparison>;
  deadLetters(limit: number, cursor: string | null, filter?: LetterFilter): Promise<Result<Page<DeadLetter>>>;
  /** The sessions that are open at /ws/mt5, those that have not proved themselves too. */
  terminals(): readonly LinkStatus[];
  answerSignal(request: AnswerRequest): Promise<Result<Signal>>;
  submitOrder(
    ticket: OrderTicket,
  ): Promise<Result<{ readonly signal: Signal | null; readonly order: ClientOrder | null }>>;
  closePosition(request: {
    readonly by: string;
    readonly key: string | null;
    readonly positionId: string;
    readonly volume: number | null;
  }): Promise<Result<ClientOrder>>;
  /** Modify, cancel or close by: gives the command's own record. */
  change(request: ChangeRequest, asker: Asker): Promise<Result<ClientOrder>>;
  adoptPosition(request: { readonly by: string; readonly positionId: string }): Promise<Result<null>>;
  confirmAccount(request: {
    readonly by: string;
    readonly login: string;
    readonly server: string;
  }): Promise<Result<null>>;
  unlockAccount(request: {
    readonly by: string;
    readonly login: string;
    readonly server: string;
  }): Promise<Result<null>>;
  lockAccount(by: string): Promise<Result<null>>;
  pullKillSwitch(request: { readonly by: string; readonly flatten: boolean }): Promise<Result<null>>;
  resetKillSwitch(by: string): Promise<Result<null>>;
  acceptBrokerState(by: string): Promise<Result<null>>;
  /** Keeps the clock of the broker's server for this data folder; null takes the word back. */
  confirmBrokerZone(request: { readonly by: string; readonly zone: BrokerZone | null }): Promise<Result<null>>;
  /** Names the broker's symbol for `symbol` at an account, null for what is found by itself. */
  nameSymbol(request: {
    readonly by: string;
    readonly account: string;
    readonly symbol: string;
    readonly name: string | null;
  }): Promise<Result<null>>;
  /** Goes on from the journal's record, though its replay differed at start. */
  acceptRecordedState(by: string): Promise<Result<null>>;
  /** Called after every input with its events, before their commit. Returns the function that stops it. */
  onEvents(listener: (events: readonly JournalEvent[]) => void): () => void;
  /**
   * Called with every bar put into the store (closed here, sent by the broker, or imported), after its input was
   * applied and in order within a series. `feed` is the server name, or `import`. Returns the function that stops it.
   */
  onBarClosed(listener: (feed: string, symbol: string, timeframe: Timeframe, bar: Bar) => void): () => void;
}
