// "Connect MT5" behind the contract: what the set-up of terminals and the door of /ws/mt5 have to say.

import type { Result } from '#core/base';
import type { DoorEvent, Symptom } from '#main/mt5';
import type { CompileReport, InstallReport, SetupPicture } from '#main/mt5-setup';
import { unwrap } from './failures.ts';
import type { Implementer } from './procedures.ts';

export interface SetupDesk {
  find(): Promise<SetupPicture>;
  install(id: string, replaceNewer: boolean): Promise<Result<InstallReport>>;
  compile(id: string): Promise<Result<CompileReport>>;
  /** How the connection stands now; events oldest first. */
  status(): { readonly symptom: Symptom; readonly events: readonly DoorEvent[] };
}

export function setupProcedures(os: Implementer, setup: SetupDesk) {
  return {
    mt5Setup: {
      find: os.mt5Setup.find.handler(async () => {
        const { package: ea, terminals, searched, unreadable, platform } = await setup.find();
        return {
          platform, package: ea === null ? null : { ...ea, files: [...ea.files] },
          terminals: [...terminals], searched: [...searched], unreadable: [...unreadable],
        };
      }),
      status: os.mt5Setup.status.handler(() => {
        const { symptom, events } = setup.status();
        return { serverMs: Date.now(), symptom, door: events.map((event) => ({ ...event })).reverse() };
      }),
      install: os.mt5Setup.install.handler(async ({ input }) => {
        const report = unwrap(await setup.install(input.id, input.replaceNewer));
        const { terminal, written, unchanged, kept, removed } = report;
        return {
          terminal, written: [...written], unchanged: [...unchanged], kept: [...kept], removed: [...removed],
        };
      }),
      compile: os.mt5Setup.compile.handler(async ({ input }) => {
        const report = unwrap(await setup.compile(input.id));
        return { ...report, problems: [...report.problems] };
      }),
    },
  };
}
