// Short messages about what just happened. Bad news stays until it is dismissed or three newer ones came.

import { create } from 'zustand';

export interface Toast {
  readonly id: number;
  readonly tone: 'good' | 'neutral' | 'bad';
  readonly text: string;
  readonly detail: string | null;
}

interface ToastStore {
  readonly toasts: readonly Toast[];
}

const SHOWN_MAX = 3;
const LIFE_MS = 6_000;
let lastId = 0;

export const useToasts = create<ToastStore>(() => ({ toasts: [] }));

export function dismissToast(id: number): void {
  useToasts.setState((held) => ({ toasts: held.toasts.filter((toast) => toast.id !== id) }));
}

export function pushToast(tone: Toast['tone'], text: string, detail: string | null = null): void {
  lastId += 1;
  const id = lastId;
  useToasts.setState((held) => {
    const others = held.toasts.filter((toast) => toast.text !== text || toast.detail !== detail);
    return { toasts: [...others, { id, tone, text, detail }].slice(-SHOWN_MAX) };
  });
  if (tone !== 'bad')
    setTimeout(() => {
      dismissToast(id);
    }, LIFE_MS);
}
