import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  firstOutside,
  isTimeZone,
  timeOfDayMs,
  wallClockMs,
  zoneOffsetMs,
} from '../../../../shared/domain/time-zone.ts';

const at = (iso: string) => Date.parse(iso);
const quiet = (from: string, to: string) => ({ startMs: timeOfDayMs(from), endMs: timeOfDayMs(to) });
const end = (zone: string, from: string, to: string, atIso: string) =>
  new Date(firstOutside(zone, quiet(from, to), at(atIso))).toISOString();

describe('the end of hours in a time zone', () => {
  it('is now where they have not begun, and their end where they have, over midnight too', () => {
    expect(end('Europe/Berlin', '21:00', '08:00', '2026-07-01T12:00:00Z')).toBe('2026-07-01T12:00:00.000Z');
    expect(end('Europe/Berlin', '21:00', '08:00', '2026-07-01T19:00:00Z')).toBe('2026-07-02T06:00:00.000Z');
    expect(end('Europe/Berlin', '21:00', '08:00', '2026-07-01T18:59:59.999Z')).toBe('2026-07-01T18:59:59.999Z');
    expect(end('Asia/Kathmandu', '09:00', '10:00', '2026-07-01T03:30:00Z')).toBe('2026-07-01T04:15:00.000Z');
  });

  it('comes an hour sooner where the clock is set forward in them, and later where it is set back', () => {
    expect(end('Europe/Berlin', '21:00', '08:00', '2026-03-28T22:00:00Z')).toBe('2026-03-29T06:00:00.000Z');
    expect(end('Europe/Berlin', '21:00', '08:00', '2026-10-24T22:00:00Z')).toBe('2026-10-25T07:00:00.000Z');
    expect(end('America/New_York', '21:00', '08:00', '2026-11-01T03:00:00Z')).toBe('2026-11-01T13:00:00.000Z');
    expect(end('Australia/Lord_Howe', '21:00', '08:00', '2026-04-04T12:00:00Z')).toBe('2026-04-04T21:30:00.000Z');
  });

  it('is the skip where they end within it', () => {
    expect(end('Europe/Berlin', '01:00', '02:30', '2026-03-29T00:30:00Z')).toBe('2026-03-29T01:00:00.000Z');
    expect(end('America/Santiago', '23:00', '00:30', '2026-09-06T03:30:00Z')).toBe('2026-09-06T04:00:00.000Z');
  });

  it('comes twice where the clock shows them twice', () => {
    expect(end('Europe/Berlin', '02:00', '02:30', '2026-10-25T00:10:00Z')).toBe('2026-10-25T00:30:00.000Z');
    expect(end('Europe/Berlin', '02:00', '02:30', '2026-10-25T00:59:59.999Z')).toBe('2026-10-25T00:59:59.999Z');
    expect(end('Europe/Berlin', '02:00', '02:30', '2026-10-25T01:00:00Z')).toBe('2026-10-25T01:30:00.000Z');
  });

  it('is the first moment outside of them, in every zone and year', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia', 'Australia/Lord_Howe', 'UTC'];
    const minute = fc.integer({ min: 0, max: 1439 });
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        minute,
        minute,
        fc.integer({ min: at('2020-01-01'), max: at('2035-01-01') }),
        (zone, from, to, fromMs) => {
          fc.pre(from !== to);
          const hours = { startMs: from * 60_000, endMs: to * 60_000 };
          const length = (((to - from) % 1440) + 1440) % 1440;
          const isWithin = (ms: number) =>
            (wallClockMs(zone, ms) - hours.startMs + 86_400_000) % 86_400_000 < length * 60_000;
          const untilMs = firstOutside(zone, hours, fromMs);
          expect(isWithin(untilMs)).toBe(false);
          if (untilMs > fromMs) expect(isWithin(untilMs - 1)).toBe(true);
          const step = Math.max(60_000, Math.floor((untilMs - fromMs) / 50));
          for (let ms = fromMs; ms < untilMs; ms += step) expect(isWithin(ms)).toBe(true);
        },
      ),
      { numRuns: 300, seed: 8 },
    );
  });
});

describe('a time zone', () => {
  it('is known by its name, and one that is none is not', () => {
    expect(['Europe/Berlin', 'UTC', 'Mars/Olympus', ''].map(isTimeZone)).toEqual([true, true, false, false]);
  });
  it('tells how far its clock is ahead, also before 1970', () => {
    expect(zoneOffsetMs('Asia/Kathmandu', at('2026-01-01T00:00:00.500Z'))).toBe(5.75 * 3_600_000);
    expect(zoneOffsetMs('America/New_York', at('1965-01-01T00:00:00Z'))).toBe(-5 * 3_600_000);
  });
});
