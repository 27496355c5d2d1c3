import { DEVICES, type DecisionContext, type Device } from '../domain/decision.ts';
import type { Event, JsonObject } from '../domain/event.ts';
import { isJsonObject } from '../domain/interaction.ts';
import { HOUR_MS } from '../domain/time.ts';

/** Quarters of the day, by the hour where the shopper is: from 0, 6, 12 and 18 o'clock. */
export const DAY_PARTS = ['night', 'morning', 'afternoon', 'evening'] as const;
export type DayPart = (typeof DAY_PARTS)[number];

/** A value of a context that many share: a market, a device or a part of the day. No two have one name. */
export type Cell = string;

/**
 * What an event's context, in Segment's shape, says of the situation, as coarse as a decision's request says it: the
 * market, from `market` or else the region of `locale`; the device, from `device.type` or else the user agent; the
 * hour, by `timezone`. What cannot be told is absent. Without a time zone the hour is not told: UTC's would teach a
 * model another hour than the one it is asked by.
 */
export function contextOfEvent({ context, atMs }: Pick<Event, 'context' | 'atMs'>): DecisionContext {
  const market = marketOf(context);
  const device = deviceOf(context);
  const hour = localTimeOf({ context, atMs })?.hour;
  return {
    ...(market !== undefined && { market }),
    ...(device !== undefined && { device }),
    ...(hour !== undefined && { hour }),
  };
}

// ── As a number ─────────────────────────────────────────────────────────────────────────────────────

const LETTERS = 26;
const FIRST_LETTER = 65;

/** A context in two bytes: (market, device, part of the day), of each 0 where it is not known; so 0 is nothing known. */
export function contextCode({ market, device, hour }: DecisionContext): number {
  const ofMarket =
    market === undefined
      ? 0
      : 1 + (market.charCodeAt(0) - FIRST_LETTER) * LETTERS + market.charCodeAt(1) - FIRST_LETTER;
  const ofDevice = device === undefined ? 0 : 1 + DEVICES.indexOf(device);
  const ofPart = hour === undefined ? 0 : 1 + Math.floor(hour / (24 / DAY_PARTS.length));
  return (ofMarket * (1 + DEVICES.length) + ofDevice) * (1 + DAY_PARTS.length) + ofPart;
}

/** The cells of a context by its code: market, device, part of the day; undefined what is not known. */
export function cellsOfCode(
  code: number,
): readonly [market: Cell | undefined, device: Device | undefined, part: DayPart | undefined] {
  const part = code % (1 + DAY_PARTS.length);
  const rest = Math.floor(code / (1 + DAY_PARTS.length));
  const device = rest % (1 + DEVICES.length);
  const market = Math.floor(rest / (1 + DEVICES.length)) - 1;
  return [
    market < 0
      ? undefined
      : String.fromCharCode(FIRST_LETTER + Math.floor(market / LETTERS), FIRST_LETTER + (market % LETTERS)),
    DEVICES[device - 1],
    DAY_PARTS[part - 1],
  ];
}

/** Fewer events than this in a cell, and it says nothing that the whole does not say better. */
const MIN_CELL_EVENTS = 100;
/** Markets that are told apart, the busiest: each is a number an item in the model. */
const MAX_MARKETS = 20;

/**
 * The cells that a shop can learn from: those with enough events, of markets the busiest, where there are two of a
 * sort. Markets, devices and parts of the day, each in the order of its names; none where nothing is known.
 */
export function cellsToLearn(codes: Uint16Array | undefined): readonly Cell[] {
  const countOfCode = new Map<number, number>();
  for (const code of codes ?? []) countOfCode.set(code, (countOfCode.get(code) ?? 0) + 1);
  return [0, 1, 2].flatMap((sort) => {
    const counts = new Map<Cell, number>();
    for (const [code, count] of countOfCode) {
      const cell = cellsOfCode(code)[sort];
      if (cell !== undefined) counts.set(cell, (counts.get(cell) ?? 0) + count);
    }
    const enough = [...counts]
      .filter(([, count]) => count >= MIN_CELL_EVENTS)
      .sort(([a, of], [b, than]) => than - of || (a < b ? -1 : 1))
      .slice(0, MAX_MARKETS)
      .map(([cell]) => cell);
    return enough.length < 2 ? [] : enough.sort();
  });
}

/** From a context's code to the places of its cells in `cells`, ascending; those that are not there are left out. */
export function cellIndexer(cells: readonly Cell[]): (code: number) => Int32Array {
  const indexOf = new Map(cells.map((cell, index) => [cell, index]));
  const known = new Map<number, Int32Array>();
  return (code) => {
    let indexes = known.get(code);
    if (indexes === undefined) {
      indexes = Int32Array.from(cellsOfCode(code).flatMap((cell) => (cell && indexOf.get(cell)) ?? [])).sort();
      known.set(code, indexes);
    }
    return indexes;
  };
}

