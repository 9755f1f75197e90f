// The engine's heart: a deterministic function of the events. It has no clock, no chance and no I/O; the same
// events give the same facts, byte for byte. The order of the stages stands here and nowhere else:
// links, market and account mirror (perceive), strategies and decision (deciding), approval, risk and execution
// (trading), outcome.

import { assert } from '#core/base';
import { CODES, isFact, type FactBody, type InputBody, type JournalEvent } from '#core/model';
import { confirmAccount, unlockAccount } from './account-guard.ts';
import { expireSignals } from './cards.ts';
import { Context, type ContextState, type KernelOutputs, type Turn } from './context.ts';
import { decideOnBar } from './deciding.ts';
import {
  adoptPosition,
  requestCancel,
  requestClose,
  requestCloseBy,
  requestModifyOrder,
  requestModifyPosition,
} from './order-commands.ts';
import {
  perceiveBars,
  nameSymbol,
  perceiveConnected,
  perceiveDisconnected,
  perceiveImportedBars,
  perceiveImportedTicks,
  perceiveInstrument,
  perceiveTicks,
} from './perceive.ts';
import { isHistory, perceiveHistory, type HistoryBody } from './perceive-history.ts';
import {
  acceptBrokerState,
  acceptRecord,
  beginComparing,
  beginSnapshot,
  endSnapshot,
  lockOnReplay,
  noteHole,
  takeAccount,
  takeDeal,
  takeMark,
  takeOrder,
  takePosition,
  takeResult,
} from './broker-truth.ts';
import {
  answerSignal,
  orderListener,
  pullKillSwitch,
  reconcileOrders,
  requestOrder,
  resetKillSwitch,
} from './trading.ts';
import { ContextView, type KernelView } from './view.ts';

export class Kernel {
  readonly #context = new Context();
  readonly view: KernelView;

  constructor() {
    this.view = new ContextView(this.#context);
  }

  /** The wire's bookkeeping: what each terminal's reliable numbers and cursors stand at. */
  get links(): Context['links'] {
    return this.#context.links;
  }

  /** What each server has told whole of its past. */
  get told(): Context['told'] {
    return this.#context.told;
  }

  /** Host clock of the last input, UTC ms: time never goes back from here. */
  get lastTs(): number {
    return this.#context.lastTs;
  }

  /** Applies one input and reports the facts and market data that follow from it. */
  apply(event: JournalEvent<InputBody>, outputs: KernelOutputs): void {
    const context = this.#context;
    assert(event.ts >= context.lastTs, `event ${String(event.seq)} goes back in time`);
    context.lastTs = event.ts;
    context.links.apply(event);
    context.records.take(event, (account) => context.links.offsetS(account));
    const turn: Turn = { seq: event.seq, ts: event.ts, outputs };
    if (isHistory(event.body)) perceiveHistory(context, turn, event.body);
    else this.#dispatch(turn, event.body);
    expireSignals(context, turn);
  }

  /**
   * Takes a recorded fact as it is. Used when another engine made it: what was decided and sent then stands, whatever
   * this engine would have done.
   */
  adopt(fact: FactBody): void {
    const context = this.#context;
    switch (fact.kind) {
      case 'DecisionTaken':
        context.decisions.adopt(fact.n, fact.hash);
        return;
      case 'SignalOpened':
        context.signals.adopt(fact.signal);
        if (fact.signal.state === 'pending')
          context.nextExpiryMs = Math.min(context.nextExpiryMs, fact.signal.expiresMs);
        return;
      case 'SignalClosed': {
        const signal = context.signals.signals.get(fact.signalId);
        if (signal !== undefined)
          context.signals.close(signal, fact.state, context.nowMs(), fact.by, fact.whyNot, fact.cid);
        return;
      }
      case 'OrderOpened':
        context.orders.nextCount();
        context.orders.put({ ...LATER_FIELDS, ...fact.order }, null, context.lastTs);
        return;
      case 'OrderMoved':
        context.orders.adopt(fact.cid, fact.to, fact.whyNot);
        return;
      case 'CommandIssued':
        context.adoptCommandId(fact.command.id);
        if (fact.command.type === 'order.query') context.orders.adoptQuery(fact.command.cid, fact.command.id);
        return;
      case 'TradingLocked':
        if (fact.code === 'RISK_DISCREPANCY') this.#adoptDiscrepancy(detailsOf(fact.text));
        return;
      case 'TradingUnlocked':
        if (fact.code === 'RISK_DISCREPANCY') this.#adoptDiscrepancy(null);
        return;
      case 'RequestRefused':
      case 'TradeClosed':
      case 'AlarmRaised':
        return;
    }
  }

  /**
   * Applies an input that another engine judged: the world is perceived, strategies warm up on its bars, but nothing
   * is decided; the recorded facts that follow are adopted.
   */
  perceive(event: JournalEvent<InputBody>, outputs: KernelOutputs): void {
    const context = this.#context;
    if (ASKS.has(event.body.kind)) {
      context.lastTs = event.ts;
      return;
    }
    context.isDeciding = false;
    this.apply(event, { fact: () => undefined, market: outputs.market });
    context.isDeciding = true;
  }

  /** Plain JSON from which `restore` continues exactly; only for the engine that made it. */
  snapshot(): ContextState {
    return this.#context.state();
  }

  restore(state: ContextState): void {
    this.#context.restore(state);
  }

  #adoptDiscrepancy(text: string | null): void {
    const context = this.#context;
    context.active?.truth.adopt(text);
    context.comparing.told = text;
  }

