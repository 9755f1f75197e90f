// What was held back and why: proposals stopped at a gate, cards that ran out, were replaced or refused.

import type { SignalResource } from '#core/contract';
import { describeCode } from '#renderer/i18n';
import { heldBackSignals, useDesk, useShownOffset } from '#renderer/state';
import { Badge, DataTable, EmptyState, formatDateTime, type Column } from '#renderer/ui';
import { ShieldCheck } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { SideText } from '../side-text.tsx';

export function WhyNotPanel() {
  const { t } = useTranslation();
  const signals = useDesk((s) => s.desk.signals);
  const offsetS = useShownOffset();
  const rows = useMemo(() => heldBackSignals(signals), [signals]);
  const columns = useMemo((): readonly Column<SignalResource>[] => {
    const words = (row: SignalResource) => describeCode(row.whyNot?.code ?? '', row.whyNot?.text ?? '');
    return [
      {
        key: 'time',
        head: t('why.time'),
        width: '136px',
        cell: (s) => <span className="figure is-second">{formatDateTime(s.createdMs, offsetS)}</span>,
      },
      { key: 'symbol', head: t('why.symbol'), width: '72px', cell: (s) => s.symbol },
      {
        key: 'setup',
        head: t('why.setup'),
        width: '160px',
        cell: (s) => (
          <span className="setup">
            <SideText side={s.side} />
            <span className="is-second">
              {s.strategy} {s.timeframe}
            </span>
          </span>
        ),
      },
      {
        key: 'state',
        head: t('why.state'),
        width: '112px',
        cell: (s) => <Badge tone={s.state === 'suppressed' ? 'warning' : 'neutral'}>{t(`signals.${s.state}`)}</Badge>,
      },
      {
        key: 'reason',
        head: t('why.reason'),
        cell: (s) => <span className="clip">{words(s).text}</span>,
        tip: (s) => `${words(s).text} (${s.whyNot?.code ?? ''})`,
      },
      {
        key: 'remedy',
        head: t('why.remedy'),
        cell: (s) => <span className="clip is-second">{words(s).remedy}</span>,
        tip: (s) => words(s).remedy ?? undefined,
      },
    ];
  }, [t, offsetS]);
  return (
    <DataTable
      label={t('panel.whyNot')}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      moreLabel={(count) => t('app.more', { count })}
      empty={<EmptyState icon={<ShieldCheck size={20} />} title={t('why.emptyTitle')} text={t('why.emptyText')} />}
    />
  );
}
