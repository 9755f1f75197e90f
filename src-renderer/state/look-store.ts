// What the trader chose for this window: symbol, look, language, focus. Lasting choices go to localStorage; what is
// read back is checked field by field, because anything may stand there.

import { TIMEFRAMES, isTimeframe, type Timeframe } from '#core/model';
import { LANGUAGES, pickLanguage, setLanguage, type Language } from '#renderer/i18n';
import { create } from 'zustand';

export type Theme = 'dark' | 'light';
export type Hues = 'green-red' | 'blue-orange';
export type AxisClock = 'broker' | 'utc';
export type Overlay =
  | 'palette' | 'symbols' | 'keys' | 'connect' | 'confirm' | 'unlock' | 'kill-reset' | 'kill-flatten' | 'discrepancy'
  | 'replay' | 'studies';

export interface Lasting {
  readonly symbol: string | null;
  readonly theme: Theme;
  readonly hues: Hues;
  readonly language: Language;
  readonly axisClock: AxisClock;
}

interface LookStore extends Lasting {
  readonly focusedTimeframe: Timeframe | null;
  readonly enlargedTimeframe: Timeframe | null;
  readonly focusedSignalId: string | null;
  readonly overlay: Overlay | null;
  /** A panel that something asked to be brought to the front; the docking area takes it away again. */
  readonly askedPanel: 'timeframes' | null;
}

const STORAGE_KEY = 'sextant.look.1';

function oneOf<T extends string>(value: unknown, allowed: readonly T[], otherwise: T): T {
  return allowed.find((name) => name === value) ?? otherwise;
}

/** The lasting choices in `text`, each replaced by its default where it is missing or nonsense. */
export function readLasting(text: string | null, defaults: Lasting): Lasting {
  let raw: unknown = null;
  try {
    raw = text === null ? null : JSON.parse(text);
  } catch {
    raw = null;
  }
  if (typeof raw !== 'object' || raw === null) return defaults;
  const held = raw as Readonly<Record<string, unknown>>;
  const symbol = held['symbol'];
  return {
    symbol: typeof symbol === 'string' && symbol.length > 0 && symbol.length <= 64 ? symbol : defaults.symbol,
    theme: oneOf(held['theme'], ['dark', 'light'], defaults.theme),
    hues: oneOf(held['hues'], ['green-red', 'blue-orange'], defaults.hues),
    language: oneOf(held['language'], LANGUAGES, defaults.language),
    axisClock: oneOf(held['axisClock'], ['broker', 'utc'], defaults.axisClock),
  };
}

function machineDefaults(): Lasting {
  const prefersLight = typeof matchMedia === 'function' && matchMedia('(prefers-color-scheme: light)').matches;
  return {
    symbol: null,
    theme: prefersLight ? 'light' : 'dark',
    hues: 'green-red',
    language: pickLanguage(typeof navigator === 'undefined' ? [] : navigator.languages),
    axisClock: 'broker',
  };
}

function readStorage(): string | null {
  return typeof localStorage === 'undefined' ? null : localStorage.getItem(STORAGE_KEY);
}

export const useLook = create<LookStore>(() => ({
  ...readLasting(readStorage(), machineDefaults()),
  focusedTimeframe: null,
  enlargedTimeframe: null,
  focusedSignalId: null,
  overlay: null,
  askedPanel: null,
}));

function showLook(page: Document, look: LookStore): void {
  page.documentElement.dataset['theme'] = look.theme;
  page.documentElement.dataset['hues'] = look.hues;
}

/** Keeps a torn-off window's page in the look of this one, for as long as it is open. */
export function mirrorLook(opened: Window): void {
  showLook(opened.document, useLook.getState());
  const stop = useLook.subscribe((look) => {
    if (opened.closed) stop();
    else showLook(opened.document, look);
  });
}

/** Puts the choices on the page, keeps them, and follows every change. Returns what stops it. */
export function startLook(): () => void {
  showLook(document, useLook.getState());
  return useLook.subscribe((look, before) => {
    if (look.theme !== before.theme || look.hues !== before.hues) showLook(document, look);
    if (look.language !== before.language) setLanguage(look.language);
    const { symbol, theme, hues, language, axisClock } = look;
    const kept = JSON.stringify({ symbol, theme, hues, language, axisClock });
    if (kept !== readStorage()) localStorage.setItem(STORAGE_KEY, kept);
  });
}

export function chooseSymbol(symbol: string): void {
  useLook.setState({ symbol });
}

export function toggleTheme(): void {
  useLook.setState((look) => ({ theme: look.theme === 'dark' ? 'light' : 'dark' }));
}

export function setLook(next: Partial<LookStore>): void {
  useLook.setState(next);
}

/** First press focuses a timeframe, a second enlarges it, a third brings the six back. */
export function focusTimeframe(timeframe: Timeframe): void {
  useLook.setState((look) => {
    if (look.enlargedTimeframe === timeframe) return { enlargedTimeframe: null };
    if (look.enlargedTimeframe !== null) return { focusedTimeframe: timeframe, enlargedTimeframe: timeframe };
    if (look.focusedTimeframe === timeframe) return { enlargedTimeframe: timeframe };
    return { focusedTimeframe: timeframe };
  });
}

/** Timeframe of a number key, "1" … "6"; null for any other key. */
export function timeframeOfKey(key: string): Timeframe | null {
  const at = /^[1-6]$/.test(key) ? TIMEFRAMES[Number(key) - 1] : undefined;
  return isTimeframe(at) ? at : null;
}
