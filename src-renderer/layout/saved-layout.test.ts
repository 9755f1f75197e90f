import { describe, expect, it } from 'vitest';
import { parseLayout } from './saved-layout.ts';

describe('parseLayout', () => {
  it('reads back what was kept', () => {
    const kept = { layout: { grid: {}, panels: {} }, sides: { signals: 336, watch: 240 } };
    expect(parseLayout(JSON.stringify(kept))).toEqual(kept);
  });

  it.each([null, '', '{', 'null', '7', '[]', '{"sides":{"watch":1}}'])('has nothing for %j', (text) => {
    expect(parseLayout(text)).toEqual({ layout: null, sides: {} });
  });

  it('leaves out sizes that are no numbers', () => {
    expect(parseLayout('{"layout":1,"sides":{"watch":"240","signals":null,"positions":220}}')).toEqual({
      layout: 1,
      sides: { positions: 220 },
    });
  });
});
