/** Sums of which a rate and its interval are made; see `RateSums` in shared/evaluation/clustered-rate.ts. */
export interface MetricSums {
  readonly draws: number;
  readonly hits: number;
  readonly clusters: number;
  readonly hitsSquared: number;
  readonly drawsSquared: number;
  readonly product: number;
}

/** What came of the decisions of a day, of one placement (or decision point) and policy; bots are not in it. */
export interface PlacementDay {
  /** UTC, "2026-11-24": when it was decided. */
  readonly day: string;
  readonly placement: string;
  readonly policy: string;
  readonly decisions: number;
  /** Decisions of which an impression came. */
  readonly impressed: number;
  readonly carts: number;
  readonly units: number;
  /** By currency, in its minor unit. */
  readonly revenue: Readonly<Record<string, number>>;
  /** Distinct items that were shown. */
  readonly items: number;
  /** Clicks of impressions: of decisions of which an impression came. */
  readonly clicksOfSeen: MetricSums;
  /** Clicks of all items shown. */
  readonly clicksOfShown: MetricSums;
  /** Decisions of which something was bought, of all. */
  readonly conversions: MetricSums;
  /** The reward window is over for all of the day: nothing more comes. */
  readonly isClosed: boolean;
}

/** Answers to one question, or ratings, of a day. */
export interface AnswersDay {
  readonly day: string;
  /** nps: 0 to 10; csat: 1 to 5; rating: on the shop's own scale. */
  readonly question: 'nps' | 'csat' | 'rating';
  readonly count: number;
  readonly sum: number;
  readonly squares: number;
  /** Of nps: answers of 9 and 10, and of 0 to 6. */
  readonly promoters: number;
  readonly detractors: number;
}

/** How much of the catalog a placement showed in the weeks before a night. */
export interface PlacementCoverage {
  readonly placement: string;
  readonly policy: string;
  readonly days: number;
  /** Distinct items shown, of those that the catalog had. */
  readonly items: number;
  readonly of: number;
}

/** What nights counted of the days of a calendar month. */
export interface MetricMonth {
  /** "2026-11" */
  readonly month: string;
  readonly placements: readonly PlacementDay[];
  readonly answers: readonly AnswersDay[];
}

/** What the newest night counted over weeks. */
export interface MetricsNow {
  readonly asOfMs: number;
  readonly coverage: readonly PlacementCoverage[];
}

export const monthOf = (day: string): string => day.slice(0, 7);
