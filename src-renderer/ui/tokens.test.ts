import { describe, expect, it } from 'vitest';
import sheet from './tokens.css?raw';

const sheets: Readonly<Record<string, string>> = import.meta.glob('../**/*.css', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const otherSheets = Object.entries(sheets).filter(([name]) => !name.endsWith('/tokens.css'));

/** Declarations of every rule whose selector list holds `selector`, later ones winning. */
function tokensOf(...selectors: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, head = '', body = ''] of sheet.replace(/\/\*[\s\S]*?\*\//g, '').matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    const heads = head.split(',').map((part) => part.trim());
    if (!heads.some((part) => selectors.includes(part))) continue;
    for (const [, name = '', value = ''] of body.matchAll(/--([\w-]+):\s*([^;]+);/g)) found.set(name, value.trim());
  }
  return found;
}

function luminance(hex: string): number {
  const channels = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  const [r = 0, g = 0, b = 0] = channels;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG 2 contrast ratio of two #rrggbb colours. */
function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const LOOK = {
  dark: {
    ground: '#0e1116',
    panel: '#151a21',
    raised: '#1b222b',
    line: '#263040',
    text: '#e6eaf0',
    second: '#9aa7b5',
    faint: '#66727f',
    accent: '#5b9dff',
    up: '#2ebd85',
    down: '#f6465d',
    warning: '#e5a93b',
  },
  light: {
    ground: '#f4f6f8',
    panel: '#ffffff',
    raised: '#f9fafb',
    line: '#d9dfe6',
    text: '#17202b',
    second: '#526070',
    accent: '#1f6feb',
    up: '#0b8f5f',
    down: '#d1293d',
    warning: '#9a6700',
  },
} as const;

const WORDS = ['accent-text', 'up-text', 'down-text', 'warning-text', 'second'] as const;
const SOLID = [
  ['on-accent', 'accent'],
  ['on-demo', 'demo'],
  ['on-real', 'real'],
  ['on-automatic', 'automatic'],
  ['on-down', 'down'],
] as const;

describe('contrast by hand', () => {
  it('is 21 for black on white and 1 for a colour on itself', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 6);
    expect(contrast('#526070', '#526070')).toBe(1);
    expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
  });
});

describe.each(['dark', 'light'] as const)('the %s theme', (theme) => {
  const plain = tokensOf(':root', `:root[data-theme='${theme}']`);
  const hues = new Map([...plain, ...tokensOf(`:root[data-theme='${theme}'][data-hues='blue-orange']`)]);
  const grounds = ['ground', 'panel', 'raised'].map((name) => plain.get(name) ?? '');

  it('has the colours that were decided', () => {
    for (const [name, value] of Object.entries(LOOK[theme])) expect(plain.get(name), name).toBe(value);
  });

  it('keeps body text at 7 to 1 or better on every surface', () => {
    for (const ground of grounds) expect(contrast(plain.get('text') ?? '', ground), ground).toBeGreaterThanOrEqual(7);
  });

  it.each([
    ['green and red', plain],
    ['blue and orange', hues],
  ] as const)('keeps every other word at 4.5 to 1 or better, in %s', (_name, tokens) => {
    for (const ground of grounds) {
      for (const name of WORDS)
        expect(contrast(tokens.get(name) ?? '', ground), `${name} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each(SOLID)('keeps %s on %s at 4.5 to 1 or better', (word, ground) => {
    expect(contrast(plain.get(word) ?? '', plain.get(ground) ?? '')).toBeGreaterThanOrEqual(4.5);
  });

  it('keeps the figures of six studies at 4.5 to 1 or better on the panel', () => {
    const studies = [...plain].filter(([name]) => name.startsWith('study-'));
    expect(studies).toHaveLength(6);
    for (const [name, colour] of studies) {
      expect(contrast(colour, plain.get('panel') ?? ''), name).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('keeps candles at 3 to 1 or better on the panel, in both pairs of hues', () => {
    for (const tokens of [plain, hues]) {
      for (const name of ['up', 'down', 'accent'])
        expect(contrast(tokens.get(name) ?? '', plain.get('panel') ?? ''), name).toBeGreaterThanOrEqual(3);
    }
  });
});

describe('every other style sheet', () => {
  it('is found', () => {
    expect(otherSheets.length).toBeGreaterThanOrEqual(6);
  });

  it.each(otherSheets)('%s names colours by token only', (_name, text) => {
    expect(text.match(/#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(/gi) ?? []).toEqual([]);
  });

  it.each(otherSheets)('%s uses only tokens that exist', (_name, text) => {
    const known = new Set([...tokensOf(':root', ":root[data-theme='dark']").keys(), 'hold']);
    const used = [...text.matchAll(/var\(--(?!dv-)([\w-]+)/g)].map((m) => m[1] ?? '');
    expect(used.filter((token) => !known.has(token))).toEqual([]);
  });
});
