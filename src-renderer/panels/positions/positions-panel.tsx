// Open positions as the broker holds them, each with the button that closes it and the row in which it is changed.

import type { PositionResource } from '#core/contract';
import { closePosition } from '#renderer/engine';
import {
  chooseSymbol,
  digitsOf,
  positionsInOrder,
  useCurrency,
  useDesk,
  useLook,
  useShownOffset,
} from '#renderer/state';
import {
  Button,
  DataTable,
  EmptyState,
  PriceText,
  formatDateTime,
  formatLots,
  formatMoney,
  UNKNOWN,
  type Column,
} from '#renderer/ui';
import type { TFunction } from 'i18next';
import { Layers } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ORIGIN_WORD, figureColumn, priceColumn, quietColumn, resultColumn, sideColumn } from '../columns.tsx';
import { tellOutcome } from '../tell-outcome.ts';
import { PositionEditor } from './position-editor.tsx';

function CloseButton({ position }: { readonly position: PositionResource }) {
  const { t } = useTranslation();
  const [isBusy, setBusy] = useState(false);
  const side = position.side === 'buy' ? t('signals.buy') : t('signals.sell');
  const close = async (): Promise<void> => {
    setBusy(true);
    const outcome = await closePosition(position.id);
    tellOutcome(outcome, t('toast.closing', { symbol: position.symbol }));
    if (!outcome.ok) setBusy(false);
  };
  return (
    <Button
      className="button-row"
      disabled={isBusy}
      aria-label={t('positions.closeLabel', { side, volume: formatLots(position.volume), symbol: position.symbol })}
      onClick={(event) => {
        event.stopPropagation();
        void close();
      }}
    >
      {isBusy ? t('positions.closing') : t('positions.close')}
    </Button>
  );
}

/** The position that is being changed. */
interface Edit {
  readonly id: string | null;
  readonly set: (id: string | null) => void;
}

function makeColumns(
  t: TFunction,
  digits: (row: PositionResource) => number,
  offsetS: number,
  currency: string,
  edit: Edit,
): readonly Column<PositionResource>[] {
  const stop: Column<PositionResource> = {
    key: 'stop',
    head: t('positions.stop'),
    align: 'right',
    cell: (p) =>
      p.sl === null ? <span className="is-warning">{UNKNOWN}</span> : <PriceText value={p.sl} digits={digits(p)} />,
    tip: (p) => (p.sl === null ? t('positions.noStop') : undefined),
  };
  return [
    { key: 'symbol', head: t('positions.symbol'), cell: (p) => p.symbol },
    sideColumn(t('positions.side')),
    figureColumn('volume', t('positions.volume'), (p) => formatLots(p.volume)),
    quietColumn('opened', t('positions.opened'), (p) => formatDateTime(p.openMs, offsetS), { align: 'right' }),
    priceColumn('entry', t('positions.openPrice'), (p) => p.priceOpen, digits),
    priceColumn('price', t('positions.price'), (p) => p.price, digits),
    stop,
    priceColumn('target', t('positions.target'), (p) => p.tp, digits),
    figureColumn('swap', t('positions.swap'), (p) => formatMoney(p.swap)),
    resultColumn('profit', t('positions.profit'), currency, (p) => p.profit),
    quietColumn('origin', t('positions.origin'), (p) =>
      p.managed && p.cid === null ? t('positions.adopted') : t(ORIGIN_WORD[p.origin]),
    ),
    {
      key: 'close',
      head: '',
      align: 'right',
      cell: (p) => (
        <span className="row-actions">
          <Button
            className="button-row"
            aria-expanded={edit.id === p.id}
            aria-label={t('positions.changeLabel', { symbol: p.symbol, id: p.id })}
            onClick={(event) => {
              event.stopPropagation();
              edit.set(edit.id === p.id ? null : p.id);
            }}
          >
            {t('positions.change')}
          </Button>
          <CloseButton position={p} />
        </span>
      ),
    },
  ];
}

export function PositionsPanel() {
  const { t } = useTranslation();
  const positions = useDesk((s) => s.desk.positions);
  const symbols = useDesk((s) => s.symbols);
  const chosen = useLook((s) => s.symbol);
  const offsetS = useShownOffset();
  const currency = useCurrency();
  const rows = useMemo(() => positionsInOrder(positions), [positions]);
  const [edited, setEdited] = useState<string | null>(null);
  const digits = useCallback(
    (row: PositionResource): number => digitsOf(symbols.get(row.symbol)?.instrument, row.priceOpen),
    [symbols],
  );
  const columns = useMemo(
    () => makeColumns(t, digits, offsetS, currency, { id: edited, set: setEdited }),
    [t, digits, offsetS, currency, edited],
  );
  return (
    <DataTable
      label={t('panel.positions')}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      moreLabel={(count) => t('app.more', { count })}
      onRow={(row) => {
        chooseSymbol(row.symbol);
      }}
      isChosen={(row) => row.symbol === chosen}
      detail={(row) =>
        row.id === edited ? (
          <PositionEditor
            position={row}
            digits={digits(row)}
            onClose={() => {
              setEdited(null);
            }}
          />
        ) : null
      }
      empty={
        <EmptyState icon={<Layers size={20} />} title={t('positions.emptyTitle')} text={t('positions.emptyText')} />
      }
    />
  );
}