  #dispatch(turn: Turn, body: Exclude<InputBody, HistoryBody>): void {
    const context = this.#context;
    switch (body.kind) {
      case 'JournalCreated':
        context.seed = body.seed;
        return;
      case 'EngineStarted':
        this.#startEngine(turn, body);
        return;
      case 'BrokerZoneConfirmed':
      case 'ClockRead':
        this.#readClock(turn);
        return;
      case 'TerminalConnected':
        perceiveConnected(context, body);
        // What an earlier link carried has no answer to wait for on this one.
        if (context.active?.session !== body.session) return;
        context.tradeOff = null;
        context.comparing = { ...context.comparing, askedMs: turn.ts, doubtMs: null, isStrange: false };
        context.orders.loseLink(context.nowMs(), orderListener(context, turn));
        return;
      case 'TerminalDisconnected':
        if (perceiveDisconnected(context, body, turn.ts))
          context.orders.loseLink(context.nowMs(), orderListener(context, turn));
        return;
      case 'TicksReceived':
        perceiveTicks(
          context,
          turn,
          body,
          (symbol, timeframe, bar) => {
            decideOnBar(context, turn, symbol, timeframe, bar);
          },
          () => {
            if (context.nowMs() >= context.nextExpiryMs) expireSignals(context, turn);
          },
        );
        this.#see(turn, body.account);
        return;
      case 'BarsReceived':
        perceiveBars(context, turn, body, (symbol, timeframe, bar) => {
          decideOnBar(context, turn, symbol, timeframe, bar);
        });
        this.#see(turn, body.account);
        return;
      case 'AccountReported':
        takeAccount(context, turn, body);
        return;
      case 'PositionMarked':
        takeMark(context, body);
        return;
      case 'TicksImported':
        perceiveImportedTicks(context, turn, body);
        return;
      case 'BarsImported':
        perceiveImportedBars(context, turn, body);
        return;
      case 'Quarantined':
        context.quarantined += 1;
        if ((body.wire?.wireSeq ?? 0) > 0) noteHole(context, body.wire?.account);
        return;
      case 'GapReported':
        noteHole(context, body.wire.account);
        return;
      case 'RecordReceived':
      case 'RecordKept':
        return;
      default:
        this.#dispatchTrade(turn, body);
    }
  }

  #dispatchTrade(turn: Turn, body: Exclude<InputBody, { kind: PerceivedKind }>): void {
    const context = this.#context;
    switch (body.kind) {
      case 'InstrumentReported':
        perceiveInstrument(context, body);
        return;
      case 'PositionReported':
        takePosition(context, turn, body);
        return;
      case 'OrderReported':
        takeOrder(context, turn, body.wire.account, body.op, body.order);
        return;
      case 'DealReported':
        takeDeal(context, turn, body.wire.account, body.deal);
        return;
      case 'OrderAnswered':
        takeResult(context, turn, body);
        return;
      case 'SnapshotBegan':
        beginSnapshot(context, turn, body);
        return;
      case 'SnapshotEnded':
        endSnapshot(context, turn, body);
        return;
      case 'OffsetReported': {
        const mirror = context.mirrors.get(body.wire.account);
        if (mirror !== undefined) mirror.offsetS = body.offsetS;
        return;
      }
      case 'ReplayDiffered':
        lockOnReplay(context, turn, body);
        return;
      default:
        this.#dispatchRequest(turn, body);
    }
  }

  /** What people ask for. */
  #dispatchRequest(turn: Turn, body: Extract<InputBody, { readonly by: string }>): void {
    const context = this.#context;
    switch (body.kind) {
      case 'SignalAnswered':
        answerSignal(context, turn, body);
        return;
      case 'OrderRequested':
        requestOrder(context, turn, body);
        return;
      case 'CloseRequested':
        requestClose(context, turn, body);
        return;
      case 'CloseByRequested':
        requestCloseBy(context, turn, body);
        return;
      case 'OrderModifyRequested':
        requestModifyOrder(context, turn, body);
        return;
      case 'OrderCancelRequested':
        requestCancel(context, turn, body);
        return;
      case 'PositionModifyRequested':
        requestModifyPosition(context, turn, body);
        return;
      case 'PositionAdopted':
        adoptPosition(context, turn, body);
        return;
      case 'KillSwitchPulled':
        pullKillSwitch(context, turn, body);
        return;
      case 'KillSwitchReset':
        resetKillSwitch(context, turn);
        return;
      case 'AccountConfirmed':
        this.#confirm(turn, body);
        return;
      case 'AccountUnlocked':
        unlockAccount(context, turn, body);
        return;
      case 'AccountLocked':
        context.unlockedKey = null;
        return;
      case 'SymbolNamed':
        nameSymbol(context, turn, body);
        return;
      case 'BrokerStateAccepted':
        acceptBrokerState(context, turn);
        return;
      case 'RecordAccepted':
        acceptRecord(context, turn);
        return;
    }
  }

  #confirm(turn: Turn, body: Extract<InputBody, { kind: 'AccountConfirmed' }>): void {
    const context = this.#context;
    const before = context.activeKey;
    confirmAccount(context, turn, body);
    if (context.activeKey !== before) beginComparing(context, turn);
  }

  #startEngine(turn: Turn, body: Extract<InputBody, { kind: 'EngineStarted' }>): void {
    const context = this.#context;
    context.engineHash = body.engineHash;
    context.limits = body.limits;
    context.realTrading = body.realTrading ?? 'held';
    context.unlockedKey = null;
    context.applySettings(body.strategies);
    for (const mirror of context.mirrors.values()) {
      if (mirror.linkUp) mirror.disconnect(turn.ts);
    }
    context.orders.loseLink(context.nowMs(), orderListener(context, turn));
  }

  #readClock(turn: Turn): void {
    const context = this.#context;
    context.active?.rollDay(context.nowMs());
    reconcileOrders(context, turn);
    context.stops.look(context, turn);
  }

  #see(turn: Turn, account: string): void {
    const mirror = this.#context.mirrors.get(account);
    if (mirror !== undefined) mirror.lastSeenMs = turn.ts;
  }
}

