import { levelsOf } from '../category-levels.ts';
import type { ProfileState } from './profile.ts';
import type { Tally } from './tally.ts';

/**
 * What a trait may be foreseen by, as tokens that alike people share, each with its share of its kind, in (0, 1]: levels
 * of categories, brands, devices, quarters of the day. No id, no query, no place.
 */
export function traitTokens({ affinities, places, times }: ProfileState): ReadonlyMap<string, number> {
  const tokens = new Map<string, number>();
  const add = (kind: string, tally: Tally, namesOf: (name: string) => readonly string[]) => {
    const sum = tally.reduce((total, [, weight]) => total + weight, 0);
    for (const [key, weight] of tally) {
      for (const name of namesOf(key)) {
        const token = `${kind}:${name}`;
        tokens.set(token, (tokens.get(token) ?? 0) + weight / sum);
      }
    }
  };
  add('category', affinities.categories, (path) => levelsOf(path, lowered));
  add('brand', affinities.brands, (brand) => [brand.toLowerCase()]);
  add('device', places.devices, (device) => [device]);
  add('hours', quartersOf(times.hours), (quarter) => [quarter]);
  return tokens;
}

const lowered = (level: string): string => level.toLowerCase().trim();

const HOURS_A_QUARTER = 6;

function quartersOf(hours: readonly number[]): Tally {
  const counts = [0, 1, 2, 3].map((quarter) =>
    hours.slice(quarter * HOURS_A_QUARTER, (quarter + 1) * HOURS_A_QUARTER).reduce((sum, count) => sum + count, 0),
  );
  return counts.flatMap((count, quarter) => (count > 0 ? [[`from ${quarter * HOURS_A_QUARTER}`, count] as const] : []));
}
