import { orderOf } from '../math/order-of.ts';
import { topK } from '../math/top-k.ts';
import type { Histories } from './sequence-neighbours.ts';

/**
 * Vector-multiplication indexed session nearest neighbours: what came along in the past sessions that share the most,
 * and the most recent, items with this one. Nothing is trained; the past sessions are indexed.
 *
 * Source: Kersbergen, Sprangers & Schelter (2022), "Serenade – Low-Latency Session-Based Recommendation in e-Commerce
 * at Scale", SIGMOD, section 3 (VMIS-kNN); Ludewig & Jannach (2018), "Evaluation of Session-based Recommendation
 * Algorithms", section 3.3 (VS-kNN); the decays by age, distance and length: Garg, Gupta, Malhotra, Vig & Shroff
 * (2019), "Sequence and Time Aware Neighborhood for Session-based Recommendations: STAN", SIGIR, section 3.
 */

/**
 * How a weight falls from one place to the next: the k-th place back (k from 0) counts (k + 1)^−exponent, or linearly
 * as in VMIS-kNN: (n − k) / n in a query of n items, and 1 − (k + 1) / 10, never below 0, where k is the newest match.
 */
export type PlaceDecay = 'linear' | number;

export interface SessionNeighbourSettings {
  /** Sessions looked at in a query, and kept for each item: the newest; "m" of the paper; at least 1. */
  readonly sessionsPerItem: number;
  /** Of those, the most similar ones vote; "k" of the paper; at least 1. */
  readonly neighbourCount: number;
  /** Items of a query that count, the newest; at least 1. */
  readonly historyLimit: number;
  /** Distinct items of a past session that count, the newest; at least 1. Bounds what one endless session costs. */
  readonly sessionLimit: number;
  /** How the items of a query count in the similarity. */
  readonly queryDecay: PlaceDecay;
  /** How a neighbour counts by the place, in the query, of the newest item that both have. */
  readonly matchDecay: PlaceDecay;
  /** An item counts ln(sessions / sessions with it)^idfExponent; 0 is off. */
  readonly idfExponent: number;
  /** A similarity is divided by (distinct items of the past session)^lengthExponent; ½ is the cosine, 0 is off. */
  readonly lengthExponent: number;
  /** A session older than the newest by a counts exp(−a / ageScale), a in the unit of the times; Infinity is off. */
  readonly ageScale: number;
  /** An item d places from the newest match counts exp(−d / distanceScale); Infinity is off. */
  readonly distanceScale: number;
  /** What an item counts that stands before the newest match in the past session; 1 is off, 0 forward only. */
  readonly backwardWeight: number;
  /** What an event of each kind counts as the thing to be foreseen. An item counts by its best event in a session. */
  readonly targetKindWeights: readonly number[];
}

/** Past sessions, numbered by recency: 0 is the newest. */
interface SessionIndex {
  readonly itemCount: number;
  /** (sessions): as given, newest first. */
  readonly times: Float64Array;
  /** (sessions + 1) ascending positions in sessionItems. */
  readonly sessionStarts: Int32Array;
  /** The distinct items of each session by their last event, newest first. */
  readonly sessionItems: Int32Array;
  /** As many: the kind of the item's best event in that session. */
  readonly sessionKinds: Uint8Array;
  /** (itemCount + 1) ascending positions in itemSessions. */
  readonly itemStarts: Int32Array;
  /** The newest sessions with each item, newest first. */
  readonly itemSessions: Int32Array;
  /** (itemCount): sessions with the item, all of them. */
  readonly sessionCounts: Int32Array;
}

/**
 * An index and what its settings make of it. Weights and similarities are 32-bit floats, added in the order of the query,
 * so that the served graph finds the same neighbours to the bit; votes add up in doubles.
 */
export interface SessionNeighbours extends SessionIndex {
  readonly settings: SessionNeighbourSettings;
  /** (itemCount) ≥ 0: the inverse document frequency, raised to its exponent. */
  readonly itemWeights: Float32Array;
  /** (sessions) ≥ 0: what age and length leave of a similarity. */
  readonly sessionWeights: Float32Array;
  /** (items of the longest session): by places between an item and the newest match. */
  readonly distanceWeights: Float32Array;
}

