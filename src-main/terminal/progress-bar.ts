// One line on a terminal's stderr that shows how far a file has come.

export class ProgressBar {
  readonly #write: (text: string) => void;
  #shown = '';
  #atMs = 0;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  /** Draws at most ten times a second. `share` is in [0, 1]. */
  draw(share: number, text: string, nowMs: number): void {
    if (nowMs - this.#atMs < 100) return;
    this.#atMs = nowMs;
    const cells = Math.round(Math.min(1, Math.max(0, share)) * 28);
    const percent = String(Math.floor(share * 100)).padStart(3);
    const line = `${'█'.repeat(cells)}${'░'.repeat(28 - cells)} ${percent} %  ${text}`;
    this.#write(`\r${line.padEnd(this.#shown.length)}`);
    this.#shown = line;
  }

  /** Wipes the line. */
  clear(): void {
    if (this.#shown !== '') this.#write(`\r${' '.repeat(this.#shown.length)}\r`);
    this.#shown = '';
  }
}
