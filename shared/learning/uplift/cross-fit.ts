import { seededRandom } from '../../math/random.ts';

/** Rows to learn from, and rows to foresee; both ascending. */
export interface Part {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/**
 * Parts of n rows, each class dealt out evenly; each is foreseen from all others. Those that would be empty are left out.
 *
 * @param isPositive - (n): 0 or 1.
 */
export function armParts(isPositive: Uint8Array, partCount: number, seed: number): readonly Part[] {
  const random = seededRandom(seed);
  const places = Int32Array.from(isPositive.keys());
  for (let i = places.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [places[i], places[j]] = [places[j]!, places[i]!];
  }
  const parts = new Int32Array(places.length);
  let next = 0; // goes on from class to class, so that parts are of one size
  for (const label of [1, 0]) for (const row of places) if (isPositive[row] === label) parts[row] = next++ % partCount;
  places.sort();
  return Array.from({ length: partCount }, (_, part) => ({
    train: places.filter((row) => parts[row] !== part),
    test: places.filter((row) => parts[row] === part),
  })).filter(({ train, test }) => train.length > 0 && test.length > 0);
}
