// What the set-up knows and says of terminals: the nouns that doors and window get to see. No secret is among them.

/** How the Expert Advisor in a terminal stands to the one that came with this program. */
export type EaState = 'absent' | 'same' | 'older' | 'newer' | 'changed';

export interface FoundTerminal {
  /** Made from the data folder's path: the same over restarts, and the only name a caller may use. */
  readonly id: string;
  /** As the terminal's journal or its folder names it. */
  readonly broker: string;
  /** Trade server and login used last, null where the terminal's configuration does not say. */
  readonly server: string | null;
  readonly login: string | null;
  readonly build: number | null;
  readonly dataDir: string;
  /** Null where origin.txt is missing or names a folder that is gone. */
  readonly installDir: string | null;
  readonly isPortable: boolean;
  /** True where its metaeditor64.exe was found. */
  readonly hasEditor: boolean;
  readonly ea: { readonly state: EaState; readonly version: string | null };
  /** `fresh`: compiled from the sources that lie there now. */
  readonly compiled: 'none' | 'old' | 'fresh';
  /** True where its pairing file leads to this workstation. */
  readonly isPaired: boolean;
}

export interface PackageFile {
  /** Relative to the Expert Advisor's folder, with forward slashes. */
  readonly name: string;
  readonly bytes: number;
}

export interface EaPackage {
  /** Where the files lie on this machine. */
  readonly folder: string;
  /** By the sources' own `#property version`. */
  readonly version: string | null;
  readonly files: readonly PackageFile[];
}

export interface SetupPicture {
  readonly platform: 'windows' | 'other';
  /** Null where the Expert Advisor's files did not come with this program. */
  readonly package: EaPackage | null;
  readonly terminals: readonly FoundTerminal[];
  /** Folders that were looked into. */
  readonly searched: readonly string[];
  /** Folders that could not be read, with the reason. */
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
}

export interface InstallReport {
  readonly terminal: FoundTerminal;
  readonly written: readonly string[];
  readonly unchanged: readonly string[];
  /** The trader's own changes: what they are called now. */
  readonly kept: readonly { readonly name: string; readonly keptAs: string }[];
  readonly removed: readonly string[];
}

export interface CompileProblem {
  readonly severity: 'error' | 'warning';
  /** Name of the file, null where the compiler gave none. */
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly code: string | null;
  readonly text: string;
}

export interface CompileReport {
  readonly terminal: FoundTerminal;
  /** True: no error, and Sextant.ex5 stands where the terminal runs it from. */
  readonly isCompiled: boolean;
  readonly errors: number;
  readonly warnings: number;
  /** The first of them, errors first. */
  readonly problems: readonly CompileProblem[];
  readonly elapsedMs: number;
}

/** Where a terminal finds this workstation. */
export interface Pairing {
  readonly url: string;
  readonly token: string;
}
