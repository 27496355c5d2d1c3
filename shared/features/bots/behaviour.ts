import type { Event } from '../../domain/event.ts';
import { type InteractionKind, interactionsOf } from '../../domain/interaction.ts';
import { HOUR_MS, SESSION_GAP_MS } from '../../domain/time.ts';
import { upperMedian } from '../../math/median.ts';

/** What tells the way a person moves from a program's: the columns of a row, in this order. */
export const BEHAVIOURS = [
  'events in the busiest minute',
  'median gap',
  'spread of gaps',
  'items a minute',
  'looks without dwell',
  'repeats of one item',
  'carts without buying',
  'longest session',
  'busiest session',
  'share at night',
] as const;

export interface Behaviour {
  /** By the order of `BEHAVIOURS`; counts and times as logarithms, so that twice as much is one step. */
  readonly row: readonly number[];
  /** Events in the busiest 60 seconds. */
  readonly peakPerMinute: number;
  /** Standard deviation of gaps within sessions over their mean: 1 is pure chance, 0 a clock; NaN of no gaps. */
  readonly gapVariation: number;
  readonly gapCount: number;
}

/** Fewer events say too little of how somebody moves. */
const MIN_JUDGED_EVENTS = 20;
const MINUTE_MS = 60_000;
/** A person who reads a product's page stays longer than this. */
const DWELL_MS = 2_000;

/** More say nothing new, and a program may have very many. */
const MAX_JUDGED_EVENTS = 500;

/**
 * How a person moves through the shop, by the last 500 of their events, which may come in any order. Whoever has fewer
 * than `MIN_JUDGED_EVENTS` is not described. O(n log n) time.
 */
export function behaviourOf(unordered: readonly Event[]): Behaviour | undefined {
  if (unordered.length < MIN_JUDGED_EVENTS) return undefined;
  const isInOrder = unordered.every(({ atMs }, i) => i === 0 || unordered[i - 1]!.atMs <= atMs);
  const all = isInOrder ? unordered : unordered.toSorted((a, b) => a.atMs - b.atMs);
  const events = all.slice(-MAX_JUDGED_EVENTS);
  const times = events.map(({ atMs }) => atMs);
  const sessions = sessionsOf(times);
  const gaps = gapsOf(times);
  const did = events.map(interactionsOf);
  const counts = countsByItem(did);
  const peak = peakPerMinute(times);
  return {
    row: [
      Math.log(peak),
      Math.log((upperMedian(gaps) ?? SESSION_GAP_MS) + 100), // 0.1 s is as good as none
      spreadOfLogs(gaps),
      counts.size / minutesOf(times), // different items over the minutes in which anything happened
      lookShareWithoutDwell(did, times),
      repeatShare(counts),
      cartShareWithoutBuying(did),
      Math.log(MINUTE_MS + sessions.longestMs),
      Math.log(sessions.mostEvents),
      times.filter((atMs) => Math.floor(atMs / HOUR_MS) % 24 < 6).length / times.length,
    ],
    peakPerMinute: peak,
    gapVariation: variation(gaps),
    gapCount: gaps.length,
  };
}

/** Time to the next event, within sessions. */
function gapsOf(times: readonly number[]): readonly number[] {
  const gaps: number[] = [];
  for (let i = 1; i < times.length; i++) {
    const gap = times[i]! - times[i - 1]!;
    if (gap <= SESSION_GAP_MS) gaps.push(gap);
  }
  return gaps;
}

function sessionsOf(times: readonly number[]): { readonly longestMs: number; readonly mostEvents: number } {
  let [start, longestMs, mostEvents] = [0, 0, 1];
  for (let i = 1; i <= times.length; i++) {
    if (i < times.length && times[i]! - times[i - 1]! <= SESSION_GAP_MS) continue;
    longestMs = Math.max(longestMs, times[i - 1]! - times[start]!);
    mostEvents = Math.max(mostEvents, i - start);
    start = i;
  }
  return { longestMs, mostEvents };
}

function peakPerMinute(times: readonly number[]): number {
  let [start, most] = [0, 0];
  for (let end = 0; end < times.length; end++) {
    while (times[end]! - times[start]! >= MINUTE_MS) start++;
    most = Math.max(most, end - start + 1);
  }
  return most;
}

type Did = readonly (readonly { readonly itemId: string; readonly kind: InteractionKind }[])[];

/** Different minutes of times in order. */
function minutesOf(times: readonly number[]): number {
  let [minutes, last] = [0, Number.NaN];
  for (const atMs of times) {
    const minute = Math.floor(atMs / MINUTE_MS);
    if (minute !== last) minutes++;
    last = minute;
  }
  return minutes;
}

function countsByItem(did: Did): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const interactions of did)
    for (const { itemId } of interactions) counts.set(itemId, (counts.get(itemId) ?? 0) + 1);
  return counts;
}

/** Of the looks that something follows within the session, those that it follows at once. */
function lookShareWithoutDwell(did: Did, times: readonly number[]): number {
  let [looks, short] = [0, 0];
  for (let i = 0; i + 1 < did.length; i++) {
    const gap = times[i + 1]! - times[i]!;
    if (gap > SESSION_GAP_MS || !did[i]!.some(({ kind }) => kind === 'view')) continue;
    looks++;
    if (gap < DWELL_MS) short++;
  }
  return looks === 0 ? 0 : short / looks;
}

/** Share of what was done that was done to the one item that was met most. */
function repeatShare(counts: ReadonlyMap<string, number>): number {
  let [total, most] = [0, 0];
  for (const count of counts.values()) {
    total += count;
    most = Math.max(most, count);
  }
  return total === 0 ? 0 : most / total;
}

/** Carts that no purchase answers, as a share of what was done; few carts say little. */
function cartShareWithoutBuying(did: Did): number {
  let [all, carts, bought] = [0, 0, 0];
  for (const interactions of did)
    for (const { kind } of interactions) {
      all++;
      if (kind === 'cart') carts++;
      if (kind === 'purchase') bought++;
    }
  return all === 0 ? 0 : Math.max(0, carts - 2 * bought) / all;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}

const variation = (values: readonly number[]): number =>
  values.length === 0 ? Number.NaN : deviation(values) / Math.max(mean(values), 1);

/** Of less than two gaps nothing is known: as spread as people's. */
const spreadOfLogs = (gaps: readonly number[]): number =>
  gaps.length < 2 ? 1 : deviation(gaps.map((gap) => Math.log(gap + 100)));
