import { seededRandom } from '../../shared/math/random.ts';
import type { NaiveRated } from './reference/rating-neighbours.ts';

/**
 * Ratings from 1 to 5, item → rating by person: two kinds of items, people who like the one and not the other, generous
 * and strict people, good and bad items. @param taste - 0: nobody cares for the kind.
 */
export function plantedRatings(
  seed: number,
  { people, items, taste: strength = 2 }: { people: number; items: number; taste?: number },
): NaiveRated[] {
  const random = seededRandom(seed);
  const normal = () => random() + random() + random() - 1.5;
  const quality = Array.from({ length: items }, normal);
  return Array.from({ length: people }, () => {
    const [generosity, taste] = [0.8 * normal(), strength * normal()];
    const rated = new Map<number, number>();
    quality.forEach((good, i) => {
      if (random() > 0.3) return;
      const value = 3 + generosity + good + (i % 2 === 0 ? taste : -taste) + 0.5 * normal();
      rated.set(i, Math.min(5, Math.max(1, Math.round(value))));
    });
    return rated;
  });
}
