// Buttons: the only clickable thing the window has besides tabs and rows.

import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { Key } from './key.tsx';

type Kind = 'plain' | 'quiet' | 'primary' | 'danger';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly kind?: Kind;
  /** Key shown beside the words. */
  readonly keyHint?: string;
  readonly icon?: ReactNode;
}

export function Button({ kind = 'plain', keyHint, icon, className, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={`button button-${kind}${className === undefined ? '' : ` ${className}`}`}
    >
      {icon}
      <span className="button-words">{children}</span>
      {keyHint === undefined ? null : <Key name={keyHint} />}
    </button>
  );
}

interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'> {
  /** Accessible name and hint. */
  readonly label: string;
  readonly icon: ReactNode;
  readonly kind?: Kind;
}

export function IconButton({ label, icon, kind = 'quiet', className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-label={label}
      data-tip={label}
      className={`button button-icon button-${kind}${className === undefined ? '' : ` ${className}`}`}
    >
      {icon}
    </button>
  );
}
