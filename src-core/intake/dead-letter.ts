// A refused frame as it is kept: its code, its reason, whence it came, and its text up to a bound.

import type { InputBody, WireMark } from '#core/model';

/** Anything refused: a fault of reading, or a number that came with other content. */
export interface Refused {
  readonly code: string;
  readonly path: string;
  readonly reason: string;
}

/** Characters of a frame that are kept; the rest of a longer one is cut, and the reason says so. */
const LETTER_RAW_MAX = 65_536;
/** Of a frame from someone who has not proved himself, this much is kept. */
export const STRANGER_RAW_MAX = 4_096;

export interface LetterParts {
  readonly fault: Refused;
  readonly raw: string;
  /** Set when the frame carried a reliable number that is acknowledged with this event. */
  readonly wire: WireMark | null;
  readonly source: string;
  /** The frame's type, where its head could be read. */
  readonly of?: string | undefined;
  readonly rawMax?: number;
}

export function deadLetter(parts: LetterParts): Extract<InputBody, { kind: 'Quarantined' }> {
  const { fault, raw, wire, source, of, rawMax = LETTER_RAW_MAX } = parts;
  const words = fault.path === '' ? fault.reason : `${fault.path}: ${fault.reason}`;
  const isCut = raw.length > rawMax;
  return {
    kind: 'Quarantined', wire, code: fault.code,
    reason: isCut ? `${words} (cut to ${String(rawMax)} of ${String(raw.length)} characters)` : words, source,
    raw: isCut ? raw.slice(0, rawMax) : raw, ...(of === undefined ? {} : { of }),
  };
}
