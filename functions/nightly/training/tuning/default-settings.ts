import { CONTENT_FIELDS } from '../../../../shared/features/content.ts';
import type { RecommenderSettings } from '../../../../shared/model/recommender-settings.ts';
import { EVEN } from './kind-weights.ts';

/**
 * Where the search begins, and what a shop gets that has too little data to search. There what its items have in
 * common says more than what few people did.
 */
export const DEFAULT_SETTINGS: RecommenderSettings = {
  historyLimit: 200,
  historyKindWeights: EVEN,
  targetKindWeights: EVEN,
  sequence: {
    distanceExponent: 0.5,
    backwardWeight: 0.3,
    repeatWeight: 0,
    rowExponent: 0.5,
    columnExponent: 0.1,
    recencyExponent: 1,
    neighbourCount: 100,
    maxDistance: 50,
  },
  together: null,
  factors: null,
  linear: null,
  sessions: null,
  embeddings: null,
  content: {
    fieldWeights: CONTENT_FIELDS.map((field) => (field === 'description' ? 0.5 : 1)),
    idfExponent: 1,
    postingLimit: 2000,
    neighbourCount: 100,
    recencyExponent: 1,
  },
  blend: {
    popularity: { weight: 0.3, floor: 1e-3 },
    sequence: { weight: 0.5, floor: 1e-3 },
    content: { weight: 0.3, floor: 1e-3 },
    affinity: { weight: 1, floor: 1 },
  },
};
