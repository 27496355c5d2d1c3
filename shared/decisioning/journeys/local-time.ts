import { DAY_MS } from '../../domain/time.ts';
import { timeOfDayMs, wallClockMs, zoneOffsetMs } from '../../domain/time-zone.ts';

/**
 * The moment at which a wall clock somewhere shows what UTC's shows at another; the first of two where the clock is set
 * back, and where it skips that time, as long after the skip as it would be without it.
 *
 * @param timeZone - IANA.
 * @param asUtcMs - what the clock shows, as if it were UTC's; in ms since 1970.
 */
export function momentOf(timeZone: string, asUtcMs: number): number {
  // By the offset before a change of clocks and by the one after it: no clock is set twice within two days.
  const [before, after] = [asUtcMs - DAY_MS, asUtcMs + DAY_MS].map((ms) => asUtcMs - zoneOffsetMs(timeZone, ms));
  const shown = [before!, after!].filter((ms) => ms + zoneOffsetMs(timeZone, ms) === asUtcMs);
  return shown.length > 0 ? Math.min(...shown) : before!;
}

/** The first moment after another at which a clock shows that time of the day. @param time - "HH:MM". */
export function nextTimeOfDay(timeZone: string, time: string, afterMs: number): number {
  const midnight = afterMs + zoneOffsetMs(timeZone, afterMs) - wallClockMs(timeZone, afterMs);
  for (let days = 0; ; days++) {
    const moment = momentOf(timeZone, midnight + days * DAY_MS + timeOfDayMs(time));
    if (moment > afterMs) return moment;
  }
}
