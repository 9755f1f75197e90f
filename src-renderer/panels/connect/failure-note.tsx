// A request that failed, in the table's words: what is wrong, and what to do.

import { DISCONNECTED, type RequestFailure } from '#renderer/engine';
import { describeCode } from '#renderer/i18n';
import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface FailureNoteProps {
  readonly failure: RequestFailure;
  readonly children?: ReactNode;
}

export function FailureNote({ failure, children }: FailureNoteProps) {
  const { t } = useTranslation();
  const words = failure.code === DISCONNECTED
    ? { text: t('signals.offDisconnected'), remedy: null }
    : describeCode(failure.code, failure.text);
  return (
    <div className="connect-note connect-note-bad" role="alert">
      <TriangleAlert size={16} aria-hidden="true" />
      <div>
        <p className="copyable">{words.text}</p>
        {words.remedy === null ? null : <p className="is-second">{words.remedy}</p>}
        {children}
      </div>
    </div>
  );
}
