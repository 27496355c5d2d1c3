/** Weights by key, in the order in which the keys came. Pairs and not an object: a client may name a key `__proto__`. */
export type Tally = readonly (readonly [key: string, weight: number])[];

export interface Weighed {
  readonly name: string;
  readonly weight: number;
  /** Of all that the tally holds; in (0, 1]. */
  readonly share: number;
}

/** Of what is kept of a name. */
export const MAX_KEY_LENGTH = 120;

/**
 * The tally with a weight added. A new key in a full tally takes the place of the lightest (of equals, of the one that
 * came first) and its weight too: a weight is never too small, and too large by at most all weights / limit, so what
 * has more than that share is never lost.
 *
 * Source: Metwally, Agrawal & El Abbadi (2005), "Efficient Computation of Frequent and Top-k Elements in Data Streams"
 * (Space-Saving).
 */
export function tallied(tally: Tally, key: string, weight: number, limit: number): Tally {
  const name = key.slice(0, MAX_KEY_LENGTH);
  const at = tally.findIndex(([known]) => known === name);
  if (at >= 0) return tally.with(at, [name, tally[at]![1] + weight]);
  if (tally.length < limit) return [...tally, [name, weight]];
  let lightest = 0;
  for (let i = 1; i < tally.length; i++) if (tally[i]![1] < tally[lightest]![1]) lightest = i;
  return [...tally.toSpliced(lightest, 1), [name, tally[lightest]![1] + weight]];
}

/** The heaviest, equal ones by name. */
export function heaviest(tally: Tally, count: number): readonly Weighed[] {
  const sum = tally.reduce((total, [, weight]) => total + weight, 0);
  return [...tally]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, count)
    .map(([name, weight]) => ({ name, weight, share: weight / sum }));
}
