// The few words at the top left of a chart: open, high, low, close under the crosshair, else of the newest bar, and
// the change of that bar. Written straight to its elements: it changes with every tick.

import { formatFixed, splitPrice, UNKNOWN } from '#renderer/ui';
import type { ChartBar } from './series-data.ts';

const NAMES = ['open', 'high', 'low', 'close'] as const;

/** Change from open to close, per cent with two decimals and a sign. */
export function changeText(bar: ChartBar | null): string {
  if (bar === null || bar.open === 0) return UNKNOWN;
  return `${formatFixed(((bar.close - bar.open) / bar.open) * 100, 2, 'always')}\u202f%`;
}

export function writeLegend(host: HTMLElement, bar: ChartBar | null, digits: number): void {
  for (const name of NAMES) {
    const element = host.querySelector<HTMLElement>(`[data-value="${name}"]`);
    if (element === null) continue;
    const [head, small] = splitPrice(bar?.[name] ?? null, digits);
    const [first, second] = element.children;
    if (first !== undefined && first.textContent !== head) first.textContent = head;
    if (second !== undefined && second.textContent !== small) second.textContent = small;
  }
  const change = host.querySelector<HTMLElement>('[data-value="change"]');
  if (change === null) return;
  const text = changeText(bar);
  if (change.textContent !== text) change.textContent = text;
  const move = bar === null ? 0 : Math.sign(bar.close - bar.open);
  change.dataset['move'] = String(move);
}
