// One hint for the whole window: anything with `data-tip` shows it after a moment under the pointer, or at once when
// it has the keyboard's focus. Drawn by hand, because the browser's own cannot be styled nor timed.

import { useEffect, useRef, useState } from 'react';

interface Tip {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly isAbove: boolean;
}

const DELAY_MS = 450;
const EDGE_PX = 160;

function findTipped(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('[data-tip]') : null;
}

function place(element: HTMLElement): Tip | null {
  const text = element.dataset['tip'];
  if (text === undefined || text === '') return null;
  const box = element.getBoundingClientRect();
  const isAbove = box.bottom + 48 > window.innerHeight;
  const middle = box.left + box.width / 2;
  return {
    text,
    x: Math.min(Math.max(middle, EDGE_PX), window.innerWidth - EDGE_PX),
    y: isAbove ? box.top - 4 : box.bottom + 4,
    isAbove,
  };
}

export function TipLayer() {
  const [tip, setTip] = useState<Tip | null>(null);
  const timer = useRef<number | null>(null);
  useEffect(() => {
    const hide = (): void => {
      if (timer.current !== null) window.clearTimeout(timer.current);
      timer.current = null;
      setTip(null);
    };
    const onOver = (event: PointerEvent): void => {
      const element = findTipped(event.target);
      hide();
      if (element === null) return;
      timer.current = window.setTimeout(() => {
        if (element.isConnected) setTip(place(element));
      }, DELAY_MS);
    };
    const onFocus = (event: FocusEvent): void => {
      const element = findTipped(event.target);
      if (element?.matches(':focus-visible') === true) setTip(place(element));
    };
    document.addEventListener('pointerover', onOver);
    document.addEventListener('pointerdown', hide, true);
    document.addEventListener('focusin', onFocus);
    document.addEventListener('focusout', hide);
    document.addEventListener('keydown', hide, true);
    document.addEventListener('wheel', hide, { passive: true });
    return () => {
      hide();
      document.removeEventListener('pointerover', onOver);
      document.removeEventListener('pointerdown', hide, true);
      document.removeEventListener('focusin', onFocus);
      document.removeEventListener('focusout', hide);
      document.removeEventListener('keydown', hide, true);
      document.removeEventListener('wheel', hide);
    };
  }, []);
  if (tip === null) return null;
  return (
    <div className={`tip${tip.isAbove ? ' tip-above' : ''}`} role="tooltip" style={{ left: tip.x, top: tip.y }}>
      {tip.text}
    </div>
  );
}
