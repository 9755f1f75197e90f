// What a panel says while it has nothing to show: what will appear here, and the one action that gets it.

import type { ReactNode } from 'react';

interface EmptyStateProps {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly text?: string | undefined;
  readonly action?: ReactNode;
  readonly tone?: 'quiet' | 'danger';
}

export function EmptyState({ icon, title, text, action, tone = 'quiet' }: EmptyStateProps) {
  return (
    <div className={`empty empty-${tone}`} role={tone === 'danger' ? 'alert' : undefined}>
      {icon === undefined ? null : (
        <span className="empty-icon" aria-hidden="true">
          {icon}
        </span>
      )}
      <p className="empty-title">{title}</p>
      {text === undefined ? null : <p className="empty-text">{text}</p>}
      {action}
    </div>
  );
}