/** Scores of the few items that have one; to be reused from query to query. */
export interface SparseScores {
  /** (itemCount): 0 where nothing was said. */
  readonly scores: Float64Array;
  /** (itemCount): the first `count` are the items with a score above 0, each once. */
  readonly items: Int32Array;
  count: number;
}

export const sparseScores = (itemCount: number): SparseScores => ({
  scores: new Float64Array(itemCount),
  items: new Int32Array(itemCount),
  count: 0,
});

/**
 * Indexes past sessions. O(events + sessions · log sessions) time, O(events) memory; a history is a session here.
 *
 * @param sessionTimes - one a session, in any unit, larger is newer; of equal ones the later session is the newer.
 * @throws RangeError when an item, kind or time is out of range or a setting makes no sense.
 */
export function fitSessionNeighbours(
  histories: Histories,
  sessionTimes: Float64Array,
  itemCount: number,
  settings: SessionNeighbourSettings,
): SessionNeighbours {
  checkSettings(settings);
  checkEvents(histories, sessionTimes, itemCount, settings.targetKindWeights.length);
  const newestFirst = orderOf(sessionTimes).reverse();
  const sessions = distinctItems(histories, newestFirst, itemCount, settings);
  const index = {
    itemCount,
    times: new Float64Array(newestFirst.length).map((_, s) => sessionTimes[newestFirst[s]!]!),
    ...sessions,
    ...sessionsOfItems(sessions, itemCount, settings.sessionsPerItem),
  };
  return withSessionScoring(index, settings);
}

/**
 * The same index read with other weights, so that a search need not build it again. The index keeps its sessionLimit,
 * and no more sessions an item than it was built with.
 * @throws RangeError when a setting makes no sense.
 */
export function withSessionScoring(index: SessionIndex, settings: SessionNeighbourSettings): SessionNeighbours {
  checkSettings(settings);
  const { idfExponent, lengthExponent, ageScale, distanceScale } = settings;
  const { times, sessionStarts, sessionCounts } = index;
  let longest = 0;
  for (let s = 0; s < times.length; s++) longest = Math.max(longest, sessionStarts[s + 1]! - sessionStarts[s]!);
  return {
    ...index,
    settings,
    itemWeights: Float32Array.from(sessionCounts, (count) =>
      count === 0 ? 0 : Math.log(times.length / count) ** idfExponent,
    ),
    sessionWeights: new Float32Array(times.length).map((_, s) => {
      const length = Math.max(1, sessionStarts[s + 1]! - sessionStarts[s]!);
      return Math.exp((times[s]! - times[0]!) / ageScale) / length ** lengthExponent;
    }),
    distanceWeights: Float32Array.from({ length: longest }, (_, d) => Math.exp(-d / distanceScale)),
  };
}

/**
 * What the neighbours of a session vote for. The items of the session itself are scored too: whether they may be
 * repeated is for the caller to say.
 *
 * Of the past sessions with an item of the query, the newest sessionsPerItem are weighed: Σ query weight of the shared
 * items × the session's own weight. The neighbourCount most similar ones (equal ones: the newer) each add to their
 * items: similarity × match weight × item weight × kind weight × distance weight. O(historyLimit · sessionsPerItem +
 * neighbourCount · items a session) time, whatever the size of the index: the lists of sessions are merged in order of
 * recency, so nothing is hashed.
 *
 * @param items - indexes, newest first; an item met again counts at its newest place; unknown to the index: no vote.
 * @param into - scratch to reuse; overwritten.
 */
export function scoreSession(
  index: SessionNeighbours,
  items: ArrayLike<number>,
  into: SparseScores = sparseScores(index.itemCount),
): SparseScores {
  for (let at = 0; at < into.count; at++) into.scores[into.items[at]!] = 0;
  into.count = 0;
  const query = queryOf(index, items);
  const { sessions, similarities, matches } = newestSessions(index, query);
  for (const at of topK(similarities, index.settings.neighbourCount)) {
    const place = matches[at]!;
    addVotes(index, sessions[at]!, query.items[place]!, similarities[at]! * query.matchWeights[place]!, into);
  }
  return into;
}

interface Query {
  /** Distinct items, newest first. */
  readonly items: readonly number[];
  readonly weights: Float32Array;
  readonly matchWeights: Float32Array;
}

