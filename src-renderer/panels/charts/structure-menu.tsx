// Which kinds of structure the charts show, each on or off.

import { STRUCTURE_KINDS } from '#core/model';
import { setStructureKinds, toggleStructureKind, useStructureKinds } from '#renderer/state';
import { Menu } from '#renderer/ui';
import { Shapes } from 'lucide-react';
import { useTranslation } from 'react-i18next';

export function StructureMenu() {
  const { t } = useTranslation();
  const kinds = useStructureKinds((s) => s.kinds);
  const items = STRUCTURE_KINDS.map((kind) => ({
    key: kind,
    label: t(`structure.kinds.${kind}`),
    isOn: kinds.includes(kind),
    run: () => {
      toggleStructureKind(kind);
    },
  }));
  const none = {
    key: 'none',
    label: t('structure.none'),
    run: () => {
      setStructureKinds([]);
    },
  };
  return (
    <Menu
      label={t('structure.menu')}
      className={kinds.length > 0 ? 'structure-menu is-on' : 'structure-menu'}
      icon={<Shapes size={14} />}
      items={kinds.length > 0 ? [...items, none] : items}
    />
  );
}
