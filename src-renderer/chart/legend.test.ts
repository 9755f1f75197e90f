import { describe, expect, it } from 'vitest';
import { changeText } from './legend.ts';

const bar = (open: number, close: number) => ({ time: 0, open, high: 2, low: 0, close, tickVolume: 0 });

describe('changeText', () => {
  it('gives the change of the bar with a sign, or a dash where there is none', () => {
    expect(changeText(bar(1, 1.01))).toBe('+1.00\u202f%');
    expect(changeText(bar(1, 0.999))).toBe('\u22120.10\u202f%');
    expect(changeText(bar(1, 1))).toBe('0.00\u202f%');
    expect(changeText(null)).toBe('–');
    expect(changeText(bar(0, 1))).toBe('–');
  });
});
