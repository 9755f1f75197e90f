// What the guide knows: the terminals of the machine, which one was chosen, and how copying and compiling went. The
// step and the choice outlast the dialog, so that a trader who goes to look into his terminal comes back to his place.

import type { CompileReportResource, InstallReportResource, SetupPictureResource } from '#core/contract';
import {
  compileEa, findTerminals, installEa, loadConnectionInfo, loadSetupStatus, type Outcome,
} from '#renderer/engine';
import { useCallback, useEffect, useState } from 'react';

export const STEPS = ['terminal', 'install', 'allow', 'attach', 'wait'] as const;
export type Step = (typeof STEPS)[number];
/** Id of a terminal, or by hand. */
export type Choice = { readonly kind: 'terminal'; readonly id: string } | { readonly kind: 'hand' };

interface Place {
  readonly step: Step;
  readonly choice: Choice | null;
}

let remembered: Place = { step: 'terminal', choice: null };

export function usePlace(): readonly [Place, (next: Partial<Place>) => void] {
  const [place, setPlace] = useState(remembered);
  const move = useCallback((next: Partial<Place>) => {
    setPlace((held) => (remembered = { ...held, ...next }));
  }, []);
  return [place, move];
}

export interface Terminals {
  readonly picture: Outcome<SetupPictureResource> | null;
  readonly isBusy: boolean;
  readonly look: () => void;
}

export function useTerminals(): Terminals {
  const [picture, setPicture] = useState<Outcome<SetupPictureResource> | null>(null);
  const [round, setRound] = useState(0);
  const [seen, setSeen] = useState(-1);
  useEffect(() => {
    let isCurrent = true;
    void findTerminals().then((outcome) => {
      if (!isCurrent) return;
      setPicture(outcome);
      setSeen(round);
    });
    return () => {
      isCurrent = false;
    };
  }, [round]);
  const look = useCallback(() => {
    setRound((n) => n + 1);
  }, []);
  return { picture, isBusy: seen !== round, look };
}

export interface EaRun {
  readonly phase: 'idle' | 'copying' | 'compiling';
  readonly installed: Outcome<InstallReportResource> | null;
  readonly compiled: Outcome<CompileReportResource> | null;
  readonly run: (id: string, replaceNewer: boolean) => void;
  readonly compile: (id: string) => void;
  readonly forget: () => void;
}

const IDLE: Pick<EaRun, 'phase' | 'installed' | 'compiled'> = { phase: 'idle', installed: null, compiled: null };

/** Copies, then compiles; `after` is called at the end of each. */
export function useEaRun(after: () => void): EaRun {
  const [state, setState] = useState(IDLE);
  const compile = useCallback((id: string) => {
    const work = async (): Promise<void> => {
      setState((held) => ({ ...held, phase: 'compiling', compiled: null }));
      const compiled = await compileEa(id);
      setState((held) => ({ ...held, phase: 'idle', compiled }));
      after();
    };
    void work();
  }, [after]);
  const run = useCallback((id: string, replaceNewer: boolean) => {
    const work = async (): Promise<void> => {
      setState({ ...IDLE, phase: 'copying' });
      const installed = await installEa(id, replaceNewer);
      setState({ phase: 'idle', installed, compiled: null });
      if (installed.ok) compile(id);
      else after();
    };
    void work();
  }, [after, compile]);
  const forget = useCallback(() => {
    setState(IDLE);
  }, []);
  return { ...state, run, compile, forget };
}

interface ConnectionInfo {
  readonly ws: string;
  readonly pairingToken: string;
}

export function useConnectionInfo(): Outcome<ConnectionInfo> | null {
  const [info, setInfo] = useState<Outcome<ConnectionInfo> | null>(null);
  useEffect(() => {
    let isCurrent = true;
    void loadConnectionInfo().then((outcome) => {
      if (isCurrent) setInfo(outcome);
    });
    return () => {
      isCurrent = false;
    };
  }, []);
  return info;
}

type Status = Awaited<ReturnType<typeof loadSetupStatus>>;
const STATUS_MS = 1_000;

/** How the connection stands, asked anew each second; null before the first answer. */
export function useSetupStatus(): Status | null {
  const [status, setStatus] = useState<Status | null>(null);
  useEffect(() => {
    let timer: number | null = null;
    let isCurrent = true;
    const ask = async (): Promise<void> => {
      const outcome = await loadSetupStatus();
      if (!isCurrent) return;
      setStatus(outcome);
      timer = window.setTimeout(() => {
        void ask();
      }, STATUS_MS);
    };
    void ask();
    return () => {
      isCurrent = false;
      if (timer !== null) window.clearTimeout(timer);
    };
  }, []);
  return status;
}
