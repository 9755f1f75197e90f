import { describe, expect, it } from 'vitest';
import type { InputBody, JournalEvent } from '#core/model';
import { LinkBook } from './link-book.ts';

const ACCOUNT = '51234567@Broker-Demo';
const SUMMER_S = 10_800;
const WINTER_S = 7_200;
const FRIDAY_CLOSE_MS = Date.UTC(2026, 9, 30, 20, 59, 58);
const MONDAY_OPEN_MS = Date.UTC(2026, 10, 1, 22);

let seq = 0;
function fold(book: LinkBook, body: InputBody, ts = MONDAY_OPEN_MS + 86_400_000 * 30): void {
  seq += 1;
  book.apply({ seq, ts, body } satisfies JournalEvent);
}

function connected(offsetS: number, clock: 'wall' | 'data'): InputBody {
  return {
    kind: 'TerminalConnected', session: 's', epoch: 'e', offsetS, clock, lastSeq: 0, ea: '', build: 0,
    account: { login: '51234567', server: 'Broker-Demo', currency: 'USD', tradeMode: 'demo', marginMode: 'hedging' },
  };
}

function ticked(utcMs: number, offsetS: number): InputBody {
  const brokerMs = utcMs + offsetS * 1000;
  return {
    kind: 'TicksReceived', account: ACCOUNT, symbol: 'EURUSD', offsetS, next: [brokerMs, 1],
    ticks: { brokerMs: [brokerMs], bid: [1], ask: [1], last: [0], volume: [0], flags: [6] },
  };
}

function reported(utcMs: number, offsetS: number): InputBody {
  return {
    kind: 'OffsetReported', wire: { account: ACCOUNT, epoch: 'e', wireSeq: 0 }, offsetS, source: 'calc',
    atBrokerMs: utcMs + offsetS * 1000,
  };
}

/** UTC of a broker time by the steps known. */
function toUtc(book: LinkBook, brokerMs: number): number {
  return brokerMs - book.offsetAtBroker(ACCOUNT, brokerMs) * 1000;
}

describe('the steps of a broker\'s offset', () => {
  it.each(['wall', 'data'] as const)('over a weekend put Monday\'s first bar under the new offset (%s clock)', (clock) => {
    const book = new LinkBook();
    fold(book, connected(SUMMER_S, clock), clock === 'wall' ? FRIDAY_CLOSE_MS - 3_600_000 : undefined);
    fold(book, ticked(FRIDAY_CLOSE_MS, SUMMER_S));
    // the report comes with Monday's first tick, some seconds into the bar that is labelled with its open
    fold(book, reported(MONDAY_OPEN_MS + 5_000, WINTER_S));
    expect(toUtc(book, Date.UTC(2026, 10, 2, 0))).toBe(MONDAY_OPEN_MS);
    expect(toUtc(book, Date.UTC(2026, 9, 30, 23))).toBe(Date.UTC(2026, 9, 30, 20));
    expect(book.offsetAt(ACCOUNT, FRIDAY_CLOSE_MS)).toBe(SUMMER_S);
    expect(book.offsetAt(ACCOUNT, MONDAY_OPEN_MS)).toBe(WINTER_S);
  });

  it('leave Friday\'s unseen hours under the old offset when the terminal comes back on Wednesday', () => {
    const book = new LinkBook();
    const wednesday = Date.UTC(2026, 10, 4, 9);
    fold(book, connected(SUMMER_S, 'wall'), Date.UTC(2026, 9, 30, 12));
    fold(book, ticked(Date.UTC(2026, 9, 30, 12), SUMMER_S));
    fold(book, connected(WINTER_S, 'wall'), wednesday);
    expect(toUtc(book, Date.UTC(2026, 9, 30, 23))).toBe(Date.UTC(2026, 9, 30, 20));
    expect(toUtc(book, Date.UTC(2026, 10, 2, 0))).toBe(MONDAY_OPEN_MS);
  });

  it('within a session begin after the newest row', () => {
    const book = new LinkBook();
    const noonMs = Date.UTC(2026, 10, 4, 12);
    fold(book, connected(SUMMER_S, 'wall'), noonMs - 60_000);
    fold(book, ticked(noonMs, SUMMER_S));
    fold(book, reported(noonMs + 1_000, WINTER_S));
    expect(book.offsetAt(ACCOUNT, noonMs)).toBe(SUMMER_S);
    expect(book.offsetAt(ACCOUNT, noonMs + 1)).toBe(WINTER_S);
  });

  it('reach back before the first report by the confirmed zone, where that agrees with the report', () => {
    const book = new LinkBook();
    const november = Date.UTC(2026, 10, 10, 9);
    const july = Date.UTC(2026, 6, 1, 12);
    const zone = { standardOffsetS: WINTER_S, daylight: 'eu' } as const;
    fold(book, connected(WINTER_S, 'wall'), november);
    expect([book.offsetAt(ACCOUNT, july), book.offsetAtBroker(ACCOUNT, july)]).toEqual([WINTER_S, WINTER_S]);
    fold(book, { kind: 'BrokerZoneConfirmed', zone, by: 'window' });
    const restored = LinkBook.fromJson(book.toJson());
    for (const one of [book, restored]) {
      expect(one.offsetAt(ACCOUNT, july)).toBe(SUMMER_S);
      expect(one.offsetAt(ACCOUNT, november)).toBe(WINTER_S);
      // every half hour of a year and back: the offset of a broker time is that of the instant
      for (let utc = Date.UTC(2026, 0, 1); utc < november; utc += 1_800_000) {
        const offsetS = one.offsetAt(ACCOUNT, utc);
        const isTwice = utc >= Date.UTC(2026, 9, 25, 0) && utc < Date.UTC(2026, 9, 25, 1);
        expect(one.offsetAtBroker(ACCOUNT, utc + offsetS * 1000)).toBe(isTwice ? WINTER_S : offsetS);
      }
      const steps = one.offsetSteps(ACCOUNT).filter(({ fromMs }) => fromMs >= Date.UTC(2026, 0, 1));
      expect(steps).toEqual([
        { fromMs: Date.UTC(2026, 2, 29, 1), offsetS: SUMMER_S }, { fromMs: Date.UTC(2026, 9, 25, 1), offsetS: WINTER_S },
      ]);
    }
    fold(book, { kind: 'BrokerZoneConfirmed', zone: { standardOffsetS: 0, daylight: 'eu' }, by: 'window' });
    expect(book.offsetAt(ACCOUNT, july)).toBe(WINTER_S);
    fold(book, { kind: 'BrokerZoneConfirmed', zone: null, by: 'window' });
    expect(book.brokerClock).toBeNull();
  });

  it('are kept by a snapshot of the book', () => {
    const book = new LinkBook();
    fold(book, connected(SUMMER_S, 'data'));
    fold(book, ticked(FRIDAY_CLOSE_MS, SUMMER_S));
    fold(book, reported(MONDAY_OPEN_MS, WINTER_S));
    const again = LinkBook.fromJson(JSON.parse(JSON.stringify(book.toJson())) as ReturnType<LinkBook['toJson']>);
    expect(again.offsetSteps(ACCOUNT)).toEqual(book.offsetSteps(ACCOUNT));
    expect(again.offsetSteps(ACCOUNT)).toHaveLength(2);
  });
});
