import { drawBeta, seededRandom } from '../../math/random.ts';
import { stringHash } from '../../math/string-hash.ts';

/** How an arm has done: of so many messages after it, so many were followed by an order. */
export interface ArmRecord {
  readonly sent: number;
  readonly converted: number;
}

const DRAWS = 4000;
/** No arm is drawn less often, so that it is noticed when it becomes the better one. */
const FLOOR = 0.05;

/**
 * With which probability each arm is drawn: that of its being the best one, by what is known of them, above a floor.
 * Sums to 1. Nothing known: each alike.
 *
 * Source: Thompson (1933), "On the likelihood that one unknown probability exceeds another"; from Beta(1, 1), by draws
 * that are the same for the same seed.
 *
 * @param seed - of what draws are seeded by: the campaign and the step.
 */
export function armShares(records: readonly ArmRecord[], seed: string): readonly number[] {
  const random = seededRandom(stringHash(seed));
  const wins = records.map(() => 0);
  for (let draw = 0; draw < DRAWS; draw++) {
    let best = 0;
    let most = -1;
    for (const [i, { sent, converted }] of records.entries()) {
      const rate = drawBeta(1 + converted, 1 + Math.max(0, sent - converted), random);
      if (rate > most) [best, most] = [i, rate];
    }
    wins[best]!++;
  }
  const room = 1 - FLOOR * records.length;
  return wins.map((won) => FLOOR + (room * won) / DRAWS);
}