function queryOf({ settings }: SessionNeighbours, items: ArrayLike<number>): Query {
  const length = Math.min(items.length, settings.historyLimit);
  const distinct: number[] = [];
  const weights = new Float32Array(length);
  const matchWeights = new Float32Array(length);
  for (let k = 0; k < length; k++) {
    if (distinct.includes(items[k]!)) continue;
    weights[distinct.length] = queryWeight(settings, k, length);
    matchWeights[distinct.length] = matchWeight(settings, k);
    distinct.push(items[k]!);
  }
  return { items: distinct, weights, matchWeights };
}

/** What the k-th item of a query of `length` counts in a similarity. */
export const queryWeight = ({ queryDecay }: SessionNeighbourSettings, k: number, length: number): number =>
  placeWeight(queryDecay, k, 1 - k / length);

/** What a neighbour counts whose newest shared item is the k-th of the query. */
export const matchWeight = ({ matchDecay }: SessionNeighbourSettings, k: number): number =>
  placeWeight(matchDecay, k, Math.max(0, 1 - (k + 1) / 10));

const placeWeight = (decay: PlaceDecay, k: number, linear: number): number =>
  decay === 'linear' ? linear : (k + 1) ** -decay;

interface Neighbourhood {
  /** Newest first. */
  readonly sessions: Int32Array;
  readonly similarities: Float32Array;
  /** The place in the query of the newest shared item. */
  readonly matches: Int32Array;
}

/** Merges the ascending session lists of the query's items until sessionsPerItem sessions are found. */
function newestSessions(index: SessionNeighbours, query: Query): Neighbourhood {
  const { itemStarts, itemSessions, sessionWeights, settings } = index;
  const width = query.items.length;
  const at = Int32Array.from(query.items, (item) => itemStarts[item] ?? 0);
  const ends = Int32Array.from(query.items, (item) => itemStarts[item + 1] ?? 0);
  const heads = at.map((start, k) => (start < ends[k]! ? itemSessions[start]! : NO_SESSION));
  const sessions = new Int32Array(settings.sessionsPerItem);
  const similarities = new Float32Array(settings.sessionsPerItem);
  const matches = new Int32Array(settings.sessionsPerItem);
  let found = 0;
  while (found < settings.sessionsPerItem) {
    let newest = NO_SESSION;
    for (let k = 0; k < width; k++) if (heads[k]! < newest) newest = heads[k]!;
    if (newest === NO_SESSION) break;
    let similarity = 0;
    let match = -1;
    for (let k = 0; k < width; k++) {
      if (heads[k]! !== newest) continue;
      at[k]!++;
      heads[k] = at[k]! < ends[k]! ? itemSessions[at[k]!]! : NO_SESSION;
      similarity = Math.fround(similarity + query.weights[k]!);
      if (match < 0) match = k;
    }
    sessions[found] = newest;
    similarities[found] = similarity * sessionWeights[newest]!;
    matches[found] = match;
    found++;
  }
  return { sessions, similarities: similarities.subarray(0, found), matches };
}

const NO_SESSION = 2 ** 31 - 1;

/** Adds what one neighbour says; `match` is an item of it. */
function addVotes(index: SessionNeighbours, session: number, match: number, weight: number, into: SparseScores): void {
  const { sessionStarts, sessionItems, sessionKinds, itemWeights, distanceWeights, settings } = index;
  const { targetKindWeights, backwardWeight } = settings;
  const { scores, items } = into;
  const start = sessionStarts[session]!;
  const end = sessionStarts[session + 1]!;
  let middle = start;
  while (sessionItems[middle] !== match) middle++;
  for (let at = start; at < end; at++) {
    const item = sessionItems[at]!;
    const place = at > middle ? distanceWeights[at - middle]! * backwardWeight : distanceWeights[middle - at]!;
    const vote = weight * itemWeights[item]! * targetKindWeights[sessionKinds[at]!]! * place;
    if (!(vote > 0)) continue;
    if (scores[item] === 0) items[into.count++] = item;
    scores[item]! += vote;
  }
}

