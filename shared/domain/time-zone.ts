import { DAY_MS, HOUR_MS } from './time.ts';

/** Clocks of time zones that were asked for. */
const CLOCKS = new Map<string, Intl.DateTimeFormat>();
const MAX_CLOCKS = 1000;

/** Whether this machine knows a time zone of that name (IANA). */
export function isTimeZone(name: string): boolean {
  try {
    clockOf(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/**
 * How far a zone's wall clock is ahead of UTC then, in ms; behind: below 0.
 * @throws RangeError for a name of no zone.
 */
export function zoneOffsetMs(zone: string, atMs: number): number {
  const parts = clockOf(zone).formatToParts(atMs);
  const of = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.find((part) => part.type === type)?.value);
  const wall = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return wall - Math.floor(atMs / 1000) * 1000;
}

/** What a zone's wall clock shows: ms since its midnight, in [0, 86,400,000). */
export const wallClockMs = (zone: string, atMs: number): number => modulo(atMs + zoneOffsetMs(zone, atMs), DAY_MS);

/**
 * The first moment, in ms since 1970, from `fromMs` on at which a zone's wall clock shows a time outside of
 * [`startMs`, `endMs`), both in ms since midnight; over midnight where the end is the lesser. A time that a clock skips
 * is passed with the skip, and one that it shows twice counts both times.
 */
export function firstOutside(
  zone: string,
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
  fromMs: number,
): number {
  const length = modulo(endMs - startMs, DAY_MS);
  let atMs = fromMs;
  for (;;) {
    const within = modulo(wallClockMs(zone, atMs) - startMs, DAY_MS);
    if (within >= length) return atMs;
    atMs = nextShift(zone, atMs, atMs + length - within) ?? atMs + length - within;
  }
}

/** When the clock is next set, after one moment and up to another; undefined: it is not. No clock is set twice a day. */
function nextShift(zone: string, fromMs: number, toMs: number): number | undefined {
  const offset = zoneOffsetMs(zone, fromMs);
  const isSet = (ms: number): boolean => zoneOffsetMs(zone, ms) !== offset;
  if (!isSet(toMs)) return undefined;
  let [before, after] = [fromMs, toMs];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (isSet(middle)) after = middle;
    else before = middle;
  }
  return after;
}

/** A time of the day, "21:00", in ms since midnight. */
export function timeOfDayMs(text: string): number {
  const [hours, minutes] = text.split(':').map(Number) as [number, number];
  return hours * HOUR_MS + minutes * 60_000;
}

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = CLOCKS.get(zone);
  if (known !== undefined) return known;
  const two = '2-digit';
  const clock = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: two,
    day: two,
    hour: two,
    minute: two,
    second: two,
  });
  if (CLOCKS.size >= MAX_CLOCKS) CLOCKS.clear(); // whoever fills it with names must not change an answer
  CLOCKS.set(zone, clock);
  return clock;
}

const modulo = (a: number, b: number): number => ((a % b) + b) % b;
