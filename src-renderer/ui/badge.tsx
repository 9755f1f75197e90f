// A small word with a meaning: demo, real, side, state.

import type { ReactNode } from 'react';

export type BadgeTone = 'neutral' | 'demo' | 'real' | 'automatic' | 'up' | 'down' | 'warning' | 'danger' | 'accent';

interface BadgeProps {
  readonly tone?: BadgeTone;
  readonly isSolid?: boolean;
  readonly tip?: string | undefined;
  readonly children: ReactNode;
}

export function Badge({ tone = 'neutral', isSolid = false, tip, children }: BadgeProps) {
  return (
    <span className={`badge badge-${tone}${isSolid ? ' badge-solid' : ''}`} data-tip={tip}>
      {children}
    </span>
  );
}
