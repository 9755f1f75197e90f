// A button that opens a short list of actions: arrows move, Enter takes, Escape and a click outside close.

import { Check } from 'lucide-react';
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';

export interface MenuItem {
  readonly key: string;
  readonly label: string;
  readonly hint?: string;
  readonly isChecked?: boolean;
  /** On or off, by itself; the list stays open. */
  readonly isOn?: boolean;
  readonly run: () => void;
}

interface MenuProps {
  readonly label: string;
  readonly icon: ReactNode;
  readonly items: readonly MenuItem[];
  readonly className?: string;
  readonly opens?: 'down' | 'up';
}

function roleOf({ isChecked, isOn }: MenuItem): 'menuitem' | 'menuitemradio' | 'menuitemcheckbox' {
  if (isOn !== undefined) return 'menuitemcheckbox';
  return isChecked === undefined ? 'menuitem' : 'menuitemradio';
}

export function Menu({ label, icon, items, className = '', opens = 'down' }: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLSpanElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => {
    if (!isOpen) return undefined;
    list.current?.querySelector<HTMLElement>('.menu-item')?.focus();
    const onDown = (event: PointerEvent): void => {
      if (event.target instanceof Node && root.current?.contains(event.target) === false) setOpen(false);
    };
    document.addEventListener('pointerdown', onDown, true);
    return () => {
      document.removeEventListener('pointerdown', onDown, true);
    };
  }, [isOpen]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!isOpen) return;
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('button') ?? [])];
    const at = rows.findIndex((row) => row === document.activeElement);
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      rows[(at + step + rows.length) % rows.length]?.focus();
    } else if (event.key === 'Escape' || event.key === 'Tab') {
      event.stopPropagation();
      setOpen(false);
      root.current?.querySelector<HTMLElement>('button')?.focus();
    }
  };
  return (
    <span className={`menu ${className}`} ref={root} onKeyDown={onKeyDown}>
      <button
        type="button"
        className="button button-icon button-quiet"
        aria-label={label}
        data-tip={isOpen ? undefined : label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => {
          setOpen(!isOpen);
        }}
      >
        {icon}
      </button>
      {isOpen ? (
        <div className={`menu-list menu-${opens}`} role="menu" id={id} ref={list} aria-label={label}>
          {items.map((item) => (
            <button
              key={item.key}
              type="button"
              role={roleOf(item)}
              aria-checked={item.isOn ?? item.isChecked}
              className="menu-item"
              onClick={() => {
                if (item.isOn === undefined) setOpen(false);
                item.run();
              }}
            >
              <span>{item.label}</span>
              {item.isOn === true ? <Check size={12} aria-hidden="true" /> : null}
              {item.hint === undefined ? null : <span className="menu-hint">{item.hint}</span>}
            </button>
          ))}
        </div>
      ) : null}
    </span>
  );
}
