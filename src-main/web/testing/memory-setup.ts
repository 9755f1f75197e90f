// A set-up of terminals in memory for the tests of the doors: one terminal, real refusals, no disk behind it.

import { fail, ok, type Failure, type Result } from '#core/base';
import type { DoorEvent, Symptom } from '#main/mt5';
import type { CompileReport, FoundTerminal, InstallReport, SetupPicture } from '#main/mt5-setup';
import type { SetupDesk } from '../setup-procedures.ts';

export class MemorySetup implements SetupDesk {
  terminal: FoundTerminal = {
    id: 'aa11', broker: 'Broker Ltd.', server: 'Broker-Demo', login: '51234567', build: 4620, dataDir: '/data/AA',
    installDir: null, isPortable: false, hasEditor: false, ea: { state: 'older', version: '0.90' }, compiled: 'none',
    isPaired: false,
  };
  symptom: Symptom = { kind: 'nothing-seen', account: null, sinceMs: null, whyNot: null, replacedMs: null };
  readonly events: DoorEvent[] = [];
  /** The next write fails with this. */
  refusal: Failure | null = null;

  async find(): Promise<SetupPicture> {
    return {
      platform: 'windows', terminals: [this.terminal], searched: ['/data'], unreadable: [],
      package: { folder: '/ea', version: '1.00', files: [{ name: 'Sextant.mq5', bytes: 12 }] },
    };
  }

  async install(id: string, replaceNewer: boolean): Promise<Result<InstallReport>> {
    const refused = this.#refuse(id);
    if (refused !== null) return refused;
    if (this.terminal.ea.state === 'newer' && !replaceNewer) return fail('SETUP_NEWER_THERE', 'newer');
    this.terminal = { ...this.terminal, ea: { state: 'same', version: '1.00' }, isPaired: true };
    return ok({ terminal: this.terminal, written: ['Sextant.mq5'], unchanged: [], kept: [], removed: [] });
  }

  async compile(id: string): Promise<Result<CompileReport>> {
    const refused = this.#refuse(id);
    if (refused !== null) return refused;
    if (this.terminal.ea.state === 'absent') return fail('SETUP_NOT_INSTALLED', 'not there');
    return ok({ terminal: this.terminal, isCompiled: true, errors: 0, warnings: 0, problems: [], elapsedMs: 5 });
  }

  status(): { readonly symptom: Symptom; readonly events: readonly DoorEvent[] } {
    return { symptom: this.symptom, events: this.events };
  }

  #refuse(id: string): Result<never> | null {
    const { refusal } = this;
    this.refusal = null;
    if (refusal !== null) return { ok: false, error: refusal };
    return id === this.terminal.id ? null : fail('SETUP_TERMINAL_UNKNOWN', `There is no terminal ${id}.`);
  }
}
