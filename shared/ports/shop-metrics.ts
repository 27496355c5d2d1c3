import type { MetricMonth, MetricsNow } from '../domain/shop-metrics.ts';

/** What nights counted of decisions, answers and ratings. */
export interface ShopMetrics {
  /** @param month - "2026-11". @returns undefined when no night has counted a day of it. */
  read(month: string): Promise<MetricMonth | undefined>;
  write(month: MetricMonth): Promise<void>;
  /** What the newest night counted over weeks; undefined before the first. */
  now(): Promise<MetricsNow | undefined>;
  writeNow(now: MetricsNow): Promise<void>;
}
