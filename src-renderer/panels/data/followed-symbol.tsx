// A symbol that a terminal follows, the broker's name for it, and the trader's way to correct it.

import type { TerminalResource } from '#core/contract';
import { nameSymbol } from '#renderer/engine';
import { Button, IconButton } from '#renderer/ui';
import { Pencil } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { tellOutcome } from '../tell-outcome.ts';

interface FollowedSymbolProps {
  /** Null for a terminal that has not proved itself: nothing can be named there. */
  readonly account: string | null;
  readonly symbol: TerminalResource['symbols'][number];
  readonly onNamed: () => void;
}

function NameForm({ symbol, onName }: {
  readonly symbol: FollowedSymbolProps['symbol'];
  readonly onName: (name: string | null) => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  const [text, setText] = useState(symbol.suggestions[0] ?? symbol.name);
  return (
    <form
      className="symbol-name"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') onName(text.trim());
      }}
    >
      <label htmlFor={id}>{t('data.brokerName', { symbol: symbol.asked })}</label>
      <input
        id={id}
        className="figure"
        list={`${id} known`}
        autoComplete="off"
        spellCheck={false}
        maxLength={64}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
        }}
      />
      <datalist id={`${id} known`}>
        {symbol.suggestions.map((name) => <option key={name} value={name} />)}
      </datalist>
      <Button type="submit" kind="primary">{t('data.useName')}</Button>
      <Button
        kind="quiet"
        onClick={() => {
          onName(null);
        }}
      >
        {t('data.useFound')}
      </Button>
    </form>
  );
}

export function FollowedSymbol({ account, symbol, onNamed }: FollowedSymbolProps) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  const { asked, name, state, text } = symbol;
  const choose = async (chosen: string | null): Promise<void> => {
    if (account === null) return;
    const outcome = await nameSymbol(account, asked, chosen);
    tellOutcome(outcome, t('data.named', { symbol: asked }));
    if (outcome.ok) setIsOpen(false);
    onNamed();
  };
  return (
    <li data-state={state}>
      <span className="figure">{asked === name ? asked : `${asked} → ${name}`}</span>{' '}
      <span className={state === 'refused' ? 'is-warning' : 'is-second'}>
        {text === '' ? t(`data.${state}`) : text}
      </span>
      {account === null ? null : (
        <IconButton
          icon={<Pencil size={12} />}
          label={t('data.rename', { symbol: asked })}
          aria-expanded={isOpen}
          onClick={() => {
            setIsOpen(!isOpen);
          }}
        />
      )}
      {isOpen ? <NameForm symbol={symbol} onName={(chosen) => { void choose(chosen); }} /> : null}
    </li>
  );
}
