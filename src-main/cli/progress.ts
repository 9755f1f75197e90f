// A progress bar on a terminal; nothing at all anywhere else.

const WIDTH = 24;
const EVERY_MS = 100;

export interface Progress {
  /** `done` of `total` bytes, and words behind them. */
  show(done: number, total: number, words: string): void;
  /** Takes the bar away, so that lines may be printed. */
  clear(): void;
}

export function makeProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  if (!stream.isTTY) return { show: () => undefined, clear: () => undefined };
  let shownAt = -Infinity;
  let isShown = false;
  return {
    show: (done, total, words) => {
      const now = performance.now();
      if (now - shownAt < EVERY_MS) return;
      shownAt = now;
      isShown = true;
      const part = total > 0 ? Math.min(1, done / total) : 1;
      const filled = Math.round(part * WIDTH);
      const bar = `[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}]`;
      const line = `${bar} ${String(Math.floor(part * 100)).padStart(3)} % ${words}`;
      stream.write(`\r${line.slice(0, Math.max(20, stream.columns - 1))}\x1b[K`);
    },
    clear: () => {
      if (isShown) stream.write('\r\x1b[K');
      isShown = false;
      shownAt = -Infinity;
    },
  };
}
