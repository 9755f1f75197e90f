// Text inside base64 of a zlib stream, with a bound on what comes out: a small frame may claim to hold gigabytes.

import { inflateSync } from 'node:zlib';

/** A page of 5,000 rows is below 1 MiB as text. */
const TEXT_BYTES_MAX = 16_777_216;
const BASE64 = /^[0-9A-Za-z+/]*={0,2}$/;

/** Null for text that is not base64, bytes that are not a whole zlib stream, or more than 16 MiB within. */
export function inflateText(base64: string): string | null {
  if (!BASE64.test(base64)) return null;
  try {
    const bytes = inflateSync(Buffer.from(base64, 'base64'), { maxOutputLength: TEXT_BYTES_MAX });
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Torn, damaged, too large or not UTF-8: all the same to the asker.
    return null;
  }
}
