// From a closed bar to a signal: strategy, the market's gates, then a card.

import { explainDecision, type DecisionQuestion } from '#core/decision';
import { TIMEFRAME_MS, whyNot, type Bar, type Signal, type Timeframe } from '#core/model';
import type { Proposal } from '#core/strategies';
import { endSignal, openSignal } from './cards.ts';
import type { Context, Runner, Turn } from './context.ts';
import { approveSignal } from './trading.ts';

/** A bar of the terminal's own is judged only this soon after it closed; older ones warm the strategies up. */
const BROKER_BAR_AGE_MS_MAX = 15_000;

/** Hands a closed bar to every strategy that reads its series. */
export function decideOnBar(context: Context, turn: Turn, symbol: string, timeframe: Timeframe, closed: Bar): void {
  for (const runner of context.runnersOf(symbol)) {
    if (runner.setting.timeframe !== timeframe) continue;
    runner.bars.next(closed, (bar) => {
      const proposal = runner.strategy.next(bar);
      if (proposal !== null && context.isDeciding && isFresh(context, bar, timeframe))
        judgeProposal(context, turn, runner, bar, proposal);
    });
  }
}

/** A bar made from ticks closes with the tick at hand; one that waited for its successor, or came late, is history. */
function isFresh(context: Context, bar: Bar, timeframe: Timeframe): boolean {
  const ageMs = context.nowMs() - (bar.time + TIMEFRAME_MS[timeframe]);
  return bar.source === 'tick' ? !bar.partial : ageMs <= BROKER_BAR_AGE_MS_MAX;
}

function judgeProposal(context: Context, turn: Turn, runner: Runner, bar: Bar, proposal: Proposal): void {
  const { active } = context;
  if (active === null) return;
  const question: DecisionQuestion = {
    engineHash: context.engineHash,
    symbol: runner.symbol,
    timeframe: runner.setting.timeframe,
    barTime: bar.time,
    strategy: runner.setting.name,
    strategyHash: runner.hash,
    side: proposal.side,
    stopDistance: proposal.stopDistance,
    targetDistance: proposal.targetDistance,
    quote: context.quote(runner.symbol),
    instrument: context.instrumentsOf(active.identity.server).get(runner.symbol),
    nowMs: context.nowMs(),
    limits: context.limits,
  };
  const decision = context.decisions.decide(question);
  turn.outputs.fact(decision.fact);
  const draft = {
    symbol: runner.symbol,
    timeframe: runner.setting.timeframe,
    strategy: runner.setting.name,
    strategyHash: runner.hash,
    side: proposal.side,
    entry: decision.entry,
    stop: decision.stop,
    target: decision.target,
    barTime: bar.time,
    votes: proposal.votes,
    reasons: proposal.reasons,
  };
  const refusal = decision.code === null ? null : explainDecision(decision.code, question);
  const signal = openSignal(context, turn, draft, null, refusal);
  if (signal.state !== 'pending') return;
  supersede(context, turn, runner, signal);
  if (runner.setting.automatic) {
    approveSignal(context, turn, signal, {
      by: `automatic: ${runner.setting.name}`,
      volume: null,
      stop: null,
      target: null,
    });
  }
}

/** A newer proposal of the same strategy and symbol takes the place of a card still waiting. */
function supersede(context: Context, turn: Turn, runner: Runner, newer: Signal): void {
  for (const old of context.signals.pending()) {
    if (old.id === newer.id || old.symbol !== runner.symbol || old.strategy !== runner.setting.name) continue;
    endSignal(context, turn, old, 'superseded', null, whyNot('APPROVAL_SUPERSEDED'));
  }
}
