/** What JSON says a value is; null and "" count as absent. */
export type ValueType = 'string' | 'number' | 'boolean' | 'array' | 'object';

/**
 * How many of `of` things are so, with what tells how they lie among people: sums over people of the squares of
 * `count` and `of` and of their product. Few people with many events each say less than many people.
 */
export interface Share {
  readonly count: number;
  readonly of: number;
  readonly countSquares: number;
  readonly products: number;
  readonly ofSquares: number;
}

/** One field of the events of one name. */
export interface FieldCounts {
  readonly present: Share;
  /** Of those that are present. */
  readonly types: Readonly<Partial<Record<ValueType, Share>>>;
  /** Of those that are present: numbers that cannot be, such as a price below 0. */
  readonly outOfRange: Share;
  /** How many numbers lie in a bin, by the bin's number: a quarter of an octave each. */
  readonly bins: Readonly<Record<string, number>>;
  /** People who sent the field. */
  readonly people: number;
}

/** The events of one name. */
export interface EventCounts {
  readonly events: number;
  readonly people: number;
  /** Came more than a day after they happened. */
  readonly late: Share;
  /** Are there twice: one message id at two times, or one content under two message ids. */
  readonly duplicate: Share;
  /** Happened before the year 2000, or more than five minutes after they came. */
  readonly impossibleTime: Share;
  /** What was done to items that the catalog does not have. */
  readonly unknownItem: Share;
  readonly fields: Readonly<Record<string, FieldCounts>>;
}

export interface QualityCounts {
  /** By name; events without one, by type. */
  readonly events: Readonly<Record<string, EventCounts>>;
  /** Events that could not be taken, by the code of the defect. */
  readonly quarantined: Readonly<Record<string, number>>;
  readonly received: number;
}

export const FINDING_KINDS = [
  'missing',
  'duplicate',
  'late',
  'impossible-time',
  'out-of-range',
  'unknown-item',
  'type-change',
  'new-field',
  'presence-shift',
  'distribution-shift',
  'quarantined',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** Something about a day's events that a shop should look at. */
export interface Finding {
  readonly kind: FindingKind;
  readonly event?: string;
  readonly field?: string;
  /** A type, of a type change; a defect's code, of what was quarantined. */
  readonly detail?: string;
  /** How many of how many today, and what share it was before, if there was a before; of a distribution, its index. */
  readonly count: number;
  readonly of: number;
  readonly shareBefore?: number;
  readonly stabilityIndex?: number;
  /** Probability of as much by chance; absent where a share alone is too large to be passed over. */
  readonly probability?: number;
}

/** A day's total that lies outside of what the days before let one expect. */
export interface MetricBreak {
  readonly metric: string;
  readonly day: string;
  readonly value: number;
  readonly expected: number;
  /** Robust standard deviations from what was expected. */
  readonly deviations: number;
}

/** What a night says of the events of the last 24 hours. Field names and counts, and nothing that a person sent. */
export interface QualityReport {
  /** UTC day of the night. */
  readonly day: string;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly findings: readonly Finding[];
  readonly breaks: readonly MetricBreak[];
  /** How many comparisons were made; a finding's probability is held against 0.01 over as many. */
  readonly comparisons: number;
  readonly counts: QualityCounts;
  /** The days before, each counting 0.9 of the next: what the next night compares with. */
  readonly baseline: QualityCounts;
}
