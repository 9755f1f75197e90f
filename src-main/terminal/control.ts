// `--control`: the simulated terminal worked by hand. Each line on stdin is one JSON object with `do`; each is answered
// by one line on stdout, in order. A line that cannot be read is answered with what is wrong and changes nothing.

import { HAND_COMMANDS, isHandCommand, isTaken, type Terminal } from '#core/terminal';
import type { Broker } from '#core/broker-model';

const LINE_MAX = 65_536;
const OTHERS = ['algo', 'kill', 'speed', 'state', 'cut'] as const;
const SPEED_MAX = 1_000_000;

export interface ControlHooks {
  readonly terminal: Terminal;
  readonly broker: Broker;
  /** Breaks the link as a torn wire does; it comes back by itself. */
  cut(): void;
  /** The market's now, UTC ms. */
  nowMs(): number;
  /** Market seconds a second from now on; false where the market has no clock of its own. */
  setSpeed(speed: number): boolean;
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
  if (name === 'algo') {
    if (typeof body['on'] !== 'boolean') return { ok: false, error: 'on: true or false' };
    hooks.terminal.window.permit({ terminal: body['on'] });
    return { ok: true };
  }
  if (name === 'speed') {
    const speed = body['factor'];
    if (typeof speed !== 'number' || !(speed > 0 && speed <= SPEED_MAX)) {
      return { ok: false, error: 'factor: market seconds a second, above 0' };
    }
    const isSet = hooks.setSpeed(speed);
    return isSet ? { ok: true } : { ok: false, error: 'speed: only a synthetic market has one to change' };
  }
  if (name === 'kill') {
    hooks.terminal.window.kill(body['flatten'] === true);
    return { ok: true };
  }
  if (!isHandCommand(name)) return { ok: false, error: `do: one of ${[...HAND_COMMANDS, ...OTHERS].join(', ')}` };
  const result = hooks.terminal.window.trade(name, body);
  if (!result.ok) return { ok: false, error: result.text };
  return { ok: isTaken(result.answer), ...result.answer };
}

function stateOf(hooks: ControlHooks): object {
  const { broker, terminal } = hooks;
  return {
    timeMs: hooks.nowMs(), phase: terminal.phase, trade: terminal.trade, waiting: terminal.reliable.waiting,
    isReadOnly: terminal.window.isReadOnly, permissions: broker.permissions, drawn: terminal.window.drawn,
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
