// A button that acts only after it was held: for what must not happen by accident. Works with pointer, Enter and
// Space; the fill shows how long is left. Letting go earlier does nothing.

import { useCallback, useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';

interface HoldButtonProps {
  readonly label: string;
  readonly tip: string;
  readonly icon?: ReactNode;
  readonly holdMs: number;
  readonly onHeld: () => void;
  /** Held from outside too (a global key). */
  readonly isHeld?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}

export function HoldButton({
  label,
  tip,
  icon,
  holdMs,
  onHeld,
  isHeld = false,
  className = '',
  children,
}: HoldButtonProps) {
  const [isDown, setDown] = useState(false);
  const timer = useRef<number | null>(null);
  const release = useCallback(() => {
    if (timer.current !== null) window.clearTimeout(timer.current);
    timer.current = null;
    setDown(false);
  }, []);
  const press = useCallback(() => {
    if (timer.current !== null) return;
    setDown(true);
    timer.current = window.setTimeout(() => {
      release();
      onHeld();
    }, holdMs);
  }, [holdMs, onHeld, release]);
  useEffect(() => release, [release]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    if (!event.repeat) press();
  };
  const active = isDown || isHeld;
  return (
    <button
      type="button"
      aria-label={label}
      data-tip={tip}
      data-held={active ? '' : undefined}
      className={`button hold-button ${className}`}
      style={{ '--hold': `${String(holdMs)}ms` }}
      onPointerDown={(event) => {
        if (event.button === 0) press();
      }}
      onPointerUp={release}
      onPointerLeave={release}
      onPointerCancel={release}
      onKeyDown={onKeyDown}
      onKeyUp={release}
      onBlur={release}
    >
      {icon}
      <span className="button-words">{children}</span>
    </button>
  );
}
