/** Path of a Chromium, or null. */
export function findBrowser(): string | null;
/** Path of a Chromium, fetched when there is none. Throws an Error that says what was tried. */
export function ensureBrowser(tell: (text: string) => void): Promise<string>;
