// The state of the data: what is stored, what was dropped, and one of six lists: dead letters with their reasons, how
// much came of each data type, who is connected, gaps of the series, indicators that are computed, bars made from ticks
// beside the broker's own.

import { loadStatus } from '#renderer/engine';
import { putStatus, useDesk } from '#renderer/state';
import { Button, formatFixed } from '#renderer/ui';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActiveStudiesView } from './active-studies.tsx';
import { BarsComparedView } from './bars-compared-view.tsx';
import { DataTypesView } from './data-types.tsx';
import { DeadLettersView } from './dead-letters.tsx';
import { GapsView } from './gaps-view.tsx';
import { TerminalsView } from './terminals.tsx';

const STATUS_MS = 2_000;

function HealthLine() {
  const { t } = useTranslation();
  const status = useDesk((s) => s.status);
  useEffect(() => {
    const timer = window.setInterval(() => {
      void loadStatus().then((outcome) => {
        if (outcome.ok) putStatus(outcome.value);
      });
    }, STATUS_MS);
    return () => {
      window.clearInterval(timer);
    };
  }, []);
  if (status === null) return null;
  const { zero, crossed, late } = status.quoteFaults;
  const facts = [
    { label: t('data.committed'), value: formatFixed(status.committedSeq, 0), tip: undefined },
    { label: t('data.decisions'), value: formatFixed(status.decisions, 0), tip: undefined },
    { label: t('data.quarantined'), value: formatFixed(status.quarantined, 0), tip: undefined },
    {
      label: t('data.faults'),
      value: formatFixed(zero + crossed + late, 0),
      tip: t('data.faultsTip', { zero, crossed, late }),
    },
    { label: t('data.version'), value: status.version, tip: status.engineHash },
    { label: t('data.folder'), value: status.dataDir, tip: status.dataDir },
  ];
  return (
    <dl className="health-line">
      {facts.map((fact) => (
        <div key={fact.label} data-tip={fact.tip}>
          <dt>{fact.label}</dt>
          <dd className="figure copyable">{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}

const VIEWS = [
  { name: 'letters', words: 'data.quarantined', View: DeadLettersView },
  { name: 'types', words: 'data.types', View: DataTypesView },
  { name: 'terminals', words: 'data.terminals', View: TerminalsView },
  { name: 'gaps', words: 'gaps.label', View: GapsView },
  { name: 'studies', words: 'study.active', View: ActiveStudiesView },
  { name: 'compare', words: 'gaps.compare', View: BarsComparedView },
] as const;

export function DataPanel() {
  const { t } = useTranslation();
  const [shown, setShown] = useState<(typeof VIEWS)[number]['name']>('letters');
  const { View } = VIEWS.find(({ name }) => name === shown) ?? VIEWS[0];
  return (
    <div className="data-panel">
      <HealthLine />
      <div className="data-views" role="group" aria-label={t('data.views')}>
        {VIEWS.map(({ name, words }) => (
          <Button
            key={name}
            kind={name === shown ? 'plain' : 'quiet'}
            aria-pressed={name === shown}
            onClick={() => {
              setShown(name);
            }}
          >
            {t(words)}
          </Button>
        ))}
      </div>
      <View />
    </div>
  );
}
