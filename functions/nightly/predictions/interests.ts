import { topLevelOf } from '../../../shared/features/profile/affinities.ts';
import type { ProfileState } from '../../../shared/features/profile/profile.ts';

/** What a person turns to: numbers of topmost categories, each followed by its weight; the heaviest first. */
export type Interests = Float32Array;

/** Of one person; a shop's people turn to a handful each. */
const MOST = 10;

const NOTHING: Interests = new Float32Array(0);

/** @param numberOf - a category's number, by its name. */
export function interestsOf({ affinities }: ProfileState, numberOf: (category: string) => number): Interests {
  if (affinities.categories.length === 0) return NOTHING;
  const weights = new Map<string, number>();
  for (const [path, weight] of affinities.categories) {
    const category = topLevelOf(path);
    weights.set(category, (weights.get(category) ?? 0) + weight);
  }
  const heaviest = [...weights].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, MOST);
  return Float32Array.from(heaviest.flatMap(([category, weight]) => [numberOf(category), weight]));
}

/** 0: the person never turned to it. */
export function weightOf(interests: Interests, category: number): number {
  for (let at = 0; at < interests.length; at += 2) if (interests[at] === category) return interests[at + 1]!;
  return 0;
}

export function allWeight(interests: Interests): number {
  let sum = 0;
  for (let at = 1; at < interests.length; at += 2) sum += interests[at]!;
  return sum;
}
