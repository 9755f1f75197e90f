// Why the terminal or the broker refused a command: our code by the class of what they said, their words behind it.

import type { RetcodeClass } from '#core/broker-model';
import { whyNot, type Code, type OrderResult, type WhyNot } from '#core/model';

const CODE_OF_CLASS: Partial<Record<RetcodeClass, Code>> = {
  requote: 'EXECUTION_REQUOTE',
  'back-off': 'EXECUTION_BACK_OFF',
  're-read': 'EXECUTION_CHANGED',
};

/** Where MT5 says trading is off, by retcode or by the detail of E_TRADE_OFF. */
const OFF_CODE: Readonly<Record<string, Code>> = {
  terminal: 'EXECUTION_OFF_TERMINAL',
  program: 'EXECUTION_OFF_PROGRAM',
  account: 'EXECUTION_OFF_ACCOUNT',
  server: 'EXECUTION_OFF_SERVER',
};

/** Why a command was refused, in our words, with the broker's behind them. */
export function refusalOf(result: OrderResult, class_: RetcodeClass): WhyNot {
  const words = `${result.retcode === 0 ? '' : String(result.retcode)} ${result.retname} ${result.comment}`.trim();
  if (class_ === 'user') {
    return whyNot(result.retcode === 10026 ? 'EXECUTION_OFF_SERVER' : 'EXECUTION_OFF_TERMINAL', words);
  }
  if (result.retname === 'E_TRADE_OFF') {
    const detail = /\b(terminal|program|account|server)\b/.exec(result.comment)?.[1];
    return whyNot(OFF_CODE[detail ?? ''] ?? 'E_TRADE_OFF', words);
  }
  if (result.retname === 'E_EXPIRED') return whyNot('EXECUTION_DEADLINE', words);
  return whyNot(CODE_OF_CLASS[class_] ?? 'EXECUTION_REJECTED', words);
}
