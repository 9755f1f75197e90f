// One answer asked of the engine: when the view opens, whenever the question changes, and every few seconds. While the
// same question is asked again the old answer stays; an answer to another question is never shown.

import type { Outcome, RequestFailure } from '#renderer/engine';
import { useConnection } from '#renderer/state';
import { useCallback, useEffect, useState } from 'react';

export interface Answer<T> {
  /** null before the first answer to this question. */
  readonly value: T | null;
  readonly failure: RequestFailure | null;
  readonly reload: () => void;
}

/** `ask` is the question: a new function is a new question. */
export function useAnswer<T>(ask: () => Promise<Outcome<T>>, everyMs: number): Answer<T> {
  const isOpen = useConnection((s) => s.phase === 'open');
  const [answered, setAnswered] = useState<{ readonly ask: unknown; readonly outcome: Outcome<T> } | null>(null);
  const reload = useCallback(() => {
    void ask().then((outcome) => {
      setAnswered({ ask, outcome });
    });
  }, [ask]);
  useEffect(() => {
    if (!isOpen) return undefined;
    let isRunning = true;
    let timer = 0;
    // The next question leaves when the one before is answered: a slow search is never asked twice at once.
    const run = async (): Promise<void> => {
      const outcome = await ask();
      if (!isRunning) return;
      setAnswered({ ask, outcome });
      timer = window.setTimeout(() => {
        void run();
      }, everyMs);
    };
    void run();
    return () => {
      isRunning = false;
      window.clearTimeout(timer);
    };
  }, [isOpen, ask, everyMs]);
  const outcome = answered?.ask === ask ? answered.outcome : null;
  return {
    value: outcome?.ok === true ? outcome.value : null,
    failure: outcome?.ok === false ? outcome.failure : null,
    reload,
  };
}
