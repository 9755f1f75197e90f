import { describe, expect, it } from 'vitest';
import { DRAWINGS } from './drawing.ts';
import { listIndicators } from './listing.ts';
import { INDICATORS, readRequest } from './registry.ts';

describe('the list of indicators', () => {
  it('names every indicator of the registry once, with a drawing for each output', () => {
    const listed = listIndicators();
    expect(listed.map(({ name }) => name)).toEqual([...INDICATORS.keys()]);
    for (const { outputs, drawings } of listed) expect(drawings.length).toBe(outputs.length);
  });

  it('draws only outputs and studies that there are', () => {
    for (const [name, { outputs = {} }] of Object.entries(DRAWINGS)) {
      expect(INDICATORS.get(name)?.outputs ?? [], name).toEqual(expect.arrayContaining(Object.keys(outputs)));
    }
  });

  it('puts candlestick patterns as marks, and levels only where a study has a pane of its own', () => {
    for (const { group, pane, drawings, levels } of listIndicators()) {
      expect(drawings.every((drawing) => drawing === 'mark')).toBe(group === 'pattern');
      if (levels.length > 0) expect(pane).toBe('own');
    }
  });

  it('has defaults that the registry takes', () => {
    for (const { name, params } of listIndicators()) {
      const text = [name, ...params.map((param) => String(param.default))].join(':');
      expect(readRequest(text).ok, text).toBe(true);
    }
  });
});
