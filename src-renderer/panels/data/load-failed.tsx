// What stands where a list could not be loaded: why, and the way to ask again.

import type { RequestFailure } from '#renderer/engine';
import { describeCode } from '#renderer/i18n';
import { Button, EmptyState } from '#renderer/ui';
import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';

interface LoadFailedProps {
  readonly title: string;
  readonly failure: RequestFailure;
  readonly onRetry: () => void;
}

export function LoadFailed({ title, failure, onRetry }: LoadFailedProps) {
  const { t } = useTranslation();
  return (
    <EmptyState
      tone="danger"
      icon={<TriangleAlert size={20} />}
      title={title}
      text={describeCode(failure.code, failure.text).text}
      action={<Button onClick={onRetry}>{t('app.retry')}</Button>}
    />
  );
}
