// The shape every language must fill: the English table with any words in it.

import type { en } from './en.ts';

type Filled<T> = { readonly [K in keyof T]: T[K] extends string ? string : Filled<T[K]> };

export type Words = Filled<typeof en>;
