import type { Objective, Placement } from './decision.ts';
import type { ItemFilter } from './item-filter.ts';
import type { PlacementPolicy } from './placement-policy.ts';

/** What an experiment is judged by, each of one person within the experiment’s window. */
export const METRICS = [
  'conversion',
  'orders',
  'revenue',
  'margin',
  'refunds',
  'ctr',
  'rating',
  'csat',
  'nps',
] as const;
export type Metric = (typeof METRICS)[number];

export interface MetricRule {
  /**
   * mean: of a number of each person, in which those without anything count as 0. ratio: a sum over a sum, such as clicks
   * over decisions, in which only those count of whom there is something to divide by.
   */
  readonly kind: 'mean' | 'ratio';
  readonly better: 'higher' | 'lower';
  /** Told in minor units of the experiment’s currency. */
  readonly isMoney: boolean;
  readonly words: string;
}

export const METRIC_RULES: Readonly<Record<Metric, MetricRule>> = {
  conversion: { kind: 'mean', better: 'higher', isMoney: false, words: 'share of people who order (CVR)' },
  orders: { kind: 'mean', better: 'higher', isMoney: false, words: 'orders a person' },
  revenue: { kind: 'mean', better: 'higher', isMoney: true, words: 'what a person pays, less what is refunded' },
  margin: { kind: 'mean', better: 'higher', isMoney: true, words: 'revenue a person less what the items cost' },
  refunds: { kind: 'mean', better: 'lower', isMoney: true, words: 'what is refunded to a person' },
  ctr: { kind: 'ratio', better: 'higher', isMoney: false, words: 'decisions of which an item was clicked' },
  rating: { kind: 'ratio', better: 'higher', isMoney: false, words: 'mean rating that people give' },
  csat: { kind: 'ratio', better: 'higher', isMoney: false, words: 'mean satisfaction in surveys, 1 to 5' },
  nps: { kind: 'ratio', better: 'higher', isMoney: false, words: 'promoters less detractors, of those who answer' },
};

/** What a variant changes of a request for its placements; what is absent stays as the request has it. */
export interface VariantSettings {
  /** popular: nothing that the person did is gone by. */
  readonly strategy?: 'personal' | 'popular';
  /** In [0, 1]. */
  readonly diversity?: number;
  /** Of a slate’s slots, how many go to new items on average; in [0, 1]. */
  readonly explorationShare?: number;
  /** Beside those of the request. */
  readonly boosts?: readonly { readonly filter: ItemFilter; readonly factor: number }[];
  readonly objective?: Objective;
  /** Instead of what the shop has set for the placement. */
  readonly policy?: PlacementPolicy;
}

export interface Variant {
  readonly variantId: string;
  /** Its share of the experiment’s people is its weight over the sum of all; > 0. */
  readonly weight: number;
  readonly sets: VariantSettings;
}

/** That a metric must not fall by more than a part of the first variant’s. */
export interface Guardrail {
  readonly metric: Metric;
  /** In (0, 1): 0.02 is two percent. */
  readonly worseBy: number;
}

/** What a variant costs beside what its orders do, in minor units of the experiment’s currency. */
export interface CostLine {
  readonly words: string;
  readonly variantId: string;
  readonly amountMinor: number;
  /** once: whatever comes of it. person: for everybody who met the variant. */
  readonly per: 'once' | 'person';
}

/** Buckets of a layer: a person is in one of them, the same for all experiments of the layer. */
export const BUCKETS = 1000;

export const EXPERIMENT_STATUSES = ['draft', 'running', 'stopped'] as const;
export type ExperimentStatus = (typeof EXPERIMENT_STATUSES)[number];

/** What the marketer says of an experiment. */
export interface ExperimentPlan {
  readonly experimentId: string;
  readonly words: string;
  /** Experiments of one layer share nobody, as each has buckets of its own; those of different layers are independent. */
  readonly layer: string;
  /** [from, to) of 0 … BUCKETS. */
  readonly buckets: { readonly from: number; readonly to: number };
  readonly placements: readonly Placement[];
  /** Campaigns in which it is met too, each at a step that leads by its variants. */
  readonly campaigns: readonly string[];
  /** The first is what the others are compared with. */
  readonly variants: readonly Variant[];
  /** What it is decided by; the other metrics are told beside it. */
  readonly metric: Metric;
  readonly guardrails: readonly Guardrail[];
  /** ISO 4217; money in others is counted by the exchange rate of its day, and where none is known not at all. */
  readonly currency: string;
  readonly costs: readonly CostLine[];
  /** Days from its start within which people come in. */
  readonly days: number;
  /** Days after a person first met it that count. A person is counted once they are over. */
  readonly windowDays: number;
  /** Experiments of other layers that it may share people and placements with. */
  readonly alongside: readonly string[];
}

export interface Experiment extends ExperimentPlan {
  readonly status: ExperimentStatus;
  readonly createdAtMs: number;
  readonly startedAtMs?: number;
  /** Nobody comes in from then on. */
  readonly stoppedAtMs?: number;
  /** Weights were changed while it ran: some people changed the variant. */
  readonly reweightedAtMs?: number;
}

/** Stands where an experiment’s id does: whom nothing personal is shown, for good. */
export const HOLDOUT = 'holdout';
export const HELD_OUT = 'held-out';
export const SERVED = 'served';
