// First step: which terminal. Those that were found, and the way by hand.

import type { FoundTerminalResource, SetupPictureResource } from '#core/contract';
import { Badge, Button } from '#renderer/ui';
import { RefreshCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { FailureNote } from './failure-note.tsx';
import type { Choice, Terminals } from './use-setup.ts';

interface StepTerminalProps {
  readonly terminals: Terminals;
  readonly choice: Choice | null;
  readonly onChoose: (choice: Choice) => void;
}

export function StepTerminal({ terminals, choice, onChoose }: StepTerminalProps) {
  const { t } = useTranslation();
  const { picture, isBusy, look } = terminals;
  return (
    <>
      <p className="is-second">{t('connect.terminal.lead')}</p>
      {picture?.ok === false ? <FailureNote failure={picture.failure} /> : null}
      <fieldset className="choices" aria-busy={isBusy}>
        <legend>
          {picture === null ? t('connect.terminal.searching') : t('connect.terminal.list')}
          <Button className="button-row" kind="quiet" icon={<RefreshCw size={12} />} disabled={isBusy} onClick={look}>
            {isBusy ? t('connect.terminal.searching') : t('connect.terminal.again')}
          </Button>
        </legend>
        {picture?.ok === true ? <Found picture={picture.value} choice={choice} onChoose={onChoose} /> : null}
        <label className="choice">
          <input
            type="radio"
            name="terminal"
            checked={choice?.kind === 'hand'}
            onChange={() => {
              onChoose({ kind: 'hand' });
            }}
          />
          <span className="choice-words">
            <span className="choice-title">{t('connect.terminal.byHand')}</span>
            <span className="is-second">{t('connect.terminal.byHandText')}</span>
          </span>
        </label>
      </fieldset>
    </>
  );
}

interface FoundProps {
  readonly picture: SetupPictureResource;
  readonly choice: Choice | null;
  readonly onChoose: (choice: Choice) => void;
}

function Found({ picture, choice, onChoose }: FoundProps) {
  const { t } = useTranslation();
  const { terminals, searched, unreadable, platform } = picture;
  return (
    <>
      {terminals.map((terminal) => (
        <TerminalChoice
          key={terminal.id}
          terminal={terminal}
          isChosen={choice?.kind === 'terminal' && choice.id === terminal.id}
          onChoose={() => {
            onChoose({ kind: 'terminal', id: terminal.id });
          }}
        />
      ))}
      {terminals.length > 0 ? null : (
        <div className="choice-none" role="status">
          <p className="choice-title">{t('connect.terminal.noneTitle')}</p>
          <p className="is-second">
            {platform === 'windows' ? t('connect.terminal.noneWindows') : t('connect.terminal.noneOther')}
          </p>
          {searched.length === 0 ? null : (
            <p className="is-second copyable">{t('connect.terminal.searched', { folders: searched.join(', ') })}</p>
          )}
        </div>
      )}
      {unreadable.length === 0 ? null : (
        <p className="is-warning copyable">
          {t('connect.terminal.unreadable', {
            folders: unreadable.map(({ path, reason }) => `${path} (${reason})`).join(', '),
          })}
        </p>
      )}
    </>
  );
}

interface TerminalChoiceProps {
  readonly terminal: FoundTerminalResource;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function TerminalChoice({ terminal, isChosen, onChoose }: TerminalChoiceProps) {
  const { t } = useTranslation();
  const { broker, server, login, build, dataDir, installDir, isPortable, isPaired } = terminal;
  const facts = [
    server === null ? null : login === null ? server : t('connect.terminal.account', { login, server }),
    build === null ? null : t('connect.terminal.build', { build }),
  ].filter((fact) => fact !== null);
  return (
    <label className="choice">
      <input type="radio" name="terminal" checked={isChosen} onChange={onChoose} />
      <span className="choice-words">
        <span className="choice-head">
          <span className="choice-title">{broker}</span>
          {isPortable ? <Badge>{t('connect.terminal.portable')}</Badge> : null}
          {installDir === null ? <Badge tone="warning">{t('connect.terminal.noProgram')}</Badge> : null}
          <EaBadge terminal={terminal} />
          {isPaired ? <Badge tone="accent">{t('connect.terminal.paired')}</Badge> : null}
        </span>
        {facts.length === 0 ? null : <span className="figure">{facts.join(' · ')}</span>}
        <span className="is-second choice-path copyable">{dataDir}</span>
      </span>
    </label>
  );
}

function EaBadge({ terminal: { ea } }: { readonly terminal: FoundTerminalResource }) {
  const { t } = useTranslation();
  const version = ea.version ?? '';
  switch (ea.state) {
    case 'absent': return null;
    case 'same': return <Badge>{t('connect.terminal.eaSame', { version })}</Badge>;
    case 'older': return <Badge tone="warning">{t('connect.terminal.eaOlder')}</Badge>;
    case 'newer': return <Badge tone="warning">{t('connect.terminal.eaNewer', { version })}</Badge>;
    case 'changed': return <Badge tone="warning">{t('connect.terminal.eaChanged')}</Badge>;
  }
}
