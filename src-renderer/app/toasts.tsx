// Messages at the lower right, over the end of the signals' list, where they hide neither prices nor rows.

import { dismissToast, useToasts } from '#renderer/state';
import { IconButton } from '#renderer/ui';
import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';

export function Toasts() {
  const { t } = useTranslation();
  const toasts = useToasts((s) => s.toasts);
  return (
    <section className="toasts" aria-label={t('toast.region')} aria-live="polite">
      {toasts.map((toast) => (
        <div key={toast.id} className={`toast toast-${toast.tone}`} role={toast.tone === 'bad' ? 'alert' : 'status'}>
          <div className="toast-words">
            <p>{toast.text}</p>
            {toast.detail === null ? null : <p className="is-second">{toast.detail}</p>}
          </div>
          <IconButton
            label={t('toast.dismiss')}
            icon={<X size={12} />}
            onClick={() => {
              dismissToast(toast.id);
            }}
          />
        </div>
      ))}
    </section>
  );
}