/** The distinct items of each session by their last event, newest first; sessions in the order given. */
function distinctItems(
  { offsets, items, kinds }: Histories,
  order: Int32Array,
  itemCount: number,
  { sessionLimit, targetKindWeights }: SessionNeighbourSettings,
): Pick<SessionIndex, 'sessionStarts' | 'sessionItems' | 'sessionKinds'> {
  const sessionStarts = new Int32Array(order.length + 1);
  const sessionItems = new Int32Array(items.length);
  const sessionKinds = new Uint8Array(items.length);
  const place = new Int32Array(itemCount).fill(-1); // where the item stands, if that is in this session
  let size = 0;
  for (let s = 0; s < order.length; s++) {
    const start = size;
    for (let at = offsets[order[s]! + 1]! - 1; at >= offsets[order[s]!]!; at--) {
      const item = items[at]!;
      const met = place[item]!;
      if (met >= start) {
        if (targetKindWeights[kinds[at]!]! > targetKindWeights[sessionKinds[met]!]!) sessionKinds[met] = kinds[at]!;
      } else if (size - start < sessionLimit) {
        place[item] = size;
        sessionItems[size] = item;
        sessionKinds[size] = kinds[at]!;
        size++;
      }
    }
    sessionStarts[s + 1] = size;
  }
  return { sessionStarts, sessionItems: sessionItems.slice(0, size), sessionKinds: sessionKinds.slice(0, size) };
}

/** The newest sessions with each item, and how many there are in all. */
function sessionsOfItems(
  { sessionStarts, sessionItems }: Pick<SessionIndex, 'sessionStarts' | 'sessionItems'>,
  itemCount: number,
  sessionsPerItem: number,
): Pick<SessionIndex, 'itemStarts' | 'itemSessions' | 'sessionCounts'> {
  const sessionCounts = new Int32Array(itemCount);
  for (const item of sessionItems) sessionCounts[item]!++;
  const itemStarts = new Int32Array(itemCount + 1);
  for (let i = 0; i < itemCount; i++) itemStarts[i + 1] = itemStarts[i]! + Math.min(sessionsPerItem, sessionCounts[i]!);
  const itemSessions = new Int32Array(itemStarts[itemCount]!);
  const next = itemStarts.slice(0, itemCount);
  for (let s = 0; s + 1 < sessionStarts.length; s++) {
    for (let at = sessionStarts[s]!; at < sessionStarts[s + 1]!; at++) {
      const item = sessionItems[at]!;
      if (next[item]! < itemStarts[item + 1]!) itemSessions[next[item]!++] = s;
    }
  }
  return { itemStarts, itemSessions, sessionCounts };
}

function checkSettings(settings: SessionNeighbourSettings): void {
  for (const name of ['sessionsPerItem', 'neighbourCount', 'historyLimit', 'sessionLimit'] as const) {
    const value = settings[name];
    if (!Number.isInteger(value) || value < 1) throw new RangeError(`${name}: want an integer ≥ 1, got ${value}`);
  }
  for (const name of ['idfExponent', 'lengthExponent', 'backwardWeight'] as const) {
    if (!(settings[name] >= 0)) throw new RangeError(`${name}: want a number ≥ 0, got ${settings[name]}`);
  }
  for (const name of ['ageScale', 'distanceScale'] as const) {
    if (!(settings[name] > 0)) throw new RangeError(`${name}: want a number > 0, got ${settings[name]}`);
  }
  for (const name of ['queryDecay', 'matchDecay'] as const) {
    const value = settings[name];
    if (value !== 'linear' && !(value >= 0))
      throw new RangeError(`${name}: want 'linear' or a number ≥ 0, got ${value}`);
  }
  const wrong = settings.targetKindWeights.find((weight) => !(weight >= 0));
  if (wrong !== undefined) throw new RangeError(`targetKindWeights: want numbers ≥ 0, got ${wrong}`);
}

function checkEvents(
  { offsets, items, kinds }: Histories,
  sessionTimes: Float64Array,
  itemCount: number,
  kindCount: number,
): void {
  if (sessionTimes.length !== offsets.length - 1)
    throw new RangeError(`sessionTimes: want ${offsets.length - 1}, one a session, got ${sessionTimes.length}`);
  const wrong = sessionTimes.findIndex((time) => !Number.isFinite(time));
  if (wrong >= 0) throw new RangeError(`sessionTimes[${wrong}]: want a finite number, got ${sessionTimes[wrong]}`);
  for (let at = 0; at < items.length; at++) {
    const item = items[at]!;
    if (item < 0 || item >= itemCount) throw new RangeError(`event ${at}: item ${item} is outside [0, ${itemCount})`);
    if (!(kinds[at]! < kindCount)) throw new RangeError(`event ${at}: kind ${kinds[at]} is outside [0, ${kindCount})`);
  }
}
