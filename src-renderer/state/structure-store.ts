// Which kinds of structure the charts show. They stand for every symbol and timeframe and are kept with the layout;
// what is read back is checked. At first none is on: nothing is computed that nobody wants to see.

import { STRUCTURE_KINDS, type StructureKind } from '#core/model';
import { create } from 'zustand';

interface StructureStore {
  /** In the order of STRUCTURE_KINDS. */
  readonly kinds: readonly StructureKind[];
}

const STORAGE_KEY = 'sextant.structure.1';

/** The kinds that `text` names; what is nonsense is left out. */
export function readStructureKinds(text: string | null): readonly StructureKind[] {
  try {
    const raw: unknown = text === null ? [] : JSON.parse(text);
    return Array.isArray(raw) ? STRUCTURE_KINDS.filter((kind) => raw.includes(kind)) : [];
  } catch {
    return [];
  }
}

export const useStructureKinds = create<StructureStore>(() => ({
  kinds: readStructureKinds(typeof localStorage === 'undefined' ? null : localStorage.getItem(STORAGE_KEY)),
}));

/** Shows these kinds and no others. */
export function setStructureKinds(wanted: readonly StructureKind[]): void {
  const kinds = STRUCTURE_KINDS.filter((kind) => wanted.includes(kind));
  useStructureKinds.setState({ kinds });
  localStorage.setItem(STORAGE_KEY, JSON.stringify(kinds));
}

export function toggleStructureKind(kind: StructureKind): void {
  const { kinds } = useStructureKinds.getState();
  setStructureKinds(kinds.includes(kind) ? kinds.filter((one) => one !== kind) : [...kinds, kind]);
}
