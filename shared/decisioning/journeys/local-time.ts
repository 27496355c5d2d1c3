import { DAY_MS } from '../../domain/time.ts';

/** A wall clock: what it shows, without saying where it hangs. */
export interface WallTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

const FORMATS = new Map<string, Intl.DateTimeFormat>();
/** There are some 600 names; whoever sends others must not fill the memory. */
const MOST_FORMATS = 700;

/** What clocks show somewhere at a moment. @param timeZone - of the IANA database. @throws RangeError for no zone. */
export function wallTimeAt(timeZone: string, ms: number): WallTime {
  let format = FORMATS.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...NUMERIC });
    if (FORMATS.size < MOST_FORMATS) FORMATS.set(timeZone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  return parts as unknown as WallTime;
}

const NUMERIC = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;

/**
 * The moment at which clocks somewhere show a time; the first of two where clocks are put back, and where they are put
 * forward over it, the moment at which it would have been.
 */
export function momentOf(timeZone: string, wall: WallTime): number {
  const asUtc = utcOf(wall);
  // The offset before a change of clocks and the one after it: no zone changes twice within two days.
  const offsets = [asUtc - DAY_MS, asUtc + DAY_MS].map((ms) => utcOf(wallTimeAt(timeZone, ms)) - floorMinute(ms));
  const moments = offsets.map((offset) => asUtc - offset);
  const shown = moments.filter((ms) => utcOf(wallTimeAt(timeZone, ms)) === asUtc);
  return shown.length > 0 ? Math.min(...shown) : moments[0]!;
}

/** The first moment after another at which clocks show that time of the day. @param time - "HH:MM". */
export function nextTimeOfDay(timeZone: string, time: string, afterMs: number): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  for (let days = 0; ; days++) {
    const { year, month, day } = wallTimeAt(timeZone, afterMs);
    const moment = momentOf(timeZone, { ...dayAfter({ year, month, day }, days), hour, minute });
    if (moment > afterMs) return moment;
  }
}

/** A local date and time as ISO 8601 writes it without an offset, "2026-12-01T09:00". */
export function wallTimeOf(text: string): WallTime {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = text.split(/[-T:]/).map(Number);
  return { year, month, day, hour, minute };
}

const utcOf = ({ year, month, day, hour, minute }: WallTime): number => Date.UTC(year, month - 1, day, hour, minute);
const floorMinute = (ms: number): number => Math.floor(ms / 60_000) * 60_000;

function dayAfter({ year, month, day }: Pick<WallTime, 'year' | 'month' | 'day'>, days: number) {
  const date = new Date(Date.UTC(year, month - 1, day + days));
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}
