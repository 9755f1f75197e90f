// The window's keys. They do nothing while text is typed or a dialog is open, save Escape and Ctrl K.

import {
  KILL_HOLD_MS,
  approveCard,
  currentBlock,
  isJustAnswered,
  rejectCard,
  stopTrading,
  toggleModify,
  useKillKey,
} from '#renderer/panels';
import {
  focusTimeframe,
  focusedSignal,
  pendingSignals,
  setLook,
  timeframeOfKey,
  toggleTheme,
  useDesk,
  useLook,
} from '#renderer/state';

const KILL_KEY = 'F8';
const TYPING_TAGS: ReadonlySet<string> = new Set(['INPUT', 'TEXTAREA', 'SELECT']);

function isTyping(target: EventTarget | null): boolean {
  // By name, not by class: an element of a torn-off window is no instance of this window's classes.
  return target !== null && 'tagName' in target && TYPING_TAGS.has(String(target.tagName));
}

/** Does the focused element use the arrow keys itself? */
function usesArrows(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('[role="menu"], [role="tablist"], .dv-tabs-container, dialog') !== null
  );
}

function moveCard(step: 1 | -1): void {
  const { signals } = useDesk.getState().desk;
  const pending = pendingSignals(signals);
  const focused = focusedSignal(signals, useLook.getState().focusedSignalId);
  const at = pending.findIndex((signal) => signal.id === focused?.id);
  const next = pending[(at + step + pending.length) % pending.length];
  if (next !== undefined) setLook({ focusedSignalId: next.id });
}

function onCardKey(key: string): boolean {
  const signal = focusedSignal(useDesk.getState().desk.signals, useLook.getState().focusedSignalId);
  if (signal === null) return false;
  if (key === 'a') {
    if (currentBlock(signal) === null && !isJustAnswered(signal.id)) void approveCard(signal);
  } else if (key === 'm') {
    if (signal.card !== null) toggleModify(signal);
  } else if (key === 'r') {
    if (!isJustAnswered(signal.id)) void rejectCard(signal, null);
  } else {
    return false;
  }
  return true;
}

function onPlainKey(key: string): boolean {
  const timeframe = timeframeOfKey(key);
  if (timeframe !== null) focusTimeframe(timeframe);
  else if (key === '/') setLook({ overlay: 'symbols' });
  else if (key.toLowerCase() === 'i') setLook({ overlay: 'studies' });
  else if (key === '?') setLook({ overlay: 'keys' });
  else if (key.toLowerCase() === 't') toggleTheme();
  else if (key === 'Escape') setLook({ enlargedTimeframe: null });
  else return onCardKey(key.toLowerCase());
  return true;
}

/** Listens to a whole window: the page's own, or one that a panel was torn off to. */
export function startKeyboard(target: Window): void {
  let killTimer: number | null = null;
  const releaseKill = (): void => {
    if (killTimer !== null) window.clearTimeout(killTimer);
    killTimer = null;
    useKillKey.setState({ isHeld: false });
  };
  const pressKill = (): void => {
    if (killTimer !== null || useDesk.getState().desk.safety?.killSwitch === true) return;
    useKillKey.setState({ isHeld: true });
    killTimer = window.setTimeout(() => {
      releaseKill();
      void stopTrading(false);
    }, KILL_HOLD_MS);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === KILL_KEY) {
      event.preventDefault();
      if (!event.repeat) pressKill();
      return;
    }
    const { overlay } = useLook.getState();
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      setLook({ overlay: overlay === 'palette' ? null : 'palette' });
      return;
    }
    if (overlay !== null || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && !usesArrows(event.target)) {
      moveCard(event.key === 'ArrowDown' ? 1 : -1);
      event.preventDefault();
      return;
    }
    if (!event.repeat && onPlainKey(event.key)) event.preventDefault();
  };
  const onKeyUp = (event: KeyboardEvent): void => {
    if (event.key === KILL_KEY) releaseKill();
  };
  target.addEventListener('keydown', onKeyDown);
  target.addEventListener('keyup', onKeyUp);
  target.addEventListener('blur', releaseKill);
}
