import { beforeEach, describe, expect, it, vi } from 'vitest';

const kept = new Map<string, string>();
vi.stubGlobal('localStorage', {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, text: string) => { kept.set(key, text); },
});
const { readStructureKinds, setStructureKinds, toggleStructureKind, useStructureKinds } = await import('./structure-store.ts');

beforeEach(() => { setStructureKinds([]); });

describe('kinds of structure on the charts', () => {
  it('are switched one by one, and kept with every change', () => {
    toggleStructureKind('zone');
    toggleStructureKind('swing');
    expect(useStructureKinds.getState().kinds).toEqual(['swing', 'zone']);
    expect(readStructureKinds(kept.get('sextant.structure.1') ?? null)).toEqual(['swing', 'zone']);
    toggleStructureKind('swing');
    expect(readStructureKinds(kept.get('sextant.structure.1') ?? null)).toEqual(['zone']);
  });

  it.each([null, '', '{', '7', 'null', '{"zone":true}', '["cup", 7]'])('are none for %j', (text) => {
    expect(readStructureKinds(text)).toEqual([]);
  });

  it('leave out what is unknown and keep the rest', () => {
    expect(readStructureKinds('["cup","triangle","zone","zone"]')).toEqual(['zone', 'triangle']);
  });
});
