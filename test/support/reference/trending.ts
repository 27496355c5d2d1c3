import type { ContextPopularitySettings, TrendingSettings } from '../../../shared/learning/trending.ts';

export interface NaiveTimedEvent {
  readonly item: number;
  readonly time: number;
  readonly weight: number;
}

/** The readable twin of fitTrending: (itemCount) scores. */
export function naiveTrending(
  events: readonly NaiveTimedEvent[],
  itemCount: number,
  now: number,
  { recentHalfLife, pastHalfLife, doubt }: TrendingSettings,
): number[] {
  const count = (some: readonly NaiveTimedEvent[], halfLife: number) =>
    some.reduce((sum, { time, weight }) => sum + weight * 0.5 ** ((now - time) / halfLife), 0);
  return Array.from({ length: itemCount }, (_, item) => {
    const own = events.filter((event) => event.item === item);
    const shareOfPast = own.length === 0 ? 0 : count(own, pastHalfLife) / count(events, pastHalfLife);
    const expected = shareOfPast * count(events, recentHalfLife);
    return (count(own, recentHalfLife) - expected) / Math.sqrt(expected + doubt);
  });
}

export interface NaiveContextEvent {
  readonly item: number;
  readonly context: number;
}

/** The readable twin of fitContextPopularity: (contextCount, itemCount) shares. */
export function naiveContextPopularity(
  events: readonly NaiveContextEvent[],
  itemCount: number,
  contextCount: number,
  { contextPrior, itemPrior }: ContextPopularitySettings,
): number[][] {
  const shareOf = (item: number) =>
    (events.filter((event) => event.item === item).length + itemPrior / itemCount) / (events.length + itemPrior);
  return Array.from({ length: contextCount }, (_, context) => {
    const here = events.filter((event) => event.context === context);
    return Array.from({ length: itemCount }, (_, item) => {
      const count = here.filter((event) => event.item === item).length;
      return (count + contextPrior * shareOf(item)) / (here.length + contextPrior);
    });
  });
}
