import type { Histories } from '../../shared/learning/sequence-neighbours.ts';
import { seededRandom } from '../../shared/math/random.ts';

/** People with a few to many events on items of which some are met far more often than others. */
export function histories(personCount: number, itemCount: number, meanLength: number): Histories {
  const random = seededRandom(1);
  const offsets = new Int32Array(personCount + 1);
  const items: number[] = [];
  for (let u = 0; u < personCount; u++) {
    const length = 1 + Math.floor(-Math.log(1 - random()) * meanLength);
    for (let i = 0; i < length; i++) items.push(Math.floor(itemCount * random() ** 3));
    offsets[u + 1] = items.length;
  }
  return { offsets, items: Int32Array.from(items), kinds: new Uint8Array(items.length) };
}
