// The workspace as it was left, kept in localStorage. What is read back is tried and thrown away where it does not
// fit: a broken layout must never keep the window from opening.

const STORAGE_KEY = 'sextant.layout.1';

export function readSavedLayout(): unknown {
  const text = localStorage.getItem(STORAGE_KEY);
  if (text === null) return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    forgetLayout();
    return null;
  }
}

export function saveLayout(layout: unknown): void {
  localStorage.setItem(STORAGE_KEY, JSON.stringify(layout));
}

export function forgetLayout(): void {
  localStorage.removeItem(STORAGE_KEY);
}
