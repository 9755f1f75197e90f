// Watches what can make a card impossible to approve: clock, price, link, account.

import type { SignalResource } from '#core/contract';
import { describeCode } from '#renderer/i18n';
import { accountNow, blockOfCard, board, useConnection, useDesk, type CardBlock } from '#renderer/state';
import { formatAge } from '#renderer/ui';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

const CHECK_MS = 250;
const QUOTE_AGE_MS_MAX = 15_000;

/** Why `signal` cannot be approved this moment; null where it can. For handlers, outside of React. */
export function currentBlock(signal: SignalResource): CardBlock | null {
  const store = useDesk.getState();
  return blockOfCard(signal, {
    isConnected: useConnection.getState().phase === 'open',
    account: store.desk.account,
    safety: store.desk.safety,
    quote: board.quote(signal.symbol),
    instrument: store.symbols.get(signal.symbol)?.instrument ?? null,
    quoteAgeMsMax: store.status?.limits.quoteAgeMsMax ?? QUOTE_AGE_MS_MAX,
    nowMs: accountNow(store, performance.now()),
  });
}

/** The same in words, followed four times a second; null where the card can be approved. */
export function useCardBlock(signal: SignalResource): string | null {
  const { t } = useTranslation();
  const [words, setWords] = useState<string | null>(null);
  useEffect(() => {
    const check = (): void => {
      const block = currentBlock(signal);
      if (block === null) setWords(null);
      else if (block.kind === 'disconnected') setWords(t('signals.offDisconnected'));
      else if (block.kind === 'expired') setWords(t('signals.offExpired'));
      else if (block.kind === 'moved') setWords(t('signals.offMoved'));
      else if (block.kind === 'stale')
        setWords(t('signals.offStale', { age: formatAge(Math.floor(block.ageMs / 1000) * 1000) }));
      else setWords(t('signals.offReadOnly', { reason: describeCode(block.code, block.text).text }));
    };
    check();
    const timer = window.setInterval(check, CHECK_MS);
    return () => {
      window.clearInterval(timer);
    };
  }, [signal, t]);
  return words;
}
