// A list asked of the engine: loaded when the view opens, whenever `load` or `version` changes, and every few seconds
// where it is told to; what was loaded stays while it is asked again.

import type { Outcome, RequestFailure } from '#renderer/engine';
import { useConnection } from '#renderer/state';
import { useCallback, useEffect, useState } from 'react';

export interface List<T> {
  /** null before the first answer. */
  readonly rows: readonly T[] | null;
  readonly failure: RequestFailure | null;
  readonly reload: () => void;
}

export function useList<T>(
  load: () => Promise<Outcome<readonly T[]>>,
  version: number,
  everyMs: number | null = null,
): List<T> {
  const isOpen = useConnection((s) => s.phase === 'open');
  const [rows, setRows] = useState<readonly T[] | null>(null);
  const [failure, setFailure] = useState<RequestFailure | null>(null);
  const reload = useCallback(() => {
    void load().then((outcome) => {
      if (outcome.ok) setRows(outcome.value);
      setFailure(outcome.ok ? null : outcome.failure);
    });
  }, [load]);
  useEffect(() => {
    if (!isOpen) return undefined;
    reload();
    if (everyMs === null) return undefined;
    const timer = window.setInterval(reload, everyMs);
    return () => {
      window.clearInterval(timer);
    };
  }, [isOpen, version, everyMs, reload]);
  return { rows, failure, reload };
}
