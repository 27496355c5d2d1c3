import type { PlaceDecay, SessionNeighbourSettings } from '../../../shared/learning/session-neighbours.ts';
import type { NaiveEvent } from './sequence-neighbours.ts';

export interface NaiveSession {
  readonly time: number;
  /** Oldest first. */
  readonly events: readonly NaiveEvent[];
}

interface PastSession {
  readonly time: number;
  /** Distinct, by their last event, newest first. */
  readonly items: readonly number[];
  readonly weightOf: (item: number) => number;
}

interface Neighbour {
  readonly session: PastSession;
  readonly similarity: number;
  readonly match: number;
}

/**
 * The readable twin of shared/learning/session-neighbours.ts: every past session is looked at, newest first.
 * Gives (item → score above 0). Rounds to 32 bits what the fast one stores so, and adds up in the same order.
 *
 * @param query - newest first.
 */
export function naiveSessionScores(
  sessions: readonly NaiveSession[],
  settings: SessionNeighbourSettings,
  query: readonly number[],
): Map<number, number> {
  const past = newestFirst(sessions, settings);
  const places = query.slice(0, settings.historyLimit);
  const shared = [...new Set(places)];
  const neighbours = past
    .filter((session) => shared.some((item) => keptSessions(past, item, settings).includes(session)))
    .slice(0, settings.sessionsPerItem)
    .map((session) => neighbourOf(session, past, places, settings))
    .sort((a, b) => b.similarity - a.similarity) // stable: of equal ones the newer stays first
    .slice(0, settings.neighbourCount);
  const scores = new Map<number, number>();
  for (const neighbour of neighbours) {
    for (const item of neighbour.session.items) {
      const vote = voteOf(neighbour, item, past, places, settings);
      if (vote > 0) scores.set(item, (scores.get(item) ?? 0) + vote);
    }
  }
  return scores;
}

function newestFirst(
  sessions: readonly NaiveSession[],
  { sessionLimit, targetKindWeights }: SessionNeighbourSettings,
): readonly PastSession[] {
  return sessions
    .toReversed()
    .sort((a, b) => b.time - a.time)
    .map(({ time, events }) => {
      const backwards = events.toReversed();
      return {
        time,
        items: [...new Set(backwards.map(({ item }) => item))].slice(0, sessionLimit),
        weightOf: (item) =>
          Math.max(...events.filter((event) => event.item === item).map(({ kind }) => targetKindWeights[kind]!)),
      };
    });
}

const keptSessions = (past: readonly PastSession[], item: number, { sessionsPerItem }: SessionNeighbourSettings) =>
  past.filter(({ items }) => items.includes(item)).slice(0, sessionsPerItem);

function neighbourOf(
  session: PastSession,
  past: readonly PastSession[],
  places: readonly number[],
  settings: SessionNeighbourSettings,
): Neighbour {
  const shared = [...new Set(places)].filter((item) => keptSessions(past, item, settings).includes(session));
  const sum = shared.reduce((total, item) => {
    const k = places.indexOf(item);
    return Math.fround(total + Math.fround(placeWeight(settings.queryDecay, k, 1 - k / places.length)));
  }, 0);
  const age = past[0]!.time - session.time;
  const own = Math.exp(-age / settings.ageScale) / session.items.length ** settings.lengthExponent;
  return { session, similarity: Math.fround(sum * Math.fround(own)), match: shared[0]! };
}

function voteOf(
  { session, similarity, match }: Neighbour,
  item: number,
  past: readonly PastSession[],
  places: readonly number[],
  settings: SessionNeighbourSettings,
): number {
  const k = places.indexOf(match);
  const matchWeight = Math.fround(placeWeight(settings.matchDecay, k, Math.max(0, 1 - (k + 1) / 10)));
  const withItem = past.filter(({ items }) => items.includes(item)).length;
  const idf = Math.fround(Math.log(past.length / withItem) ** settings.idfExponent);
  const newerBy = session.items.indexOf(match) - session.items.indexOf(item);
  const near = Math.fround(Math.exp(-Math.abs(newerBy) / settings.distanceScale));
  const direction = newerBy < 0 ? settings.backwardWeight : 1;
  return similarity * matchWeight * idf * session.weightOf(item) * (near * direction);
}

const placeWeight = (decay: PlaceDecay, k: number, linear: number): number =>
  decay === 'linear' ? linear : (k + 1) ** -decay;
