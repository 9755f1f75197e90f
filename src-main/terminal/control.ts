// `--control`: the simulated terminal worked by hand. Each line on stdin is one JSON object with `do`; each is answered
// by one line on stdout, in order. A line that cannot be read is answered with what is wrong and changes nothing.

import { HAND_COMMANDS, isHandCommand, isTaken, type Terminal } from '#core/terminal';
import type { Broker } from '#core/broker-model';

const LINE_MAX = 65_536;

export interface ControlHooks {
  readonly terminal: Terminal;
  readonly broker: Broker;
  /** Breaks the link as a torn wire does; it comes back by itself. */
  cut(): void;
  /** The market's now, UTC ms. */
  nowMs(): number;
}

/** The answer to one line, as one line; `number` (from 1) names lines without an `id`. */
export function answerControl(line: string, number: number, hooks: ControlHooks): string {
  const body = readLine(line);
  if (typeof body === 'string') return JSON.stringify({ re: number, ok: false, error: body });
  const re = typeof body['id'] === 'string' || typeof body['id'] === 'number' ? body['id'] : number;
  return JSON.stringify({ re, ...carryOut(body, hooks) });
}

function carryOut(body: Readonly<Record<string, unknown>>, hooks: ControlHooks): object {
  const name = typeof body['do'] === 'string' ? body['do'] : '';
  if (name === 'state') return { ok: true, ...stateOf(hooks) };
  if (name === 'cut') {
    hooks.cut();
    return { ok: true };
  }
  if (!isHandCommand(name)) return { ok: false, error: `do: one of ${[...HAND_COMMANDS, 'state', 'cut'].join(', ')}` };
  const result = hooks.terminal.window.trade(name, body);
  if (!result.ok) return { ok: false, error: result.text };
  return { ok: isTaken(result.answer), ...result.answer };
}

function stateOf(hooks: ControlHooks): object {
  const { broker, terminal } = hooks;
  return {
    timeMs: hooks.nowMs(), phase: terminal.phase, trade: terminal.trade, waiting: terminal.reliable.waiting,
    account: broker.account(), positions: broker.positions(), orders: broker.orders(), deals: broker.deals(),
    quotes: Object.fromEntries(broker.instruments().map(({ symbol }) => [symbol, broker.quote(symbol)])),
  };
}

/** The object on the line, or what is wrong with it. */
function readLine(line: string): Readonly<Record<string, unknown>> | string {
  if (line.length > LINE_MAX) return `a line has at most ${String(LINE_MAX)} characters`;
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // told below, with what a line looks like
  }
  return 'a line is one JSON object, such as {"do":"open","symbol":"EURUSD","side":"buy","volume":0.1}';
}
