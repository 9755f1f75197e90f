import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { FIRST_BOUNDS, fitBounds, keepBounds, parseBounds, readBounds, type WindowBounds } from './window-bounds.ts';

const MAIN = { x: 0, y: 0, width: 1920, height: 1040 };
const LEFT = { x: -1280, y: 100, width: 1280, height: 1024 };
const KEPT: WindowBounds = { x: 100, y: 80, width: 1500, height: 900, isMaximized: true };

describe('where the window was', () => {
  it('is the same after a restart', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sextant-bounds-'));
    const file = join(folder, 'window', 'bounds.json');
    expect(readBounds(file)).toEqual(FIRST_BOUNDS);
    keepBounds(file, KEPT);
    expect(readBounds(file)).toEqual(KEPT);
    expect(existsSync(`${file}.new`)).toBe(false);
    writeFileSync(file, '{"x":1');
    expect(readBounds(file)).toEqual(FIRST_BOUNDS);
    rmSync(folder, { recursive: true });
  });

  it.each([
    '', 'null', '7', '[]', '{"width":"wide","height":1}', '{"width":1e9,"height":900}', '{"width":-5,"height":2}',
  ])('is forgotten where the file says %s', (text) => {
    expect(parseBounds(text)).toEqual(FIRST_BOUNDS);
  });

  it('keeps a size whose place is unreadable', () => {
    expect(parseBounds('{"x":"left","y":2,"width":1200,"height":800}')).toEqual(
      { x: null, y: null, width: 1200, height: 800, isMaximized: false },
    );
  });

  it('is gone back to on any screen that still shows it', () => {
    expect(fitBounds(KEPT, [MAIN])).toEqual(KEPT);
    const onLeft = { ...KEPT, x: -1200, y: 120, width: 1000 };
    expect(fitBounds(onLeft, [MAIN, LEFT])).toEqual(onLeft);
  });

  it('is not gone back to once its screen is away', () => {
    expect(fitBounds({ ...KEPT, x: -1200, width: 1000 }, [MAIN])).toMatchObject({ x: null, y: null });
  });

  it('is made smaller for a smaller screen', () => {
    expect(fitBounds({ ...KEPT, width: 4000, height: 3000 }, [MAIN])).toMatchObject({ width: 1920, height: 1040 });
  });

  it('always leaves enough of the title bar to take hold of, or starts in the middle', () => {
    const place = fc.integer({ min: -5000, max: 5000 });
    const size = fc.integer({ min: 200, max: 4000 });
    fc.assert(fc.property(place, place, size, size, (x, y, width, height) => {
      const fitted = fitBounds({ x, y, width, height, isMaximized: false }, [MAIN, LEFT]);
      if (fitted.x === null || fitted.y === null) return;
      const left = fitted.x;
      const top = fitted.y;
      const isGraspable = [MAIN, LEFT].some((screen) => (
        left + fitted.width >= screen.x + 64 && left <= screen.x + screen.width - 64
        && top >= screen.y && top <= screen.y + screen.height - 64
      ));
      expect(isGraspable).toBe(true);
    }));
  });
});
