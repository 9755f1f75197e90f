// Buy or sell: word, arrow and colour together, so that no eye depends on the colour.

import { useTranslation } from 'react-i18next';

export function SideText({ side }: { readonly side: 'buy' | 'sell' }) {
  const { t } = useTranslation();
  return (
    <span className={`side ${side === 'buy' ? 'is-up' : 'is-down'}`}>
      <span className={`side-arrow side-arrow-${side}`} aria-hidden="true" />
      {side === 'buy' ? t('signals.buy') : t('signals.sell')}
    </span>
  );
}
