// "Connect MT5", the host's side: finds the terminals of this machine, copies the Expert Advisor into one, pairs it
// with this workstation and compiles it there. Callers name a terminal by its id; no path ever comes from outside.
//
// Invariant: one piece of work at a time, so that a copy and a compile never meet in one folder.

import { ok, type Result } from '#core/base';
import { COMPILE_TIMES, compileTerminal, type CompileTimes } from './compile-terminal.ts';
import { judgeCompiled, judgeInstalled, readEaSources, type EaSources } from './ea-package.ts';
import { eaFolder, installFiles, isPairedWith, writePairing } from './install-files.ts';
import type { SetupMachine } from './machine.ts';
import { setupFailure } from './setup-failures.ts';
import type { CompileReport, FoundTerminal, InstallReport, Pairing, SetupPicture } from './setup-types.ts';
import { findEditor, readDetails, searchTerminals, type TerminalPlace } from './terminal-search.ts';

export interface Mt5SetupOptions {
  readonly machine: SetupMachine;
  /** Folder of the Expert Advisor's files that came with this program. */
  readonly eaDir: string;
  /** Asked when it is needed: the port is known only once we listen. */
  readonly pairing: () => Pairing;
  readonly times?: CompileTimes;
}

export class Mt5Setup {
  readonly #options: Mt5SetupOptions;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: Mt5SetupOptions) {
    this.#options = options;
  }

  /** The terminals of this machine as they are now, and the files that would go into them. */
  async find(): Promise<SetupPicture> {
    const { machine, eaDir } = this.#options;
    const sources = await readEaSources(eaDir);
    const { places, searched, unreadable } = await searchTerminals(machine);
    const terminals = await Promise.all(places.map((place) => this.#describe(place, sources)));
    terminals.sort((a, b) => (a.broker === b.broker ? (a.dataDir < b.dataDir ? -1 : 1) : a.broker < b.broker ? -1 : 1));
    return {
      platform: machine.platform, searched, unreadable, terminals,
      package: sources === null ? null : {
        folder: sources.folder, version: sources.version,
        files: sources.files.map(({ name, bytes }) => ({ name, bytes: bytes.length })),
      },
    };
  }

  /**
   * Copies the files and writes the pairing file. Fails with SETUP_TERMINAL_UNKNOWN, SETUP_FILES_MISSING,
   * SETUP_NEWER_THERE (unless `replaceNewer`), and what the disk says: SETUP_READ_ONLY, SETUP_FILE_IN_USE,
   * SETUP_DISK_FULL, SETUP_WRITE_FAILED.
   */
  install(id: string, replaceNewer: boolean): Promise<Result<InstallReport>> {
    return this.#inTurn(async () => {
      const found = await this.#placeOf(id);
      if (!found.ok) return found;
      const { dataDir } = found.value;
      const { eaDir, pairing } = this.#options;
      const sources = await readEaSources(eaDir);
      if (sources === null) return setupFailure('SETUP_FILES_MISSING', eaDir);
      const there = await judgeInstalled(eaFolder(dataDir), sources);
      if (there.state === 'newer' && !replaceNewer) {
        return setupFailure('SETUP_NEWER_THERE', `${there.version ?? '?'} there, ${sources.version ?? '?'} here.`);
      }
      const written = await installFiles(sources, dataDir);
      if (!written.ok) return written;
      const paired = await writePairing(dataDir, pairing());
      if (!paired.ok) return paired;
      return ok({ ...written.value, terminal: await this.#describe(found.value, sources) });
    });
  }

  /** Fails with SETUP_TERMINAL_UNKNOWN, SETUP_NOT_INSTALLED, SETUP_EDITOR_MISSING or SETUP_EDITOR_FAILED. */
  compile(id: string): Promise<Result<CompileReport>> {
    return this.#inTurn(async () => {
      const found = await this.#placeOf(id);
      if (!found.ok) return found;
      const { machine, eaDir, times } = this.#options;
      const compiled = await compileTerminal(found.value, machine, times ?? COMPILE_TIMES);
      if (!compiled.ok) return compiled;
      return ok({ ...compiled.value, terminal: await this.#describe(found.value, await readEaSources(eaDir)) });
    });
  }

  async #placeOf(id: string): Promise<Result<TerminalPlace>> {
    const { places } = await searchTerminals(this.#options.machine);
    const place = places.find((one) => one.id === id);
    return place === undefined ? setupFailure('SETUP_TERMINAL_UNKNOWN', id) : ok(place);
  }

  async #describe(place: TerminalPlace, sources: EaSources | null): Promise<FoundTerminal> {
    const folder = eaFolder(place.dataDir);
    return {
      ...place, ...await readDetails(place), hasEditor: await findEditor(place) !== null,
      ea: await judgeInstalled(folder, sources), compiled: await judgeCompiled(folder),
      isPaired: await isPairedWith(place.dataDir, this.#options.pairing()),
    };
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work, work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
