// Time zones of files: UTC, a fixed offset, an IANA zone by the runtime's own tables, or a broker's server.
//
// The rule for an IANA zone: a local time that comes twice (clocks go back) is the earlier instant, unless that lies
// before what may follow the row above (for bars: not after it), then the later one; a local time that never was
// (clocks go forward) is refused.

import { fail, ok, type Result } from '#core/base';
import { BrokerClock, CODES, formatBrokerZone, readBrokerZone, type BrokerZone } from '#core/model';

export interface Zone {
  readonly name: string;
  /** UTC ms of a local wall time (its digits read as UTC ms); null where no clock of the zone ever showed it. */
  toUtc(localMs: number, notBeforeMs: number): number | null;
  /** How many times were asked about that its clock showed twice. */
  readonly twice: number;
}

/**
 * Reads `UTC`, `Z`, `+03:00`, `-0530`, `+3`, `UTC+3`, an IANA name such as `Europe/Athens`, a broker's `+02:00/eu` or
 * `+02:00/us`, or `broker`: `profile`, the zone that the trader confirmed for the data folder.
 */
export function makeZone(text: string, profile: BrokerZone | null = null): Result<Zone> {
  const name = text.trim();
  if (/^(utc|gmt|z)$/i.test(name)) return ok(fixedZone('UTC', 0));
  const offsetMs = readOffset(name);
  if (offsetMs !== null) return ok(fixedZone(name, offsetMs));
  if (name.toLowerCase() === 'broker') {
    if (profile !== null) return ok(new ServerZone(profile));
    return fail('IMPORT_ZONE_UNCONFIRMED', CODES.IMPORT_ZONE_UNCONFIRMED.text);
  }
  const server = name.includes('/') ? readBrokerZone(name) : null;
  if (server !== null) return ok(new ServerZone(server));
  try {
    // The runtime would also take offsets that no zone has.
    if (/^[a-z]/i.test(name)) return ok(new NamedZone(name));
    return fail('IMPORT_ZONE_UNKNOWN', `"${name}" is not a time zone.`);
  } catch {
    return fail('IMPORT_ZONE_UNKNOWN', `"${name}" is not a time zone.`);
  }
}

/** Milliseconds east of UTC of `+03:00`, `-0530`, `+3`, `UTC+3`; null for anything else. */
export function readOffset(text: string): number | null {
  const match = /^(?:utc|gmt)?([+-])(\d{1,2})(?::?([0-5]\d))?$/i.exec(text.trim());
  if (match === null) return null;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  if (minutes > 18 * 60) return null;
  return (match[1] === '-' ? -minutes : minutes) * 60_000;
}

function fixedZone(name: string, offsetMs: number): Zone {
  return { name, toUtc: (localMs) => localMs - offsetMs, twice: 0 };
}

/** The clock of a broker's server. */
class ServerZone implements Zone {
  readonly name: string;
  readonly #clock: BrokerClock;
  twice = 0;

  constructor(zone: BrokerZone) {
    this.name = formatBrokerZone(zone);
    this.#clock = new BrokerClock(zone);
  }

  toUtc(localMs: number, notBeforeMs: number): number | null {
    const utcMs = this.#clock.toUtc(localMs, notBeforeMs);
    if (utcMs !== null && this.#clock.isTwice(localMs)) this.twice += 1;
    return utcMs;
  }
}

const SLOT_MS = 900_000;
const DAY_MS = 86_400_000;
const CACHE_MAX = 20_000;

// Offsets change on quarters of an hour in every zone since 1972, so a slot of local time has one answer.
class NamedZone implements Zone {
  readonly name: string;
  twice = 0;
  readonly #format: Intl.DateTimeFormat;
  /** Local slot -> the offsets (ms) under which it exists, the earlier instant first. */
  readonly #slots = new Map<number, readonly number[]>();

  constructor(name: string) {
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone: name, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit',
      minute: '2-digit', second: '2-digit', era: 'short',
    });
    this.name = this.#format.resolvedOptions().timeZone;
  }

  toUtc(localMs: number, notBeforeMs: number): number | null {
    const slot = Math.floor(localMs / SLOT_MS);
    let offsets = this.#slots.get(slot);
    if (offsets === undefined) {
      if (this.#slots.size >= CACHE_MAX) this.#slots.clear();
      offsets = this.#offsetsAt(slot * SLOT_MS);
      this.#slots.set(slot, offsets);
    }
    const [first, second] = offsets;
    if (first === undefined) return null;
    if (second !== undefined) this.twice += 1;
    if (second !== undefined && localMs - first < notBeforeMs) return localMs - second;
    return localMs - first;
  }

  #offsetsAt(localMs: number): readonly number[] {
    const candidates = new Set([this.#offsetOf(localMs - DAY_MS), this.#offsetOf(localMs + DAY_MS)]);
    return [...candidates].filter((offset) => this.#offsetOf(localMs - offset) === offset).sort((a, b) => b - a);
  }

  #offsetOf(utcMs: number): number {
    const part: Record<string, string> = {};
    for (const { type, value } of this.#format.formatToParts(utcMs)) part[type] = value;
    const year = part['era'] === 'BC' ? 1 - Number(part['year']) : Number(part['year']);
    const local = Date.UTC(
      year, Number(part['month']) - 1, Number(part['day']), Number(part['hour']), Number(part['minute']),
      Number(part['second']),
    );
    return local - Math.floor(utcMs / 1000) * 1000;
  }
}
