// What can be done with an order that waits at the broker: cancel it at once, or move its prices in the row below it.

import type { OrderResource } from '#core/contract';
import { cancelOrder, modifyOrder } from '#renderer/engine';
import { useDesk } from '#renderer/state';
import { Button, LevelField, formatLots, type Level } from '#renderer/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CommandWords, RowEditor, useOrderCommand, type OrderCommandHandle } from '../order-command.tsx';

/** Waits at the broker, so that it can be changed or cancelled. */
export function isWaiting(order: OrderResource): boolean {
  const stands = order.state === 'working' || order.state === 'partial';
  return order.purpose === 'open' && order.kind !== 'market' && stands;
}

interface ActionsProps {
  readonly order: OrderResource;
  readonly isEdited: boolean;
  readonly onEdit: () => void;
}

export function OrderActions({ order, isEdited, onEdit }: ActionsProps) {
  const { t } = useTranslation();
  const command = useOrderCommand();
  if (!isWaiting(order)) return null;
  const side = order.side === 'buy' ? t('signals.buy') : t('signals.sell');
  const of = { side, volume: formatLots(order.volume), symbol: order.symbol };
  return (
    <span className="row-actions">
      {command.state.kind === 'done' ? null : <CommandWords state={command.state} />}
      {order.cid === null ? null : (
        <Button
          className="button-row"
          aria-expanded={isEdited}
          aria-label={t('orders.changeLabel', of)}
          onClick={onEdit}
        >
          {t('orders.change')}
        </Button>
      )}
      <Button
        className="button-row"
        disabled={command.isBusy}
        aria-label={t('orders.cancelLabel', of)}
        onClick={() => {
          command.run(() => cancelOrder(order.id));
        }}
      >
        {t('orders.cancel')}
      </Button>
    </span>
  );
}

interface EditorProps {
  readonly order: OrderResource;
  readonly digits: number;
  readonly onClose: () => void;
}

export function OrderEditor({ order, digits, onClose }: EditorProps) {
  const { t } = useTranslation();
  const command = useOrderCommand();
  return (
    <RowEditor label={t('orders.editor', { symbol: order.symbol, id: order.id })} onClose={onClose}>
      <PricesPart
        key={`${String(order.price)} ${String(order.sl)} ${String(order.tp)}`}
        order={order}
        digits={digits}
        command={command}
      />
    </RowEditor>
  );
}

interface PricesProps extends Omit<EditorProps, 'onClose'> {
  readonly command: OrderCommandHandle;
}

/** Begins anew with what the broker says; the command's words outlast that. */
function PricesPart({ order, digits, command }: PricesProps) {
  const { t } = useTranslation();
  const tickSize = useDesk((s) => s.symbols.get(order.symbol)?.instrument?.tickSize);
  const [price, setPrice] = useState<Level>(order.price);
  const [stop, setStop] = useState<Level>(order.sl);
  const [target, setTarget] = useState<Level>(order.tp);
  const fields = { decimals: digits, step: tickSize ?? 10 ** -digits, none: t('command.none') };
  const isBad = typeof price !== 'number' || stop === 'bad' || target === 'bad';
  return (
    <form
      className="row-editor-part"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBad) command.run(() => modifyOrder(order.id, { price, sl: stop, tp: target }));
      }}
    >
      <LevelField label={t('orders.price')} value={order.price} onChange={setPrice} {...fields} />
      <LevelField label={t('positions.stop')} value={order.sl} onChange={setStop} {...fields} />
      <LevelField label={t('positions.target')} value={order.tp} onChange={setTarget} {...fields} />
      <Button type="submit" className="button-row" disabled={command.isBusy || isBad}>
        {t('orders.setPrices')}
      </Button>
      <CommandWords state={command.state} />
    </form>
  );
}
