// Cuts a stream of text into lines, holding at most one line in memory.

/** A line longer than this is not one of a price file. */
const LINE_LENGTH_MAX = 65_536;

/** What stands for a line that is too long to be looked at. */
export const TOO_LONG: unique symbol = Symbol('too long');
export type Line = string | typeof TOO_LONG;

export class LineSplitter {
  #rest = '';
  #isOverlong = false;

  /** The lines that `text` completes, without their ends (LF or CR LF). */
  push(text: string): Line[] {
    const lines: Line[] = [];
    let from = 0;
    for (;;) {
      const end = text.indexOf('\n', from);
      if (end < 0) break;
      this.#take(text.slice(from, end), lines);
      from = end + 1;
    }
    this.#hold(text.slice(from));
    return lines;
  }

  /** The last line, where the file does not end with a line end. */
  end(): Line[] {
    const lines: Line[] = [];
    if (this.#rest !== '' || this.#isOverlong) this.#take('', lines);
    return lines;
  }

  #take(piece: string, lines: Line[]): void {
    const line = this.#rest === '' ? piece : this.#rest + piece;
    if (this.#isOverlong || line.length > LINE_LENGTH_MAX) lines.push(TOO_LONG);
    else lines.push(line.endsWith('\r') ? line.slice(0, -1) : line);
    this.#rest = '';
    this.#isOverlong = false;
  }

  #hold(piece: string): void {
    if (this.#isOverlong) return;
    this.#rest += piece;
    if (this.#rest.length > LINE_LENGTH_MAX) {
      this.#rest = '';
      this.#isOverlong = true;
    }
  }
}