/** What a recorded discrepancy said after the table's own words, which are put before it again when it is shown. */
function detailsOf(text: string): string {
  const words = `${CODES.RISK_DISCREPANCY.text} `;
  return text.startsWith(words) ? text.slice(words.length) : text;
}

/** What orders recorded by older engines lack. */
const LATER_FIELDS = {
  byPositionId: null,
  ticket: null,
  retryOf: null,
  stopLimit: null,
  tif: 'gtc',
  expiryMs: null,
} as const;

/** What someone asked for: another engine judged it, and its facts say how. */
const ASKS: ReadonlySet<string> = new Set<InputBody['kind']>([
  'SignalAnswered',
  'OrderRequested',
  'OrderModifyRequested',
  'OrderCancelRequested',
  'PositionModifyRequested',
  'CloseRequested',
  'CloseByRequested',
]);

type PerceivedKind =
  | 'JournalCreated'
  | 'EngineStarted'
  | 'ClockRead'
  | 'TerminalConnected'
  | 'TerminalDisconnected'
  | 'TicksReceived'
  | 'BarsReceived'
  | 'AccountReported'
  | 'PositionMarked'
  | 'TicksImported'
  | 'BarsImported'
  | HistoryBody['kind']
  | 'Quarantined'
  | 'RecordReceived'
  | 'RecordKept'
  | 'GapReported';

/** Groups journal events into an input and the facts recorded behind it. */
export class Grouping {
  #input: JournalEvent<InputBody> | null = null;
  #facts: FactBody[] = [];

  /** Takes the next event; gives the group that it ended. */
  next(event: JournalEvent): { readonly input: JournalEvent<InputBody>; readonly facts: readonly FactBody[] } | null {
    if (isFact(event.body)) {
      this.#facts.push(event.body);
      return null;
    }
    const ended = this.end();
    this.#input = event as JournalEvent<InputBody>;
    return ended;
  }

  /** The last group, once there are no more events. */
  end(): { readonly input: JournalEvent<InputBody>; readonly facts: readonly FactBody[] } | null {
    if (this.#input === null) return null;
    const group = { input: this.#input, facts: this.#facts };
    this.#input = null;
    this.#facts = [];
    return group;
  }
}
