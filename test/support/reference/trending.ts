import type { TrendingSettings } from '../../../shared/learning/trending.ts';

export interface NaiveTimedEvent {
  readonly item: number;
  readonly time: number;
}

/** The readable twin of fitTrending: (itemCount) scores. */
export function naiveTrending(
  events: readonly NaiveTimedEvent[],
  itemCount: number,
  now: number,
  { recentHalfLife, pastHalfLife, doubt }: TrendingSettings,
): number[] {
  const count = (some: readonly NaiveTimedEvent[], halfLife: number) =>
    some.reduce((sum, { time }) => sum + 0.5 ** ((now - time) / halfLife), 0);
  return Array.from({ length: itemCount }, (_, item) => {
    const own = events.filter((event) => event.item === item);
    const shareOfPast = own.length === 0 ? 0 : count(own, pastHalfLife) / count(events, pastHalfLife);
    const expected = shareOfPast * count(events, recentHalfLife);
    return (count(own, recentHalfLife) - expected) / Math.sqrt(expected + doubt);
  });
}
