// Who is connected, which symbols it follows under which name, and what its own log says.

import type { TerminalResource } from '#core/contract';
import { loadTerminals } from '#renderer/engine';
import { Badge, EmptyState, formatFixed } from '#renderer/ui';
import { Unplug } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { FollowedSymbol } from './followed-symbol.tsx';
import { LoadFailed } from './load-failed.tsx';
import { useList } from './use-list.ts';

const EVERY_MS = 2_000;

function Terminal({ terminal, onNamed }: { readonly terminal: TerminalResource; readonly onNamed: () => void }) {
  const { t } = useTranslation();
  const { account, frames, deadLetters, repeats, mismatches, pause, symbols, log } = terminal;
  const name = account ?? t('data.stranger');
  return (
    <section className="terminal" aria-label={name}>
      <header>
        <span className="figure copyable">{name}</span>
        <span className="is-second">{t('data.terminalCounts', {
          frames: formatFixed(frames, 0),
          letters: formatFixed(deadLetters, 0),
          repeats: formatFixed(repeats, 0),
          mismatches: formatFixed(mismatches, 0),
        })}</span>
        {pause.length === 0 ? null : <Badge tone="warning">{t('data.slowed', { what: pause.join(', ') })}</Badge>}
      </header>
      <ul>
        {symbols.map((symbol) => (
          <FollowedSymbol key={symbol.asked} account={account} symbol={symbol} onNamed={onNamed} />
        ))}
      </ul>
      {log.length === 0 ? null : (
        <pre className="copyable" tabIndex={0} aria-label={t('data.log')}>
          {log.map(({ level, text }) => `${level}: ${text}`).join('\n')}
        </pre>
      )}
    </section>
  );
}

export function TerminalsView() {
  const { t } = useTranslation();
  const { rows, failure, reload } = useList(loadTerminals, 0, EVERY_MS);
  if (failure !== null) return <LoadFailed title={t('data.terminalsFailed')} failure={failure} onRetry={reload} />;
  if (rows === null || rows.length === 0) {
    return (
      <EmptyState
        icon={<Unplug size={20} />}
        title={t('data.noTerminalsTitle')}
        text={t('data.noTerminalsText')}
      />
    );
  }
  return (
    <div className="terminals">
      {rows.map((terminal, i) => (
        <Terminal key={terminal.account ?? `stranger ${i}`} terminal={terminal} onNamed={reload} />
      ))}
    </div>
  );
}
