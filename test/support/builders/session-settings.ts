import type { SessionNeighbourSettings } from '../../../shared/learning/session-neighbours.ts';

/** VMIS-kNN as published, with every decay of ours off, unless said otherwise. */
export const sessionSettings = (change: Partial<SessionNeighbourSettings> = {}): SessionNeighbourSettings => ({
  sessionsPerItem: 500,
  neighbourCount: 100,
  historyLimit: 9,
  sessionLimit: 100,
  queryDecay: 'linear',
  matchDecay: 'linear',
  idfExponent: 1,
  lengthExponent: 0,
  ageScale: Infinity,
  distanceScale: Infinity,
  backwardWeight: 1,
  targetKindWeights: [1],
  ...change,
});
