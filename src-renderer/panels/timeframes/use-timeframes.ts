// What the six timeframes of a symbol say together, asked for while it is looked at, and its words in the window's
// language.

import type { TimeframesResource } from '#core/contract';
import { sayTimeframes, type TimeframeWords } from '#core/model';
import { loadTimeframes } from '#renderer/engine';
import { useLook } from '#renderer/state';
import { useCallback, useMemo } from 'react';
import { useAnswer, type Answer } from '../use-answer.ts';

const LOOK_MS = 2_000;

export interface TimeframesShown extends Answer<TimeframesResource> {
  readonly words: TimeframeWords | null;
}

export function useTimeframes(symbol: string): TimeframesShown {
  const answer = useAnswer(
    useCallback(() => loadTimeframes(symbol), [symbol]),
    LOOK_MS,
  );
  const language = useLook((s) => s.language);
  const { value } = answer;
  const words = useMemo(() => (value === null ? null : sayTimeframes(value, language)), [value, language]);
  return { ...answer, words };
}