// ── Reading what clients send ───────────────────────────────────────────────────────────────────────

const REGION = /^[a-z]{2,3}(?:[-_][a-z]{4})?[-_]([a-z]{2})(?![a-z0-9])/i;

function marketOf({ market, locale }: JsonObject): string | undefined {
  if (typeof market === 'string' && /^[a-z]{2}$/i.test(market)) return market.toUpperCase();
  return typeof locale === 'string' ? REGION.exec(locale)?.[1]?.toUpperCase() : undefined;
}

/** First fit wins: a tablet's user agent may say "Android" and "Linux" too, a phone's "Linux" and "Mac OS X". */
const DEVICE_WORDS: readonly (readonly [Device, RegExp])[] = [
  ['tv', /\btv\b|smart-?tv|appletv|googletv|hbbtv|web0s|bravia|roku/i],
  ['tablet', /tablet|ipad|kindle|silk\/|android(?!.*mobi)/i],
  ['mobile', /mobi|phone|ipod|android|\bios\b/i],
  ['desktop', /desktop|laptop|computer|windows nt|macintosh|x11|cros/i],
];
/** As Segment's mobile libraries write a device's type. */
const DEVICE_OF_TYPE: Readonly<Record<string, Device>> = { android: 'mobile', ios: 'mobile' };

function deviceOf({ device, userAgent }: JsonObject): Device | undefined {
  const type = isJsonObject(device) ? device['type'] : undefined;
  const named = typeof type === 'string' ? (DEVICE_OF_TYPE[type.toLowerCase()] ?? deviceByWords(type)) : undefined;
  return named ?? (typeof userAgent === 'string' ? deviceByWords(userAgent) : undefined);
}

/** Texts that were met: a shop's shoppers have a few thousand user agents. */
const DEVICE_OF_TEXT = new Map<string, Device | undefined>();
const MAX_TEXTS = 10_000;

function deviceByWords(text: string): Device | undefined {
  if (DEVICE_OF_TEXT.has(text)) return DEVICE_OF_TEXT.get(text);
  const device = DEVICE_WORDS.find(([, words]) => words.test(text))?.[0];
  if (DEVICE_OF_TEXT.size < MAX_TEXTS) DEVICE_OF_TEXT.set(text, device);
  return device;
}

/** By time zone: the format that tells its hour, and its distance to UTC in each hour that was asked for. */
const ZONES = new Map<string, { readonly format: Intl.DateTimeFormat; readonly offsets: Map<number, number> } | null>();
const MAX_ZONES = 1000;
const MAX_OFFSETS = 10_000;

/** The hour, 0 to 23, and the day, 0 (Monday) to 6, where the shopper is; undefined where no time zone is told. */
export function localTimeOf({
  context,
  atMs,
}: Pick<Event, 'context' | 'atMs'>): { readonly hour: number; readonly weekday: number } | undefined {
  const zone = context['timezone'];
  if (typeof zone !== 'string') return undefined;
  let known = ZONES.get(zone);
  if (known === undefined) {
    if (ZONES.size >= MAX_ZONES) ZONES.clear(); // whoever fills it with names of no zone must not change an answer
    known = zoneOf(zone);
    ZONES.set(zone, known);
  }
  if (known === null) return undefined;
  const hour = Math.floor(atMs / HOUR_MS);
  let offset = known.offsets.get(hour);
  if (offset === undefined) {
    if (known.offsets.size >= MAX_OFFSETS) known.offsets.clear();
    offset = offsetMinutes(known.format, hour * HOUR_MS);
    known.offsets.set(hour, offset);
  }
  const local = new Date(atMs + offset * 60_000);
  return { hour: local.getUTCHours(), weekday: (local.getUTCDay() + 6) % 7 };
}

function zoneOf(timeZone: string) {
  try {
    const parts = { day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
    return { format: new Intl.DateTimeFormat('en', { ...parts, timeZone }), offsets: new Map<number, number>() };
  } catch (error) {
    if (error instanceof RangeError) return null; // no such zone
    throw error;
  }
}

/** Minutes that a clock there is ahead of UTC. @param atMs - a whole hour of UTC. */
function offsetMinutes(format: Intl.DateTimeFormat, atMs: number): number {
  const [day = 0, hours = 0, minutes = 0] = format.format(atMs).match(/\d+/g)?.map(Number) ?? [];
  const utc = new Date(atMs);
  const daysAhead = day - utc.getUTCDate();
  // At the turn of a month the day before the first is the 28th to 31st, and the day after the last is the first.
  const sign = Math.abs(daysAhead) > 1 ? -Math.sign(daysAhead) : daysAhead;
  return sign * 1440 + hours * 60 + minutes - utc.getUTCHours() * 60;
}
