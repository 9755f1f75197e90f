// The account guard: nothing that trades leaves for an account that was not confirmed, nor for one that is not demo
// and was not unlocked since the engine started. One account trades; the other sessions are feeds that are only read.
// Questions (order.query, snapshot) change nothing at the broker and are not held back.

import {
  accountKey, whyNot, type AccountIdentity, type AccountKey, type InputBody, type TradeCommand, type WhyNot,
} from '#core/model';
import { endSignal } from './cards.ts';
import type { Context, Turn } from './context.ts';

type Input<K extends InputBody['kind']> = Extract<InputBody, { kind: K }>;

/** What the guard looks at. */
export interface GuardPicture {
  readonly identity: AccountIdentity;
  readonly isConfirmed: boolean;
  readonly isUnlocked: boolean;
  /** The engine's setting: `held` keeps every account that is not demo read-only, whatever was confirmed. */
  readonly realTrading: RealTrading;
}

export type RealTrading = 'held' | 'allowed';

/** The hold on accounts that are not demo: the one place that says so. */
function judgeHold({ identity, realTrading }: Pick<GuardPicture, 'identity' | 'realTrading'>): WhyNot | null {
  if (identity.tradeMode === 'demo' || realTrading === 'allowed') return null;
  return whyNot('RISK_ACCOUNT_READ_ONLY', `This one is ${identity.tradeMode}.`);
}

/** Why nothing may leave for the account, null when it may. */
export function judgeGuard(picture: GuardPicture): WhyNot | null {
  const held = judgeHold(picture);
  if (held !== null) return held;
  if (!picture.isConfirmed) return whyNot('RISK_ACCOUNT_UNCONFIRMED');
  if (picture.identity.tradeMode !== 'demo' && !picture.isUnlocked) return whyNot('RISK_ACCOUNT_LOCKED');
  return null;
}

const QUESTIONS: ReadonlySet<string> = new Set<TradeCommand['type']>(['order.query', 'snapshot']);

/** May this command leave? Asked once more at the one door that every command goes through. */
export function mayLeave(context: Context, command: TradeCommand): boolean {
  return QUESTIONS.has(command.type) || (context.active !== null && context.guard() === null);
}

/** The trader knows this account: it becomes the one that may trade, where its kind may. */
export function confirmAccount(context: Context, turn: Turn, body: Input<'AccountConfirmed'>): void {
  const key = accountKey(body.login, body.server);
  const refuse = (why: WhyNot): void => {
    turn.outputs.fact({ kind: 'RequestRefused', requestId: key, whyNot: why });
  };
  const mirror = context.mirrors.get(key);
  if (mirror === undefined) {
    refuse(whyNot('RISK_ACCOUNT_UNKNOWN', `${key} has never connected.`));
    return;
  }
  if (context.activeKey !== key) {
    if (context.orders.open().length > 0 || (context.active?.positions.size ?? 0) > 0) {
      refuse(whyNot('RISK_ACCOUNT_UNCONFIRMED', 'The account that trades now still holds orders or positions.'));
      return;
    }
    for (const signal of context.signals.pending()) {
      const why = whyNot('RISK_ACCOUNT_UNCONFIRMED', 'Another account trades now.');
      endSignal(context, turn, signal, 'expired', body.by, why);
    }
    context.orders.dropCommands();
    context.unlockedKey = null;
  }
  mirror.confirmed = true;
  context.activeKey = key;
}

/** Opens an account that is not demo for this run of the engine. */
export function unlockAccount(context: Context, turn: Turn, body: Input<'AccountUnlocked'>): void {
  const key = accountKey(body.login, body.server);
  const why = judgeUnlock(context, key);
  if (why === null) context.unlockedKey = key;
  else turn.outputs.fact({ kind: 'RequestRefused', requestId: key, whyNot: why });
}

function judgeUnlock(context: Context, key: AccountKey): WhyNot | null {
  const { active } = context;
  if (active?.key !== key) return whyNot('RISK_ACCOUNT_UNKNOWN', `${key} is not the account that trades.`);
  return (
    judgeHold({ identity: active.identity, realTrading: context.realTrading }) ??
    (active.confirmed ? null : whyNot('RISK_ACCOUNT_UNCONFIRMED'))
  );
}

/** Another identity under the same login and server must be confirmed anew, and is locked. */
export function noticeIdentity(context: Context, key: AccountKey, told: AccountIdentity): void {
  const mirror = context.mirrors.get(key);
  if (mirror === undefined) return;
  const { tradeMode, currency, marginMode } = mirror.identity;
  if (tradeMode === told.tradeMode && currency === told.currency && marginMode === told.marginMode) return;
  mirror.confirmed = false;
  if (context.unlockedKey === key) context.unlockedKey = null;
}
