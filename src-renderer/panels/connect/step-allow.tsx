// Third step: the two addresses that the terminal must be allowed to call, with a drawing of the place.

import { useTranslation } from 'react-i18next';
import { CopyField } from './copy-field.tsx';
import { OptionsPicture } from './options-picture.tsx';

const ALLOWED_ADDRESSES = ['127.0.0.1', 'http://127.0.0.1'] as const;

export function StepAllow() {
  const { t } = useTranslation();
  const [first, second] = ALLOWED_ADDRESSES;
  return (
    <>
      <p className="is-second">{t('connect.allow.lead')}</p>
      <ol className="steps steps-close">
        <li>{t('connect.allow.open')}</li>
        <li>
          {t('connect.allow.tick')}
          <div className="copy-pair">
            <CopyField label={t('connect.allow.first')} value={first} />
            <CopyField label={t('connect.allow.second')} value={second} />
          </div>
        </li>
      </ol>
      <OptionsPicture />
      <p className="is-warning">{t('connect.allow.never')}</p>
      <p className="is-second">{t('connect.allow.dll')}</p>
    </>
  );
}
