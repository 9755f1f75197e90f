// Market watch: every symbol with a live price; a click links it to the charts.

import { board, setLook, useLook } from '#renderer/state';
import { Button, EmptyState } from '#renderer/ui';
import { Activity } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { WatchRow } from './watch-row.tsx';

function subscribe(listener: () => void): () => void {
  return board.onSymbols(listener);
}

export function WatchPanel() {
  const { t } = useTranslation();
  const symbols = useSyncExternalStore(subscribe, () => board.symbols);
  const chosen = useLook((s) => s.symbol);
  if (symbols.length === 0) {
    return (
      <EmptyState
        icon={<Activity size={20} />}
        title={t('watch.emptyTitle')}
        text={t('watch.emptyText')}
        action={
          <Button
            onClick={() => {
              setLook({ overlay: 'connect' });
            }}
          >
            {t('bar.connect')}
          </Button>
        }
      />
    );
  }
  return (
    <div className="table-scroll">
      <table className="table watch-table" aria-label={t('panel.watch')}>
        <thead>
          <tr>
            <th scope="col">{t('watch.symbol')}</th>
            <th scope="col" data-align="right">
              {t('watch.bid')}
            </th>
            <th scope="col" data-align="right">
              {t('watch.ask')}
            </th>
            <th scope="col" data-align="right" data-tip={t('watch.spreadTip')}>
              {t('watch.spread')}
            </th>
            <th scope="col" data-align="right" data-tip={t('watch.changeTip')}>
              {t('watch.change')}
              {' %'}
            </th>
          </tr>
        </thead>
        <tbody>
          {symbols.map((symbol) => (
            <WatchRow key={symbol} symbol={symbol} isChosen={symbol === chosen} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
