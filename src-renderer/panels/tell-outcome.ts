// Says how a request ended, in the table's words.

import { DISCONNECTED, type Outcome } from '#renderer/engine';
import { describeCode } from '#renderer/i18n';
import { pushToast } from '#renderer/state';
import i18next from 'i18next';

/** Shows success or failure; true where it went well. */
export function tellOutcome<T>(outcome: Outcome<T>, success: string | null): boolean {
  if (outcome.ok) {
    if (success !== null) pushToast('good', success);
    return true;
  }
  const { code, text } = outcome.failure;
  if (code === DISCONNECTED) {
    pushToast('bad', i18next.t('toast.failed'), text === '' ? i18next.t('signals.offDisconnected') : text);
    return false;
  }
  const words = describeCode(code, text);
  pushToast('bad', words.text, words.remedy);
  return false;
}
