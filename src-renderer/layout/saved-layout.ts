// The workspace as it was left, kept in localStorage: the docking area's own description, and the sizes of the sides in
// pixels. What is read back is tried and thrown away where it does not fit: a broken layout must never keep the window
// from opening.

export interface SavedLayout {
  /** As the docking area wrote it; anything may stand here. */
  readonly layout: unknown;
  readonly sides: Readonly<Record<string, number>>;
}

const STORAGE_KEY = 'sextant.layout.1';
const NOTHING: SavedLayout = { layout: null, sides: {} };

/** What `text` says of the workspace; nothing where it is missing or nonsense. */
export function parseLayout(text: string | null): SavedLayout {
  if (text === null) return NOTHING;
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return NOTHING;
  }
  if (typeof raw !== 'object' || raw === null || !('layout' in raw)) return NOTHING;
  const sides: unknown = 'sides' in raw ? raw.sides : {};
  const rows = typeof sides === 'object' && sides !== null ? Object.entries(sides) : [];
  const sizes = rows.filter((row): row is [string, number] => typeof row[1] === 'number' && Number.isFinite(row[1]));
  return { layout: raw.layout, sides: Object.fromEntries(sizes) };
}

export function readSavedLayout(): SavedLayout {
  return parseLayout(localStorage.getItem(STORAGE_KEY));
}

export function saveLayout(layout: unknown, sides: SavedLayout['sides']): void {
  localStorage.setItem(STORAGE_KEY, JSON.stringify({ layout, sides }));
}

export function forgetLayout(): void {
  localStorage.removeItem(STORAGE_KEY);
}
