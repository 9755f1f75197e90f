// Fourth step: the Expert Advisor onto a chart, and algo trading on, with a drawing of where.

import { useTranslation } from 'react-i18next';
import { AttachPicture } from './attach-picture.tsx';

export function StepAttach() {
  const { t } = useTranslation();
  return (
    <>
      <p className="is-second">{t('connect.attach.lead')}</p>
      <ol className="steps steps-close">
        <li>{t('connect.attach.drag')}</li>
        <li>{t('connect.attach.allow')}</li>
        <li>{t('connect.attach.button')}</li>
      </ol>
      <AttachPicture />
      <p className="is-second">{t('connect.attach.hat')}</p>
    </>
  );
}
