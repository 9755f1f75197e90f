/** Path of Electron's binary, or null. */
export function findElectron(root?: string): string | null;
/** Can a window be shown at all? */
export function hasDisplay(): boolean;
