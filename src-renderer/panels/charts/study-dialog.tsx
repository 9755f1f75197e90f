// The list of indicators to put on a chart: searched by name or title, grouped as the registry groups them, taken with
// Enter.

import type { IndicatorResource } from '#core/contract';
import { TIMEFRAMES, type Timeframe } from '#core/model';
import { STUDIES_MAX, addStudy, pushToast, setLook, useLook, useStudies } from '#renderer/state';
import { Command } from 'cmdk';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

type GroupName = IndicatorResource['group'];
type Target = Timeframe | 'all';

const GROUPS: readonly GroupName[] = [
  'overlap', 'momentum', 'volume', 'volatility', 'levels', 'statistics', 'price', 'cycle', 'pattern',
];

const PLACE_WORD = { mark: 'study.marks', price: 'study.overCandles', own: 'study.ownPane' } as const;

function placeOf({ group, pane }: IndicatorResource): keyof typeof PLACE_WORD {
  return group === 'pattern' ? 'mark' : pane;
}

function Targets({ target, onChoose }: { readonly target: Target; readonly onChoose: (target: Target) => void }) {
  const { t } = useTranslation();
  return (
    <div className="study-targets" role="group" aria-label={t('study.target')}>
      {([...TIMEFRAMES, 'all'] as const).map((one) => (
        <button
          key={one}
          type="button"
          className="button button-quiet"
          aria-pressed={one === target}
          onClick={() => {
            onChoose(one);
          }}
        >
          {one === 'all' ? t('study.allSix') : one}
        </button>
      ))}
    </div>
  );
}

/** A name that is typed whole goes first, then names, then titles. */
function rank(value: string, search: string, keywords: readonly string[] = []): number {
  const wanted = search.trim().toLowerCase();
  const name = value.toLowerCase();
  if (name === wanted) return 1;
  if (name.startsWith(wanted)) return 0.9 - name.length / 1_000;
  const title = keywords.join(' ').toLowerCase();
  if (title.split(/[^a-z0-9]+/).some((word) => word.startsWith(wanted))) return 0.6;
  const words = `${name} ${title}`;
  return wanted.split(/\s+/).every((word) => words.includes(word)) ? 0.4 : 0;
}

function Group({
  group,
  items,
  onTake,
}: {
  readonly group: GroupName;
  readonly items: readonly IndicatorResource[];
  readonly onTake: (indicator: IndicatorResource) => void;
}) {
  const { t } = useTranslation();
  return (
    <Command.Group heading={t(`study.groups.${group}`)} className="palette-group">
      {items.map((indicator) => (
        <Command.Item
          key={indicator.name}
          className="palette-item"
          value={indicator.name}
          keywords={[indicator.title]}
          onSelect={() => {
            onTake(indicator);
          }}
        >
          <span className="palette-words">
            {indicator.name}
            <span className="is-second palette-description">{indicator.title}</span>
          </span>
          <span className="is-second study-place">{t(PLACE_WORD[placeOf(indicator)])}</span>
        </Command.Item>
      ))}
    </Command.Group>
  );
}

export function StudyDialog() {
  const { t } = useTranslation();
  const element = useRef<HTMLDialogElement>(null);
  const indicators = useStudies((s) => s.indicators);
  const focused = useLook((s) => s.enlargedTimeframe ?? s.focusedTimeframe);
  const [target, setTarget] = useState<Target>(focused ?? 'M5');
  const byGroup = useMemo(() => {
    const all = [...(indicators?.values() ?? [])];
    return GROUPS.map((group) => ({ group, items: all.filter((one) => one.group === group) }));
  }, [indicators]);
  const close = (): void => {
    setLook({ overlay: null });
  };
  // Before the next key arrives: a fast typist loses no letter.
  useLayoutEffect(() => {
    const dialog = element.current;
    if (dialog !== null && !dialog.open) dialog.showModal();
    dialog?.querySelector('input')?.focus();
    return () => {
      dialog?.close();
    };
  }, []);
  const take = (indicator: IndicatorResource): void => {
    const timeframes = target === 'all' ? TIMEFRAMES : [target];
    if (addStudy(indicator, timeframes) === 0) {
      pushToast('neutral', t('study.addedFull', { max: STUDIES_MAX }));
    }
    close();
  };
  return (
    <dialog
      ref={element}
      className="dialog palette"
      aria-label={t('study.add')}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onPointerDown={(event) => {
        if (event.target === element.current) close();
      }}
    >
      <Command className="palette-box" label={t('study.add')} filter={rank} loop>
        <Command.Input className="palette-input" placeholder={t('study.placeholder')} />
        <Targets target={target} onChoose={setTarget} />
        <Command.List className="palette-list">
          <Command.Empty className="palette-none">
            {indicators === null ? t('study.loading') : t('study.none')}
          </Command.Empty>
          {byGroup.map(({ group, items }) => (
            <Group key={group} group={group} items={items} onTake={take} />
          ))}
        </Command.List>
      </Command>
    </dialog>
  );
}
