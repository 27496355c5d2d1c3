import type { Metric } from './experiment.ts';

export interface ReportInterval {
  readonly low: number;
  readonly high: number;
}

/** Whether an arm is better or worse than the first one, beyond chance. */
export type Proof = 'better' | 'worse' | 'undecided';

export interface ReportedMetric {
  readonly metric: Metric;
  readonly mean: number;
  readonly standardError: number;
  /** Beside the first arm; absent of the first arm itself. Money in minor units. */
  readonly difference?: number;
  readonly differenceInterval?: ReportInterval;
  /** The difference as a part of the first arm’s mean; absent where that may be 0. */
  readonly lift?: number;
  readonly interval?: ReportInterval;
  /** The metric that decides is proven; the others are told beside it, each as if it were alone. */
  readonly proof?: Proof;
}

export interface ReportedArm {
  readonly variantId: string;
  /** Of the people of the experiment, the share that should have it. */
  readonly assignmentProbability: number;
  /** Who met it first of all arms. */
  readonly people: number;
  /** Of these, whose window is over. */
  readonly counted: number;
  /** Empty where the result is withheld. */
  readonly metrics: readonly ReportedMetric[];
  readonly roi?: ReportedReturn;
}

/** What an arm brought beyond the first one, and what it cost beyond it, in minor units. */
export interface ReportedReturn {
  readonly currency: string;
  readonly gainMinor: number;
  readonly gainInterval: ReportInterval;
  readonly costMinor: number;
  readonly lines: readonly { readonly words: string; readonly amountMinor: number }[];
  /** (gain − cost) ÷ cost; absent where it costs nothing. */
  readonly roi?: number;
  readonly interval?: ReportInterval;
}

export interface ReportedGuardrail {
  readonly metric: Metric;
  readonly variantId: string;
  readonly worseBy: number;
  /** Of the lift, from 5 % below to 5 % above; absent: not known yet. */
  readonly interval?: ReportInterval;
  readonly verdict: 'held' | 'broken' | 'undecided';
}

/** Whether people fall into the arms as planned. */
export interface ReportedRatio {
  /** The largest e-value of any night so far; above 100 it is an alarm, which 1 % of right experiments ever raise. */
  readonly evidence: number;
  readonly isAlarmed: boolean;
}

export const FLAG_CODES = [
  'overlap',
  'reweighted',
  'sample-ratio',
  'too-few',
  'met-several',
  'other-currencies',
  'unknown-costs',
  'unpriced-messages',
] as const;
export type FlagCode = (typeof FLAG_CODES)[number];

/** What a reader of the result must know. */
export interface ReportedFlag {
  readonly code: FlagCode;
  readonly words: string;
  /** The result is not told while this holds. */
  readonly withholds: boolean;
}

/** A time at which a night looked; what is told of it stays. */
export interface ReportedLook {
  readonly takenAtMs: number;
  /** By variant but the first: people counted, with those of the first. */
  readonly information: Readonly<Record<string, number>>;
  /** Of the chance of a false proof, the part that was used up by then; in (0, 1]. */
  readonly spent: number;
  /** By variant but the first, of the metric that decides; absent: withheld. */
  readonly found: Readonly<Record<string, { readonly lift: number; readonly interval: ReportInterval } | undefined>>;
}

/** What a night found of an experiment. */
export interface ExperimentReport {
  readonly experimentId: string;
  readonly takenAtMs: number;
  readonly metric: Metric;
  readonly currency: string;
  readonly arms: readonly ReportedArm[];
  readonly srm: ReportedRatio;
  readonly guardrails: readonly ReportedGuardrail[];
  readonly flags: readonly ReportedFlag[];
  readonly withheld: boolean;
  /** What clicks are divided by. */
  readonly ctrPer: 'impression' | 'decision';
  /** Oldest first. */
  readonly looks: readonly ReportedLook[];
}
