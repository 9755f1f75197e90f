// The page of keys.

import { setLook } from '#renderer/state';
import { Dialog, Key } from '#renderer/ui';
import { useTranslation } from 'react-i18next';

const ROWS = [
  [['Ctrl', 'K'], 'keys.palette'],
  [['/'], 'keys.symbol'],
  [['I'], 'keys.study'],
  [['1', '…', '6'], 'keys.timeframe'],
  [['A'], 'keys.approve'],
  [['M'], 'keys.modify'],
  [['R'], 'keys.reject'],
  [['↑', '↓'], 'keys.nextCard'],
  [['F8'], 'keys.kill'],
  [['T'], 'keys.theme'],
  [['Esc'], 'keys.escape'],
  [['?'], 'keys.help'],
] as const;

export function KeysDialog() {
  const { t } = useTranslation();
  return (
    <Dialog
      title={t('keys.title')}
      closeLabel={t('app.close')}
      onClose={() => {
        setLook({ overlay: null });
      }}
    >
      <dl className="key-list">
        {ROWS.map(([keys, word]) => (
          <div key={word}>
            <dt>{keys.map((name) => (name === '…' ? <span key={name}>…</span> : <Key key={name} name={name} />))}</dt>
            <dd>{t(word)}</dd>
          </div>
        ))}
      </dl>
      <p className="credits is-second">{t('keys.credits')}</p>
    </Dialog>
  );
}
