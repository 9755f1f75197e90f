// Electron's entry. Not awaited: Electron is ready only once this file has been evaluated, and runDesktop waits for
// that.

import { runDesktop } from '#main/desktop';

void runDesktop();
