// One line under the account bar: what is the matter, what to do, and the button that does it.

import { Button } from '#renderer/ui';
import type { ReactNode } from 'react';

interface StripProps {
  readonly tone: 'down' | 'warning' | 'quiet';
  readonly icon: ReactNode;
  readonly title: string;
  /** What it is about: names, figures, an address. */
  readonly words?: string | null;
  readonly help?: string | null;
  readonly action?: {
    readonly label: string;
    readonly kind?: 'plain' | 'primary' | 'danger';
    readonly run: () => void;
  };
}

export function Strip({ tone, icon, title, words = null, help = null, action }: StripProps) {
  return (
    <div className={`strip strip-${tone}`} role={tone === 'quiet' ? 'status' : 'alert'}>
      {icon}
      <strong>{title}</strong>
      {words === null ? null : <span className="copyable">{words}</span>}
      <span className="is-second strip-help">{help}</span>
      {action === undefined ? null : (
        <Button kind={action.kind ?? 'plain'} className="button-row" onClick={action.run}>
          {action.label}
        </Button>
      )}
    </div>
  );
}
