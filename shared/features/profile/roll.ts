import { stringHash } from '../../math/string-hash.ts';

/** Parts of a roll hold people of one bucket each, so that a page of it reads a few of them; a small shop has one. */
export const ROLL_BUCKETS = 16;
/** Places are below this. */
export const PLACES = 2 ** 53;

/**
 * A person's place among all, a whole number in [0, 2^53): the same on each night, so that a list can be gone on with on
 * the next, and says nothing of the person, so that the first of a list are as good as drawn by lot. Two may have the same,
 * which among ten million happens once in two hundred times.
 */
export const placeOf = (partition: string): number =>
  stringHash(partition, 5) * 2 ** 21 + (stringHash(partition, 6) >>> 11);

/** Buckets are in the order of places. @param bucketCount - how many the roll has. */
export const bucketOfPlace = (place: number, bucketCount: number): number => Math.floor(place / (PLACES / bucketCount));

/** What a roll says of people beside PROFILE_COLUMNS. */
export const ROLL_COLUMNS = {
  /** The number of the kind of people that the person is of; NaN: none were found. */
  cluster: 'cluster',
  /** 1: may be learnt from, as of the night; else 0. */
  learnable: 'learnable',
} as const;

/** The name of a column that is 1 for who is in a segment of lookalikes, and 0 for all others. */
export const lookalikeColumn = (segmentId: string): string => `lookalike:${segmentId}`;
