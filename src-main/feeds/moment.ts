// A time on a command line: ISO 8601 or epoch, as in files; without a zone it is read by `zone`.

import { fail, ok, type Result } from '#core/base';
import { StampReader } from './stamp.ts';
import type { Zone } from './zone.ts';

/** UTC ms of `text`. */
export function readMoment(text: string, zone: Zone): Result<number> {
  const reader = new StampReader(zone);
  const fault = reader.read(text, -Infinity);
  if (fault === null) return ok(reader.utcMs);
  return fail('HOST_USAGE', `"${text}" is not a time: give ISO 8601 such as 2014-05-01T00:00:00Z, or epoch ms.`);
}
