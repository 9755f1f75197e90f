// Second step by hand: which files go where, the pairing file's content, and the key that compiles.

import type { SetupPictureResource } from '#core/contract';
import { useTranslation } from 'react-i18next';
import { CopyField } from './copy-field.tsx';
import { useConnectionInfo } from './use-setup.ts';

export function StepHand({ picture }: { readonly picture: SetupPictureResource | null }) {
  const { t } = useTranslation();
  const info = useConnectionInfo();
  const ea = picture?.package ?? null;
  return (
    <ol className="steps">
      <li>
        {t('connect.hand.folder')}
        {ea === null ? (
          <p className="is-warning" role="alert">{t('connect.install.noPackage')}</p>
        ) : (
          <>
            <CopyField label={t('connect.hand.from')} value={ea.folder} />
            <CopyField label={t('connect.hand.to')} value={'MQL5\\Experts\\Sextant'} />
            <details className="files">
              <summary>
                {t('connect.hand.list')}:{' '}
                {t('connect.install.files', { count: ea.files.length, version: ea.version ?? '–' })}
              </summary>
              <ul>
                {ea.files.map(({ name, bytes }) => (
                  <li key={name}>
                    <span className="copyable">{name}</span>
                    <span className="figure is-second">
                      {t('connect.hand.bytes', { size: bytes.toLocaleString('en-US') })}
                    </span>
                  </li>
                ))}
              </ul>
            </details>
          </>
        )}
      </li>
      <li>
        {t('connect.hand.pairing')}
        {info?.ok === false ? <p className="is-warning" role="alert">{t('connect.failed')}</p> : null}
        {info?.ok === true ? (
          <>
            <CopyField
              label={t('connect.hand.content')}
              value={JSON.stringify({ v: 1, url: info.value.ws, token: info.value.pairingToken })}
              isHidden
            />
            <CopyField label={t('connect.address')} value={info.value.ws} />
            <CopyField label={t('connect.token')} value={info.value.pairingToken} isHidden />
            <p className="is-second">{t('connect.secret')}</p>
          </>
        ) : null}
      </li>
      <li>{t('connect.hand.compile')}</li>
    </ol>
  );
}
