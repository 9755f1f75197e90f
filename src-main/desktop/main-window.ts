// The one window: made where it was left, hidden rather than destroyed when it is closed, shown again on request.

import { BrowserWindow, screen } from 'electron';
import { guardContents } from './guards.ts';
import { PAGE_URL } from './page.ts';
import { fitBounds, keepBounds, readBounds } from './window-bounds.ts';
import { makeWindowOptions } from './window-options.ts';

export interface MainWindowParts {
  readonly preload: string;
  readonly icon: string;
  /** File that keeps the window's place. */
  readonly boundsFile: string;
  /** Told when the window hides instead of closing. */
  readonly onHidden: () => void;
}

export class MainWindow {
  readonly window: BrowserWindow;
  readonly #boundsFile: string;
  #isEnding = false;

  constructor({ preload, icon, boundsFile, onHidden }: MainWindowParts) {
    this.#boundsFile = boundsFile;
    const screens = screen.getAllDisplays().map((display) => display.workArea);
    const bounds = fitBounds(readBounds(boundsFile), screens);
    this.window = new BrowserWindow(makeWindowOptions(bounds, preload, icon));
    guardContents(this.window.webContents);
    if (bounds.isMaximized) this.window.maximize();
    this.window.once('ready-to-show', () => { this.window.show(); });
    this.window.on('close', (event) => {
      this.#keep();
      if (this.#isEnding) return;
      event.preventDefault();
      this.window.hide();
      onHidden();
    });
  }

  async load(): Promise<void> {
    await this.window.loadURL(PAGE_URL);
  }

  show(): void {
    if (this.window.isMinimized()) this.window.restore();
    this.window.show();
    this.window.focus();
  }

  /** Closes for good. */
  end(): void {
    this.#isEnding = true;
    this.window.close();
  }

  #keep(): void {
    const { x, y, width, height } = this.window.getNormalBounds();
    keepBounds(this.#boundsFile, { x, y, width, height, isMaximized: this.window.isMaximized() });
  }
}
