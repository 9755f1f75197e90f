// Puts words on the clipboard where the page has the right; where it has none (the desktop window grants none), selects
// them, so that one press of the copy key does it.

/** True where `value` is on the clipboard, false where `host` was selected instead. */
export async function writeClipboard(value: string, host: HTMLElement | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(value);
    return true;
  } catch {
    if (host !== null) window.getSelection()?.selectAllChildren(host);
    return false;
  }
}
