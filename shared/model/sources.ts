/**
 * Names of the sources that a model may have, as settings, blends, records of decisions and explanations know them;
 * fitted in this order.
 */
export const SOURCES = [
  'embeddings',
  'factors',
  'popularity',
  'sequence',
  'together',
  'linear',
  'bought',
  'content',
  'images',
  'affinity',
  'sessions',
  'current',
  'earlier',
  'trending',
  'context',
] as const;
export type SourceName = (typeof SOURCES)[number];
