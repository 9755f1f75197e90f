// Turns what the engine tells as it happens into short messages.

import type { Alert, ContractClient } from '#core/contract';
import { describeCode } from '#renderer/i18n';
import { pushToast, useDesk } from '#renderer/state';
import { formatMoneyWith } from '#renderer/ui';
import i18next from 'i18next';

function orderAlert(alert: Extract<Alert, { kind: 'order-moved' }>): void {
  if (alert.to === 'filled') {
    pushToast('good', i18next.t('toast.filled', { symbol: alert.symbol }));
  } else if (alert.to === 'rejected' || alert.to === 'expired' || alert.to === 'unknown') {
    const state = alert.to === 'rejected' ? i18next.t('orders.rejectedState') : i18next.t(`orders.${alert.to}`);
    const why = alert.whyNot === null ? null : describeCode(alert.whyNot.code, alert.whyNot.text).text;
    pushToast('bad', i18next.t('toast.orderFailed', { symbol: alert.symbol, state }), why);
  }
}

function tellAlert(alert: Alert): void {
  switch (alert.kind) {
    case 'signal-opened':
      if (alert.state !== 'pending') return;
      pushToast(
        'neutral',
        i18next.t('toast.opened', {
          symbol: alert.symbol,
          side: alert.side === 'buy' ? i18next.t('signals.buy') : i18next.t('signals.sell'),
        }),
      );
      return;
    case 'order-moved':
      orderAlert(alert);
      return;
    case 'trade-closed': {
      const currency = useDesk.getState().desk.account?.currency ?? '';
      const profit = formatMoneyWith(alert.profit, currency, 'always');
      pushToast(alert.profit < 0 ? 'neutral' : 'good', i18next.t('toast.closed', { symbol: alert.symbol, profit }));
      return;
    }
    case 'alarm': {
      const words = describeCode(alert.whyNot.code, alert.whyNot.text);
      pushToast('bad', `${alert.symbol}: ${words.text}`, words.remedy);
      return;
    }
    case 'locked':
      pushToast(
        'bad',
        i18next.t('toast.locked', { reason: describeCode(alert.whyNot.code, alert.whyNot.text).text }),
      );
      return;
    case 'unlocked':
      pushToast('neutral', i18next.t('toast.unlocked'));
      return;
    case 'link-up':
      pushToast('good', i18next.t('toast.linkUp', { account: alert.account }));
      return;
    case 'link-down':
      pushToast('bad', i18next.t('toast.linkDown'), alert.reason);
      return;
    case 'fault': {
      const words = describeCode(alert.whyNot.code, alert.whyNot.text);
      pushToast('bad', words.text, words.remedy);
      return;
    }
    case 'signal-closed':
    case 'request-refused':
      return;
  }
}

/** Reads alerts until the road is gone. */
export async function readAlerts(client: ContractClient): Promise<void> {
  for await (const alert of await client.alerts.watch()) tellAlert(alert);
}
