import type { SequenceNeighbourSettings } from '../../../shared/learning/sequence-neighbours.ts';

/** Settings for histories of `kindCount` kinds that all count alike, unless said otherwise. */
export const neighbourSettings = (
  kindCount: number,
  change: Partial<SequenceNeighbourSettings> = {},
): SequenceNeighbourSettings => ({
  distanceExponent: 0.5,
  backwardWeight: 0.3,
  repeatWeight: 0,
  rowExponent: 0.5,
  columnExponent: 0.1,
  recencyExponent: 1.3,
  neighbourCount: 50,
  maxDistance: 50,
  historyLimit: 200,
  popularityWeight: 0.001,
  targetKindWeights: new Array<number>(kindCount).fill(1),
  historyKindWeights: new Array<number>(kindCount).fill(1),
  ...change,
});
