import {
  fitSessionNeighbours,
  type SessionNeighbourSettings,
  type SessionNeighbours,
} from '../../../shared/learning/session-neighbours.ts';
import { newestSessions, type Sessions } from '../histories/sessions.ts';
import type { TrainingSet } from './training-set.ts';

/**
 * Past sessions that are served, the newest. An index of all would be most of a large shop's model, and what came long
 * ago votes least: the paper of VMIS-kNN serves from the clicks of some months. The largest public data sets have less.
 */
const MAX_SESSIONS = 2_000_000;

export const sessionIndexOf = (
  { sessions, itemCount }: TrainingSet,
  settings: SessionNeighbourSettings,
): SessionNeighbours => {
  const newest = newestOf.get(sessions) ?? newestSessions(sessions, MAX_SESSIONS);
  newestOf.set(sessions, newest);
  return fitSessionNeighbours(newest.histories, newest.times, itemCount, settings);
};

/** Kept as long as the sessions: several settings are tried on them. */
const newestOf = new WeakMap<Sessions, Sessions>();
