/** What is counted of the shop, hour by hour or day by day. */
export const WATCHED_METRICS = ['events', 'sessions', 'orders', 'units', 'revenue', 'conversion', 'demand'] as const;
export type WatchedMetric = (typeof WATCHED_METRICS)[number];

/** Numbers of one thing of the shop: what is watched for anomalies. */
export interface SeriesName {
  readonly metric: WatchedMetric;
  /** Of `events`: the type of the events, or what they did to items. */
  readonly event?: string;
  /** Of `revenue`, which is in its minor unit. */
  readonly currency?: string;
  /** Of `demand`, which is in units sold: either of the two. */
  readonly category?: string;
  readonly itemId?: string;
}

/** Open: still so. Over: it was again as expected. Settled: it stayed so for so long that it is what is expected now. */
export type AnomalyStatus = 'open' | 'over' | 'settled';

/** Numbers of the shop that break with their own past, from the first step to the last. */
export interface Anomaly {
  readonly anomalyId: string;
  readonly series: SeriesName;
  readonly step: 'hour' | 'day';
  readonly direction: 'up' | 'down';
  /** Begin of the first and of the last step, and of the one at which it was alarmed; in ms since 1970. */
  readonly firstAtMs: number;
  readonly alarmedAtMs: number;
  readonly lastAtMs: number;
  /** What was counted from the first step up to the one at which it was alarmed, and what was expected then. */
  readonly value: number;
  readonly expected: number;
  /** Where 19 of 20 such values lie. */
  readonly low: number;
  readonly high: number;
  /** Digits: −log₁₀ of the chance of as much. */
  readonly score: number;
  readonly status: AnomalyStatus;
  /** When the night that found it began, in ms since 1970. */
  readonly foundAtMs: number;
}

/** All that the nights keep of what they watch. */
export interface AnomalyBook {
  /** Of what is in the body. */
  readonly version: number;
  /** Up to when all hours were looked at, in ms since 1970; they are not looked at again. */
  readonly throughMs: number;
  /** Series that are watched, and those among them of which enough was seen to judge them. */
  readonly watched: number;
  readonly judged: number;
  /** Newest alarm first. */
  readonly anomalies: readonly Anomaly[];
  /** What is known of the series, as JSON. */
  readonly body: string;
}
