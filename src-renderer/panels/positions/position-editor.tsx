// Where an open position is changed: its stop and target, a part of it closed, or closed by an opposite one.

import type { PositionResource } from '#core/contract';
import { adoptPosition, closePosition, closePositionBy, modifyPosition } from '#renderer/engine';
import { positionsInOrder, useAccount, useDesk } from '#renderer/state';
import { Button, LevelField, NumberField, formatLots, type Level } from '#renderer/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CommandWords, RowEditor, useOrderCommand, type OrderCommandHandle } from '../order-command.tsx';
import { tellOutcome } from '../tell-outcome.ts';

interface PartProps {
  readonly position: PositionResource;
  readonly digits: number;
}

/** The fields begin anew with what the broker says; the command's words outlast that. */
interface FormProps extends PartProps {
  readonly command: OrderCommandHandle;
}

const SMALLEST_STEP = 0.01;

function LevelsPart(props: PartProps) {
  const command = useOrderCommand();
  const { sl, tp } = props.position;
  return <LevelsForm key={`${String(sl)} ${String(tp)}`} {...props} command={command} />;
}

function LevelsForm({ position, digits, command }: FormProps) {
  const { t } = useTranslation();
  const tickSize = useDesk((s) => s.symbols.get(position.symbol)?.instrument?.tickSize);
  const [stop, setStop] = useState<Level>(position.sl);
  const [target, setTarget] = useState<Level>(position.tp);
  const fields = { decimals: digits, step: tickSize ?? 10 ** -digits, none: t('command.none') };
  const set = (): void => {
    if (stop === 'bad' || target === 'bad') return;
    command.run(() => modifyPosition(position.id, { sl: stop, tp: target }));
  };
  return (
    <form
      className="row-editor-part"
      onSubmit={(event) => {
        event.preventDefault();
        set();
      }}
    >
      <LevelField label={t('positions.stop')} value={position.sl} onChange={setStop} {...fields} />
      <LevelField label={t('positions.target')} value={position.tp} onChange={setTarget} {...fields} />
      <Button
        type="submit"
        className="button-row"
        disabled={command.isBusy || stop === 'bad' || target === 'bad'}
      >
        {t('positions.setLevels')}
      </Button>
      <CommandWords state={command.state} />
    </form>
  );
}

function PartialPart({ position }: Omit<PartProps, 'digits'>) {
  const command = useOrderCommand();
  return <PartialForm key={position.volume} position={position} command={command} />;
}

function PartialForm({ position, command }: Omit<FormProps, 'digits'>) {
  const { t } = useTranslation();
  const step = useDesk((s) => s.symbols.get(position.symbol)?.instrument?.volumeStep) ?? SMALLEST_STEP;
  const half = Math.max(step, Math.floor(position.volume / 2 / step + 1e-9) * step);
  const [volume, setVolume] = useState<number | null>(half);
  const isWhole = volume !== null && volume >= position.volume;
  return (
    <form
      className="row-editor-part"
      onSubmit={(event) => {
        event.preventDefault();
        if (volume !== null) command.run(() => closePosition(position.id, volume));
      }}
    >
      <NumberField label={t('positions.closeLots')} value={half} decimals={2} step={step} onChange={setVolume} />
      <Button type="submit" className="button-row" disabled={command.isBusy || volume === null || isWhole}>
        {t('positions.closePart')}
      </Button>
      <CommandWords state={command.state} />
    </form>
  );
}

function CloseByPart({ position }: Omit<PartProps, 'digits'>) {
  const { t } = useTranslation();
  const positions = useDesk((s) => s.desk.positions);
  const isHedging = useAccount()?.marginMode === 'hedging';
  const opposite = positionsInOrder(positions).filter(
    ({ symbol, side }) => symbol === position.symbol && side !== position.side,
  );
  const [chosen, setChosen] = useState<string | null>(null);
  const command = useOrderCommand();
  const by = opposite.find(({ id }) => id === chosen) ?? opposite[0];
  if (!isHedging || by === undefined) return null;
  return (
    <form
      className="row-editor-part"
      onSubmit={(event) => {
        event.preventDefault();
        command.run(() => closePositionBy(position.id, by.id));
      }}
    >
      <label className="field">
        <span>{t('positions.closeBy')}</span>
        <select
          value={by.id}
          onChange={(event) => {
            setChosen(event.target.value);
          }}
        >
          {opposite.map((one) => (
            <option key={one.id} value={one.id}>
              {`${one.id} · ${formatLots(one.volume)}`}
            </option>
          ))}
        </select>
      </label>
      <Button type="submit" className="button-row" disabled={command.isBusy}>
        {t('positions.closeByDo')}
      </Button>
      <CommandWords state={command.state} />
    </form>
  );
}

function AdoptPart({ position }: Omit<PartProps, 'digits'>) {
  const { t } = useTranslation();
  const [isBusy, setBusy] = useState(false);
  const adopt = async (): Promise<void> => {
    setBusy(true);
    tellOutcome(await adoptPosition(position.id), t('toast.adopted', { symbol: position.symbol }));
    setBusy(false);
  };
  return (
    <div className="row-editor-part">
      <span className="is-second">{t('positions.adoptText')}</span>
      <Button
        className="button-row"
        disabled={isBusy}
        onClick={() => {
          void adopt();
        }}
      >
        {t('positions.adopt')}
      </Button>
    </div>
  );
}

export function PositionEditor({ position, digits, onClose }: PartProps & { readonly onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <RowEditor label={t('positions.editor', { symbol: position.symbol, id: position.id })} onClose={onClose}>
      {position.managed ? (
        <LevelsPart position={position} digits={digits} />
      ) : (
        <AdoptPart position={position} />
      )}
      <PartialPart position={position} />
      <CloseByPart position={position} />
    </RowEditor>
  );
}
