// How every list is paged.

import { z } from 'zod';

/** Most items of one page. */
export const PAGE_LIMIT_MAX = 10_000;
/** Items of a page where none is asked for. */
export const PAGE_LIMIT_DEFAULT = 1_000;

const limit = z
  .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
  .pipe(z.number().int().min(1).max(PAGE_LIMIT_MAX))
  .default(PAGE_LIMIT_DEFAULT)
  .describe(`items on a page, 1 to ${PAGE_LIMIT_MAX}`);
const cursor = z.string().min(1).max(512).optional().describe('`next` of the page before');

/** Input of every list. */
export const listFields = { limit, cursor };
